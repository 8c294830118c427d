using System.Text.Json.Nodes;

namespace Deals.Bench.Chaos;

/// <summary>A deal in the list as it was seen last.</summary>
internal sealed record SeenDeal(string Status, DateTimeOffset? ListingAsOf, DateTimeOffset? ProductAsOf, DateTimeOffset CheckedAt);

/// <summary>What the list has shown over all lives of a node, and what it took back.</summary>
internal sealed class SeenDeals
{
    private readonly Dictionary<string, SeenDeal> _seen = [];
    private readonly HashSet<string> _everActive = [];

    /// <summary>Every deal that was ever listed.</summary>
    public IReadOnlyDictionary<string, SeenDeal> All => _seen;

    /// <summary>Deals that were active at some time.</summary>
    public IReadOnlySet<string> EverActive => _everActive;

    /// <summary>Deals that were listed once and not in a later list.</summary>
    public HashSet<string> Lost { get; } = [];

    /// <summary>Deals that one list had twice.</summary>
    public HashSet<string> Twice { get; } = [];

    /// <summary>What was listed with older facts than before.</summary>
    public List<string> WentBack { get; } = [];

    /// <summary>Deals that were no longer active; the journal has to have a reason.</summary>
    public HashSet<string> NoLongerActive { get; } = [];

    /// <summary>Takes in one whole list.</summary>
    public async Task<int> TakeAsync(IAsyncEnumerable<JsonNode> items)
    {
        var now = new Dictionary<string, SeenDeal>();
        var twice = new HashSet<string>();
        await foreach (var item in items)
        {
            var id = item["id"]!.GetValue<string>();
            if (!now.TryAdd(id, Read(item)))
                twice.Add(id);
        }

        // Only a list that came to its end says anything.
        Twice.UnionWith(twice);
        Lost.UnionWith(_seen.Keys.Where(id => !now.ContainsKey(id)));
        foreach (var (id, deal) in now)
        {
            if (_seen.TryGetValue(id, out var before))
                Compare(id, before, deal);
            if (deal.Status == "active")
                _everActive.Add(id);
            _seen[id] = deal;
        }

        return now.Count;
    }

    private void Compare(string id, SeenDeal before, SeenDeal now)
    {
        if (now.ListingAsOf < before.ListingAsOf || now.ProductAsOf < before.ProductAsOf || now.CheckedAt < before.CheckedAt || (before.ProductAsOf is not null && now.ProductAsOf is null))
            WentBack.Add($"{id} went from {before} to {now}");
        if (before.Status == "active" && now.Status == "pending_processing")
            NoLongerActive.Add(id);
    }

    private static SeenDeal Read(JsonNode item) => new(
        item["status"]!.GetValue<string>(),
        item["listingAsOf"]?.GetValue<DateTimeOffset>(),
        item["productAsOf"]?.GetValue<DateTimeOffset>(),
        item["checkedAt"]!.GetValue<DateTimeOffset>());
}
