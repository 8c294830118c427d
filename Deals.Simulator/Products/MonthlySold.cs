using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>Amazon's "bought in the past month", in its coarse steps.</summary>
internal static class MonthlySold
{
    private const int MinutesADay = 1440;
    private const int MonthMinutes = 30 * MinutesADay;
    private const int Step = 50;

    /// <summary>The number at a minute; absent below the first step.</summary>
    public static long? At(Product product, long minute)
    {
        // The world's sales are those of the offers it shows; a product page counts every variation and every marketplace seller.
        var sold = product.Sales.Between(minute - MonthMinutes, minute).LongCount() * 5 / Step * Step;
        return sold > 0 ? sold : null;
    }

    /// <summary>Writes what it was at every month's end; -1 below the first step.</summary>
    public static void Write(Utf8JsonWriter json, View view, int? days)
    {
        var back = days is { } limit ? (long)limit * MinutesADay : view.At - view.From;
        json.WriteStartArray("monthlySoldHistory");
        var last = -1L;
        foreach (var at in Enumerable.Range(0, (int)(back / MonthMinutes) + 1).Select(i => view.At - ((long)i * MonthMinutes)).Reverse().Where(at => at >= view.Product.TrackedSince))
        {
            var sold = At(view.Product, at) ?? -1;
            if (sold == last)
                continue;
            last = sold;
            json.WriteNumberValue(at);
            json.WriteNumberValue(sold);
        }

        json.WriteEndArray();
    }
}
