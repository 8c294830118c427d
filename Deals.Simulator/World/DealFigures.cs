namespace Deals.Simulator.World;

/// <summary>The figures of one price type in a deal's row, by Keepa's arithmetic.</summary>
/// <param name="Current">The value at the last look.</param>
/// <param name="Since">The look that first showed it; -1 where the type never had data.</param>
/// <param name="DeltaLast">Previous less current, where the last look changed it; else 0.</param>
/// <param name="Averages">Weighted averages of the ranges, -1 without an offer, -2 without data.</param>
internal sealed record DealFigures(long Current, long Since, long DeltaLast, long[] Averages)
{
    // The first range is a day by name and two by its average.
    private static readonly long[] RangeMinutes = [2 * 1440, 7 * 1440, 31 * 1440, 90 * 1440];

    public static DealFigures Of(Product product, int type, long look)
    {
        var (current, since) = product.Seen(type, look);
        if (current == -2)
            return new DealFigures(-1, -1, 0, [-2, -2, -2, -2]);
        // Recorded: only what the last look changed has a difference to the look before.
        var before = since == look ? product.Before(type, since) : -2;
        var deltaLast = current > 0 && before > 0 ? before - current : 0;
        return new DealFigures(current, since, deltaLast, AveragesOf(product, type, look));
    }

    /// <summary>What Keepa writes where a warehouse price is missing: -1 where there once was one, 0 where there never was.</summary>
    public long Absent => Since < 0 ? 0 : -1;

    /// <summary>Average less current; 0 where either is missing.</summary>
    public long Delta(int range) => Current > 0 && Averages[range] > 0 ? Averages[range] - Current : 0;

    /// <summary>The rounded percentage of the average; Java's rounding, half up, and Keepa's clamp.</summary>
    public long Percent(int range) => Current > 0 && Averages[range] > 0 ? PercentOf(Averages[range], Current) : 0;

    public static long PercentOf(long average, long current) => Math.Clamp((long)Math.Floor(((average - current) * 100.0 / average) + 0.5), -1000, 99);

    private static long[] AveragesOf(Product product, int type, long look)
    {
        var averages = new long[RangeMinutes.Length];
        Span<double> sums = stackalloc double[RangeMinutes.Length];
        Span<long> minutes = stackalloc long[RangeMinutes.Length];
        foreach (var (from, to, value) in product.History(type, look, look - RangeMinutes[^1]))
        {
            for (var range = 0; range < RangeMinutes.Length && value > 0; range++)
            {
                var length = to - Math.Max(from, look - RangeMinutes[range]);
                if (length <= 0)
                    continue;
                sums[range] += (double)value * length;
                minutes[range] += length;
            }
        }

        for (var range = 0; range < averages.Length; range++)
            averages[range] = minutes[range] > 0 ? (long)(sums[range] / minutes[range]) : -1;
        return averages;
    }
}
