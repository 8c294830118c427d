using System.Text;
using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Deals;

/// <summary>Writes a deal as Keepa does, with all its fields and its arithmetic.</summary>
internal static class DealRowJson
{
    private const int New = 1;
    private const int Lightning = 8;
    private const int Warehouse = 9;
    private const int BuyBox = 18;
    private const int PrimeExclusive = 33;
    private const int Ranges = 4;
    private const int MonthRange = 2;
    private const int LightningMinutes = 6 * 60;

    public static int WarehouseCondition(Product product) => 2 + (product.Index % 4);

    public static void Write(Utf8JsonWriter json, Product product, long look, int dateRange, int length)
    {
        var figures = Enumerable.Range(0, length).Select(type => DealFigures.Of(product, type, look)).ToArray();
        var hasLightning = figures[Lightning].Current > 0;
        json.WriteStartObject();
        json.WriteNull("flags");
        Grid(json, "delta", length, (range, type) => Compared(figures, type).Delta(range));
        Grid(json, "deltaPercent", length, (range, type) => Compared(figures, type).Percent(range));
        Row(json, "deltaLast", length, type => DeltaLast(product, figures, type));
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
        json.WriteNumber("lightningEnd", hasLightning ? Math.Max(look, figures[Lightning].Since) + LightningMinutes : 0);
        foreach (var (days, drops) in RankDrops.Windows.Zip(product.RankFalls.Before(look)))
            json.WriteNumber($"salesRankDrops{days}", drops);
        json.WriteStartArray("backInStock");
        for (var type = 0; type < length; type++)
            json.WriteBooleanValue(figures[type].Current > 0 && look - figures[type].Since < 1440 && product.Before(type, figures[type].Since) == -1);
        json.WriteEndArray();
        json.WriteNumber("dateIntervalIndex", dateRange);
        json.WriteNumber("lightningStart", hasLightning ? figures[Lightning].Since : 0);
        var hasWarehouse = figures[Warehouse].Current > 0;
        json.WriteNumber("warehouseCondition", hasWarehouse ? WarehouseCondition(product) : 0);
        if (hasWarehouse)
            json.WriteString("warehouseConditionComment", "Item will come in original packaging.");
        else
            json.WriteNull("warehouseConditionComment");
        Row(json, "currentSince", length, type => figures[type].Since);
        json.WriteEndObject();
    }

    /// <summary>Previous less current for most. Recorded: a warehouse price and a Prime-exclusive one show their difference of a month instead, and a
    /// lightning deal or Prime-exclusive price that has ended shows for ever what it was, less -1.</summary>
    private static long DeltaLast(Product product, DealFigures[] figures, int type)
    {
        var own = figures[type];
        if (type == Warehouse || (type == PrimeExclusive && own.Current > 0))
            return Compared(figures, type).Delta(MonthRange);
        return type is Lightning or PrimeExclusive && own is { Current: <= 0, Since: > 0 } && product.Before(type, own.Since) is > 0 and var before
            ? before - own.Current
            : own.DeltaLast;
    }

    /// <summary>The figures that a type's deltas come from. Three types are laid against another price than their own average (recorded): a warehouse
    /// deal and a Prime-exclusive one against the buy box, and a lightning deal against a price that no recording shows: here the new one.</summary>
    private static Comparison Compared(DealFigures[] figures, int type)
    {
        var own = figures[type];
        var reference = type switch
        {
            Lightning => figures[New],
            Warehouse or PrimeExclusive => figures[BuyBox],
            _ => own,
        };
        // Where there was a warehouse price and is none, it says -1 and not 0 (recorded).
        return new Comparison(own.Current, reference.Averages, type == Warehouse && own.Current <= 0 ? own.Absent : 0);
    }

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

    /// <param name="Current">The price itself.</param>
    /// <param name="Averages">What it is laid against.</param>
    /// <param name="Otherwise">What is written where there is nothing to compare.</param>
    private sealed record Comparison(long Current, long[] Averages, long Otherwise)
    {
        public long Delta(int range) => Current > 0 ? Averages[range] > 0 ? Averages[range] - Current : 0 : Otherwise;

        public long Percent(int range) => Current > 0 ? Averages[range] > 0 ? DealFigures.PercentOf(Averages[range], Current) : 0 : Otherwise;
    }
}
