using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>A condition with what Keepa tells of it.</summary>
/// <param name="Counts">The series of its offer count.</param>
/// <param name="Prices">The series of its least price, which is that of its sales.</param>
/// <param name="Offers">Keepa's conditions of its offers.</param>
/// <param name="WithShipping">The series that tell the shipping of such an offer beside its price.</param>
/// <param name="ByAmazon">The series of such offers that Amazon ships.</param>
internal sealed record ConditionFamily(
    PriceType Counts,
    PriceType Prices,
    ImmutableArray<OfferCondition> Offers,
    ImmutableArray<PriceType> WithShipping,
    ImmutableArray<PriceType> ByAmazon)
{
    public static readonly ConditionFamily New = new(
        PriceType.CountNew, PriceType.New, [OfferCondition.New], Types("NEW_FBM_SHIPPING", "BUY_BOX_SHIPPING"), Types("AMAZON", "NEW_FBA"));

    public static readonly ConditionFamily Used = new(
        PriceType.CountUsed,
        PriceType.Used,
        [OfferCondition.UsedLikeNew, OfferCondition.UsedVeryGood, OfferCondition.UsedGood, OfferCondition.UsedAcceptable],
        Types("USED_NEW_SHIPPING", "USED_VERY_GOOD_SHIPPING", "USED_GOOD_SHIPPING", "USED_ACCEPTABLE_SHIPPING", "BUY_BOX_USED_SHIPPING"),
        Types("WAREHOUSE"));

    public static readonly ConditionFamily Collectible = new(
        Type("COUNT_COLLECTIBLE"),
        Type("COLLECTIBLE"),
        [OfferCondition.CollectibleLikeNew, OfferCondition.CollectibleVeryGood, OfferCondition.CollectibleGood, OfferCondition.CollectibleAcceptable],
        Types("COLLECTIBLE_NEW_SHIPPING", "COLLECTIBLE_VERY_GOOD_SHIPPING", "COLLECTIBLE_GOOD_SHIPPING", "COLLECTIBLE_ACCEPTABLE_SHIPPING"),
        []);

    public static readonly ConditionFamily Refurbished = new(
        Type("COUNT_REFURBISHED"), Type("REFURBISHED"), [OfferCondition.Refurbished], Types("REFURBISHED_SHIPPING"), []);

    internal static PriceType Type(string name) =>
        PriceType.TryParse(name, out var type) ? type : throw new ArgumentException($"Keepa has no price type '{name}'.", nameof(name));

    private static ImmutableArray<PriceType> Types(params string[] names) => [.. names.Select(Type)];
}
