using System.Collections.Immutable;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads a product's <c>offers</c>, those of the past included.</summary>
internal static class OfferDecoder
{
    public static ImmutableArray<ProductOffer> Read(JsonElement? offers, JsonElement? liveOrder, Defects defects)
    {
        if (offers is { ValueKind: not JsonValueKind.Array })
            defects.Add($"its offers is {offers.Value.ValueKind}: an array was expected");
        var live = liveOrder.Items().Select(static i => i.Whole()).OfType<long>().ToHashSet();
        var read = ImmutableArray.CreateBuilder<ProductOffer>();
        var index = 0;
        foreach (var element in offers.Items())
        {
            if (element.Get("offerId").Number() is { } id)
                read.Add(Offer(element, id, live.Contains(index), $"offers[{index}]", defects));
            else
                defects.Add($"its offers[{index}] has the offerId '{element.Get("offerId").Shown()}': a number was expected");
            index++;
        }

        return read.DrainToImmutable();
    }

    private static ProductOffer Offer(JsonElement offer, int id, bool isLive, string name, Defects defects) => new()
    {
        OfferId = id,
        Seller = SellerId.TryParse(offer.Get("sellerId").Text(), out var seller) ? seller : null,
        Condition = Conditions.From(offer.Get("condition").Whole()) ?? OfferCondition.Unknown,
        ConditionComment = offer.Get("conditionComment").Line(),
        IsLive = isLive,
        LastSeen = offer.Get("lastSeen").Instant(),
        IsFba = offer.Get("isFBA").Flag(),
        IsPrime = offer.Get("isPrime").Flag(),
        IsAmazon = offer.Get("isAmazon").Flag(),
        IsShippable = offer.Get("isShippable").Flag(),
        IsMap = offer.Get("isMAP").Flag(),
        IsPreorder = offer.Get("isPreorder").Flag(),
        IsWarehouseDeal = offer.Get("isWarehouseDeal").Flag(),
        IsPrimeExclusive = offer.Get("isPrimeExcl").Flag(),
        IsAddonItem = offer.Get("isAddonItem").Flag(),
        IsScam = offer.Get("isScam").Flag(),
        ShipsFromChina = offer.Get("shipsFromChina").Flag(),
        MinOrderQuantity = offer.Get("minOrderQty").Number() is > 0 and var least ? least : null,
        History = SeriesDecoder.Points(offer.Get("offerCSV"), withShipping: true, $"{name}.offerCSV", defects),
    };
}
