using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using CsCheck;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Scouting;

public sealed class ScoutActorTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FeedWorld _world = new();
    private readonly IActorRef _router;
    private readonly IActorRef _deals;
    private readonly TermsBoard _board = new();

    public ScoutActorTests()
        : base(ConfigurationFactory.ParseString("akka.loglevel = WARNING\nakka.log-dead-letters = off\nakka.persistence.snapshot-store.plugin = \"akka.persistence.snapshot-store.inmem\"").WithFallback(SerializingMailbox.Everywhere))
    {
        _router = Sys.ActorOf(_world.Router());
        _deals = Sys.ActorOf(_world.Deals());
    }

    [Fact]
    public async Task F38_F41_every_row_of_a_feed_in_any_order_with_duplicates_is_stored_and_none_is_capped()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 9_950).Select(i => FeedWorld.Row(i, T0.AddMinutes(random.Next(500)))).ToList();
        // Rows move between pages while they are read, so that some come twice.
        rows.AddRange(rows.Take(50));
        _world.Feed = [.. rows.OrderBy(_ => random.Next())];
        await CompleteAsync(Start());
        Assert.Equal(9_950, _world.Stored.Count);
        var feed = await FeedAsync(Start());
        Assert.Equal((10_000, 9_950, 50), (feed.RowsSeen, feed.RowsSent, feed.RowsRepeated));
        Assert.InRange(_world.MostInFlight, 1, new SweepPolicy().PagesInFlight);
    }

    [Fact]
    public async Task F22_what_an_accepted_deal_costs_is_counted_by_page_and_kept_over_a_restart()
    {
        _world.Feed = [.. Enumerable.Range(0, 400).Select(i => FeedWorld.Row(i, T0))];
        await CompleteAsync(Start());
        var feed = await FeedAsync(Start());
        Assert.Equal(400, feed.NewPaid);
        // Three pages, and what was asked for beyond them before the end was known.
        Assert.InRange(feed.Tokens, 15, 5 * _world.Asked.Count);
        Assert.Equal(0, feed.Tokens % 5);
    }

    [Theory]
    [InlineData("throttled")]
    [InlineData("unknown")]
    [InlineData("server")]
    [InlineData("malformed")]
    public async Task F8_F42_a_page_that_failed_is_asked_for_again_and_never_passed(string way)
    {
        _world.Feed = [.. Enumerable.Range(0, 400).Select(i => FeedWorld.Row(i, T0))];
        _world.Instead[1] = new([way switch
        {
            "throttled" => new KeepaOutcome.Throttled(TimeSpan.FromMilliseconds(100), null),
            "unknown" => new KeepaOutcome.Unknown("no answer"),
            "server" => new KeepaOutcome.Failed(FailureKind.Server, new KeepaError("x", "y"), null),
            _ => new KeepaOutcome.Failed(FailureKind.Malformed, new KeepaError("x", "y"), null),
        }]);
        await CompleteAsync(Start());
        Assert.Equal(400, _world.Stored.Count);
        Assert.Equal(2, _world.Asked.Count(p => p == 1));
    }

    [Fact]
    public async Task F42_a_page_that_fails_for_ever_ends_the_pass_with_its_reason_and_moves_nothing_past_it()
    {
        _world.Feed = [.. Enumerable.Range(0, 400).Select(i => FeedWorld.Row(i, T0))];
        _world.Instead[1] = new(Enumerable.Repeat<KeepaOutcome?>(new KeepaOutcome.Unknown("no answer"), 50));
        var scout = Start(scale: 100);
        var feed = await UntilAsync(scout, f => f.LastError is not null);
        Assert.Contains("page 1 failed 3 times", feed.LastError, StringComparison.Ordinal);
        Assert.Null(feed.LastFullPass);
        Assert.Equal("waiting", feed.State);
        Assert.Equal(3, _world.Asked.Count(p => p == 1));
    }

    [Fact]
    public async Task A_refused_query_ends_the_pass_at_once()
    {
        _world.Instead[0] = new([new KeepaOutcome.Failed(FailureKind.InvalidRequest, new KeepaError("invalidParameter", "The queryJSON is of invalid format.", "priceTypes"), null)]);
        var feed = await UntilAsync(Start(pagesInFlight: 1), f => f.LastError is not null);
        Assert.Contains("priceTypes", feed.LastError, StringComparison.Ordinal);
        Assert.Single(_world.Asked);
    }

    [Fact]
    public async Task F39_a_page_is_passed_only_after_every_deal_of_it_has_answered()
    {
        _world.Feed = [.. Enumerable.Range(0, 200).Select(i => FeedWorld.Row(i, T0))];
        _world.Deaf.Add(FeedWorld.IdOf(7));
        var scout = Start();
        var feed = await UntilAsync(scout, f => f.Reason.Contains("page 0: 1 deals are storing", StringComparison.Ordinal));
        Assert.Equal(0, feed.Cursor);
        Assert.Null(feed.LastFullPass);
        await CompleteAsync(scout, TimeSpan.FromSeconds(40));
        Assert.Equal(200, _world.Stored.Count);
        Assert.Equal(2, _world.Sent.Count(s => s.Id == FeedWorld.IdOf(7)));
    }

    [Fact]
    public async Task F40_a_scout_that_is_stopped_in_the_middle_goes_on_at_its_cursor()
    {
        _world.Feed = [.. Enumerable.Range(0, 900).Select(i => FeedWorld.Row(i, T0))];
        _world.Deaf.Add(FeedWorld.IdOf(3 * 150));
        var first = Start();
        await UntilAsync(first, f => f.Cursor == 3);
        await StopAsync(first);
        _world.Asked.Clear();
        var second = Start();
        await CompleteAsync(second);
        Assert.DoesNotContain(_world.Asked, page => page < 3);
        Assert.Equal(900, _world.Stored.Count);
        var feed = await FeedAsync(second);
        Assert.Equal((1, 900), (feed.Pass, feed.RowsSeen));
    }

    [Fact]
    public async Task F19_F39_stopped_at_any_moment_the_scout_ends_with_every_row_stored()
    {
        await Gen.Int[0, 12].Array[4].SampleAsync(async moments =>
        {
            _world.Stored.Clear();
            _world.Feed = [.. Enumerable.Range(0, 700).Select(i => FeedWorld.Row(i, T0))];
            var name = "feed-" + Guid.NewGuid().ToString("N")[..8];
            foreach (var moment in moments)
            {
                var scout = Start(name: name);
                await AwaitAssertAsync(() => Assert.True(_world.Stored.Count >= moment * 50 || _world.Stored.Count == 700), Patience);
                await StopAsync(scout);
            }

            await CompleteAsync(Start(name: name), feed: name);
            Assert.Equal(700, _world.Stored.Count);
        }, iter: 4, threads: 1);
    }

    [Fact]
    public async Task F46_what_is_known_is_counted_and_not_sent_and_a_failing_lookup_never_means_new()
    {
        _world.Feed = [.. Enumerable.Range(0, 300).Select(i => FeedWorld.Row(i, T0))];
        foreach (var i in Enumerable.Range(0, 299))
            _world.Stored[FeedWorld.IdOf(i)] = new DealCommand.Sight(FeedWorld.IdOf(i), T0, new FeedLens("us-used", PriceType.Used, DateRange.Quarter), new ListingFacts(), T0);
        _world.FailingLookups = 2;
        var scout = Start();
        await CompleteAsync(scout);
        var feed = await FeedAsync(scout);
        Assert.Equal((300, 1, 299), (feed.RowsSeen, feed.RowsSent, feed.RowsKnown));
        Assert.Single(_world.Sent);
    }

    [Fact]
    public async Task F77_a_deal_that_cannot_be_stored_is_set_aside_and_its_neighbours_go_on()
    {
        _world.Feed = [.. Enumerable.Range(0, 10).Select(i => FeedWorld.Row(i, T0))];
        _world.Poisoned.Add(FeedWorld.IdOf(4));
        var scout = Start();
        await CompleteAsync(scout);
        Assert.Equal(9, _world.Stored.Count);
        Assert.Contains("1-B000000004", Assert.Single((await FeedAsync(scout)).SetAside), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F43_F44_a_gap_longer_than_the_feeds_memory_is_shown_until_a_full_pass_has_closed_it()
    {
        _world.Feed = [FeedWorld.Row(1, T0)];
        _world.Instead[0] = new(Enumerable.Repeat<KeepaOutcome?>(new KeepaOutcome.Failed(FailureKind.Unauthorized, new KeepaError("unauthorized", "no"), null), 400));
        var scout = Start(scale: DomainClock.HighestScale, interval: TimeSpan.FromHours(1));
        // 12 hours at scale 200 are 216 s of wall time: the clock is set back instead.
        await UntilAsync(scout, f => f.LastError is not null);
        await StopAsync(scout);
        _world.Instead.Clear();
        var later = new ScoutActorClock(TimeSpan.FromHours(14));
        var silent = Sys.ActorOf(Akka.Actor.Props.Empty);
        var waiting = Sys.ActorOf(Props(later.Clock, new SweepPolicy(), router: silent));
        var gap = await UntilAsync(waiting, f => f.GapSince is not null && f.State == "sweeping");
        Assert.Equal("full", gap.PassKind);
        await StopAsync(waiting);
        var open = Sys.ActorOf(Props(later.Clock, new SweepPolicy()));
        await CompleteAsync(open);
        Assert.Null((await FeedAsync(open)).GapSince);
    }

    [Fact]
    public async Task F18_the_next_pass_is_when_the_terms_of_the_moment_say_that_it_is_worth_its_price()
    {
        _world.Feed = [.. Enumerable.Range(0, 200).Select(i => FeedWorld.Row(i, T0))];
        var scout = Start();
        await CompleteAsync(scout);
        var shares = await UntilAsync(scout, f => f.State == "waiting");
        Assert.Null(shares.Terms);
        _board.Now = new RefreshTerms(1, RefreshBounds.Within(TimeSpan.FromDays(7)), [1, 3, 6], ImmutableDictionary<long, RatePrior>.Empty)
        {
            Feeds = ImmutableDictionary<string, FeedTerms>.Empty.Add("us-used", new FeedTerms(TimeSpan.FromHours(9), TimeSpan.FromHours(3), 1, new Signals(0.9, 5))),
        };
        var priced = await UntilAsync(scout, f => f.Terms is not null);
        Assert.Equal(priced.LastPass!.Value.AddHours(3), priced.NextPassAt!.Value, TimeSpan.FromSeconds(1));
        Assert.Contains("worth", priced.Reason, StringComparison.Ordinal);
        _board.Now = _board.Now with { Feeds = _board.Now.Feeds.SetItem("us-used", new FeedTerms(TimeSpan.FromHours(2), TimeSpan.FromHours(3), 1, Signals.None)) };
        var fuller = await UntilAsync(scout, f => f.NextPassAt < priced.NextPassAt);
        Assert.Equal(fuller.LastFullPass!.Value.AddHours(2), fuller.NextPassAt!.Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task F41_a_list_that_is_longer_than_keepa_pages_is_read_whole_in_slices_by_price_and_at_once_in_slices_the_next_time()
    {
        var random = new Random(3);
        _world.FiltersByPrice = true;
        _world.Feed = [.. Enumerable.Range(0, 23_000).Select(i => FeedWorld.Row(i, T0, used: i % 2 == 0 ? 1_999 : 1 + random.Next(60_000)))];
        // 11,500 of them cost the same.
        _world.Feed = [.. _world.Feed.Select((row, i) => i % 2 == 0 && i > 16_000 ? FeedWorld.Row(i, T0, used: 2_001) : row)];
        var scout = Start();
        await CompleteAsync(scout, TimeSpan.FromSeconds(120));
        Assert.Equal(23_000, _world.Stored.Count);
        var feed = await FeedAsync(scout);
        // Once more than it has, for the first 10,050 were read before it was known how many there are.
        Assert.InRange(feed.FullPages, (23_000 / 150) + 67, (23_000 / 150) + 67 + 30);
        await StopAsync(scout);

        _world.Asked.Clear();
        var again = Start();
        await again.Ask<ScoutRun>(new RunScout(null), Patience);
        await UntilAsync(again, f => f is { PassKind: "full", State: "waiting", Pass: > 1 } && f.Pass > feed.Pass, TimeSpan.FromSeconds(120));
        Assert.InRange(_world.Asked.Count, 23_000 / 150, (23_000 / 150) + 60);
    }

    [Fact]
    public async Task F46_a_pass_counts_what_it_told_and_how_old_that_was()
    {
        _world.Feed = [.. Enumerable.Range(0, 100).Select(i => FeedWorld.Row(i, DateTimeOffset.UtcNow.AddHours(-2), used: 500))];
        var lens = new FeedLens("us-used", PriceType.Used, DateRange.Quarter);
        // 40 are known: ten of them as they are, ten with another price, and twenty with the same price at an earlier look.
        foreach (var i in Enumerable.Range(0, 40))
        {
            var facts = new ListingFacts { Types = FeedWorld.Row(i, T0, used: i < 20 && i >= 10 ? 700 : 500).Types };
            _world.Stored[FeedWorld.IdOf(i)] = new DealCommand.Sight(FeedWorld.IdOf(i), T0, lens, facts, i < 10 ? DateTimeOffset.UtcNow : T0);
        }

        var scout = Start();
        await CompleteAsync(scout);
        var feed = await FeedAsync(scout);
        Assert.Equal((100, 90, 10), (feed.RowsSeen, feed.RowsSent, feed.RowsKnown));
        Assert.Equal(100, feed.Yield.Rows);
        Assert.Equal(2, feed.Yield.Lag.TotalHours, 0.1);
    }

    private IActorRef Start(double scale = 1, int pagesInFlight = 3, string name = "us-used", TimeSpan? interval = null) =>
        Sys.ActorOf(Props(new DomainClock(DateTimeOffset.UtcNow, scale), new SweepPolicy { PagesInFlight = pagesInFlight, Interval = interval ?? TimeSpan.FromMinutes(5), RepeatAfter = TimeSpan.FromSeconds(0.4), RetryAfter = TimeSpan.FromSeconds(0.1) }, name));

    private Props Props(DomainClock clock, SweepPolicy policy, string name = "us-used", IActorRef? router = null)
    {
        var feed = new FeedQuery(name, FeedQuery.Default.Query);
        var (peers, world) = (new ScoutPeers(router ?? _router, _deals, _board), _world);
        return Akka.Actor.Props.Create(() => new ScoutActor(System.Collections.Immutable.ImmutableArray.Create(feed), policy, peers, world, clock));
    }

    private async Task StopAsync(IActorRef scout)
    {
        await WatchAsync(scout);
        Sys.Stop(scout);
        await ExpectTerminatedAsync(scout, Patience);
    }

    private async Task CompleteAsync(IActorRef scout, TimeSpan? within = null, string feed = "us-used") =>
        await UntilAsync(scout, f => f.LastFullPass is not null && f.Feed == feed, within);

    private async Task<FeedStatus> FeedAsync(IActorRef scout) => Assert.Single((await scout.Ask<ScoutStatus>(GetScoutStatus.Instance, Patience)).Feeds);

    private async Task<FeedStatus> UntilAsync(IActorRef scout, Func<FeedStatus, bool> holds, TimeSpan? within = null)
    {
        FeedStatus? feed = null;
        await AwaitAssertAsync(async () =>
        {
            feed = await FeedAsync(scout);
            Assert.True(holds(feed), feed.ToString());
        }, within ?? Patience, TimeSpan.FromMilliseconds(20));
        return feed!;
    }

    private sealed class ScoutActorClock(TimeSpan ahead) : TimeProvider
    {
        public DomainClock Clock => new(DateTimeOffset.UtcNow, 1, this);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
