using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Deals;

/// <summary>What Keepa's product record says about the product itself. Amounts are minor units of the deal's currency.</summary>
/// <param name="Brand">The brand.</param>
/// <param name="Binding">The binding or product group.</param>
/// <param name="MonthlySold">Units sold a month as Amazon states it.</param>
/// <param name="BodyHash">SHA-256 of the stored raw body, lower-case hexadecimal.</param>
public sealed record ProductFacts(string? Brand, string? Binding, int? MonthlySold, string BodyHash)
{
    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The manufacturer.</summary>
    public string? Manufacturer { get; init; }

    /// <summary>Keepa's name of the product group.</summary>
    public string? ProductGroup { get; init; }

    /// <summary>Keepa's kind of product, such as Standard or VariationParent.</summary>
    public string? Kind { get; init; }

    /// <summary>The names of the categories from the root down.</summary>
    public ImmutableArray<string> CategoryPath { get; init; } = [];

    /// <summary>Since when Amazon lists it.</summary>
    public DateTimeOffset? ListedSince { get; init; }

    /// <summary>Since when Keepa tracks it.</summary>
    public DateTimeOffset? TrackedSince { get; init; }

    /// <summary>When any of its prices last changed.</summary>
    public DateTimeOffset? PriceChangedAt { get; init; }

    /// <summary>What Amazon charges a seller.</summary>
    public FeeFacts Fees { get; init; } = new(null, null, null);

    /// <summary>What its history says of each price type, ascending by price type.</summary>
    public ImmutableArray<HistoryFacts> Histories { get; init; } = [];

    /// <summary>What is known of one price type's history.</summary>
    public HistoryFacts? Of(PriceType type) => Histories.FirstOrDefault(h => h.Type == type);
}

/// <summary>Amazon's fees for a product; absent where Keepa does not know them.</summary>
/// <param name="PickAndPack">Fulfilment by Amazon, minor units.</param>
/// <param name="ReferralPercent">Percent of the price.</param>
/// <param name="Closing">Fixed, minor units.</param>
public sealed record FeeFacts(long? PickAndPack, decimal? ReferralPercent, long? Closing);

/// <summary>What a product's history says of one price type, by Keepa's own statistics; values are in the type's unit.</summary>
/// <param name="Type">The price type.</param>
/// <param name="Current">The last value; absent without an offer.</param>
/// <param name="Average30">Weighted average of 30 days.</param>
/// <param name="Average90">Of 90 days.</param>
/// <param name="Average180">Of 180 days.</param>
/// <param name="Average365">Of 365 days.</param>
/// <param name="Lowest">The lowest ever.</param>
/// <param name="LowestAt">When that was first seen.</param>
/// <param name="Highest">The highest ever.</param>
/// <param name="HighestAt">When that was first seen.</param>
/// <param name="OutOfStockPercent90">Share of the last 90 days without an offer, percent.</param>
public sealed record HistoryFacts(
    PriceType Type,
    long? Current,
    long? Average30,
    long? Average90,
    long? Average180,
    long? Average365,
    long? Lowest,
    DateTimeOffset? LowestAt,
    long? Highest,
    DateTimeOffset? HighestAt,
    int? OutOfStockPercent90);

/// <summary>What Keepa's product record says about the buy boxes; only in answers that asked for them, and with an age of their own.</summary>
/// <param name="New">Whom a buyer of a new one gets by default; absent where nobody holds the buy box.</param>
/// <param name="Used">Whom a buyer of a used one gets by default.</param>
public sealed record BuyBoxFacts(OfferOfSeller? New, OfferOfSeller? Used);

/// <summary>What Keepa's product record says about the offers; only in answers that asked for them, and with an age of their own.</summary>
public sealed record OfferFacts
{
    /// <summary>Offers of all conditions.</summary>
    public int? Total { get; init; }

    /// <summary>Offers fulfilled by Amazon.</summary>
    public int? FulfilledByAmazon { get; init; }

    /// <summary>Offers fulfilled by the merchant.</summary>
    public int? FulfilledByMerchant { get; init; }

    /// <summary>The cheapest live offer of each condition with its shipping, in Keepa's order of conditions. One whose shipping is unknown comes after those
    /// of known shipping.</summary>
    public ImmutableArray<OfferOfSeller> Cheapest { get; init; } = [];
}

/// <summary>One offer.</summary>
/// <param name="Seller">Who sells; absent where Keepa does not tell.</param>
/// <param name="Price">Without shipping, minor units.</param>
/// <param name="Shipping">Minor units; absent where it is unknown.</param>
/// <param name="Condition">The condition; absent where Keepa does not tell.</param>
/// <param name="IsFulfilledByAmazon">Whether Amazon ships it.</param>
public sealed record OfferOfSeller(SellerId? Seller, long? Price, long? Shipping, OfferCondition? Condition, bool? IsFulfilledByAmazon);

/// <summary>Which seller matters to a deal: the one whose price it is.</summary>
public static class SellerThatMatters
{
    private static readonly ImmutableHashSet<int> UsedTypes = [2, 9, 19, 20, 21, 22, 32];

    /// <summary>The seller of the cheapest live offer of the deal's condition, else of its buy box; absent where neither is known.</summary>
    /// <param name="type">The deal's price type.</param>
    /// <param name="offers">The offers, if known.</param>
    /// <param name="buyBox">The buy boxes, if known.</param>
    public static SellerId? Of(PriceType type, Group<OfferFacts>? offers, Group<BuyBoxFacts>? buyBox)
    {
        var isUsed = UsedTypes.Contains(type.Index);
        var cheapest = offers?.Facts.Cheapest
            .Where(o => o.Seller is not null && isUsed == o.Condition is not OfferCondition.New)
            .OrderBy(o => o.Price + o.Shipping ?? long.MaxValue)
            .FirstOrDefault()?.Seller;
        var boxed = (isUsed ? buyBox?.Facts.Used : buyBox?.Facts.New)?.Seller;
        return offers is null || buyBox?.AsOf > offers.AsOf ? boxed ?? cheapest : cheapest ?? boxed;
    }
}
