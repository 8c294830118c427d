using System.Collections.Immutable;
using Deals.Actors.Scouting;
using Proto = Deals.Actors.Serialization.ScoutingProto;

namespace Deals.Actors.Serialization;

/// <summary>The backfill on the wire.</summary>
internal static class BackfillWire
{
    private const int NextPage = 1;
    private const int Ended = 2;
    private const int Split = 3;
    private const int Overflowed = 4;

    public static IEnumerable<WireType> Types =>
    [
        WireType.Of("fb-e", Proto.BackfillFeedBegan.Parser,
            (BackfillEvent.FeedBegan e) => new Proto.BackfillFeedBegan { At = e.At.ToWire(), Round = e.Round, Feed = e.Feed, Scope = e.Scope, Slices = { e.Slices.Select(To) } },
            p => new BackfillEvent.FeedBegan(p.At.ToInstant(), p.Round, p.Feed, p.Scope, From(p.Slices))),
        WireType.Of<BackfillEvent.PageDone, Proto.BackfillPageDone>("fp-e", Proto.BackfillPageDone.Parser, To, From),
        WireType.Of("fx-e", Proto.BackfillStepFailed.Parser,
            (BackfillEvent.StepFailed e) => new Proto.BackfillStepFailed { At = e.At.ToWire(), Round = e.Round, RetryAt = e.RetryAt.ToWire(), Error = e.Error },
            p => new BackfillEvent.StepFailed(p.At.ToInstant(), p.Round, p.RetryAt.ToInstant(), p.Error)),
        WireType.Of("fe-e", Proto.BackfillRoundEnded.Parser,
            (BackfillEvent.RoundEnded e) => new Proto.BackfillRoundEnded { At = e.At.ToWire(), Round = e.Round },
            p => new BackfillEvent.RoundEnded(p.At.ToInstant(), p.Round)),
        WireType.Of<BackfillState, Proto.BackfillState>("fm-s", Proto.BackfillState.Parser, To, From),
        WireType.Of("fq-c", Proto.GetStatus.Parser, (GetBackfillStatus _) => new Proto.GetStatus(), _ => GetBackfillStatus.Instance),
        WireType.Of<BackfillStatus, Proto.BackfillStatus>("fs-r", Proto.BackfillStatus.Parser, To, From),
    ];

    internal static Proto.Slice To(PriceSlice slice) => new() { Least = slice.Least, Most = slice.Most };

    internal static PriceSlice From(Proto.Slice p) => new(p.Least, p.Most);

    private static ImmutableArray<PriceSlice> From(IEnumerable<Proto.Slice> slices) => [.. slices.Select(From)];

    private static Proto.BackfillOverflow To(OverflowingSlice o) => new() { Feed = o.Feed, Slice = To(o.Slice) };

    private static OverflowingSlice From(Proto.BackfillOverflow p) => new(p.Feed, From(p.Slice));

    private static Proto.BackfillPageDone To(BackfillEvent.PageDone e)
    {
        var p = new Proto.BackfillPageDone { At = e.At.ToWire(), Round = e.Round, Feed = e.Feed, Slice = To(e.Slice), Page = e.Page, Counts = ScoutingWire.To(e.Counts) };
        (p.Then, IEnumerable<PriceSlice> halves) = e.Then switch
        {
            SliceStep.NextPage => (NextPage, []),
            SliceStep.Ended => (Ended, []),
            SliceStep.Split split => (Split, [split.Lower, split.Upper]),
            SliceStep.Overflowed => (Overflowed, (IEnumerable<PriceSlice>)[]),
            var other => throw new InvalidOperationException($"No number for {other.GetType().Name}."),
        };
        p.Halves.AddRange(halves.Select(To));
        if (e.RefillRate is { } rate)
            p.RefillRate = rate;
        return p;
    }

    private static BackfillEvent.PageDone From(Proto.BackfillPageDone p) => new(
        p.At.ToInstant(),
        p.Round,
        p.Feed,
        From(p.Slice),
        p.Page,
        p.Then switch
        {
            NextPage => SliceStep.NextPage.Instance,
            Ended => SliceStep.Ended.Instance,
            Split => new SliceStep.Split(From(p.Halves[0]), From(p.Halves[1])),
            Overflowed => SliceStep.Overflowed.Instance,
            var other => throw new InvalidOperationException($"{other} is no step of this version."),
        },
        ScoutingWire.From(p.Counts),
        p.HasRefillRate ? p.RefillRate : null);

    private static Proto.BackfillState To(BackfillState s)
    {
        var p = new Proto.BackfillState
        {
            Round = s.Round,
            IsRoundOpen = s.IsRoundOpen,
            FeedsDone = { s.FeedsDone },
            Walked = { s.Walked.Select(w => new Proto.BackfillWalked { Feed = w.Key, Scope = w.Value.Scope, Slices = { w.Value.Slices.Select(To) } }) },
            Overflowing = { s.Overflowing.Select(To) },
            Overflows = s.Overflows,
            Pages = s.Pages,
            Counts = ScoutingWire.To(s.Counts),
        };
        if (s.RoundBegan is { } began)
            p.RoundBegan = began.ToWire();
        if (s.LastRoundEnded is { } ended)
            p.LastRoundEnded = ended.ToWire();
        if (s.Walk is { } walk)
            p.Walk = new Proto.BackfillWalk { Feed = walk.Feed, Scope = walk.Scope, Ahead = { walk.Ahead.Select(To) }, Behind = { walk.Behind.Select(To) }, Page = walk.Page };
        if (s.LastPage is { } last)
            p.LastPage = last.ToWire();
        if (s.RetryAt is { } retry)
            p.RetryAt = retry.ToWire();
        if (s.LastError is not null)
            p.LastError = s.LastError;
        if (s.RefillRate is { } rate)
            p.RefillRate = rate;
        return p;
    }

    private static BackfillState From(Proto.BackfillState p) => new()
    {
        Round = p.Round,
        IsRoundOpen = p.IsRoundOpen,
        RoundBegan = p.HasRoundBegan ? p.RoundBegan.ToInstant() : null,
        LastRoundEnded = p.HasLastRoundEnded ? p.LastRoundEnded.ToInstant() : null,
        Walk = p.Walk is null
            ? null
            : new BackfillWalk { Feed = p.Walk.Feed, Scope = p.Walk.Scope, Ahead = From(p.Walk.Ahead), Behind = From(p.Walk.Behind), Page = p.Walk.Page },
        FeedsDone = BackfillState.None.FeedsDone.Union(p.FeedsDone),
        Walked = BackfillState.None.Walked.AddRange(p.Walked.Select(w => KeyValuePair.Create(w.Feed, new WalkedFeed(w.Scope, From(w.Slices))))),
        Overflowing = [.. p.Overflowing.Select(From)],
        Overflows = p.Overflows,
        Pages = p.Pages,
        Counts = ScoutingWire.From(p.Counts),
        LastPage = p.HasLastPage ? p.LastPage.ToInstant() : null,
        RetryAt = p.HasRetryAt ? p.RetryAt.ToInstant() : null,
        LastError = p.HasLastError ? p.LastError : null,
        RefillRate = p.HasRefillRate ? p.RefillRate : null,
    };

    private static Proto.BackfillStatus To(BackfillStatus s)
    {
        var p = new Proto.BackfillStatus
        {
            AsOf = s.AsOf.ToWire(),
            State = s.State,
            Reason = s.Reason,
            Slice = s.Slice is null ? null : To(s.Slice),
            Page = s.Page,
            SlicesLeft = s.SlicesLeft,
            Round = s.Round,
            Pages = s.Pages,
            Counts = ScoutingWire.To(s.Counts),
            Overflowing = { s.Overflowing.Select(To) },
            Overflows = s.Overflows,
        };
        if (s.Feed is not null)
            p.Feed = s.Feed;
        if (s.RoundBegan is { } began)
            p.RoundBegan = began.ToWire();
        if (s.LastRoundEnded is { } ended)
            p.LastRoundEnded = ended.ToWire();
        if (s.NextStepAt is { } next)
            p.NextStepAt = next.ToWire();
        if (s.LastError is not null)
            p.LastError = s.LastError;
        return p;
    }

    private static BackfillStatus From(Proto.BackfillStatus p) => new()
    {
        AsOf = p.AsOf.ToInstant(),
        State = p.State,
        Reason = p.Reason,
        Feed = p.HasFeed ? p.Feed : null,
        Slice = p.Slice is null ? null : From(p.Slice),
        Page = p.Page,
        SlicesLeft = p.SlicesLeft,
        Round = p.Round,
        RoundBegan = p.HasRoundBegan ? p.RoundBegan.ToInstant() : null,
        LastRoundEnded = p.HasLastRoundEnded ? p.LastRoundEnded.ToInstant() : null,
        NextStepAt = p.HasNextStepAt ? p.NextStepAt.ToInstant() : null,
        Pages = p.Pages,
        Counts = ScoutingWire.From(p.Counts),
        Overflowing = [.. p.Overflowing.Select(From)],
        Overflows = p.Overflows,
        LastError = p.HasLastError ? p.LastError : null,
    };
}
