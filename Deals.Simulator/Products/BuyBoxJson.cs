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

    public static void Write(Utf8JsonWriter json, View view, (long From, long To) interval, bool isAskedFor)
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
        Winners(json, "buyBoxStats", isAskedFor ? Winner.Of(view, PriceTypes.BuyBox, interval) : []);
        if (!isAskedFor)
            return;
        Used(json, OfferList.BoxOf(view, PriceTypes.UsedBuyBox));
        Winners(json, "buyBoxUsedStats", Winner.Of(view, PriceTypes.UsedBuyBox, interval));
    }

    private static void Winners(Utf8JsonWriter json, string name, IReadOnlyList<Winner> winners)
    {
        if (winners.Count == 0)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        foreach (var winner in winners)
        {
            json.WriteStartObject(winner.SellerId);
            json.WriteNumber("percentageWon", winner.Share);
            json.WriteNumber("avgPrice", winner.AveragePrice);
            json.WriteNumber("avgNewOfferCount", winner.NewOffers);
            json.WriteNumber("avgUsedOfferCount", winner.UsedOffers);
            json.WriteBoolean("isFBA", winner.IsFba);
            json.WriteNumber("lastSeen", winner.LastSeen);
            if (name == "buyBoxUsedStats")
                json.WriteNumber("condition", winner.Condition);
            json.WriteEndObject();
        }

        json.WriteEndObject();
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
