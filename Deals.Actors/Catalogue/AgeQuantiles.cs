using LinqToDB;
using LinqToDB.Async;

namespace Deals.Actors.Catalogue;

/// <summary>Quantiles of ages without sorting the rows: they are counted into bins, which any database does in one pass, and the bin of a quantile is looked into
/// again until it is narrow. Sorting a million rows takes several times as long, for each quantile.</summary>
internal static class AgeQuantiles
{
    private const int Bins = 2048;
    private const int MostPasses = 4;

    // People read ages of hours and days: a hundredth of the age, or a second, is close enough.
    private const long CloseShare = 100;

    /// <summary>The spread of the ages of one column.</summary>
    /// <param name="instants">The column; ticks.</param>
    /// <param name="range">What is known of it already.</param>
    /// <param name="now">Domain time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<AgeSpread> SpreadAsync(IQueryable<long?> instants, InstantRange range, DateTimeOffset now, CancellationToken cancellation)
    {
        if (range.Count == 0)
            return AgeSpread.None;
        var known = instants.Where(i => i != null).Select(i => i!.Value);
        var whole = await CountAsync(known, range.Oldest, range.Newest, cancellation);
        async Task<TimeSpan?> At(double share)
        {
            // Its rank among all, the youngest first.
            var rank = Math.Min(range.Count - 1, (long)(range.Count * share));
            var (bins, low) = (whole, range.Oldest);
            for (var pass = 1; ; pass++)
            {
                (rank, low) = Find(bins, rank);
                if (pass == MostPasses || bins.Width <= Math.Max(TimeSpan.TicksPerSecond, (now.UtcTicks - low) / CloseShare))
                    return now - new DateTimeOffset(Math.Max(low, range.Oldest), TimeSpan.Zero);
                bins = await CountAsync(known, low, low + bins.Width - 1, cancellation);
            }
        }

        return new AgeSpread(range.Count, await At(0.5), await At(0.95), now - new DateTimeOffset(range.Oldest, TimeSpan.Zero));
    }

    private static async Task<Counted> CountAsync(IQueryable<long> known, long low, long high, CancellationToken cancellation)
    {
        var width = Math.Max(1, ((high - low) / Bins) + 1);
        var counts = await known
            .Where(i => i >= low && i <= high)
            .GroupBy(i => (i - low) / width)
            .Select(g => new { g.Key, Count = g.LongCount() })
            .ToListAsync(cancellation);
        return new Counted(low, width, [.. counts.OrderByDescending(c => c.Key).Select(c => (c.Key, c.Count))]);
    }

    /// <summary>The bin that holds a rank: the rank within it, and the instant at which it begins.</summary>
    private static (long Rank, long Low) Find(Counted bins, long rank)
    {
        var low = bins.Low;
        foreach (var (bin, count) in bins.Youngest)
        {
            low = bins.Low + (bin * bins.Width);
            if (rank < count)
                break;
            rank -= count;
        }

        return (rank, low);
    }

    /// <param name="Low">Where the first bin begins.</param>
    /// <param name="Width">How wide each is.</param>
    /// <param name="Youngest">Those that hold anything, the youngest first.</param>
    private sealed record Counted(long Low, long Width, IReadOnlyList<(long Bin, long Count)> Youngest);
}
