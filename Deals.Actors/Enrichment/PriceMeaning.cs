using System.Collections.Frozen;
using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>Whether a price says what a buyer pays for shipping.</summary>
public enum ShippingTerms
{
    /// <summary>It does not: a merchant may ship, for any amount.</summary>
    Untold,

    /// <summary>The price holds it.</summary>
    Included,

    /// <summary>Amazon ships.</summary>
    ByAmazon,
}

/// <summary>What a price type sells: the one table of conditions, offer counts, prices and shipping.</summary>
public sealed record PriceMeaning
{
    // From that day on NEW holds the shipping. Source: Keepa's Java client, Product.CsvType.
    private static readonly DateTimeOffset NewWithShipping = new(2026, 2, 16, 0, 0, 0, TimeSpan.Zero);

    private static readonly FrozenDictionary<PriceType, PriceMeaning> Table = new PriceMeaning[]
    {
        new("AMAZON", DealCondition.New, ShippingTerms.ByAmazon),
        new("NEW", DealCondition.New) { IncludedSince = NewWithShipping },
        new("NEW_FBM_SHIPPING", DealCondition.New, ShippingTerms.Included),
        new("NEW_FBA", DealCondition.New, ShippingTerms.ByAmazon),
        new("LIGHTNING_DEAL", DealCondition.New),
        new("PRIME_EXCL", DealCondition.New),
        new("BUY_BOX_SHIPPING", DealCondition.New, ShippingTerms.Included),
        new("USED", DealCondition.Used),
        new("WAREHOUSE", DealCondition.Used, ShippingTerms.ByAmazon),
        new("USED_NEW_SHIPPING", DealCondition.UsedLikeNew, ShippingTerms.Included),
        new("USED_VERY_GOOD_SHIPPING", DealCondition.UsedVeryGood, ShippingTerms.Included),
        new("USED_GOOD_SHIPPING", DealCondition.UsedGood, ShippingTerms.Included),
        new("USED_ACCEPTABLE_SHIPPING", DealCondition.UsedAcceptable, ShippingTerms.Included),
        new("BUY_BOX_USED_SHIPPING", DealCondition.Used, ShippingTerms.Included),
        new("COLLECTIBLE", DealCondition.Collectible),
        new("COLLECTIBLE_NEW_SHIPPING", DealCondition.CollectibleLikeNew, ShippingTerms.Included),
        new("COLLECTIBLE_VERY_GOOD_SHIPPING", DealCondition.CollectibleVeryGood, ShippingTerms.Included),
        new("COLLECTIBLE_GOOD_SHIPPING", DealCondition.CollectibleGood, ShippingTerms.Included),
        new("COLLECTIBLE_ACCEPTABLE_SHIPPING", DealCondition.CollectibleAcceptable, ShippingTerms.Included),
        new("REFURBISHED", DealCondition.Refurbished),
        new("REFURBISHED_SHIPPING", DealCondition.Refurbished, ShippingTerms.Included),
    }.ToFrozenDictionary(static m => m.Type);

    private readonly ShippingTerms _terms;

    private PriceMeaning(string type, DealCondition condition, ShippingTerms terms = ShippingTerms.Untold)
    {
        (Type, Condition, _terms) = (ConditionFamily.Type(type), condition, terms);
        Family = condition switch
        {
            DealCondition.New => ConditionFamily.New,
            DealCondition.Used or DealCondition.UsedLikeNew or DealCondition.UsedVeryGood or DealCondition.UsedGood or DealCondition.UsedAcceptable => ConditionFamily.Used,
            DealCondition.Refurbished => ConditionFamily.Refurbished,
            _ => ConditionFamily.Collectible,
        };
    }

    /// <summary>The price types at which one can buy, by index. The others are ranks, counts, ratings, Amazon's list price and trade-in, rents, and prices on eBay.</summary>
    public static IReadOnlyList<PriceMeaning> All { get; } = [.. Table.Values.OrderBy(static m => m.Type.Index)];

    /// <summary>The price type.</summary>
    public PriceType Type { get; }

    /// <summary>The condition of what it sells. Amazon's warehouse sells used goods mostly, and new ones rarely.</summary>
    public DealCondition Condition { get; }

    /// <summary>The series of the condition's offer count.</summary>
    public PriceType Counts => Family.Counts;

    /// <summary>The series of the condition's prices, at which its sales are counted.</summary>
    public PriceType Prices => Family.Prices;

    /// <summary>From when on the price holds the shipping though it did not always; absent where that never changed.</summary>
    public DateTimeOffset? IncludedSince { get; private init; }

    /// <summary>Keepa's conditions of the offers that have this price.</summary>
    internal ImmutableArray<OfferCondition> Offers => Condition is DealCondition.Used or DealCondition.Collectible ? Family.Offers : [.. Family.Offers.Where(IsOfGrade)];

    /// <summary>What Keepa tells of the condition.</summary>
    internal ConditionFamily Family { get; }

    /// <summary>What a price type sells; absent where one cannot buy at it.</summary>
    public static PriceMeaning? Of(PriceType type) => Table.GetValueOrDefault(type);

    /// <summary>What the price says of shipping at a time.</summary>
    public ShippingTerms ShippingAt(DateTimeOffset at) => at >= IncludedSince ? ShippingTerms.Included : _terms;

    // The grades of Keepa's conditions and ours have the same names.
    private bool IsOfGrade(OfferCondition offer) => offer.ToString() == Condition.ToString();
}
