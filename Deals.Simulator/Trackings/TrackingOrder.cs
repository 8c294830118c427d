using System.Text.Json;
using Deals.Simulator.Deals;
using Deals.Simulator.Protocol;
using Deals.Simulator.World;

namespace Deals.Simulator.Trackings;

/// <summary>A wished value: whoever reaches it is notified of.</summary>
/// <param name="Domain">The marketplace.</param>
/// <param name="Type">The price type.</param>
/// <param name="Value">The value.</param>
/// <param name="IsDrop">Whether it is reached from above.</param>
internal sealed record Threshold(int Domain, int Type, long Value, bool IsDrop);

/// <summary>A wish to hear of stock.</summary>
/// <param name="Domain">The marketplace.</param>
/// <param name="Type">The price type.</param>
/// <param name="IsBack">Whether of its return; otherwise of its end.</param>
internal sealed record StockRule(int Domain, int Type, bool IsBack);

/// <summary>A tracking creation object, as it is sent to be added.</summary>
internal sealed record TrackingOrder(
    string Asin, int TtlHours, bool ExpireNotify, int MainDomain, IReadOnlyList<Threshold> Thresholds, IReadOnlyList<StockRule> StockRules, int RearmMinutes, int UpdateHours, string? MetaData)
{
    /// <summary>Objects in one request.</summary>
    public const int Most = 1000;

    private const int LongestUpdate = 25;
    private const int TwoYears = 2 * 365 * 24;
    private const int LongestMetaData = 500;
    private const decimal RegularUpdate = 0.9m;
    private const decimal MarketplaceUpdate = 9m;
    private const int MinutesOfHour = 60;

    /// <summary>Whether it follows what only offers show, which costs ten times as much.</summary>
    public bool IsMarketplace => Thresholds.Select(t => t.Type).Concat(StockRules.Select(r => r.Type)).Any(type => !IsRegular(type));

    /// <summary>Tokens a minute that it takes from the refill: for each update of each marketplace.</summary>
    public decimal FlowPerMinute => (IsMarketplace ? MarketplaceUpdate : RegularUpdate)
        * Thresholds.Select(t => t.Domain).Concat(StockRules.Select(r => r.Domain)).Distinct().Count() / (MinutesOfHour * UpdateHours);

    /// <summary>Whether its updates look at a type.</summary>
    public bool Follows(int type) => IsMarketplace || IsRegular(type);

    /// <summary>Reads one object or a list of them; what cannot be added is absent, with the ASIN that it names.</summary>
    /// <exception cref="BadRequestException">It is neither.</exception>
    public static IReadOnlyList<(string Asin, TrackingOrder? Order)> ReadAll(string? text)
    {
        try
        {
            var body = JsonElement.Parse(text ?? "");
            JsonElement[] objects = body.ValueKind == JsonValueKind.Array ? [.. body.EnumerateArray()] : [body];
            if (objects.Length is < 1 or > Most || objects.Any(o => o.ValueKind != JsonValueKind.Object))
                throw Asked.Wrong("tracking");
            return [.. objects.Select(o => (Text(o, "asin") ?? "", Read(o)))];
        }
        catch (JsonException)
        {
            throw Asked.Wrong("tracking");
        }
    }

    private static TrackingOrder? Read(JsonElement order)
    {
        var thresholds = Items(order, "thresholdValues").Select(t => new Threshold(Whole(t, "domain", 0), Whole(t, "csvType", -1), Whole(t, "thresholdValue", -1), Flag(t, "isDrop"))).ToList();
        var rules = Items(order, "notifyIf").Select(r => (Rule: new StockRule(Whole(r, "domain", 0), Whole(r, "csvType", -1), Whole(r, "notifyIfType", -1) == 1), Kind: Whole(r, "notifyIfType", -1))).ToList();
        var (main, hours, metaData) = (Whole(order, "mainDomainId", 0), Whole(order, "updateInterval", 1), Text(order, "metaData"));
        var isGood = Text(order, "asin") is { Length: 10 }
            && thresholds.Count + rules.Count > 0
            && thresholds.TrueForAll(t => IsKnown(t.Domain, t.Type) && t.Value >= 0)
            && rules.TrueForAll(r => IsKnown(r.Rule.Domain, r.Rule.Type) && r.Kind is 0 or 1)
            && DealRequest.Domains.Contains(main) && hours is >= 0 and <= LongestUpdate && (metaData?.Length ?? 0) <= LongestMetaData;
        return isGood
            ? new TrackingOrder(Text(order, "asin")!, Whole(order, "ttl", TwoYears), Flag(order, "expireNotify"), main, thresholds, [.. rules.Select(r => r.Rule)], Whole(order, "individualNotificationInterval", -1), Math.Max(1, hours), metaData)
            : null;
    }

    private static bool IsRegular(int type) => type is (>= 0 and <= 6) or 8 or (>= 11 and <= 14);

    private static bool IsKnown(int domain, int type) => DealRequest.Domains.Contains(domain) && type is >= 0 and < PriceTypes.Count;

    private static JsonElement[] Items(JsonElement order, string name) =>
        order.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object)] : [];

    private static string? Text(JsonElement order, string name) => order.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static bool Flag(JsonElement order, string name) => order.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    private static int Whole(JsonElement order, string name, int otherwise) => !order.TryGetProperty(name, out var number) || number.ValueKind == JsonValueKind.Null
        ? otherwise
        : number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var whole) ? whole : int.MinValue;
}
