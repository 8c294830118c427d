using System.Collections.Immutable;

namespace Deals.Actors.Keepa;

/// <summary>The condition of an offer; the value is Keepa's number. Source: Keepa's Java client, Offer.OfferCondition.</summary>
public enum OfferCondition
{
    /// <summary>Keepa does not know.</summary>
    Unknown = 0,

    /// <summary>New.</summary>
    New = 1,

    /// <summary>Used, like new.</summary>
    UsedLikeNew = 2,

    /// <summary>Used, very good.</summary>
    UsedVeryGood = 3,

    /// <summary>Used, good.</summary>
    UsedGood = 4,

    /// <summary>Used, acceptable.</summary>
    UsedAcceptable = 5,

    /// <summary>Refurbished.</summary>
    Refurbished = 6,

    /// <summary>Collectible, like new.</summary>
    CollectibleLikeNew = 7,

    /// <summary>Collectible, very good.</summary>
    CollectibleVeryGood = 8,

    /// <summary>Collectible, good.</summary>
    CollectibleGood = 9,

    /// <summary>Collectible, acceptable.</summary>
    CollectibleAcceptable = 10,
}

/// <summary>One seller's offer of a product, of now or of the past.</summary>
public sealed record ProductOffer
{
    /// <summary>Keepa's number of the offer, unique within the product.</summary>
    public required int OfferId { get; init; }

    /// <summary>Who offers; absent where Keepa names nobody.</summary>
    public SellerId? Seller { get; init; }

    /// <summary>The condition.</summary>
    public OfferCondition Condition { get; init; }

    /// <summary>The seller's words about the condition.</summary>
    public string? ConditionComment { get; init; }

    /// <summary>Whether it is among the offers that Keepa last found, in Keepa's order of them.</summary>
    public bool IsLive { get; init; }

    /// <summary>When Keepa last saw it.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Whether Amazon ships it.</summary>
    public bool? IsFba { get; init; }

    /// <summary>Whether it is a Prime offer.</summary>
    public bool? IsPrime { get; init; }

    /// <summary>Whether Amazon itself sells it.</summary>
    public bool? IsAmazon { get; init; }

    /// <summary>Whether it can be shipped to an address of the marketplace's country.</summary>
    public bool? IsShippable { get; init; }

    /// <summary>Whether its price is hidden until it lies in the cart.</summary>
    public bool? IsMap { get; init; }

    /// <summary>Whether it is a preorder.</summary>
    public bool? IsPreorder { get; init; }

    /// <summary>Whether it comes from Amazon's warehouse of returned goods.</summary>
    public bool? IsWarehouseDeal { get; init; }

    /// <summary>Whether only Prime members can buy it.</summary>
    public bool? IsPrimeExclusive { get; init; }

    /// <summary>Whether it is sold only together with other goods.</summary>
    public bool? IsAddonItem { get; init; }

    /// <summary>Whether Keepa takes it for a fraud.</summary>
    public bool? IsScam { get; init; }

    /// <summary>Whether it ships from China.</summary>
    public bool? ShipsFromChina { get; init; }

    /// <summary>The fewest items of an order.</summary>
    public int? MinOrderQuantity { get; init; }

    /// <summary>Prices and shipping in minor units, oldest first.</summary>
    public ImmutableArray<HistoryPoint> History { get; init; } = [];
}
