namespace Deals.Simulator.World;

/// <summary>How often a sales rank fell, as Keepa counts it: in its own history, and by more than a hundredth. Recorded of two products: with that bound
/// the counts of thirty and of ninety days are met to within one; every smaller fall would make twenty-seven of one.</summary>
internal static class RankDrops
{
    /// <summary>The windows, in days.</summary>
    public static readonly int[] Windows = [30, 90, 180, 365];

    /// <summary>The longest window, in minutes.</summary>
    public const long MostMinutes = 365 * MinutesADay;

    private const long MinutesADay = 1440;
    private const int LeastPercent = 1;

    /// <summary>The falls in each window before a look; -1 where the product never had a rank.</summary>
    /// <param name="points">The rank's history, the oldest first; at least of the longest window.</param>
    /// <param name="look">The last look, in Keepa's minutes.</param>
    public static long[] Of(IReadOnlyList<(long At, long Value)> points, long look) => points.Count == 0 ? [.. Windows.Select(static _ => -1L)] : Within(Falls(points), look);

    /// <summary>When a history fell, the oldest first.</summary>
    public static List<long> Falls(IReadOnlyList<(long At, long Value)> points)
    {
        var falls = new List<long>();
        for (var i = 1; i < points.Count; i++)
        {
            var (before, after) = (points[i - 1].Value, points[i].Value);
            if (before > 0 && after > 0 && (before - after) * 100 > before * LeastPercent)
                falls.Add(points[i].At);
        }

        return falls;
    }

    /// <summary>How many falls lie in each window before a look.</summary>
    public static long[] Within(IReadOnlyCollection<long> falls, long look) =>
        [.. Windows.Select(days => (long)falls.Count(at => at <= look && at > look - (days * MinutesADay)))];
}
