using Deals.Actors.Keepa;

namespace Deals.Bench.Enrichment;

/// <summary>What was asked in each month of the year, all years together: how one reads a season off Keepa's chart.</summary>
internal static class AskedByMonth
{
    private const int Years = 3;

    /// <summary>The months with a price, and its mean weighted by time.</summary>
    /// <param name="history">The prices; absent for none.</param>
    /// <param name="asOf">The end; it begins three years before.</param>
    public static IReadOnlyList<(int Month, double Mean)> Of(PriceHistory? history, DateTimeOffset asOf)
    {
        var (sums, minutes) = (new double[12], new double[12]);
        var points = history?.Points ?? [];
        var (from, to) = (asOf.AddYears(-Years), asOf);
        for (var i = 0; i < points.Length; i++)
        {
            var until = i + 1 < points.Length ? points[i + 1].At : to;
            if (points[i].Value is not { } price || until <= from)
                continue;
            for (var at = points[i].At < from ? from : points[i].At; at < until;)
            {
                var month = new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
                var end = month < until ? month : until;
                sums[at.Month - 1] += price * (end - at).TotalMinutes;
                minutes[at.Month - 1] += (end - at).TotalMinutes;
                at = end;
            }
        }

        return [.. Enumerable.Range(0, 12).Where(m => minutes[m] > 0).Select(m => (m + 1, sums[m] / minutes[m]))];
    }
}
