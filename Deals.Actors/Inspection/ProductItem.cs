using Deals.Actors.Deals;

namespace Deals.Actors.Inspection;

/// <summary>What is known of a product, as the API writes it. Amounts are minor units of the deal's currency.</summary>
public sealed record ProductItem(
    string? Title,
    string? Brand,
    string? Manufacturer,
    string? Binding,
    string? ProductGroup,
    string? Kind,
    IReadOnlyList<string> CategoryPath,
    int? MonthlySold,
    DateTimeOffset? ListedSince,
    DateTimeOffset? TrackedSince,
    DateTimeOffset? PriceChangedAt,
    FeeFacts Fees,
    IReadOnlyList<HistoryItem> Histories,
    string BodyHash)
{
    /// <summary>Takes over a product's facts.</summary>
    public static ProductItem From(ProductFacts facts) => new(
        facts.Title,
        facts.Brand,
        facts.Manufacturer,
        facts.Binding,
        facts.ProductGroup,
        facts.Kind,
        facts.CategoryPath,
        facts.MonthlySold,
        facts.ListedSince,
        facts.TrackedSince,
        facts.PriceChangedAt,
        facts.Fees,
        [.. facts.Histories.Select(HistoryItem.From)],
        facts.BodyHash);
}

/// <summary>Keepa's statistics of one price type, in its unit.</summary>
public sealed record HistoryItem(
    string Type,
    string Unit,
    long? Current,
    long? Average30,
    long? Average90,
    long? Average180,
    long? Average365,
    long? Lowest,
    DateTimeOffset? LowestAt,
    long? Highest,
    DateTimeOffset? HighestAt,
    int? OutOfStockPercent90)
{
    internal static HistoryItem From(HistoryFacts facts) => new(
        facts.Type.Name,
        facts.Type.Unit.ToString().ToLowerInvariant(),
        facts.Current,
        facts.Average30,
        facts.Average90,
        facts.Average180,
        facts.Average365,
        facts.Lowest,
        facts.LowestAt,
        facts.Highest,
        facts.HighestAt,
        facts.OutOfStockPercent90);
}

/// <summary>The live offers.</summary>
public sealed record OffersItem(int? Total, int? FulfilledByAmazon, int? FulfilledByMerchant, IReadOnlyList<OfferItem> Cheapest)
{
    internal static OffersItem From(OfferFacts facts) =>
        new(facts.Total, facts.FulfilledByAmazon, facts.FulfilledByMerchant, [.. facts.Cheapest.Select(o => OfferItem.From(o)!)]);
}

/// <summary>The buy boxes of new and used ones; absent where nobody holds them.</summary>
public sealed record BuyBoxItem(OfferItem? New, OfferItem? Used)
{
    internal static BuyBoxItem From(BuyBoxFacts facts) => new(OfferItem.From(facts.New), OfferItem.From(facts.Used));
}

/// <summary>One offer: price without shipping and shipping in minor units; unknown shipping is absent.</summary>
public sealed record OfferItem(string? Seller, string? Condition, long? Price, long? Shipping, bool? IsFulfilledByAmazon)
{
    internal static OfferItem? From(OfferOfSeller? offer) =>
        offer is null ? null : new OfferItem(offer.Seller?.Value, offer.Condition?.ToString(), offer.Price, offer.Shipping, offer.IsFulfilledByAmazon);
}

/// <summary>When a deal is looked at next.</summary>
/// <param name="Lane">The lane in which its request will wait.</param>
/// <param name="Due">From when on it may be bought.</param>
/// <param name="SoftDeadline">What orders it among those that are due.</param>
/// <param name="Reason">Why then, in one sentence.</param>
/// <param name="Priority">1 (just found) to 5.</param>
public sealed record NextItem(string Lane, DateTimeOffset Due, DateTimeOffset SoftDeadline, string Reason, int Priority)
{
    /// <summary>Takes over a schedule.</summary>
    public static NextItem? From(Schedule? next) =>
        next is null ? null : new NextItem(LaneItem.LaneName(next.Lane), next.Due, next.SoftDeadline, InWords(next.Reason), next.Priority);

    /// <summary>A reason in words.</summary>
    public static string InWords(DueReason reason) => reason switch
    {
        DueReason.NoFacts => "Only its row in a feed is known.",
        DueReason.Age => "Its facts get old.",
        DueReason.KnownStale => "A feed showed another price since its facts were taken.",
        DueReason.Retry => "The last attempt failed.",
        DueReason.FoundGone => "The last look found it gone; that is verified.",
        DueReason.SetAside => "It was set aside, and is tried once more.",
        DueReason.Released => "A person released it.",
        DueReason.Followed => "A person follows it.",
        _ => reason.ToString(),
    };
}
