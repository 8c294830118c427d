using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>How fast the backfill walks; every value is domain time unless it says otherwise.</summary>
public sealed record BackfillPolicy
{
    /// <summary>Share of the refill that the walk may cost.</summary>
    public const double Share = 0.05;

    /// <summary>A page is asked for at least so often, whatever it costs, and a page that failed so much later.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Whether anything is walked.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Wall time after which a request or a sighting without an answer is said again.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wall time before a page that failed is asked for again; twice as long after the second failure.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time from one stored page to the next question.</summary>
    /// <param name="refillRate">Tokens a minute of the plan, if known.</param>
    public static TimeSpan Pause(int? refillRate)
    {
        var rate = refillRate is > 0 ? refillRate.Value : new SweepPolicy().AssumedRate;
        return TimeSpan.FromMinutes(Math.Min(LongestPause.TotalMinutes, KeepaRequest.DealPage.Cost / (Share * rate)));
    }

    /// <summary>When the next page may be asked for; absent where that is at once.</summary>
    public static DateTimeOffset? NextStep(BackfillState state) => state.RetryAt ?? state.LastPage + Pause(state.RefillRate);
}

/// <summary>What the backfill does next. Closed.</summary>
public abstract record BackfillStep
{
    private BackfillStep()
    {
    }

    /// <summary>There is nothing to walk.</summary>
    public sealed record Idle : BackfillStep
    {
        /// <summary>The only one.</summary>
        public static readonly Idle Instance = new();
    }

    /// <summary>Something has to be remembered first; it costs nothing.</summary>
    public sealed record Remember(BackfillEvent Event) : BackfillStep;

    /// <summary>A page has to be asked for.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Slice">The slice.</param>
    /// <param name="Request">The page of the slice.</param>
    public sealed record Ask(FeedQuery Feed, PriceSlice Slice, KeepaRequest.DealPage Request) : BackfillStep;
}

/// <summary>The trickle through the feeds' broad queries, feed after feed, slice after slice, page after page. Pure.</summary>
public static class BackfillPlan
{
    /// <summary>The next step.</summary>
    /// <param name="state">What is remembered.</param>
    /// <param name="feeds">The feeds as configured now.</param>
    /// <param name="now">Domain time.</param>
    public static BackfillStep Next(BackfillState state, IReadOnlyList<FeedQuery> feeds, DateTimeOffset now)
    {
        if (feeds.Count == 0)
            return BackfillStep.Idle.Instance;
        if (!state.IsRoundOpen)
            return Begin(state, feeds[0], state.Round + 1, now);
        // A feed that was taken away or asks for something else now cannot be walked on.
        if (state.Walk is { Slice: { } slice } walk && feeds.FirstOrDefault(f => f.Name == walk.Feed) is { } feed && ScopeOf(feed) == walk.Scope)
            return new BackfillStep.Ask(feed, slice, new KeepaRequest.DealPage(Broad(feed, slice), walk.Page));
        return feeds.FirstOrDefault(f => !state.FeedsDone.Contains(f.Name)) is { } next
            ? Begin(state, next, state.Round, now)
            : new BackfillStep.Remember(new BackfillEvent.RoundEnded(now, state.Round));
    }

    /// <summary>How the walk goes on after a page: only a short page ends a slice, and only a full last page proves that it is too large.</summary>
    public static SliceStep After(PriceSlice slice, int page, bool isLast)
    {
        if (isLast)
            return SliceStep.Ended.Instance;
        if (page < KeepaRequest.DealPage.LastPage)
            return SliceStep.NextPage.Instance;
        return slice.Halves() is var (lower, upper) ? new SliceStep.Split(lower, upper) : SliceStep.Overflowed.Instance;
    }

    /// <summary>What a feed's rows can be: values beyond the feed's own range would be paid for and turned away.</summary>
    public static PriceSlice WholeOf(FeedQuery feed)
    {
        var range = feed.Query.CurrentRange;
        var least = (int)Math.Clamp(range?.Least ?? 1, 1, int.MaxValue);
        return new PriceSlice(least, (int)Math.Clamp(range?.Most ?? int.MaxValue, least, int.MaxValue));
    }

    /// <summary>The broad query of a feed, cut to a slice: against the average of 90 days, without the ranges that the feed asks of each row itself.
    /// What a row does not show (categories, switches, words) stays with Keepa, or rows that the feed does not mean would enter its list.</summary>
    public static DealQuery Broad(FeedQuery feed, PriceSlice slice) => feed.Query with
    {
        DateRange = DateRange.Quarter,
        Sort = DealSort.NewestFirst,
        CurrentRange = new ValueRange(slice.Least, slice.Most),
        DeltaRange = null,
        DeltaPercentRange = null,
        SalesRankRange = null,
    };

    private static string ScopeOf(FeedQuery feed) => DealQueryJson.Of(Broad(feed, WholeOf(feed)), page: 0);

    private static BackfillStep.Remember Begin(BackfillState state, FeedQuery feed, long round, DateTimeOffset now)
    {
        var scope = ScopeOf(feed);
        ImmutableArray<PriceSlice> slices = state.Walked.TryGetValue(feed.Name, out var walked) && walked.Scope == scope ? walked.Slices : PriceSlice.BandsOf(WholeOf(feed));
        return new BackfillStep.Remember(new BackfillEvent.FeedBegan(now, round, feed.Name, scope, slices));
    }
}
