using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>Cuts the list of a feed that is longer than Keepa pages into disjoint slices by the current price, so that a full pass reads all of it. Pure.</summary>
public static class SweepSlices
{
    // A list of so many pages fits into one query, with room to grow until the next pass.
    private const int PagesOfWhole = 60;

    /// <summary>The slices with which a full pass begins; none where the whole list is asked for.</summary>
    /// <param name="history">What the passes left.</param>
    /// <param name="feed">The feed as configured now.</param>
    public static ImmutableArray<PriceSlice> AtBegin(FeedHistory history, FeedQuery feed)
    {
        var (slices, whole) = (history.Slices, BackfillPlan.WholeOf(feed));
        var isOfThisFeed = !slices.IsEmpty && slices.Min(static s => s.Least) == whole.Least && slices.Max(static s => s.Most) == whole.Most;
        return isOfThisFeed && history.FullPages > PagesOfWhole ? slices : [];
    }

    /// <summary>How a pass goes on after a slice that is complete; absent where the pass is.</summary>
    /// <param name="sweep">The pass.</param>
    /// <param name="feed">The feed.</param>
    public static ImmutableArray<PriceSlice>? After(Sweep sweep, FeedQuery feed)
    {
        ImmutableArray<PriceSlice> next = sweep switch
        {
            { Overflows: true, Slice: null } => PriceSlice.BandsOf(BackfillPlan.WholeOf(feed)),
            { Overflows: true, Slice: { } slice } when slice.Halves() is var (lower, upper) => [lower, upper, .. sweep.Ahead],
            _ => sweep.Ahead,
        };
        return next.IsEmpty ? null : next;
    }

    /// <summary>The query of a slice.</summary>
    public static DealQuery QueryOf(FeedQuery feed, PriceSlice? slice) =>
        slice is null ? feed.Query : feed.Query with { CurrentRange = new ValueRange(slice.Least, slice.Most) };
}
