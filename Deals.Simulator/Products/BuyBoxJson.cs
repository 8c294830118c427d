using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>Writes the buy box of a product's statistics; -2 and null where it was not asked for.</summary>
internal static class BuyBoxJson
{
    private static readonly string[] Whether =
    [
        "buyBoxIsAmazon", "buyBoxIsFBA", "buyBoxIsMAP", "buyBoxIsUsed", "buyBoxIsUnqualified", "buyBoxIsShippable", "buyBoxIsPreorder", "buyBoxIsBackorder",
        "buyBoxIsPrimeExclusive", "buyBoxIsPrimeEligible", "buyBoxIsFreeShippingEligible", "buyBoxIsWarehouseDeal",
    ];

    public static void Write(Utf8JsonWriter json, View view, bool isAskedFor)
    {
        var box = isAskedFor ? OfferList.BoxOf(view, PriceTypes.BuyBox) : null;
        json.WriteNumber("buyBoxPrice", !isAskedFor ? -2 : box?.Price ?? -1);
        json.WriteNumber("buyBoxShipping", !isAskedFor ? -2 : box?.Shipping ?? -1);
        json.WriteString("buyBoxSellerId", box?.SellerId);
        foreach (var name in Whether)
        {
            if (box is null)
                json.WriteNull(name);
            else
                json.WriteBoolean(name, name switch
                {
                    "buyBoxIsAmazon" => box.IsAmazon,
                    "buyBoxIsFBA" or "buyBoxIsPrimeEligible" or "buyBoxIsFreeShippingEligible" => box.IsFba,
                    "buyBoxIsShippable" => true,
                    _ => false,
                });
        }

        Optional(json, "buyBoxCondition", box?.Condition);
        json.WriteString("buyBoxAvailabilityMessage", box is null ? null : "IN_STOCK");
        json.WriteNull("buyBoxShippingCountry");
        Optional(json, "lastBuyBoxUpdate", isAskedFor ? view.At : null);
        var list = view.Current(4);
        Optional(json, "buyBoxSavingBasis", box is not null && list > box.Price ? list : null);
        json.WriteString("buyBoxSavingBasisType", box is not null && list > box.Price ? "LIST_PRICE" : null);
        Optional(json, "buyBoxSavingPercentage", box is not null && list > box.Price ? (list - box.Price) * 100 / list : null);
        if (isAskedFor)
            Used(json, OfferList.BoxOf(view, PriceTypes.UsedBuyBox));
    }

    private static void Used(Utf8JsonWriter json, Offer? box)
    {
        json.WriteNumber("buyBoxUsedPrice", box?.Price ?? -1);
        json.WriteNumber("buyBoxUsedShipping", box?.Shipping ?? -1);
        json.WriteString("buyBoxUsedSellerId", box?.SellerId);
        Optional(json, "buyBoxUsedCondition", box?.Condition);
        if (box is null)
            json.WriteNull("buyBoxUsedIsFBA");
        else
            json.WriteBoolean("buyBoxUsedIsFBA", box.IsFba);
    }

    private static void Optional(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
