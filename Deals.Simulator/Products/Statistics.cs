using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>Keepa's statistics of one price type over one stretch of time.</summary>
/// <param name="Average">Weighted by time and truncated; -1 without an offer.</param>
/// <param name="Lowest">When the lowest value came, and what it was; absent without one.</param>
/// <param name="Highest">The highest likewise.</param>
/// <param name="OutOfStock">Per cent of the time without an offer, rounded up.</param>
/// <param name="TimesOut">How often it was out of stock.</param>
internal sealed record Statistics(long Average, (long At, long Value)? Lowest, (long At, long Value)? Highest, int OutOfStock, int TimesOut)
{
    public static Statistics Of(View view, int type, long from, long to)
    {
        var points = view.Points(type);
        var (sum, minutes, gone, times) = (0L, 0L, 0L, 0);
        (long At, long Value)? lowest = null;
        (long At, long Value)? highest = null;
        // Before the first point there was nothing.
        if (points.Count > 0 && points[0].At > from)
            gone = Math.Min(points[0].At, to) - from;
        for (var i = InForce(points, from); i < points.Count && points[i].At <= to; i++)
        {
            var (start, end) = (Math.Max(from, points[i].At), Math.Min(to, i + 1 < points.Count ? points[i + 1].At : to));
            // What came with the last look held no time yet, and counts among the lowest and highest all the same.
            if (end < start || (end == start && i + 1 < points.Count))
                continue;
            var value = points[i].Value;
            if (value < 0)
            {
                (gone, times) = (gone + end - start, times + 1);
                continue;
            }

            (sum, minutes) = (sum + (value * (end - start)), minutes + end - start);
            lowest = lowest is null || value < lowest.Value.Value ? (start, value) : lowest;
            highest = highest is null || value > highest.Value.Value ? (start, value) : highest;
        }

        var average = minutes > 0 ? sum / minutes : -1;
        return new Statistics(average, lowest, highest, (int)Math.Ceiling(gone * 100.0 / Math.Max(1, to - from)), times);
    }

    /// <summary>The place of the point that holds at a minute; the first where none does yet. Histories are long, and most windows short.</summary>
    public static int InForce(IReadOnlyList<(long At, long Value)> points, long minute)
    {
        var (low, high) = (0, points.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (points[middle].At <= minute)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
