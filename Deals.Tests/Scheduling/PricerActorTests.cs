using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;
using Deals.Actors.Storage;
using Deals.Tests.Budget;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Scheduling;

/// <summary>The price is found from the plan and the population, told, and followed by the due times of sleeping deals.</summary>
public sealed class PricerActorTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly RefreshPricing Pricing = new(
        new PricedPolicy(TimeSpan.FromDays(7)), new PriceSettings { Step = TimeSpan.FromSeconds(1) }, new ImportanceSettings());

    private readonly TestProbe _router;
    private readonly TestProbe _waker;
    private readonly TestProbe _scout;
    private readonly Index _index = new();

    public PricerActorTests()
        : base(ConfigurationFactory.ParseString($$"""
            akka.loglevel = OFF
            akka.persistence.journal.plugin = "akka.persistence.journal.faulty"
            akka.persistence.journal.faulty.class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            """).WithFallback(SerializingMailbox.Everywhere))
    {
        _router = CreateTestProbe();
        _waker = CreateTestProbe();
        _scout = CreateTestProbe();
    }

    [Fact]
    public async Task The_price_is_that_at_which_the_population_asks_for_what_there_is_and_sleeping_deals_follow_it()
    {
        _index.Rows = Crowd(2000);
        var pricer = Start();
        Feed(rate: 20);
        var status = await UntilAsync(pricer, static s => s is { Terms: not null, Replanned: > 0 });
        Assert.Equal((2000, 20.0), (status.Population, status.Supply!.Value));
        var asked = _index.Rows.Sum(r => r.Subject.Worth(status.Terms!) is var worth ? worth.Cost / worth.IntervalDays(status.Terms!.Price, status.Terms.Bounds) : 0) / 1440;
        Assert.Equal(20, asked, 0.4);
        Assert.All(_index.Moved.Take(50), row => Assert.Equal(Pricing.Policy.AfterLook(_index.Rows.Single(r => r.Id == row.Id).Subject with { Priority = 1 }, status.Terms).Due, row.Next.Due, TimeSpan.FromSeconds(1)));
        Assert.Equal(_index.Moved.Count, status.Replanned);
        Feed(rate: 20);
        Assert.Equal(status.Terms!.Price, _router.FishForMessage<PriceTold>(static _ => true, Patience).Price);
    }

    [Fact]
    public async Task With_the_price_it_tells_for_how_many_deals_keepas_push_would_be_the_better_buy()
    {
        // Watched deals are looked at with their offers, six tokens each; those of a buy box take a marketplace tracking.
        _index.Rows = [.. Crowd(2000).Select(static (row, i) => row with
        {
            Subject = row.Subject with { IsWatched = i % 3 == 0, Tracking = i % 2 == 0 ? TrackingKind.Regular : TrackingKind.Marketplace, Facts = row.Subject.Facts with { IsWatched = i % 3 == 0 } },
        })];
        var pricer = Start();
        Feed(rate: 20);
        var status = await UntilAsync(pricer, static s => s is { Terms: not null, Replanned: > 0 });
        var terms = status.Terms!;
        var better = _index.Rows.Select(r => (r.Subject, Worth: TrackingWorth.Of(r.Subject.Worth(terms), r.Subject.Tracking, terms.Price, terms.Bounds))).Where(r => r.Worth.IsBetter).ToList();
        Assert.InRange(better.Count, 100, 400);
        Assert.InRange(status.Tracking!.Deals, better.Count - 20, better.Count + 20);
        Assert.InRange(status.Tracking.LookTokens / better.Sum(b => b.Worth.Looks.TokensPerDay), 0.95, 1.05);
        Assert.InRange(status.Tracking.Gain / (better.Sum(b => b.Worth.Tracking.NetPerDay - b.Worth.Looks.NetPerDay) / terms.Price), 0.95, 1.05);
    }

    [Fact]
    public async Task F11_another_plan_is_another_price_within_a_step_and_the_due_times_follow()
    {
        _index.Rows = Crowd(2000);
        var pricer = Start();
        Feed(rate: 20);
        var before = await UntilAsync(pricer, static s => s.Replanned > 0);
        Feed(rate: 40);
        var after = await UntilAsync(pricer, static s => s.Supply == 40);
        Assert.True(after.Terms!.Price < before.Terms!.Price, $"{after.Terms.Price} is not below {before.Terms.Price}.");
        await UntilAsync(pricer, s => s.Replanned > before.Replanned);
        Assert.Equal([before.Terms.Price, after.Terms.Price], after.Told.Select(static t => t.Price));
    }

    [Fact]
    public async Task F9_F50_an_age_that_the_plan_cannot_pay_for_is_stretched_for_all_alike_and_told()
    {
        _index.Rows = Crowd(20_000);
        var pricer = Start();
        Feed(rate: 1);
        var status = await UntilAsync(pricer, static s => s.Terms is not null);
        // 20,000 looks a week are two tokens a minute: four times the half of one.
        Assert.Equal(1.98, status.MaxAgeCost!.Value, 0.02);
        Assert.Equal(7 * 1.98 / 0.5, status.Terms!.Bounds.MaxAge.TotalDays, 0.3);
        Assert.Equal(TimeSpan.FromDays(7), status.WantedMaxAge);
    }

    [Fact]
    public async Task F2_F61_an_index_that_does_not_answer_is_a_visible_wait_and_the_price_comes_when_it_does()
    {
        _index.Rows = Crowd(100);
        _index.Failure = new StorageException("The disk is full.");
        var pricer = Start();
        Feed(rate: 20);
        Assert.Contains("The disk is full.", (await UntilAsync(pricer, static s => s.Waiting?.Contains("due index", StringComparison.Ordinal) == true)).Waiting, StringComparison.Ordinal);
        _index.Failure = null;
        Feed(rate: 20);
        Assert.Null((await UntilAsync(pricer, static s => s.Terms is not null)).Waiting);
    }

    [Fact]
    public async Task F2_without_a_plan_or_without_deals_there_is_no_price_and_the_reason_is_told()
    {
        var pricer = Start();
        Feed(rate: null);
        Assert.Contains("plan", (await UntilAsync(pricer, static s => s.Waiting?.Contains("Keepa", StringComparison.Ordinal) == true)).Waiting, StringComparison.Ordinal);
        Feed(rate: 20);
        Assert.Null((await UntilAsync(pricer, static s => s.Waiting == "No deal is active yet.")).Terms);
    }

    [Fact]
    public async Task F18_a_feed_is_read_as_often_as_it_is_worth_and_its_deals_are_looked_at_less()
    {
        _index.Rows = [.. Crowd(2000).Select(static row => row with { Subject = row.Subject with { Feed = "us-used" } })];
        var pricer = Start();
        Feed(rate: 5);
        var alone = await UntilAsync(pricer, static s => s.Replanned > 0);
        Assert.Empty(alone.Terms!.Feeds);
        _scout.ExpectMsg<GetScoutStatus>(Patience);
        _scout.Reply(new ScoutStatus(Any.T0, [FeedRead with { Yield = new FeedYield { Rows = 2000, Lag = TimeSpan.FromHours(3), NewsPerDay = 900, RecentPerDay = 1800, FindsPerDay = 2 } }]));
        Feed(rate: 5);
        var beside = await UntilAsync(pricer, static s => s.Terms?.Feeds.IsEmpty == false);
        var terms = beside.Terms!.Feeds["us-used"];
        Assert.True(beside.Terms.Price < alone.Terms.Price, $"{beside.Terms.Price} is not below {alone.Terms.Price}.");
        Assert.True(beside.Freshness > alone.Freshness, $"{beside.Freshness} is not above {alone.Freshness}.");
        Assert.InRange(terms.HeadEvery, TimeSpan.FromMinutes(5), TimeSpan.FromHours(2));
        Assert.Equal(1, terms.Told.Reached);
        var deal = _index.Rows[0].Subject;
        Assert.True(deal.WorthBesideFeed(beside.Terms).IntervalDays(beside.Terms.Price, beside.Terms.Bounds) > deal.Worth(beside.Terms).IntervalDays(beside.Terms.Price, beside.Terms.Bounds));
    }

    [Fact]
    public void A_node_keeps_the_terms_that_it_was_told_while_nobody_tells_any()
    {
        var board = new TermsBoard();
        var follower = Sys.ActorOf(Props.Create(() => new TermsFollowerActor(_router, board)));
        _router.ExpectMsg<GetPrice>(Patience);
        var told = new RefreshTerms(2, RefreshBounds.Within(TimeSpan.FromDays(7)), [1, 3, 6], ImmutableDictionary<long, RatePrior>.Empty);
        follower.Tell(Status(told));
        AwaitCondition(() => board.Now?.Price == 2, Patience);
        follower.Tell(Status(null));
        follower.Tell(Status(told with { Price = 3 }));
        AwaitCondition(() => board.Now?.Price == 3, Patience);
    }

    private static readonly FeedStatus FeedRead = new()
    {
        Feed = "us-used",
        Domain = 1,
        PriceType = "Used",
        DateRange = "Quarter",
        State = "waiting",
        Reason = "The next pass is planned.",
        LastFullPass = Any.T0,
        FullPages = 14,
    };

    private static PriceStatus Status(RefreshTerms? terms) => new() { AsOf = Any.T0, Terms = terms, WantedMaxAge = TimeSpan.FromDays(7) };

    private IActorRef Start(RefreshPricing? pricing = null) => Sys.ActorOf(PricerActor.SupervisedProps(pricing ?? Pricing, new SweepPolicy(), _index, new PricerPeers(_router, _waker, _scout), new DomainClock(Any.T0)));

    private void Feed(int? rate)
    {
        _waker.ExpectMsg<GetWakerStatus>(Patience);
        _waker.Reply(new WakerStatus(Any.T0, 0, 0, 0, null));
        _router.FishForMessage<GetBudget>(static _ => true, Patience);
        _router.Reply(Budgets.Of(rate));
    }

    [Fact]
    public async Task F61_a_journal_that_fails_stops_nobody_for_good()
    {
        var attempts = 0;
        FaultyJournal.FaultsOf(Sys).BeforeWrite = _ => ++attempts < 3 ? throw new InvalidOperationException("The disk is full.") : Task.CompletedTask;
        _index.Rows = Crowd(2000);
        var pricer = Start();
        // Each life asks anew, until one can store the price that it found.
        _waker.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is GetWakerStatus)
                sender.Tell(new WakerStatus(Any.T0, 0, 0, 0, null));
            return AutoPilot.KeepRunning;
        }));
        _router.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is GetBudget)
                sender.Tell(Budgets.Of(20));
            return AutoPilot.KeepRunning;
        }));
        Assert.Single((await UntilAsync(pricer, static s => s.Replanned > 0)).Told);
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task Due_times_that_could_not_be_moved_are_moved_with_the_next_step()
    {
        _index.Rows = Crowd(2000);
        _index.MoveFailure = new StorageException("The disk is full.");
        var pricer = Start();
        Feed(rate: 20);
        await UntilAsync(pricer, static s => s.Waiting?.Contains("due index", StringComparison.Ordinal) == true);
        Assert.Empty(_index.Moved);
        _index.MoveFailure = null;
        Feed(rate: 20);
        await UntilAsync(pricer, static s => s.Replanned > 0);
    }

    [Fact]
    public async Task F11_another_maximum_age_in_the_settings_is_another_price_after_the_restart()
    {
        _index.Rows = Crowd(2000);
        var pricer = Start();
        Feed(rate: 20);
        await UntilAsync(pricer, static s => s.Replanned > 0);
        Watch(pricer);
        Sys.Stop(pricer);
        ExpectTerminated(pricer, Patience);

        var again = Start(Pricing with { Settings = Pricing.Settings with { MaxAge = TimeSpan.FromDays(2) } });
        Feed(rate: 20);
        var after = await UntilAsync(again, static s => s is { Terms: not null, Waiting: null });
        Assert.Equal(TimeSpan.FromDays(2), after.Terms!.Bounds.MaxAge);
    }

    [Fact]
    public async Task F21_a_restart_moves_no_due_time_and_forgets_no_price()
    {
        _index.Rows = Crowd(2000);
        var pricer = Start();
        Feed(rate: 20);
        var before = await UntilAsync(pricer, static s => s.Replanned > 0);
        Watch(pricer);
        Sys.Stop(pricer);
        ExpectTerminated(pricer, Patience);

        var again = Start();
        Feed(rate: 20);
        var after = await UntilAsync(again, static s => s is { Terms: not null, Waiting: null });
        Assert.Equal((before.Terms!.Price, 0), (after.Terms!.Price, after.Replanned));
        Assert.Equal(before.Told.AsEnumerable(), after.Told);
    }

    private async Task<PriceStatus> UntilAsync(IActorRef pricer, Func<PriceStatus, bool> holds)
    {
        PriceStatus? last = null;
        await AwaitAssertAsync(
            async () =>
            {
                last = await pricer.Ask<PriceStatus>(GetPrice.Instance, TimeSpan.FromSeconds(1));
                Assert.True(holds(last), $"It stands at {last}.");
            },
            Patience);
        return last!;
    }

    private static List<WorthRow> Crowd(int count) =>
    [
        .. Enumerable.Range(0, count).Select(static i => new WorthRow(
            new DealId(AmazonDomain.Us, Asin.Parse($"B{i:000000000}")),
            3,
            new Schedule(Lane.Refresh, Any.T0.AddDays(3), Any.T0.AddDays(4), DueReason.Age, 2),
            new RefreshSubject(Any.T0, Any.T0, 2, false, new Pace(new ChangeRate(30 * (1 + (i % 90)), 90), RatePrior.Default, Any.T0), i % 7)
            {
                Facts = new ImportanceFacts { RankDrops = i % 50 },
            })),
    ];

    private sealed class Index : IWorthIndex
    {
        public volatile Exception? Failure;

        public volatile Exception? MoveFailure;

        public List<WorthRow> Rows { get; set; } = [];

        public List<DueMove> Moved { get; } = [];

        public async IAsyncEnumerable<IReadOnlyList<WorthRow>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.Yield();
            foreach (var piece in Rows.Chunk(700))
                yield return piece;
        }

        public Task<int> ReplanAsync(IReadOnlyList<DueMove> rows, CancellationToken cancellation)
        {
            if (MoveFailure is { } failure)
                return Task.FromException<int>(failure);
            Moved.AddRange(rows);
            var moved = rows.ToDictionary(r => r.Id);
            Rows = [.. Rows.Select(r => moved.TryGetValue(r.Id, out var move) ? r with { Next = move.Next } : r)];
            return Task.FromResult(rows.Count);
        }

        public Task<Crowd> CountAsync(DateTimeOffset now, CancellationToken cancellation) => Failure is { } failure
            ? Task.FromException<Crowd>(failure)
            : Task.FromResult(new Crowd(Rows.Count, 0, 0));
    }
}
