using System.Collections.Immutable;
using Deals.Actors.Serialization;

namespace Deals.Actors.Scouting;

/// <summary>What the backfill remembers across restarts. Closed.</summary>
public abstract record BackfillEvent : IDealsWire
{
    private BackfillEvent(DateTimeOffset at, long round)
    {
        At = at;
        Round = round;
    }

    /// <summary>When, by the domain clock.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The round.</summary>
    public long Round { get; }

    /// <summary>The walk through a feed's broad query began; a round of a new number begins with it. An unfinished walk before it is given up.</summary>
    /// <param name="When">When.</param>
    /// <param name="OfRound">The round.</param>
    /// <param name="Feed">The feed.</param>
    /// <param name="Scope">The broad query as it is asked: a walk through another one cannot be continued.</param>
    /// <param name="Slices">The slices in the order in which they are walked.</param>
    public sealed record FeedBegan(DateTimeOffset When, long OfRound, string Feed, string Scope, ImmutableArray<PriceSlice> Slices) : BackfillEvent(When, OfRound);

    /// <summary>Every row of a page is stored by its deal, known already, turned away or set aside.</summary>
    /// <param name="When">When.</param>
    /// <param name="OfRound">The round.</param>
    /// <param name="Feed">The feed.</param>
    /// <param name="Slice">The slice.</param>
    /// <param name="Page">The page.</param>
    /// <param name="Then">How it goes on.</param>
    /// <param name="Counts">What became of the page's rows.</param>
    /// <param name="RefillRate">Tokens a minute of the plan, if Keepa has named them.</param>
    public sealed record PageDone(
        DateTimeOffset When, long OfRound, string Feed, PriceSlice Slice, int Page, SliceStep Then, RowCounts Counts, int? RefillRate) : BackfillEvent(When, OfRound);

    /// <summary>A page could not be had or stored. It is never passed: the next step asks for it again.</summary>
    /// <param name="When">When.</param>
    /// <param name="OfRound">The round.</param>
    /// <param name="RetryAt">When it is asked for again.</param>
    /// <param name="Error">Why, naming feed, slice and page.</param>
    public sealed record StepFailed(DateTimeOffset When, long OfRound, DateTimeOffset RetryAt, string Error) : BackfillEvent(When, OfRound);

    /// <summary>The last slice of the last feed is walked.</summary>
    public sealed record RoundEnded(DateTimeOffset When, long OfRound) : BackfillEvent(When, OfRound);
}

/// <summary>How a walk goes on after a page. Closed.</summary>
public abstract record SliceStep
{
    private SliceStep()
    {
    }

    /// <summary>The next page of the slice.</summary>
    public sealed record NextPage : SliceStep
    {
        /// <summary>The only one.</summary>
        public static readonly NextPage Instance = new();
    }

    /// <summary>The page was short: the slice is walked to its end.</summary>
    public sealed record Ended : SliceStep
    {
        /// <summary>The only one.</summary>
        public static readonly Ended Instance = new();
    }

    /// <summary>Keepa's paging ended before the slice did: its halves are walked instead.</summary>
    /// <param name="Lower">The lower half.</param>
    /// <param name="Upper">The upper half.</param>
    public sealed record Split(PriceSlice Lower, PriceSlice Upper) : SliceStep;

    /// <summary>Keepa's paging ended before the slice did, and it is a single value: what lies beyond cannot be had this way.</summary>
    public sealed record Overflowed : SliceStep
    {
        /// <summary>The only one.</summary>
        public static readonly Overflowed Instance = new();
    }
}
