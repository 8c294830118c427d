using System.Text;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>A deal query as Keepa takes it: numbers as numbers, the price type as an array of one, and the two switches without which Keepa
/// silently ignores ranges and filters.</summary>
public static class DealQueryJson
{
    /// <summary>The body for one page.</summary>
    public static string Of(DealQuery query, int page)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("page", page);
            json.WriteNumber("domainId", query.Domain.Number);
            Numbers(json, "priceTypes", [query.PriceType.Index]);
            json.WriteNumber("dateRange", (int)query.DateRange);
            json.WriteNumber("sortType", (int)query.Sort);
            json.WriteBoolean("isRangeEnabled", query.HasRange);
            foreach (var (field, range) in query.Ranges.Where(r => r.Range is not null))
                Numbers(json, field, [range!.Least, range.Most ?? OpenEnd(field)]);
            json.WriteBoolean("isFilterEnabled", query.HasFilter);
            Filters(json, query);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Filters(Utf8JsonWriter json, DealQuery query)
    {
        if (!query.IncludeCategories.IsEmpty)
            Numbers(json, "includeCategories", query.IncludeCategories);
        if (!query.ExcludeCategories.IsEmpty)
            Numbers(json, "excludeCategories", query.ExcludeCategories);
        if (query.MinRating is { } rating)
            json.WriteNumber("minRating", rating);
        foreach (var one in Enum.GetValues<DealSwitches>().Where(f => f != DealSwitches.None && query.Switches.HasFlag(f)))
            json.WriteBoolean(JsonNamingPolicy.CamelCase.ConvertName(one.ToString()), true);
        if (!query.WarehouseConditions.IsEmpty)
            Numbers(json, "warehouseConditions", query.WarehouseConditions.Select(c => (long)c));
        if (query.TitleSearch is not null)
            json.WriteString("titleSearch", query.TitleSearch);
        foreach (var (field, texts) in query.Texts)
        {
            json.WriteStartArray(field);
            foreach (var text in texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }
    }

    // Keepa documents -1 as the open end of the rank, and takes the largest 32-bit number for the others (recorded).
    private static long OpenEnd(string field) => field == "salesRankRange" ? -1 : int.MaxValue;

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
