using System.Collections.Immutable;
using Deals.Actors.Serialization;

namespace Deals.Actors.Scouting;

/// <summary>What the backfill remembers: applied events, nothing decided. It is its own snapshot.</summary>
public sealed record BackfillState : IDealsWire
{
    /// <summary>Nothing was walked yet.</summary>
    public static readonly BackfillState None = new();

    /// <summary>The round that is being walked, or was walked last; 0 before the first.</summary>
    public long Round { get; init; }

    /// <summary>Whether the round is not over.</summary>
    public bool IsRoundOpen { get; init; }

    /// <summary>When the round began.</summary>
    public DateTimeOffset? RoundBegan { get; init; }

    /// <summary>When the last round that is over ended.</summary>
    public DateTimeOffset? LastRoundEnded { get; init; }

    /// <summary>The walk that is not over.</summary>
    public BackfillWalk? Walk { get; init; }

    /// <summary>The feeds that the round has walked.</summary>
    public ImmutableSortedSet<string> FeedsDone { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>By feed, the slices of its last complete walk, so that no round splits again what another has split.</summary>
    public ImmutableSortedDictionary<string, WalkedFeed> Walked { get; init; } = ImmutableSortedDictionary.Create<string, WalkedFeed>(StringComparer.Ordinal);

    /// <summary>Slices of one value whose end Keepa's paging does not reach.</summary>
    public ImmutableArray<OverflowingSlice> Overflowing { get; init; } = [];

    /// <summary>How often such a slice was met since the first start.</summary>
    public long Overflows { get; init; }

    /// <summary>Pages stored since the first start.</summary>
    public long Pages { get; init; }

    /// <summary>What became of all rows.</summary>
    public RowCounts Counts { get; init; } = RowCounts.None;

    /// <summary>When the last page was stored.</summary>
    public DateTimeOffset? LastPage { get; init; }

    /// <summary>When the page that failed is asked for again; absent when the last one went well.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Why it failed.</summary>
    public string? LastError { get; init; }

    /// <summary>Tokens a minute of the plan, as last heard.</summary>
    public int? RefillRate { get; init; }

    /// <summary>Takes over an event.</summary>
    public BackfillState Apply(BackfillEvent e) => e switch
    {
        BackfillEvent.FeedBegan began => Begun(began),
        BackfillEvent.PageDone done => Done(done),
        BackfillEvent.StepFailed failed => this with { RetryAt = failed.RetryAt, LastError = failed.Error },
        BackfillEvent.RoundEnded ended => this with { IsRoundOpen = false, Walk = null, LastRoundEnded = ended.At },
        _ => this,
    };

    private BackfillState Begun(BackfillEvent.FeedBegan began)
    {
        var round = IsRoundOpen && began.Round == Round
            ? this
            : this with { Round = began.Round, IsRoundOpen = true, RoundBegan = began.At, FeedsDone = FeedsDone.Clear() };
        return round with
        {
            Walk = new BackfillWalk { Feed = began.Feed, Scope = began.Scope, Ahead = began.Slices },
            Overflowing = [.. Overflowing.Where(o => o.Feed != began.Feed || began.Slices.Contains(o.Slice))],
        };
    }

    private BackfillState Done(BackfillEvent.PageDone done)
    {
        var counted = this with
        {
            Pages = Pages + 1,
            Counts = Counts.Plus(done.Counts, FeedState.MostSetAside),
            LastPage = done.At,
            RetryAt = null,
            LastError = null,
            RefillRate = done.RefillRate ?? RefillRate,
        };
        if (Walk is not { } walk || walk.Feed != done.Feed || walk.Slice != done.Slice || walk.Page != done.Page)
            return counted;
        var overflowed = done.Then is SliceStep.Overflowed;
        var moved = counted with
        {
            Walk = walk.After(done.Then),
            Overflows = Overflows + (overflowed ? 1 : 0),
            Overflowing = done.Then is SliceStep.NextPage ? Overflowing : [.. Overflowing.Where(o => o != new OverflowingSlice(done.Feed, done.Slice))],
        };
        if (overflowed)
            moved = moved with { Overflowing = moved.Overflowing.Add(new OverflowingSlice(done.Feed, done.Slice)) };
        return moved.Walk!.Slice is not null
            ? moved
            : moved with { Walk = null, FeedsDone = FeedsDone.Add(walk.Feed), Walked = Walked.SetItem(walk.Feed, new WalkedFeed(walk.Scope, moved.Walk.Behind)) };
    }
}

/// <summary>A walk through a feed's broad query: which slices lie ahead, which behind, and the page of the first one ahead.</summary>
public sealed record BackfillWalk
{
    /// <summary>The feed.</summary>
    public required string Feed { get; init; }

    /// <summary>The broad query as it was when the walk began.</summary>
    public required string Scope { get; init; }

    /// <summary>The slices that are not walked to their end; the first is being walked.</summary>
    public required ImmutableArray<PriceSlice> Ahead { get; init; }

    /// <summary>The slices that are walked to their end.</summary>
    public ImmutableArray<PriceSlice> Behind { get; init; } = [];

    /// <summary>The first page of the slice of which not every row is stored.</summary>
    public int Page { get; init; }

    /// <summary>The slice that is being walked; none when all are walked.</summary>
    public PriceSlice? Slice => Ahead.IsEmpty ? null : Ahead[0];

    /// <summary>The walk after its page was stored.</summary>
    public BackfillWalk After(SliceStep step) => step switch
    {
        SliceStep.Ended or SliceStep.Overflowed => this with { Ahead = Ahead.RemoveAt(0), Behind = Behind.Add(Ahead[0]), Page = 0 },
        SliceStep.Split split => this with { Ahead = [split.Lower, split.Upper, .. Ahead.RemoveAt(0)], Page = 0 },
        _ => this with { Page = Page + 1 },
    };
}

/// <summary>The slices of a complete walk.</summary>
/// <param name="Scope">The broad query that was walked.</param>
/// <param name="Slices">Its slices: disjoint, ascending, and together the whole.</param>
public sealed record WalkedFeed(string Scope, ImmutableArray<PriceSlice> Slices);

/// <summary>A slice of one value whose end Keepa's paging does not reach.</summary>
public sealed record OverflowingSlice(string Feed, PriceSlice Slice);
