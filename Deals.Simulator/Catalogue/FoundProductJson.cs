using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Catalogue;

/// <summary>Writes a product as a search lists it: what names it, and its recent histories.</summary>
internal static class FoundProductJson
{
    private const int Types = 36;
    private const int HistoryDays = 90;
    private const int MinutesADay = 1440;

    public static void Write(Utf8JsonWriter json, Product product, double now, int domain, bool withHistory)
    {
        var look = product.LookedAt(now);
        json.WriteStartObject();
        json.WriteNumber("productType", 0);
        json.WriteString("asin", product.Asin);
        json.WriteNumber("domainId", domain);
        json.WriteString("title", product.Title);
        json.WriteString("brand", product.Brand);
        json.WriteString("manufacturer", product.Brand);
        json.WriteString("imagesCSV", product.Image);
        json.WriteNumber("rootCategory", product.Root.Id);
        json.WriteStartArray("categories");
        foreach (var category in product.Categories)
            json.WriteNumberValue(category);
        json.WriteEndArray();
        json.WriteNumber("lastUpdate", look);
        if (withHistory)
            Histories(json, product, look);
        else
            json.WriteNull("csv");
        json.WriteEndObject();
    }

    private static void Histories(Utf8JsonWriter json, Product product, long look)
    {
        json.WriteStartArray("csv");
        for (var type = 0; type < Types; type++)
        {
            var history = Observed.Of(product, type, look, look - (HistoryDays * MinutesADay)).ToList();
            if (history.Count == 0)
            {
                json.WriteNullValue();
                continue;
            }

            json.WriteStartArray();
            foreach (var (from, _, value) in history)
            {
                json.WriteNumberValue(from);
                json.WriteNumberValue(value);
                // These types have triples: the price and, beside it, the shipping.
                if (type is 7 or 32 or (>= 18 and <= 29))
                    json.WriteNumberValue(value > 0 ? 0 : -1);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
