using System.Globalization;
using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>Writes the offers of a product and who had its buy box.</summary>
internal static class OffersJson
{
    private const int MostChanges = 150;
    private static readonly string[] Never =
        ["isAddonItem", "isMAP", "isPreorder", "isPrimeExcl", "isScam", "shipsFromChina"];

    public static void Write(Utf8JsonWriter json, View view, ProductRequest request, OfferList? offers)
    {
        json.WriteBoolean("offersSuccessful", offers is not null);
        Eligible(json, offers);
        if (offers is null)
        {
            json.WriteNull("offers");
            json.WriteNull("liveOffersOrder");
        }
        else
        {
            List(json, offers, request);
        }

        if (request.HasHistory && request.ShowsBuyBox)
        {
            BuyBox(json, view);
            UsedBuyBox(json, view);
        }
        else
        {
            json.WriteNull("buyBoxSellerIdHistory");
            json.WriteNull("buyBoxUsedHistory");
        }

        if (request.Videos)
            Empty(json, "videos");
        if (request.Aplus)
            Empty(json, "aPlus");
        if (request.HistoricalVariations)
            json.WriteNull("historicalVariations");
        if (request.Rental)
            json.WriteNull("rentalDetails");
    }

    private static void Empty(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    private static void Eligible(Utf8JsonWriter json, OfferList? offers)
    {
        json.WriteStartArray("buyBoxEligibleOfferCounts");
        foreach (var (isUsed, isFba) in new[] { (false, true), (false, false), (true, true), (true, false) })
            json.WriteNumberValue(offers?.Live.Count(o => o.IsUsed == isUsed && o.IsFba == isFba) ?? 0);
        for (var i = 0; i < 4; i++)
            json.WriteNumberValue(0);
        json.WriteEndArray();
    }

    private static void List(Utf8JsonWriter json, OfferList offers, ProductRequest request)
    {
        var live = offers.Live.Take(offers.Most).ToList();
        // Keepa mixes what was with what is: only the order tells the live ones.
        var all = request.OnlyLiveOffers ? live : offers.Past.Concat(live).OrderBy(o => o.SellerId, StringComparer.Ordinal).ThenBy(o => o.Id).ToList();
        json.WriteStartArray("offers");
        foreach (var offer in all)
            Offer(json, offer, request.Stock);
        json.WriteEndArray();
        json.WriteStartArray("liveOffersOrder");
        foreach (var offer in live.OrderBy(o => o.IsUsed).ThenBy(o => o.Price + o.Shipping))
            json.WriteNumberValue(all.IndexOf(offer));
        json.WriteEndArray();
    }

    private static void Offer(Utf8JsonWriter json, Offer offer, bool stock)
    {
        json.WriteStartObject();
        json.WriteNumber("offerId", offer.Id);
        json.WriteString("sellerId", offer.SellerId);
        json.WriteNumber("lastSeen", offer.LastSeen);
        json.WriteNumber("condition", offer.Condition);
        if (offer.IsUsed)
            json.WriteString("conditionComment", "Clean copy, some wear.");
        json.WriteBoolean("isFBA", offer.IsFba);
        json.WriteBoolean("isPrime", offer.IsFba);
        json.WriteBoolean("isAmazon", offer.IsAmazon);
        json.WriteBoolean("isShippable", true);
        json.WriteBoolean("isWarehouseDeal", offer.IsWarehouse);
        foreach (var name in Never)
            json.WriteBoolean(name, false);
        json.WriteNumber("minOrderQty", 1);
        json.WriteNumber("lastStockUpdate", stock ? offer.LastSeen : 0);
        json.WriteStartArray("offerCSV");
        foreach (var (at, price, shipping) in offer.History)
        {
            json.WriteNumberValue(at);
            json.WriteNumberValue(price);
            json.WriteNumberValue(shipping);
        }

        json.WriteEndArray();
        if (stock)
        {
            json.WriteStartArray("stockCSV");
            json.WriteNumberValue(offer.LastSeen);
            json.WriteNumberValue(offer.IsUsed ? 1 : 1 + (offer.Id % 20));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void BuyBox(Utf8JsonWriter json, View view)
    {
        if (!view.Product.Has(PriceTypes.BuyBox))
        {
            json.WriteNull("buyBoxSellerIdHistory");
            return;
        }

        json.WriteStartArray("buyBoxSellerIdHistory");
        foreach (var (at, seller) in Holders(view, PriceTypes.BuyBox, (_, kind) => kind < 0 ? "-1" : OfferList.SellerOf(view.Product, kind)))
        {
            json.WriteStringValue(Text(at));
            json.WriteStringValue(seller);
        }

        json.WriteEndArray();
    }

    private static void UsedBuyBox(Utf8JsonWriter json, View view)
    {
        if (!view.Product.Has(PriceTypes.UsedBuyBox))
        {
            json.WriteNull("buyBoxUsedHistory");
            return;
        }

        json.WriteStartArray("buyBoxUsedHistory");
        foreach (var (at, kind) in Holders(view, PriceTypes.UsedBuyBox, (_, kind) => kind))
        {
            json.WriteStringValue(Text(at));
            json.WriteStringValue(kind < 0 ? "" : OfferList.SellerOf(view.Product, kind));
            json.WriteStringValue(kind < 0 ? "" : Text(OfferList.ConditionOf(view.Product, kind)));
            json.WriteStringValue(kind < 0 ? "" : view.Product.IsFba(kind) ? "1" : "0");
        }

        json.WriteEndArray();
    }

    /// <summary>Who held a buy box from when on.</summary>
    public static List<(long At, T Holder)> Holders<T>(View view, int type, Func<long, int, T> holder)
    {
        var holders = new List<(long At, T Holder)>();
        foreach (var (at, value) in view.Points(type).TakeLast(MostChanges))
        {
            var next = holder(at, value > 0 ? view.Product.WinnerAt(type, at) : -1);
            if (holders.Count == 0 || !EqualityComparer<T>.Default.Equals(holders[^1].Holder, next))
                holders.Add((at, next));
        }

        return holders;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
