using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Deals.Actors.Budget;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;
using Microsoft.Extensions.Time.Testing;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Scouting;

public sealed class BackfillActorTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FeedWorld _world = new();
    private readonly FakeTimeProvider _wall = new(T0);
    private readonly IActorRef _router;
    private readonly IActorRef _deals;

    public BackfillActorTests()
        : base(ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.log-dead-letters = off").WithFallback(SerializingMailbox.Everywhere))
    {
        _router = Sys.ActorOf(_world.Router());
        _deals = Sys.ActorOf(_world.Deals());
        _world.Feed = [.. Enumerable.Range(0, 400).Select(i => FeedWorld.Row(i, T0))];
    }

    [Fact]
    public async Task Option_3_one_page_a_step_and_none_before_its_time()
    {
        var backfill = Start("a");
        var first = await UntilAsync(backfill, s => s.Pages == 1);
        Assert.Equal(("waiting", 1, 9, 1L), (first.State, first.Page, first.SlicesLeft, first.Round));
        Assert.Equal((150L, 150L), (first.Counts.Seen, first.Counts.Sent));
        Assert.Equal(T0 + TimeSpan.FromMinutes(5), first.NextStepAt);
        Assert.Contains("every 5 min at 20 tokens", first.Reason, StringComparison.Ordinal);
        Assert.Equal([0], _world.Asked);
        var second = await StepAsync(backfill, 2);
        Assert.Equal((2, 300L), (second.Page, second.Counts.Seen));
        Assert.Equal([0, 1], _world.Asked);
    }

    [Fact]
    public async Task F19_F23_a_killed_backfill_resumes_at_its_page_of_its_slice()
    {
        var backfill = Start("a");
        await UntilAsync(backfill, s => s.Pages == 1);
        for (var pages = 2; pages <= 5; pages++)
            await StepAsync(backfill, pages);
        var before = await StatusAsync(backfill);
        await WatchAsync(backfill);
        Sys.Stop(backfill);
        await ExpectTerminatedAsync(backfill, Patience);
        _world.Asked.Clear();

        var again = Start("b");
        var after = await UntilAsync(again, s => s.Round == 1);
        Assert.Equal((before.Feed, before.Slice, before.Page, before.Pages, before.NextStepAt), (after.Feed, after.Slice, after.Page, after.Pages, after.NextStepAt));
        Assert.Equal(new PriceSlice(1_000, 1_999), after.Slice);
        await StepAsync(again, 6);
        Assert.Equal([2], _world.Asked);
    }

    [Fact]
    public async Task F39_F40_a_page_that_fails_is_never_passed_waits_an_hour_and_is_asked_for_again()
    {
        _world.Instead[1] = new(Enumerable.Repeat<KeepaOutcome?>(new KeepaOutcome.Unknown("no answer"), 3));
        var backfill = Start("a");
        await UntilAsync(backfill, s => s.Pages == 1);
        var failed = await AdvanceUntilAsync(backfill, s => s.LastError is not null);
        Assert.Contains("page 1 failed 3 times", failed.LastError, StringComparison.Ordinal);
        Assert.Equal((1, 1L), (failed.Page, failed.Pages));
        Assert.True(failed.NextStepAt - failed.AsOf > TimeSpan.FromMinutes(50));
        await WatchAsync(backfill);
        Sys.Stop(backfill);
        await ExpectTerminatedAsync(backfill, Patience);
        _wall.Advance(TimeSpan.FromMinutes(1));
        var mended = await UntilAsync(Start("b"), s => s.Pages == 2);
        Assert.Null(mended.LastError);
        Assert.Equal([0, 1, 1, 1, 1], _world.Asked);
    }

    [Fact]
    public async Task What_a_feed_turns_away_is_counted_and_not_followed()
    {
        var feed = new FeedQuery("cheap", FeedQuery.Default.Query with { DeltaPercentRange = new ValueRange(50, null) });
        var backfill = Sys.ActorOf(BackfillActor.SupervisedProps([feed], new BackfillPolicy(), _router, _deals, _world, new DomainClock(T0, wall: _wall)), "c");
        var status = await UntilAsync(backfill, s => s.Pages == 1);
        Assert.Equal((150L, 0L, 150L), (status.Counts.Seen, status.Counts.Sent, status.Counts.Rejected["percent-out-of-range"]));
        Assert.Empty(_world.Stored);
    }

    [Fact]
    public async Task A_backfill_that_is_switched_off_asks_for_nothing_and_says_so()
    {
        var backfill = Sys.ActorOf(BackfillActor.SupervisedProps([FeedQuery.Default], new BackfillPolicy { Enabled = false }, _router, _deals, _world, new DomainClock(T0, wall: _wall)), "d");
        var status = await StatusAsync(backfill);
        Assert.Equal(("off", "Backfill:Enabled is false."), (status.State, status.Reason));
        Assert.Empty(_world.Asked);
    }

    private IActorRef Start(string name) =>
        Sys.ActorOf(BackfillActor.SupervisedProps([FeedQuery.Default], new BackfillPolicy { RetryAfter = TimeSpan.FromMilliseconds(20) }, _router, _deals, _world, new DomainClock(T0, scale: 200, _wall)), name);

    private async Task<BackfillStatus> StepAsync(IActorRef backfill, long pages)
    {
        Assert.Equal(pages - 1, (await StatusAsync(backfill)).Pages);
        return await AdvanceUntilAsync(backfill, s => s.Pages == pages);
    }

    // The clock of the domain stands still unless it is moved; the timer's own nap is real, and short at this scale.
    private async Task<BackfillStatus> AdvanceUntilAsync(IActorRef backfill, Func<BackfillStatus, bool> holds)
    {
        _wall.Advance(TimeSpan.FromSeconds(1.6));
        BackfillStatus? status = null;
        await AwaitConditionAsync(
            async () =>
            {
                status = await StatusAsync(backfill);
                if (!holds(status) && status.State == "waiting" && status.NextStepAt > status.AsOf)
                    _wall.Advance((status.NextStepAt.Value - status.AsOf) / 200);
                return holds(status);
            },
            Patience,
            TimeSpan.FromMilliseconds(20));
        return status!;
    }

    private async Task<BackfillStatus> UntilAsync(IActorRef backfill, Func<BackfillStatus, bool> holds)
    {
        BackfillStatus? status = null;
        await AwaitConditionAsync(
            async () =>
            {
                status = await StatusAsync(backfill);
                return holds(status);
            },
            Patience,
            TimeSpan.FromMilliseconds(20));
        return status!;
    }

    private static Task<BackfillStatus> StatusAsync(IActorRef backfill) => backfill.Ask<BackfillStatus>(GetBackfillStatus.Instance, Patience);
}
