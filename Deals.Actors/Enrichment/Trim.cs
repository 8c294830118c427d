using System.Collections.Immutable;

namespace Deals.Actors.Enrichment;

/// <summary>Leaves outliers out, by Tukey's fences.</summary>
public static class Trim
{
    /// <summary>The sales whose price is within the fences; all of them where there are too few to tell.</summary>
    /// <param name="sales">The sales.</param>
    /// <param name="settings">From how many on, and how far the fences are.</param>
    public static ImmutableArray<InferredSale> Outliers(ImmutableArray<InferredSale> sales, AnalysisSettings settings)
    {
        if (sales.Length < settings.TrimFrom)
            return sales;
        long[] prices = [.. sales.Select(static s => s.Price.Minor).Order()];
        var (first, third) = (Quartile(prices, 0.25m), Quartile(prices, 0.75m));
        var reach = settings.TrimFactor * (third - first);
        return [.. sales.Where(s => s.Price.Minor >= first - reach && s.Price.Minor <= third + reach)];
    }

    /// <summary>The quartile by linear interpolation between the nearest ranks (Hyndman and Fan's type 7).</summary>
    /// <param name="ascending">At least one number, ascending.</param>
    /// <param name="part">0 to 1.</param>
    internal static decimal Quartile(ReadOnlySpan<long> ascending, decimal part)
    {
        var position = (ascending.Length - 1) * part;
        var below = (int)position;
        var above = Math.Min(below + 1, ascending.Length - 1);
        return ascending[below] + ((position - below) * (ascending[above] - ascending[below]));
    }
}
