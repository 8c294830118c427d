namespace Deals.Actors.Keepa;

/// <summary>The two kinds of Keepa's trackings, which differ in what they follow and in what an update costs.</summary>
public enum TrackingKind
{
    /// <summary>Follows the prices of Keepa's base data, the offer counts and the sales rank.</summary>
    Regular,

    /// <summary>Follows what only the offers show as well: buy boxes, fulfilment, conditions, ratings.</summary>
    Marketplace,
}

/// <summary>What Keepa's trackings cost and follow. Source: Keepa's documentation, Tracking Products: 1 token once for each that is added; as a reduction of the refill 0.9 tokens
/// (regular) or 9 (marketplace) for each update and marketplace. Its example: 2,000 regular ones, updated every hour, take 30 tokens a minute.</summary>
public static class TrackingTariff
{
    /// <summary>Tokens for adding one, once.</summary>
    public const int Adding = 1;

    /// <summary>Tokens of an update of a regular tracking, for each marketplace.</summary>
    public const double RegularUpdate = 0.9;

    /// <summary>Tokens of an update of a marketplace tracking, for each marketplace.</summary>
    public const double MarketplaceUpdate = 9;

    /// <summary>The shortest interval between two updates, whole hours.</summary>
    public const int ShortestHours = 1;

    /// <summary>The longest interval between two updates, whole hours.</summary>
    public const int LongestHours = 25;

    /// <summary>What an update costs, tokens.</summary>
    public static double UpdateCost(TrackingKind kind) => kind == TrackingKind.Marketplace ? MarketplaceUpdate : RegularUpdate;

    /// <summary>The cheapest kind that follows a price type.</summary>
    public static TrackingKind KindFor(PriceType type) => type.Index is (>= 0 and <= 6) or 8 or (>= 11 and <= 14) ? TrackingKind.Regular : TrackingKind.Marketplace;

    /// <summary>Whether a tracking of that kind follows a price type.</summary>
    public static bool Follows(TrackingKind kind, PriceType type) => kind == TrackingKind.Marketplace || KindFor(type) == TrackingKind.Regular;
}
