using System.Collections.Immutable;

namespace Deals.Actors.Keepa;

/// <summary>Keepa's statistics of a product. They differ from what the histories give: out-of-stock percentages round up, wild used prices are left
/// out of averages, and rank drops cannot be recomputed.</summary>
public sealed record ProductStats
{
    /// <summary>What is known about each price type of which anything is known, ascending by index.</summary>
    public ImmutableArray<TypeStats> Types { get; init; } = [];

    /// <summary>How often the sales rank fell.</summary>
    public RankDrops Drops { get; init; } = new(null, null, null, null);

    /// <summary>The buy box; absent when Keepa did not look for one.</summary>
    public BuyBoxOffer? BuyBox { get; init; }

    /// <summary>The used buy box; absent when Keepa did not look for one.</summary>
    public BuyBoxOffer? BuyBoxUsed { get; init; }

    /// <summary>Who won the buy box in the interval, by id.</summary>
    public ImmutableArray<BuyBoxShare> BuyBoxShares { get; init; } = [];

    /// <summary>Who won the used buy box in the interval, by id.</summary>
    public ImmutableArray<BuyBoxShare> BuyBoxUsedShares { get; init; } = [];

    /// <summary>All offers that the product has.</summary>
    public int? TotalOfferCount { get; init; }

    /// <summary>The offers that Keepa collected; absent without offers.</summary>
    public int? RetrievedOfferCount { get; init; }

    /// <summary>Live offers that Amazon ships; absent without offers.</summary>
    public int? OfferCountFba { get; init; }

    /// <summary>Live offers that the seller ships; absent without offers.</summary>
    public int? OfferCountFbm { get; init; }

    /// <summary>The sellers of the lowest new offer that Amazon ships.</summary>
    public ImmutableArray<SellerId> LowestFbaSellers { get; init; } = [];

    /// <summary>The sellers of the lowest new offer that the seller ships.</summary>
    public ImmutableArray<SellerId> LowestFbmSellers { get; init; } = [];

    /// <summary>When Keepa last looked at the offers.</summary>
    public DateTimeOffset? LastOffersUpdate { get; init; }

    /// <summary>When Keepa last looked at the buy box.</summary>
    public DateTimeOffset? LastBuyBoxUpdate { get; init; }

    /// <summary>What Amazon pays for it in trade, minor units.</summary>
    public long? TradeInPrice { get; init; }

    /// <summary>How often Amazon ran out within 30 days.</summary>
    public int? AmazonOutages30 { get; init; }

    /// <summary>How often Amazon ran out within 90 days.</summary>
    public int? AmazonOutages90 { get; init; }

    /// <summary>Change of the units sold a month against their average of 90 days, percent.</summary>
    public int? MonthlySoldDeltaPercent90 { get; init; }

    /// <summary>What is known about one price type, if anything.</summary>
    public TypeStats? Of(PriceType type) => Types.FirstOrDefault(t => t.Type == type);
}

/// <summary>Keepa's statistics of one price type, in the type's unit; for a type with shipping a price includes it (recorded).</summary>
public sealed record TypeStats
{
    /// <summary>The price type.</summary>
    public required PriceType Type { get; init; }

    /// <summary>The last value; absent when there is none.</summary>
    public long? Current { get; init; }

    /// <summary>The value at the start of the interval.</summary>
    public long? AtIntervalStart { get; init; }

    /// <summary>Weighted mean of the interval that was asked for.</summary>
    public long? Average { get; init; }

    /// <summary>Weighted means of 30, 90, 180 and 365 days.</summary>
    public PerWindow Averages { get; init; } = PerWindow.None;

    /// <summary>The lowest value ever, and since when.</summary>
    public StatsExtreme? Min { get; init; }

    /// <summary>The highest value ever, and since when.</summary>
    public StatsExtreme? Max { get; init; }

    /// <summary>The lowest value of the interval.</summary>
    public StatsExtreme? MinInInterval { get; init; }

    /// <summary>The highest value of the interval.</summary>
    public StatsExtreme? MaxInInterval { get; init; }

    /// <summary>Time without an offer within 30, 90, 180 and 365 days, percent 0-100.</summary>
    public PerWindow OutOfStockPercent { get; init; } = PerWindow.None;

    /// <summary>Time without an offer within the interval, percent 0-100.</summary>
    public int? OutOfStockPercentInInterval { get; init; }

    /// <summary>Whether the last value is the lowest ever.</summary>
    public bool? IsLowest { get; init; }

    /// <summary>Whether the last value is the lowest of 90 days.</summary>
    public bool? IsLowest90 { get; init; }
}

/// <summary>One optional number for each of Keepa's windows of days.</summary>
public sealed record PerWindow(long? Days30, long? Days90, long? Days180, long? Days365)
{
    /// <summary>Nothing known for any window.</summary>
    public static readonly PerWindow None = new(null, null, null, null);
}

/// <summary>A lowest or highest value.</summary>
/// <param name="At">Since when it held; absent where Keepa gives no time.</param>
/// <param name="Value">The value in the type's unit.</param>
public sealed record StatsExtreme(DateTimeOffset? At, long Value);

/// <summary>What Keepa found in a buy box. There is one when <paramref name="Price"/> is present.</summary>
/// <param name="Price">The price in minor units without shipping; absent when nobody has the buy box.</param>
/// <param name="Shipping">The shipping in minor units; absent when unknown.</param>
/// <param name="Seller">Who has it.</param>
/// <param name="Condition">The condition of what is sold.</param>
/// <param name="IsFba">Whether Amazon ships it.</param>
/// <param name="IsAmazon">Whether Amazon itself sells it.</param>
public sealed record BuyBoxOffer(long? Price, long? Shipping, SellerId? Seller, OfferCondition? Condition, bool? IsFba, bool? IsAmazon);

/// <summary>One seller's part of a buy box within the interval.</summary>
/// <param name="Seller">Who.</param>
/// <param name="PercentWon">Percent of the time, 0-100.</param>
/// <param name="AveragePrice">Mean price while winning, minor units.</param>
/// <param name="AverageNewOffers">Mean number of new offers meanwhile.</param>
/// <param name="AverageUsedOffers">Mean number of used offers meanwhile.</param>
/// <param name="IsFba">Whether Amazon shipped it.</param>
/// <param name="LastSeen">When the seller last had it.</param>
/// <param name="Condition">The condition of what was sold; only known of the used buy box.</param>
public sealed record BuyBoxShare(
    SellerId Seller,
    decimal PercentWon,
    long? AveragePrice,
    int? AverageNewOffers,
    int? AverageUsedOffers,
    bool? IsFba,
    DateTimeOffset? LastSeen,
    OfferCondition? Condition);
