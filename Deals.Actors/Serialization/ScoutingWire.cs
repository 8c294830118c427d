using System.Collections.Immutable;
using Deals.Actors.Freshness;
using Deals.Actors.Scouting;
using Proto = Deals.Actors.Serialization.ScoutingProto;

namespace Deals.Actors.Serialization;

/// <summary>The scout on the wire.</summary>
internal static class ScoutingWire
{
    public static IEnumerable<WireType> Types =>
    [
        WireType.Of("sb-e", Proto.PassBegan.Parser,
            (ScoutEvent.PassBegan e) => new Proto.PassBegan { Feed = e.Feed, At = e.At.ToWire(), Pass = e.Pass, Kind = (int)e.Kind, Slices = { e.Slices.Select(BackfillWire.To) } },
            p => new ScoutEvent.PassBegan(p.Feed, p.At.ToInstant(), p.Pass, (PassKind)p.Kind) { Slices = [.. p.Slices.Select(BackfillWire.From)] }),
        WireType.Of("sg-e", Proto.SliceBegan.Parser,
            (ScoutEvent.SliceBegan e) => new Proto.SliceBegan { Feed = e.Feed, At = e.At.ToWire(), Pass = e.Pass, Slices = { e.Slices.Select(BackfillWire.To) } },
            p => new ScoutEvent.SliceBegan(p.Feed, p.At.ToInstant(), p.Pass, [.. p.Slices.Select(BackfillWire.From)])),
        WireType.Of("sp-e", Proto.PageStored.Parser,
            (ScoutEvent.PageStored e) => new Proto.PageStored
            {
                Feed = e.Feed,
                At = e.At.ToWire(),
                Pass = e.Pass,
                Page = e.Page,
                IsLast = e.IsLast,
                Counts = To(e.Counts),
            },
            p => new ScoutEvent.PageStored(p.Feed, p.At.ToInstant(), p.Pass, p.Page, p.IsLast, From(p.Counts))),
        WireType.Of("se-e", Proto.PassEnded.Parser,
            (ScoutEvent.PassEnded e) =>
            {
                var p = new Proto.PassEnded { Feed = e.Feed, At = e.At.ToWire(), Pass = e.Pass };
                if (e.Error is not null)
                    p.Error = e.Error;
                return p;
            },
            p => new ScoutEvent.PassEnded(p.Feed, p.At.ToInstant(), p.Pass, p.HasError ? p.Error : null)),
        WireType.Of("sm-s", Proto.Memory.Parser,
            (ScoutMemory m) => new Proto.Memory { Feeds = { m.Feeds.Values.Select(To) } },
            p => new ScoutMemory(p.Feeds.ToImmutableDictionary(f => f.Feed, From))),
        WireType.Of("sq-c", Proto.GetStatus.Parser, (GetScoutStatus _) => new Proto.GetStatus(), _ => GetScoutStatus.Instance),
        WireType.Of("ss-r", Proto.Status.Parser,
            (ScoutStatus s) => new Proto.Status { AsOf = s.AsOf.ToWire(), Feeds = { s.Feeds.Select(To) } },
            p => new ScoutStatus(p.AsOf.ToInstant(), [.. p.Feeds.Select(From)])),
        WireType.Of("sr-c", Proto.RunScout.Parser, (RunScout c) => c.Feed is null ? new Proto.RunScout() : new Proto.RunScout { Feed = c.Feed },
            p => new RunScout(p.HasFeed ? p.Feed : null)),
        WireType.Of("sr-r", Proto.ScoutRun.Parser,
            (ScoutRun r) => new Proto.ScoutRun { AsOf = r.AsOf.ToWire(), Feeds = { r.Feeds.Select(To) } },
            p => new ScoutRun(p.AsOf.ToInstant(), [.. p.Feeds.Select(From)])),
        .. BackfillWire.Types,
    ];

    private static Proto.RequestedPass To(RequestedPass pass)
    {
        var p = new Proto.RequestedPass { Feed = pass.Feed, Result = (int)pass.Result, Pass = pass.Pass };
        if (pass.Kind is { } kind)
            p.Kind = (int)kind;
        return p;
    }

    private static RequestedPass From(Proto.RequestedPass p) => new(p.Feed, (PassRequestResult)p.Result, p.Pass, p.HasKind ? (PassKind)p.Kind : null);

    internal static Proto.RowCounts To(RowCounts counts)
    {
        var p = new Proto.RowCounts { Seen = counts.Seen, Sent = counts.Sent, Fresh = counts.New, Known = counts.Known, RepeatedRows = counts.Repeated, AgeSeconds = counts.AgeSeconds };
        (p.Changed, p.LeftNews, p.Recent, p.Tokens, p.NewPaid) = (counts.Changed, counts.Left, counts.Recent, counts.Tokens, counts.NewPaid);
        if (counts.OldestChange is { } oldest)
            p.OldestChange = oldest.ToWire();
        p.Rejected.Add(counts.Rejected.ToDictionary());
        p.SetAside.AddRange(counts.SetAside);
        return p;
    }

    internal static RowCounts From(Proto.RowCounts p) => new()
    {
        Seen = p.Seen,
        Sent = p.Sent,
        New = p.Fresh,
        Known = p.Known,
        Repeated = p.RepeatedRows,
        AgeSeconds = p.AgeSeconds,
        Changed = p.Changed,
        Left = p.LeftNews,
        Recent = p.Recent,
        Tokens = p.Tokens,
        NewPaid = p.NewPaid,
        OldestChange = p.HasOldestChange ? p.OldestChange.ToInstant() : null,
        Rejected = p.Rejected.ToImmutableSortedDictionary(StringComparer.Ordinal),
        SetAside = [.. p.SetAside],
    };

    private static Proto.FeedState To(FeedState state)
    {
        var history = state.History;
        var p = new Proto.FeedState
        {
            Feed = state.Feed,
            FullPages = history.FullPages,
            HeadPages = history.HeadPages,
            Passes = state.Passes,
            Counts = To(state.Counts),
            Yield = To(history.Yield),
            Slices = { history.Slices.Select(BackfillWire.To) },
        };
        if (history.FirstBegan is { } first)
            p.FirstBegan = first.ToWire();
        if (history.LastBegan is { } began)
            p.LastBegan = began.ToWire();
        if (history.LastFullBegan is { } fullBegan)
            p.LastFullBegan = fullBegan.ToWire();
        if (history.LastFullPass is { } full)
            p.LastFullPass = full.ToWire();
        if (history.LastEnd is { } end)
            p.LastEnd = end.ToWire();
        if (state.LastPass is { } last)
            p.LastPass = last.ToWire();
        if (state.LastKind is { } kind)
            p.LastKind = (int)kind;
        if (state.LastError is not null)
            p.LastError = state.LastError;
        if (state.Sweep is { } sweep)
        {
            // Pages in flight are not remembered: after a restart they are asked for again.
            p.Sweep = new Proto.Sweep { Pass = sweep.Pass, Kind = (int)sweep.Kind, BeganAt = sweep.BeganAt.ToWire(), Cursor = sweep.Cursor };
            p.Sweep.Stored.AddRange(sweep.Stored);
            p.Sweep.Counts = sweep.Counts == RowCounts.None ? null : To(sweep.Counts);
            p.Sweep.Slice = sweep.Slice is { } slice ? BackfillWire.To(slice) : null;
            p.Sweep.Ahead.AddRange(sweep.Ahead.Select(BackfillWire.To));
            p.Sweep.Behind.AddRange(sweep.Behind.Select(BackfillWire.To));
            p.Sweep.PagesBefore = sweep.PagesBefore;
            if (sweep.End is { } lastPage)
                p.Sweep.End = lastPage;
        }

        return p;
    }

    private static FeedState From(Proto.FeedState p) => new()
    {
        Feed = p.Feed,
        History = new FeedHistory
        {
            FirstBegan = p.HasFirstBegan ? p.FirstBegan.ToInstant() : null,
            LastBegan = p.HasLastBegan ? p.LastBegan.ToInstant() : null,
            LastFullBegan = p.HasLastFullBegan ? p.LastFullBegan.ToInstant() : null,
            LastFullPass = p.HasLastFullPass ? p.LastFullPass.ToInstant() : null,
            LastEnd = p.HasLastEnd ? p.LastEnd.ToInstant() : null,
            FullPages = p.FullPages,
            HeadPages = p.HeadPages,
            Yield = From(p.Yield),
            Slices = [.. p.Slices.Select(BackfillWire.From)],
        },
        Sweep = p.Sweep is null
            ? null
            : new Sweep
            {
                Pass = p.Sweep.Pass,
                Kind = (PassKind)p.Sweep.Kind,
                BeganAt = p.Sweep.BeganAt.ToInstant(),
                Cursor = p.Sweep.Cursor,
                End = p.Sweep.HasEnd ? p.Sweep.End : null,
                Stored = [.. p.Sweep.Stored],
                Slice = p.Sweep.Slice is null ? null : BackfillWire.From(p.Sweep.Slice),
                Ahead = [.. p.Sweep.Ahead.Select(BackfillWire.From)],
                Behind = [.. p.Sweep.Behind.Select(BackfillWire.From)],
                PagesBefore = p.Sweep.PagesBefore,
                Counts = p.Sweep.Counts is null ? RowCounts.None : From(p.Sweep.Counts),
            },
        Passes = p.Passes,
        Counts = From(p.Counts),
        LastPass = p.HasLastPass ? p.LastPass.ToInstant() : null,
        LastKind = p.HasLastKind ? (PassKind)p.LastKind : null,
        LastError = p.HasLastError ? p.LastError : null,
    };

    // What was learned of nothing is not written, as it was not before there was anything to learn.
    private static Proto.Yield? To(FeedYield yield) => yield == FeedYield.None
        ? null
        : new Proto.Yield
        {
            Rows = yield.Rows,
            Lag = yield.Lag.Ticks,
            FindsPerDay = yield.FindsPerDay,
            NewsPerDay = yield.NewsPerDay,
            LeftPerDay = yield.LeftPerDay,
            RecentPerDay = yield.RecentPerDay,
            SeenDays = yield.SeenDays,
            FullSeenDays = yield.FullSeenDays,
        };

    private static FeedYield From(Proto.Yield? p) => p is null
        ? FeedYield.None
        : new FeedYield
        {
            Rows = p.Rows,
            Lag = TimeSpan.FromTicks(p.Lag),
            FindsPerDay = p.FindsPerDay,
            NewsPerDay = p.NewsPerDay,
            LeftPerDay = p.LeftPerDay,
            RecentPerDay = p.RecentPerDay,
            SeenDays = p.SeenDays,
            FullSeenDays = p.FullSeenDays,
        };

    private static Proto.FeedStatus To(FeedStatus s)
    {
        var p = new Proto.FeedStatus
        {
            Feed = s.Feed,
            Domain = s.Domain,
            PriceType = s.PriceType,
            DateRange = s.DateRange,
            State = s.State,
            Reason = s.Reason,
            Pass = s.Pass,
            Cursor = s.Cursor,
            Counts = To(new RowCounts
            {
                Seen = s.RowsSeen,
                Sent = s.RowsSent,
                Known = s.RowsKnown,
                Repeated = s.RowsRepeated,
                Tokens = s.Tokens,
                NewPaid = s.NewPaid,
                Rejected = s.Rejections,
                SetAside = s.SetAside,
            }),
            // What is so before there was a pass is not written, as an older node does not write it.
            FullPages = s.FullPages == FeedHistory.None.FullPages ? 0 : s.FullPages,
            HeadPages = s.HeadPages == FeedHistory.None.HeadPages ? 0 : s.HeadPages,
            Yield = To(s.Yield),
            Terms = s.Terms is { } terms ? new Proto.FeedTerms { FullEvery = terms.FullEvery.Ticks, HeadEvery = terms.HeadEvery.Ticks, Worth = terms.Worth, Reached = terms.Told.Reached, ToldPerDay = terms.Told.PerDay } : null,
        };
        p.SlicesLeft = s.SlicesLeft;
        if (s.Slice is not null)
            p.Slice = s.Slice;
        if (s.NextPassAt is { } next)
            p.NextPassAt = next.ToWire();
        if (s.PassKind is not null)
            p.PassKind = s.PassKind;
        if (s.LastFullPass is { } full)
            p.LastFullPass = full.ToWire();
        if (s.LastPass is { } last)
            p.LastPass = last.ToWire();
        if (s.GapSince is { } gap)
            p.GapSince = gap.ToWire();
        if (s.LastError is not null)
            p.LastError = s.LastError;
        return p;
    }

    private static FeedStatus From(Proto.FeedStatus p) => new()
    {
        Feed = p.Feed,
        Domain = p.Domain,
        PriceType = p.PriceType,
        DateRange = p.DateRange,
        State = p.State,
        Reason = p.Reason,
        NextPassAt = p.HasNextPassAt ? p.NextPassAt.ToInstant() : null,
        Pass = p.Pass,
        PassKind = p.HasPassKind ? p.PassKind : null,
        Cursor = p.Cursor,
        LastFullPass = p.HasLastFullPass ? p.LastFullPass.ToInstant() : null,
        LastPass = p.HasLastPass ? p.LastPass.ToInstant() : null,
        GapSince = p.HasGapSince ? p.GapSince.ToInstant() : null,
        RowsSeen = p.Counts.Seen,
        RowsSent = p.Counts.Sent,
        RowsKnown = p.Counts.Known,
        RowsRepeated = p.Counts.RepeatedRows,
        Tokens = p.Counts.Tokens,
        NewPaid = p.Counts.NewPaid,
        Rejections = p.Counts.Rejected.ToImmutableSortedDictionary(StringComparer.Ordinal),
        SetAside = [.. p.Counts.SetAside],
        Slice = p.HasSlice ? p.Slice : null,
        SlicesLeft = p.SlicesLeft,
        FullPages = p.FullPages == 0 ? FeedHistory.None.FullPages : p.FullPages,
        HeadPages = p.HeadPages == 0 ? FeedHistory.None.HeadPages : p.HeadPages,
        Yield = From(p.Yield),
        Terms = p.Terms is null ? null : new FeedTerms(TimeSpan.FromTicks(p.Terms.FullEvery), TimeSpan.FromTicks(p.Terms.HeadEvery), p.Terms.Worth, new Signals(p.Terms.Reached, p.Terms.ToldPerDay)),
        LastError = p.HasLastError ? p.LastError : null,
    };
}
