using System.Text.Json.Serialization;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;

namespace Deals.Actors.Inspection;

/// <summary>Everything that is known about a deal: the item of the list, then every group of facts with its source and its ages.</summary>
public sealed record DealDetails : DealItem
{
    /// <summary>Takes over a deal's answer. The catalogue's row, which follows a moment later, has no part in it.</summary>
    public DealDetails(DealReply.Details answer, RefreshTerms? terms, DateTimeOffset now)
        : base(RowFold.Of(answer.State, answer.Version))
    {
        var record = answer.State.Record;
        Version = answer.Version;
        Cycle = record.Cycle;
        DiscoveredAt = record.DiscoveredAt;
        Feeds = record.Feeds;
        Next = NextItem.From(record.Next);
        LookedAt = record.LookedAt;
        Watched = record.IsWatched;
        Strikes = record.Strikes;
        GoneLooks = record.GoneLooks;
        Worth = WorthItem.Of(record, terms, now);
        Lens = new LensItem(record.Lens.Feed, record.Lens.PriceType.Name, record.Lens.Range.ToString().ToLowerInvariant());
        Facts = new FactsItem(
            FactGroup<ListingItem>.Of(record.Listing, now, SourceOf(record), ListingItem.From),
            FactGroup<ProductItem>.Of(record.Product, now, "Keepa /product", ProductItem.From),
            FactGroup<OffersItem>.Of(record.Offers, now, "Keepa /product with offers", OffersItem.From),
            FactGroup<BuyBoxItem>.Of(record.BuyBox, now, "Keepa /product with the buy box", BuyBoxItem.From),
            FactGroup<SellerItem>.Of(record.Seller, now, "Keepa /seller", SellerItem.From),
            FactGroup<AppraisalItem>.Of(record.Appraisal, now, "Analysis of the stored record", f => AppraisalItem.From(f, record.Listing, record.Id.Domain.Currency)),
            FactGroup<AnalysisDetail>.Of(record.Analysis, now, SourceOf(record.Analysis), AnalysisDetail.From));
    }

    // A look that is newer than the last row gives the listing too.
    private static string SourceOf(DealRecord record) => record.Listing is { } listing && record.Product?.AsOf == listing.AsOf
        ? "Keepa /product, from its histories"
        : record.Feeds.Contains(FeedLens.Tracking)
            ? $"Keepa /deal, feed {record.Lens.Feed}, and what Keepa's trackings pushed"
            : $"Keepa /deal, feed {record.Lens.Feed}";

    private static string SourceOf(Group<AnalysisFacts>? analysis) => analysis?.Facts.Origin is { } origin ? $"Analyst {origin.Model}" : "Analyst";

    /// <summary>How many events led to this.</summary>
    [JsonPropertyOrder(1)]
    public long Version { get; }

    /// <summary>How many times the product was looked at.</summary>
    [JsonPropertyOrder(1)]
    public long Cycle { get; }

    /// <summary>When it is looked at next, and why; absent once it is retired.</summary>
    [JsonPropertyOrder(1)]
    public NextItem? Next { get; }

    /// <summary>When the product was looked at last.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? LookedAt { get; }

    [JsonPropertyOrder(1)]
    public bool Watched { get; }

    /// <summary>Failures of its own since the last success; five set it aside.</summary>
    [JsonPropertyOrder(1)]
    public int Strikes { get; }

    /// <summary>Looks in a row that found it gone.</summary>
    [JsonPropertyOrder(1)]
    public int GoneLooks { get; }

    [JsonPropertyOrder(1)]
    public DateTimeOffset DiscoveredAt { get; }

    /// <summary>Every feed that showed it.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<string> Feeds { get; }

    /// <summary>What its next look is worth.</summary>
    [JsonPropertyOrder(1)]
    public WorthItem Worth { get; }

    /// <summary>Through which feed it is seen.</summary>
    [JsonPropertyOrder(1)]
    public LensItem Lens { get; }

    [JsonPropertyOrder(1)]
    public FactsItem Facts { get; }
}

/// <summary>The feed, the price type that makes the deal, and the range of the average: day, week, month or quarter.</summary>
public sealed record LensItem(string Feed, string PriceType, string Range);

/// <summary>The groups; one that was never bought is absent.</summary>
public sealed record FactsItem(
    FactGroup<ListingItem>? Listing,
    FactGroup<ProductItem>? Product,
    FactGroup<OffersItem>? Offers,
    FactGroup<BuyBoxItem>? BuyBox,
    FactGroup<SellerItem>? Seller,
    FactGroup<AppraisalItem>? Appraisal,
    FactGroup<AnalysisDetail>? Analysis);

/// <summary>One group of facts with where it comes from and how old it is.</summary>
/// <param name="Source">Which of Keepa's answers it was taken from.</param>
/// <param name="AsOf">When it held, by its source's clock.</param>
/// <param name="CheckedAt">When we took it.</param>
/// <param name="AgeSeconds">Since <paramref name="AsOf"/>.</param>
/// <param name="CheckedAgeSeconds">Since <paramref name="CheckedAt"/>.</param>
/// <param name="Values">The facts.</param>
public sealed record FactGroup<T>(string Source, DateTimeOffset AsOf, DateTimeOffset CheckedAt, long AgeSeconds, long CheckedAgeSeconds, T Values)
{
    internal static FactGroup<T>? Of<TFacts>(Group<TFacts>? group, DateTimeOffset now, string source, Func<TFacts, T> values)
        where TFacts : class =>
        group is null ? null : new FactGroup<T>(source, group.AsOf, group.CheckedAt, Seconds(now - group.AsOf), Seconds(now - group.CheckedAt), values(group.Facts));

    // Keepa's clock may run a little ahead of ours: an age below zero would only confuse.
    private static long Seconds(TimeSpan age) => Math.Max(0, (long)age.TotalSeconds);
}

/// <summary>The listing's facts, price types by name.</summary>
public sealed record ListingItem
{
    public string? Title { get; init; }

    public string? Image { get; init; }

    public long? RootCategory { get; init; }

    public required IReadOnlyList<long> Categories { get; init; }

    public string? ParentAsin { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public int? WarehouseCondition { get; init; }

    public required RankDrops RankDrops { get; init; }

    public required IReadOnlyList<TypeItem> Types { get; init; }

    /// <summary>Takes over a listing.</summary>
    public static ListingItem From(ListingFacts facts) => new()
    {
        Title = facts.Title,
        Image = facts.Image,
        RootCategory = facts.RootCategory,
        Categories = facts.Categories,
        ParentAsin = facts.ParentAsin?.Value,
        CreatedAt = facts.CreatedAt,
        WarehouseCondition = facts.WarehouseCondition,
        RankDrops = facts.Drops,
        Types = [.. facts.Types.Select(TypeItem.From)],
    };
}

/// <summary>What is known about one price type. Money is in minor units of the deal's currency.</summary>
/// <param name="Index">Keepa's number of the price type.</param>
/// <param name="Name">Keepa's name.</param>
/// <param name="Unit">money, rank, count or rating (stars times ten).</param>
/// <param name="Current">The value, without shipping.</param>
/// <param name="Since">Since when it holds.</param>
/// <param name="Previous">The value before it, as far as Keepa tells.</param>
/// <param name="Delta">Current minus previous.</param>
/// <param name="Averages">Keepa's averages.</param>
/// <param name="DeltaPercents">Keepa's rounded percentages below these averages; negative is above.</param>
public sealed record TypeItem(
    int Index, string Name, string Unit, long? Current, DateTimeOffset? Since, long? Previous, long? Delta, PerRange Averages, PerRange DeltaPercents)
{
    /// <summary>Takes over a price type's facts.</summary>
    public static TypeItem From(TypeFacts facts) => new(
        facts.Type.Index,
        facts.Type.Name,
        facts.Type.Unit.ToString().ToLowerInvariant(),
        facts.Current,
        facts.Since,
        facts.Previous,
        facts.Current - facts.Previous,
        facts.Averages,
        facts.DeltaPercents);
}
