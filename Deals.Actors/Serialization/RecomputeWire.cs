using Deals.Actors.Processing;
using Proto = Deals.Actors.Serialization.RecomputeProto;

namespace Deals.Actors.Serialization;

/// <summary>Analyses that are made again, on the wire and in the journal.</summary>
internal static class RecomputeWire
{
    public static IEnumerable<WireType> Types =>
    [
        WireType.Of("yq-c", Proto.Ask.Parser, (GetRecompute _) => new Proto.Ask(), _ => GetRecompute.Instance),
        WireType.Of("yr-c", Proto.Ask.Parser, (Recompute _) => new Proto.Ask(), _ => Recompute.Instance),
        WireType.Of("yr-r", Proto.Answer.Parser,
            (RecomputeAnswer a) => new Proto.Answer { AsOf = a.AsOf.ToWire(), Run = a.Run, Started = a.Started, Total = a.Total },
            p => new RecomputeAnswer(p.AsOf.ToInstant(), p.Run, p.Started, p.Total)),
        WireType.Of("yb-e", Proto.Began.Parser,
            (RecomputeEvent.Began e) => new Proto.Began { At = e.At.ToWire(), Run = e.Run, Version = e.Version, Settings = e.Settings, IsWhole = e.IsWhole, Total = e.Total },
            p => new RecomputeEvent.Began(p.At.ToInstant(), p.Run, p.Version, p.Settings, p.IsWhole, p.Total)),
        WireType.Of("ya-e", Proto.Advanced.Parser,
            (RecomputeEvent.Advanced e) => new Proto.Advanced { At = e.At.ToWire(), Run = e.Run, Cursor = e.Cursor, Counts = To(e.Counts) },
            p => new RecomputeEvent.Advanced(p.At.ToInstant(), p.Run, p.Cursor, From(p.Counts))),
        WireType.Of("ye-e", Proto.Ended.Parser,
            (RecomputeEvent.Ended e) => new Proto.Ended { At = e.At.ToWire(), Run = e.Run },
            p => new RecomputeEvent.Ended(p.At.ToInstant(), p.Run)),
        WireType.Of("ym-s", Proto.State.Parser, (RecomputeState s) => To(s), From),
        WireType.Of("ys-r", Proto.Status.Parser, (RecomputeStatus s) => To(s), From),
    ];

    private static Proto.Counts To(RecomputeCounts counts) =>
        new() { Done = counts.Done, Changed = counts.Changed, Unreadable = counts.Unreadable, Missing = counts.Missing, Unanswered = counts.Unanswered };

    private static RecomputeCounts From(Proto.Counts p) => new(p.Done, p.Changed, p.Unreadable, p.Missing, p.Unanswered);

    private static Proto.State To(RecomputeState state)
    {
        var p = new Proto.State
        {
            Run = state.Run, Version = state.Version, Settings = state.Settings, IsWhole = state.IsWhole, Total = state.Total, Cursor = state.Cursor, Counts = To(state.Counts),
        };
        if (state.Began is { } began)
            p.Began = began.ToWire();
        if (state.Ended is { } ended)
            p.Ended = ended.ToWire();
        return p;
    }

    private static RecomputeState From(Proto.State p) => new()
    {
        Run = p.Run,
        Version = p.Version,
        Settings = p.Settings,
        IsWhole = p.IsWhole,
        Total = p.Total,
        Began = p.HasBegan ? p.Began.ToInstant() : null,
        Ended = p.HasEnded ? p.Ended.ToInstant() : null,
        Cursor = p.Cursor,
        Counts = From(p.Counts),
    };

    private static Proto.Status To(RecomputeStatus status)
    {
        var p = new Proto.Status
        {
            AsOf = status.AsOf.ToWire(), Work = (int)status.Work, Reason = status.Reason, Version = status.Version, Settings = status.Settings, Last = To(status.Last),
        };
        if (status.PerSecond is { } rate)
            p.PerSecond = rate;
        if (status.Stale is { } stale)
            p.Stale = stale;
        return p;
    }

    private static RecomputeStatus From(Proto.Status p) => new()
    {
        AsOf = p.AsOf.ToInstant(),
        Work = (RecomputeWork)p.Work,
        Reason = p.Reason,
        Version = p.Version,
        Settings = p.Settings,
        Last = From(p.Last),
        PerSecond = p.HasPerSecond ? p.PerSecond : null,
        Stale = p.HasStale ? p.Stale : null,
    };
}
