using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>Writes histories as Keepa does: flat lists of times and values, with the shipping as a third where the type has it.</summary>
internal static class CsvJson
{
    private const int LightningMinutes = 6 * 60;
    private const int MinutesADay = 1440;
    private const int EveryFourth = 4;

    public static void Write(Utf8JsonWriter json, View view, int? days)
    {
        json.WriteStartArray("csv");
        for (var type = 0; type < PriceTypes.Count; type++)
            Type(json, view, type, days);
        json.WriteEndArray();
    }

    /// <summary>The points of a type that an answer shows; the first may lie before the days asked for, since it held when they began.</summary>
    public static IEnumerable<(long At, long Value)> Shown(View view, int type, int? days)
    {
        var points = view.Points(type);
        if (days is null)
            return points;
        return points.Skip(Statistics.InForce(points, view.At - ((long)days.Value * MinutesADay)));
    }

    /// <summary>The ranks in the root category, and fewer of them in the product's own.</summary>
    public static void Ranks(Utf8JsonWriter json, View view, int? days)
    {
        if (!view.Product.Has(PriceTypes.Rank))
        {
            json.WriteNull("salesRanks");
            return;
        }

        var ranks = Shown(view, PriceTypes.Rank, days).ToList();
        json.WriteStartObject("salesRanks");
        foreach (var (category, step, part) in new[] { (view.Product.Root.Id, 1, 1), (view.Product.Categories[0], EveryFourth, 50) })
        {
            json.WriteStartArray(category.ToString(System.Globalization.CultureInfo.InvariantCulture));
            for (var i = 0; i < ranks.Count; i += step)
            {
                json.WriteNumberValue(ranks[i].At);
                json.WriteNumberValue(ranks[i].Value < 0 ? -1 : 1 + (ranks[i].Value / part) - (part == 1 ? 1 : 0));
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Type(Utf8JsonWriter json, View view, int type, int? days)
    {
        if (!view.Product.Has(type))
        {
            // The three that every product is followed by say that there was nothing.
            if (type > PriceTypes.Used)
            {
                json.WriteNullValue();
                return;
            }

            json.WriteStartArray();
            json.WriteNumberValue(view.Product.TrackedSince);
            json.WriteNumberValue(-1);
            json.WriteEndArray();
            return;
        }

        json.WriteStartArray();
        foreach (var (at, value) in Shown(view, type, days))
        {
            var shipping = value > 0 && PriceTypes.HasShipping(type) ? view.Product.ShippingAt(type, at) : -1;
            json.WriteNumberValue(at);
            json.WriteNumberValue(value > 0 && shipping > 0 ? value - shipping : value);
            if (PriceTypes.HasShipping(type))
                json.WriteNumberValue(shipping);
        }

        if (type == PriceTypes.Lightning && view.Current(type) > 0)
        {
            json.WriteNumberValue(view.At + LightningMinutes);
            json.WriteNumberValue(-1);
        }

        json.WriteEndArray();
    }
}
