using System.Collections.Immutable;
using Deals.Actors.Freshness;
using Deals.Actors.Scouting;

namespace Deals.Tests.Serialization;

internal static partial class WireSamples
{
    private static RowCounts Counts => RowCounts.None with { Seen = 150, Sent = 3, Known = 146, Repeated = 1, Rejected = RowCounts.None.Rejected.Add("rank", 2), SetAside = ["row 4: odd"] };

    private static IEnumerable<WireSample> OfScouting =>
    [
        ("sb-e", new ScoutEvent.PassBegan("us-used", T0, 3, PassKind.Head)),
        ("sb-e/slices", new ScoutEvent.PassBegan("us-used", T0, 3, PassKind.Full) { Slices = [new PriceSlice(1, 999), new PriceSlice(1000, int.MaxValue)] }),
        ("sg-e", new ScoutEvent.SliceBegan("us-used", T0, 3, [new PriceSlice(1, 31), new PriceSlice(32, 999)])),
        ("sp-e", new ScoutEvent.PageStored("us-used", T0, 3, 2, true, Counts)),
        ("sp-e/new", new ScoutEvent.PageStored("us-used", T0, 3, 2, true, Counts with { New = 2 })),
        ("sp-e/told", new ScoutEvent.PageStored("us-used", T0, 3, 2, true, Counts with { New = 2, Changed = 4, Left = 1, Recent = 9, AgeSeconds = 4711, OldestChange = T0.AddHours(-3) })),
        ("sp-e/tokens", new ScoutEvent.PageStored("us-used", T0, 3, 2, true, Counts with { New = 2, Tokens = 5, NewPaid = 2 })),
        ("se-e", new ScoutEvent.PassEnded("us-used", T0, 3, "page 2 failed")),
        ("sm-s", new ScoutMemory(ImmutableDictionary<string, FeedState>.Empty.Add("us-used", Feed))),
        ("sm-s/yield", new ScoutMemory(ImmutableDictionary<string, FeedState>.Empty.Add("us-used", Feed with
        {
            History = Feed.History with { LastBegan = T0.AddHours(-2), Yield = Yield },
            Sweep = Feed.Sweep! with { Counts = new RowCounts { Sent = 4, Changed = 2 } },
        }))),
        ("sm-s/seen", new ScoutMemory(ImmutableDictionary<string, FeedState>.Empty.Add("us-used", Feed with { History = Feed.History with { Yield = Yield with { SeenDays = 2.5, FullSeenDays = 1.25 } } }))),
        ("sm-s/slices", new ScoutMemory(ImmutableDictionary<string, FeedState>.Empty.Add("us-used", Feed with
        {
            History = Feed.History with { Slices = [new PriceSlice(1, 999), new PriceSlice(1000, int.MaxValue)] },
            Sweep = Feed.Sweep! with { Kind = PassKind.Full, Slice = new PriceSlice(32, 999), Behind = [new PriceSlice(1, 31)], Ahead = [new PriceSlice(1000, int.MaxValue)], PagesBefore = 12 },
        }))),
        ("sq-c", GetScoutStatus.Instance),
        ("ss-r", new ScoutStatus(T0, [FeedStatus])),
        ("ss-r/priced", new ScoutStatus(T0, [FeedStatus with
        {
            Slice = "32 to 999",
            SlicesLeft = 2,
            FullPages = 12,
            HeadPages = 2,
            Yield = Yield,
            Terms = new FeedTerms(TimeSpan.FromHours(9), TimeSpan.FromMinutes(20), 0.125, new Signals(0.75, 6)),
        }])),
        ("ss-r/cost", new ScoutStatus(T0, [FeedStatus with { Tokens = 330, NewPaid = 66 }])),
        ("sr-c", new RunScout(null)),
        ("sr-c/feed", new RunScout("us-used")),
        ("sr-r", new ScoutRun(T0, [new RequestedPass("us-used", PassRequestResult.AlreadySweeping, 3, PassKind.Head), new RequestedPass("none", PassRequestResult.UnknownFeed, 0, null)])),
        ("fb-e", new BackfillEvent.FeedBegan(T0, 2, "us-used", "scope", [new PriceSlice(1, 999), new PriceSlice(1000, int.MaxValue)])),
        ("fp-e", new BackfillEvent.PageDone(T0, 2, "us-used", new PriceSlice(1, 999), 66, new SliceStep.Split(new PriceSlice(1, 31), new PriceSlice(32, 999)), Counts, 20)),
        ("fp-e/overflowed", new BackfillEvent.PageDone(T0, 2, "us-used", new PriceSlice(7, 7), 66, SliceStep.Overflowed.Instance, Counts, null)),
        ("fp-e/next-page", new BackfillEvent.PageDone(T0, 2, "us-used", new PriceSlice(7, 7), 66, SliceStep.NextPage.Instance, Counts, null)),
        ("fp-e/ended", new BackfillEvent.PageDone(T0, 2, "us-used", new PriceSlice(7, 7), 66, SliceStep.Ended.Instance, Counts, null)),
        ("fx-e", new BackfillEvent.StepFailed(T0, 2, T0.AddHours(1), "page 3 failed")),
        ("fe-e", new BackfillEvent.RoundEnded(T0, 2)),
        ("fm-s", Walked),
        ("fm-s/whole", WalkedFurther),
        ("fq-c", GetBackfillStatus.Instance),
        ("fs-r", new BackfillStatus
        {
            AsOf = T0,
            State = "waiting",
            Reason = "Tokens are awaited.",
            Feed = "us-used",
            Slice = new PriceSlice(1, 999),
            Page = 4,
            SlicesLeft = 3,
            Round = 2,
            RoundBegan = T0.AddDays(-1),
            LastRoundEnded = T0.AddDays(-2),
            NextStepAt = T0.AddMinutes(1),
            Pages = 90,
            Counts = Counts,
            Overflowing = [new OverflowingSlice("us-used", new PriceSlice(7, 7))],
            Overflows = 1,
            LastError = "page 3 failed",
        }),
    ];

    private static FeedYield Yield => new() { Rows = 1400, Lag = TimeSpan.FromHours(3), FindsPerDay = 12, NewsPerDay = 900, LeftPerDay = 30, RecentPerDay = 1800 };

    private static FeedState Feed => new()
    {
        Feed = "us-used",
        History = new FeedHistory
        {
            FirstBegan = T0.AddDays(-3),
            LastFullBegan = T0.AddDays(-2),
            LastFullPass = T0.AddDays(-1),
            LastEnd = T0.AddHours(-1),
            FullPages = 66,
            HeadPages = 2,
        },
        Sweep = new Sweep { Pass = 9, Kind = PassKind.Head, BeganAt = T0, Cursor = 1, End = 5, Stored = [2, 3] },
        Passes = 9,
        Counts = Counts with { New = 2 },
        LastPass = T0.AddHours(-1),
        LastKind = PassKind.Head,
        LastError = "page 2 failed",
    };

    private static FeedStatus FeedStatus => new()
    {
        Feed = "us-used",
        Domain = 1,
        PriceType = "Used",
        DateRange = "Quarter",
        State = "waiting",
        Reason = "The next pass is planned.",
        NextPassAt = T0.AddMinutes(10),
        Pass = 9,
        PassKind = "head",
        Cursor = 4,
        LastFullPass = T0.AddDays(-1),
        LastPass = T0.AddHours(-1),
        GapSince = T0.AddHours(-13),
        RowsSeen = 150,
        RowsSent = 3,
        RowsKnown = 146,
        RowsRepeated = 1,
        Rejections = ImmutableSortedDictionary<string, long>.Empty.Add("rank", 2),
        SetAside = ["row 4: odd"],
        LastError = "page 2 failed",
    };

    private static BackfillState Walked => new BackfillEvent[]
    {
        new BackfillEvent.FeedBegan(T0, 2, "us-used", "scope", [new PriceSlice(1, 999), new PriceSlice(1000, int.MaxValue)]),
        new BackfillEvent.PageDone(T0, 2, "us-used", new PriceSlice(1, 999), 0, SliceStep.Ended.Instance, Counts, 20),
        new BackfillEvent.StepFailed(T0, 2, T0.AddHours(1), "page 3 failed"),
    }.Aggregate(BackfillState.None, (state, e) => state.Apply(e));

    private static BackfillState WalkedFurther => Walked with
    {
        LastRoundEnded = T0.AddDays(-2),
        Walk = new BackfillWalk { Feed = "us-used", Scope = "scope", Ahead = [new PriceSlice(1000, int.MaxValue)], Behind = [new PriceSlice(1, 999)], Page = 4 },
        FeedsDone = BackfillState.None.FeedsDone.Add("books"),
        Walked = BackfillState.None.Walked.Add("books", new WalkedFeed("scope", [new PriceSlice(1, 31)])),
        Overflowing = [new OverflowingSlice("us-used", new PriceSlice(7, 7))],
        Overflows = 1,
    };
}
