using System.Text;
using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Deals;

/// <summary>Writes a deal as Keepa does, with all its fields and its arithmetic.</summary>
internal static class DealRowJson
{
    private const int New = 1;
    private const int Amazon = 0;
    private const int Warehouse = 9;
    private const int Ranges = 4;
    private static readonly int[] Windows = [30, 90, 180, 365];

    public static int WarehouseCondition(Product product) => 2 + (product.Index % 4);

    public static void Write(Utf8JsonWriter json, Product product, long look, int dateRange, int length)
    {
        var figures = Enumerable.Range(0, length).Select(type => DealFigures.Of(product, type, look)).ToArray();
        var reference = figures[Amazon].Current > 0 ? figures[Amazon] : figures[New];
        json.WriteStartObject();
        json.WriteNull("flags");
        Grid(json, "delta", length, (range, type) => type == Warehouse ? WarehouseDelta(figures[type], reference, range) : figures[type].Delta(range));
        Grid(json, "deltaPercent", length, (range, type) => type == Warehouse ? WarehousePercent(figures[type], reference, range) : figures[type].Percent(range));
        Row(json, "deltaLast", length, type => type == Warehouse && figures[type].Current <= 0 ? figures[type].Absent : figures[type].DeltaLast);
        Grid(json, "avg", length, (range, type) => figures[type].Averages[range]);
        Row(json, "current", length, type => figures[type].Current);
        json.WriteNumber("rootCat", product.Root.Id);
        json.WriteNumber("creationDate", Candidate.DealRelevant.Where(t => t < length).Max(t => figures[t].Since));
        json.WriteStartArray("image");
        foreach (var code in Encoding.ASCII.GetBytes(product.Image))
            json.WriteNumberValue(code);
        json.WriteEndArray();
        json.WriteString("title", product.Title);
        json.WriteStartArray("categories");
        foreach (var category in product.Categories)
            json.WriteNumberValue(category);
        json.WriteEndArray();
        json.WriteString("asin", product.Asin);
        json.WriteNumber("lastUpdate", look);
        json.WriteNumber("lightningEnd", 0);
        foreach (var days in Windows)
            json.WriteNumber($"salesRankDrops{days}", product.Has(3) ? (long)(days * product.ChangesADay * 0.8) : -1);
        json.WriteStartArray("backInStock");
        for (var type = 0; type < length; type++)
            json.WriteBooleanValue(figures[type].Current > 0 && look - figures[type].Since < 1440 && product.Before(type, figures[type].Since) == -1);
        json.WriteEndArray();
        json.WriteNumber("dateIntervalIndex", dateRange);
        json.WriteNumber("lightningStart", 0);
        var hasWarehouse = figures[Warehouse].Current > 0;
        json.WriteNumber("warehouseCondition", hasWarehouse ? WarehouseCondition(product) : 0);
        if (hasWarehouse)
            json.WriteString("warehouseConditionComment", "Item will come in original packaging.");
        else
            json.WriteNull("warehouseConditionComment");
        Row(json, "currentSince", length, type => figures[type].Since);
        json.WriteEndObject();
    }

    // A warehouse deal is laid against the new price; where there was one and is none, it says -1 and not 0 (recorded).
    private static long WarehouseDelta(DealFigures own, DealFigures reference, int range) =>
        own.Current > 0 ? reference.Averages[range] > 0 ? reference.Averages[range] - own.Current : 0 : own.Absent;

    private static long WarehousePercent(DealFigures own, DealFigures reference, int range) =>
        own.Current > 0 ? reference.Averages[range] > 0 ? DealFigures.PercentOf(reference.Averages[range], own.Current) : 0 : own.Absent;

    private static void Grid(Utf8JsonWriter json, string name, int length, Func<int, int, long> value)
    {
        json.WriteStartArray(name);
        for (var range = 0; range < Ranges; range++)
        {
            json.WriteStartArray();
            for (var type = 0; type < length; type++)
                json.WriteNumberValue(value(range, type));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Row(Utf8JsonWriter json, string name, int length, Func<int, long> value)
    {
        json.WriteStartArray(name);
        for (var type = 0; type < length; type++)
            json.WriteNumberValue(value(type));
        json.WriteEndArray();
    }
}
