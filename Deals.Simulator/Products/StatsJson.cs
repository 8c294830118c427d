using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>Writes the statistics of a product, from the same points as its histories.</summary>
internal static class StatsJson
{
    private const int MinutesADay = 1440;
    private const int LightningMinutes = 6 * 60;
    private static readonly int[] Windows = [30, 90, 180, 365];

    public static void Write(Utf8JsonWriter json, View view, ProductRequest request, OfferList? offers)
    {
        var (from, to) = request.Stats!.At(view.At);
        var inInterval = Each(view, from, to);
        var ever = Each(view, view.From, view.At);
        var windows = Windows.ToDictionary(days => days, days => Each(view, view.At - (days * MinutesADay), view.At));
        json.WriteStartObject("stats");
        Row(json, "current", view.Current);
        Row(json, "avg", type => inInterval[type].Average);
        foreach (var days in Windows)
            Row(json, $"avg{days}", type => windows[days][type].Average);
        Row(json, "atIntervalStart", type => ValueAt(view, type, from));
        Extremes(json, "min", type => ever[type].Lowest);
        Extremes(json, "max", type => ever[type].Highest);
        Extremes(json, "minInInterval", type => inInterval[type].Lowest ?? (ever[type].Lowest is null ? null : (-1, -1)));
        Extremes(json, "maxInInterval", type => inInterval[type].Highest ?? (ever[type].Highest is null ? null : (-1, -1)));
        Flags(json, "isLowest", type => view.Current(type) > 0 && view.Current(type) <= ever[type].Lowest!.Value.Value);
        Flags(json, "isLowest90", type => view.Current(type) > 0 && view.Current(type) <= windows[90][type].Lowest!.Value.Value);
        foreach (var days in Windows)
            Row(json, $"outOfStockPercentage{days}", type => OutOfStock(view, type, windows[days]));
        Row(json, "outOfStockPercentageInInterval", type => OutOfStock(view, type, inInterval));
        foreach (var days in new[] { 30, 90 })
            json.WriteNumber($"outOfStockCountAmazon{days}", view.Product.Has(PriceTypes.Amazon) ? windows[days][PriceTypes.Amazon].TimesOut : 1);
        foreach (var (days, drops) in RankDrops.Windows.Zip(RankDrops.Of(view.Points(PriceTypes.Rank), view.At)))
            json.WriteNumber($"salesRankDrops{days}", drops);
        Offers(json, view, offers);
        BuyBoxJson.Write(json, view, (from, to), request.ShowsBuyBox);
        json.WriteEndObject();
    }

    private static void Offers(Utf8JsonWriter json, View view, OfferList? offers)
    {
        var total = Math.Max(0, view.Current(PriceTypes.NewOffers)) + Math.Max(0, view.Current(PriceTypes.UsedOffers));
        var live = offers?.Live.Take(offers.Most).ToList();
        json.WriteNumber("totalOfferCount", total);
        json.WriteNumber("retrievedOfferCount", live?.Count ?? -2);
        json.WriteNumber("offerCountFBA", live?.Count(o => o.IsFba) ?? -2);
        json.WriteNumber("offerCountFBM", live?.Count(o => !o.IsFba) ?? -2);
        json.WriteNumber("lastOffersUpdate", offers is null ? Math.Min(view.At, view.Look) : view.At);
        Sellers(json, "sellerIdsLowestFBA", live?.Where(o => o is { IsUsed: false, IsFba: true }));
        Sellers(json, "sellerIdsLowestFBM", live?.Where(o => o is { IsUsed: false, IsFba: false }));
        json.WriteNumber("tradeInPrice", offers is null ? -2 : -1);
        if (view.Current(PriceTypes.Lightning) > 0)
        {
            json.WriteStartArray("lightningDealInfo");
            json.WriteNumberValue(view.Points(PriceTypes.Lightning)[^1].At);
            json.WriteNumberValue(view.At + LightningMinutes);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("lightningDealInfo");
        }

        if (MonthlySold.At(view.Product, view.At) is { } now && MonthlySold.At(view.Product, view.At - (90 * MinutesADay)) is { } before)
            json.WriteNumber("deltaPercent90_monthlySold", (now - before) * 100 / before);
        else
            json.WriteNull("deltaPercent90_monthlySold");
    }

    private static void Sellers(Utf8JsonWriter json, string name, IEnumerable<Offer>? offers)
    {
        var sorted = offers?.OrderBy(o => o.Price + o.Shipping).ToList();
        if (sorted is null or [])
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var offer in sorted.TakeWhile(o => o.Price + o.Shipping == sorted[0].Price + sorted[0].Shipping))
            json.WriteStringValue(offer.SellerId);
        json.WriteEndArray();
    }

    private static Statistics[] Each(View view, long from, long to) => [.. Enumerable.Range(0, PriceTypes.Count).Select(type => Statistics.Of(view, type, from, to))];

    private static long ValueAt(View view, int type, long minute)
    {
        var points = view.Points(type);
        return points.Count > 0 && points[0].At <= minute ? points[Statistics.InForce(points, minute)].Value : -1;
    }

    private static long OutOfStock(View view, int type, Statistics[] statistics) =>
        !PriceTypes.IsPrice(type) ? -1 : view.Product.Has(type) ? statistics[type].OutOfStock : type <= PriceTypes.Used ? 100 : -1;

    private static void Row(Utf8JsonWriter json, string name, Func<int, long> value)
    {
        json.WriteStartArray(name);
        for (var type = 0; type < PriceTypes.Count; type++)
            json.WriteNumberValue(value(type));
        json.WriteEndArray();
    }

    private static void Flags(Utf8JsonWriter json, string name, Func<int, bool> value)
    {
        json.WriteStartArray(name);
        for (var type = 0; type < PriceTypes.Count; type++)
            json.WriteBooleanValue(value(type));
        json.WriteEndArray();
    }

    private static void Extremes(Utf8JsonWriter json, string name, Func<int, (long At, long Value)?> value)
    {
        json.WriteStartArray(name);
        for (var type = 0; type < PriceTypes.Count; type++)
        {
            if (value(type) is not var (at, extreme))
            {
                json.WriteNullValue();
                continue;
            }

            json.WriteStartArray();
            json.WriteNumberValue(at);
            json.WriteNumberValue(extreme);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
