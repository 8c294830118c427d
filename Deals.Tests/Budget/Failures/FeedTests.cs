using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Deals.Actors.Freshness;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;
using Deals.Tests.Scouting;
using Deals.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Budget.Failures;

/// <summary>Those who read feeds: what a deal costs that is taken up, and who goes on after a dip.</summary>
public sealed class FeedTests : TestKit
{
    private const double Scale = 200;
    // A timer is never set for less.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.05 * Scale);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FeedWorld _world = new();
    private readonly FakeTimeProvider _wall = new(T0);
    private readonly IActorRef _router;
    private readonly IActorRef _deals;

    public FeedTests()
        : base(ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.log-dead-letters = off\nakka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"").WithFallback(SerializingMailbox.Everywhere))
    {
        _router = Sys.ActorOf(_world.Router());
        _deals = Sys.ActorOf(_world.Deals());
    }

    [Theory]
    [AtEveryRate]
    public async Task F22_a_row_that_is_no_deal_is_turned_away_for_nothing_and_what_a_deal_costs_is_its_part_of_the_pages(int rate)
    {
        _world.RefillRate = rate;
        // Of 300 rows 30 are cheap enough.
        _world.Feed = [.. Enumerable.Range(0, 300).Select(i => FeedWorld.Row(i, T0, used: i % 10 == 0 ? 900 : 9_000))];
        var feed = new FeedQuery("cheap", FeedQuery.Default.Query with { CurrentRange = new ValueRange(1, 1_000) });
        var unexpected = CreateTestProbe();
        Sys.EventStream.Subscribe(unexpected, typeof(Akka.Event.UnhandledMessage));
        var scout = Sys.ActorOf(Props.Create(() => new ScoutActor(System.Collections.Immutable.ImmutableArray.Create(feed), new SweepPolicy(), new ScoutPeers(_router, _deals, new TermsBoard()), _world, new DomainClock(T0, Scale, _wall))));

        FeedStatus? status = null;
        await AwaitAssertAsync(async () =>
        {
            status = Assert.Single((await scout.Ask<ScoutStatus>(GetScoutStatus.Instance, Patience)).Feeds);
            Assert.NotNull(status.LastFullPass);
        }, Patience, TimeSpan.FromMilliseconds(20));

        Assert.Equal((300, 30, 30), (status!.RowsSeen, status.RowsSent, _world.Sent.Count));
        // Pages alone were asked for: nothing was bought to look at a row. So a deal cost its part of them, two thirds of a token.
        Assert.InRange(_world.Asked.Count, 3, 5);
        Assert.InRange(_world.Asked.Count * KeepaRequest.DealPage.Cost / (double)status.RowsSent, 0.1, 0.9);
        unexpected.ExpectNoMsg(TimeSpan.Zero);
    }

    [Theory]
    [AtEveryRate]
    public async Task F35_a_walk_that_meets_one_dip_after_the_other_says_when_it_goes_on_and_does_so_by_itself_to_its_end(int rate)
    {
        _world.RefillRate = rate;
        _world.Feed = [.. Enumerable.Range(0, 700).Select(i => FeedWorld.Row(i, T0))];
        // Keepa has no tokens for 130 seconds; then an answer is lost; then three in a row, which is a failure.
        var dip = new KeepaOutcome.Throttled(TimeSpan.FromSeconds(130), null);
        var lost = new KeepaOutcome.Unknown("no answer");
        _world.Instead[1] = new([dip, lost, dip]);
        _world.Instead[3] = new([lost, lost, lost, dip]);
        var walk = Sys.ActorOf(BackfillActor.SupervisedProps(
            [FeedQuery.Default], new BackfillPolicy { RetryAfter = TimeSpan.FromMilliseconds(20) }, _router, _deals, _world, new DomainClock(T0, Scale, _wall)));

        var waits = new HashSet<string>();
        await AwaitConditionAsync(
            async () =>
            {
                var status = await walk.Ask<BackfillStatus>(GetBackfillStatus.Instance, Patience);
                var wait = TimeSpan.Zero;
                if (status.State == "waiting" && status.NextStepAt is { } due)
                {
                    Assert.NotEmpty(status.Reason);
                    waits.Add(status.LastError ?? "");
                    wait = due - status.AsOf;
                }

                Pass(wait > Moment ? wait : Moment);
                return status.Counts.Seen >= 700;
            },
            Patience,
            TimeSpan.FromMilliseconds(2));

        Assert.Equal(700, _world.Stored.Count);
        // The page of a dip is asked for again and no other is; the walk itself is on its way into the next slice.
        Assert.Equal(["1:4", "2:1", "3:5", "4:1"], _world.Asked.GroupBy(static p => p).Where(static g => g.Key is > 0 and < 5).OrderBy(static g => g.Key).Select(static g => $"{g.Key}:{g.Count()}"));
        Assert.Contains(waits, static w => w.Contains("page 3 failed 3 times", StringComparison.Ordinal));
    }

    /// <summary>Time passes for clocks and timers alike; in domain time.</summary>
    private void Pass(TimeSpan time)
    {
        _wall.Advance(time / Scale);
        ((TestScheduler)Sys.Scheduler).Advance(time / Scale);
    }
}
