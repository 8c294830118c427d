using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;
using Xunit.Abstractions;

namespace Deals.Tests.Budget;

public sealed class RouterNeedsTests(ITestOutputHelper output) : BudgetTestKit(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static KeepaRouterSettings Gathering => Settings with { Linger = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public void Wishes_of_one_kind_become_requests_of_at_most_a_hundred_nearest_deadline_first()
    {
        var keepa = new FakeKeepa(Clock);
        var router = Router(Gathering);
        var needs = Enumerable.Range(0, 130).Select(i => Wish(i, softDeadline: -i)).ToList();
        foreach (var need in needs)
            router.Tell(need, TestActor);
        router.Tell(Wish(500, domain: AmazonDomain.De), TestActor);
        Assert.All(ReceiveN(131, Patience), m => Assert.IsType<NeedQueued>(m));
        Gateway(router, keepa);

        AwaitAssert(() => Assert.Equal(131, Products(keepa).Sum(p => p.Asins.Length)), Patience);
        Assert.Equal([100, 30], Products(keepa).Where(p => p.Domain == AmazonDomain.Us).Select(p => p.Asins.Length));
        Assert.Equal(Enumerable.Range(30, 100).Reverse().Select(AsinOf), Products(keepa).First(p => p.Domain == AmazonDomain.Us).Asins);
    }

    [Fact]
    public void F5_F16_F27_a_request_holds_at_most_its_share_of_the_bucket_and_what_is_free()
    {
        var keepa = new FakeKeepa(Clock, rate: 1, balance: 40);
        var router = Router(Gathering);
        for (var i = 0; i < 60; i++)
            router.Tell(Wish(i), TestActor);
        ReceiveN(60, Patience);
        Gateway(router, keepa);

        AwaitAssert(() => Assert.Equal(60, Products(keepa).Sum(p => p.Asins.Length)), Patience);
        Assert.All(Products(keepa), p => Assert.InRange(p.WorstCaseCost, 1, 30));
        Assert.Equal(0, keepa.Refused);
        Assert.True(keepa.Balance >= 0);
    }

    [Fact]
    public void F1_a_dear_wish_gets_its_share_while_cheap_pages_drip()
    {
        var keepa = new FakeKeepa(Clock, rate: 2, balance: 1);
        var router = Router();
        Gateway(router, keepa);
        for (var page = 0; page < 40; page++)
            router.Tell(Ask(page: page), TestActor);
        router.Tell(Wish(1, shape: ProductShape.WithOffers) with { Lane = Lane.Enrichment }, TestActor);
        AwaitAssert(() => Assert.Single(Products(keepa)), Patience);
        Assert.InRange(Pages(keepa).Length, 1, 20);
        Assert.Equal(0, keepa.Refused);
    }

    [Fact]
    public void A_wish_said_again_is_answered_by_its_place_and_bought_once()
    {
        var keepa = new FakeKeepa(Clock);
        var answer = new TaskCompletionSource<KeepaOutcome?>();
        keepa.Instead = (request, _) => request is KeepaRequest.Products ? answer.Task : Task.FromResult<KeepaOutcome?>(null);
        var router = Router();
        var need = Wish(1);
        router.Tell(need, TestActor);
        Assert.Equal(1, ExpectMsg<NeedQueued>(Patience).Place);
        router.Tell(need, TestActor);
        Assert.Equal(1, ExpectMsg<NeedQueued>(Patience).Place);
        Gateway(router, keepa);
        AwaitAssert(() => Assert.Single(Products(keepa)), Patience);
        router.Tell(need, TestActor);
        Assert.Equal(0, ExpectMsg<NeedQueued>(Patience).Place);

        router.Tell(GetAppetite.Instance, TestActor);
        ExpectMsg<Appetite>(Patience);
        answer.SetResult(null);
        Assert.True(ExpectMsg<NeedsEnded>(Patience).Bought);
        router.Tell(need, TestActor);
        Assert.Contains("on its way", ExpectMsg<NeedRefused>(Patience).Reason, StringComparison.Ordinal);
        Assert.Single(Products(keepa));
    }

    [Fact]
    public void A_wish_that_is_said_long_after_its_answer_never_got_it_and_is_bought_again()
    {
        var keepa = new FakeKeepa(Clock);
        var router = Router(Settings with { AnswerTravels = TimeSpan.FromMilliseconds(300) });
        Gateway(router, keepa);
        router.Tell(Wish(1), TestActor);
        ExpectMsg<NeedQueued>(Patience);
        AwaitAssert(() => Assert.Single(Settled()), Patience);
        router.Tell(Wish(1), TestActor);
        var refused = ExpectMsg<NeedRefused>(Patience);
        Assert.InRange(refused.RetryAt!.Value - Clock.GetUtcNow(), TimeSpan.Zero, Clock.ToDomain(TimeSpan.FromMilliseconds(300)));
        AwaitAssert(
            () =>
            {
                router.Tell(Wish(1), TestActor);
                FishForMessage<NeedQueued>(_ => true, TimeSpan.FromMilliseconds(200));
            },
            Patience);
        AwaitAssert(() => Assert.Equal(2, Settled().Length), Patience);
        Assert.Equal(2, Products(keepa).Length);
    }

    [Fact]
    public void An_answer_of_a_permit_that_has_expired_is_booked_once_and_its_deals_are_told()
    {
        var keepa = new FakeKeepa(Clock);
        var answer = new TaskCompletionSource<KeepaOutcome?>();
        keepa.Instead = (request, _) => request is KeepaRequest.Products ? answer.Task : Task.FromResult<KeepaOutcome?>(null);
        var router = Router(Settings with { PermitValidity = TimeSpan.FromMilliseconds(300), RequestTimeout = TimeSpan.FromMilliseconds(300), SettlementGrace = TimeSpan.FromMilliseconds(200) });
        var taker = new CountingTaker();
        Sys.ActorOf(KeepaGateway.Props(new KeepaGatewaySettings { AnnounceEvery = TimeSpan.FromMilliseconds(100) }, keepa, taker, router, TimeProvider.System));
        router.Tell(GetAppetite.Instance, TestActor);
        ExpectMsg<Appetite>(Patience);
        router.Tell(Wish(1), TestActor);
        ExpectMsg<NeedQueued>(Patience);
        AwaitAssert(() => Assert.Single(Products(keepa)), Patience);
        Assert.False(ExpectMsg<NeedsEnded>(Patience).Bought);
        Assert.Single(Journal.Events.OfType<PermitUnknown>());

        answer.SetResult(null);
        AwaitAssert(() => Assert.Equal(1, taker.Taken), Patience);
        AwaitAssert(
            () =>
            {
                router.Tell(GetBudget.Instance, TestActor);
                var budget = FishForMessage<BudgetStatus>(_ => true, Patience);
                Assert.Equal((0, 0L, 0), (budget.Reserved, budget.Foreign, budget.Permits.Length));
                Assert.Equal(1L, budget.Settled + budget.Unknown);
            },
            Patience);
        Assert.Equal((1, 1), (Products(keepa).Length, taker.Taken));
    }

    [Fact]
    public void F59_one_look_at_two_depths_is_bought_once_whether_the_first_waits_or_is_in_flight()
    {
        var keepa = new FakeKeepa(Clock);
        var answer = new TaskCompletionSource<KeepaOutcome?>();
        keepa.Instead = (request, _) => request is KeepaRequest.Products ? answer.Task : Task.FromResult<KeepaOutcome?>(null);
        var router = Router();
        // Woken for idle tokens, with the buy box; then a feed shows another price, and it is woken again because it is due.
        router.Tell(Wish(1, shape: ProductShape.Full with { BuyBox = true }), TestActor);
        Assert.Equal(1, ExpectMsg<NeedQueued>(Patience).Place);
        router.Tell(Wish(1), TestActor);
        Assert.Equal(1, ExpectMsg<NeedQueued>(Patience).Place);
        Gateway(router, keepa);
        AwaitAssert(() => Assert.Single(Products(keepa)), Patience);
        router.Tell(Wish(1), TestActor);
        Assert.Equal(0, ExpectMsg<NeedQueued>(Patience).Place);
        answer.SetResult(null);
        AwaitAssert(() => Assert.Contains(Journal.Events.OfType<PermitSettled>(), s => s.Fate is PermitFate.Answered { Envelope.TokensConsumed: > 0 }), Patience);
        Assert.Single(Products(keepa));
    }

    [Fact]
    public void F59_a_look_whose_depth_follows_the_price_is_bought_once_however_deep_it_is_said()
    {
        var keepa = new FakeKeepa(Clock);
        var answer = new TaskCompletionSource<KeepaOutcome?>();
        keepa.Instead = (request, _) => request is KeepaRequest.Products ? answer.Task : Task.FromResult<KeepaOutcome?>(null);
        var router = Router();
        // Woken when offers were worth their tokens; then the price is another, and they are not; and then a person must have them.
        router.Tell(Chosen(ProductShape.WithOffers), TestActor);
        Assert.Equal(1, ExpectMsg<NeedQueued>(Patience).Place);
        router.Tell(Chosen(ProductShape.Full), TestActor);
        Assert.Equal(1, ExpectMsg<NeedQueued>(Patience).Place);
        Gateway(router, keepa);
        AwaitAssert(() => Assert.Single(Products(keepa)), Patience);
        router.Tell(Chosen(ProductShape.Full with { BuyBox = true }), TestActor);
        Assert.Equal(0, ExpectMsg<NeedQueued>(Patience).Place);
        Assert.Single(Products(keepa));
        router.Tell(Wish(1, shape: ProductShape.WithOffers) with { Lane = Lane.Interactive }, TestActor);
        AwaitAssert(() => Assert.Equal(2, Products(keepa).Length), Patience);
        answer.SetResult(null);
    }

    [Fact]
    public void F59_F60_a_router_that_restarts_knows_from_its_journal_who_is_in_flight()
    {
        var keepa = new FakeKeepa(Clock);
        var answer = new TaskCompletionSource<KeepaOutcome?>();
        keepa.Instead = (request, _) => request is KeepaRequest.Products ? answer.Task : Task.FromResult<KeepaOutcome?>(null);
        var router = Router();
        Gateway(router, keepa);
        router.Tell(Wish(1), TestActor);
        ExpectMsg<NeedQueued>(Patience);
        AwaitAssert(() => Assert.Single(Products(keepa)), Patience);
        StopByAFailedWrite(router);
        AwaitAssert(() => Assert.Equal(2, Journal.Events.OfType<EpochOpened>().Count()), Patience);

        AwaitAssert(
            () =>
            {
                router.Tell(Wish(1), TestActor);
                Assert.Equal(0, ExpectMsg<NeedQueued>(Patience).Place);
            },
            Patience);
        answer.SetResult(null);
        AwaitAssert(() => Assert.Contains(Journal.Events.OfType<PermitSettled>(), s => s.Fate is PermitFate.Answered), Patience);
        Assert.Single(Products(keepa));
    }

    [Fact]
    public void A_wish_that_failed_before_goes_alone_and_one_of_another_shape_never_goes_with_it()
    {
        var keepa = new FakeKeepa(Clock);
        var router = Router(Gathering);
        router.Tell(Wish(1, attempt: 1), TestActor);
        router.Tell(Wish(2), TestActor);
        router.Tell(Wish(3), TestActor);
        router.Tell(Wish(4, shape: ProductShape.WithOffers), TestActor);
        ReceiveN(4, Patience);
        Gateway(router, keepa);

        AwaitAssert(() => Assert.Equal(4, Products(keepa).Sum(p => p.Asins.Length)), Patience);
        Assert.Equal(["B000000001", "B000000002 B000000003", "B000000004"], Products(keepa).Select(p => string.Join(' ', p.Asins)).Order());
    }

    [Fact]
    public void What_was_never_sent_or_refused_for_lack_of_tokens_waits_again_and_is_bought()
    {
        var keepa = new FakeKeepa(Clock);
        var failures = 0;
        keepa.Instead = (request, _) => Task.FromResult<KeepaOutcome?>(request is KeepaRequest.Products && ++failures <= 2
            ? new KeepaOutcome.Failed(FailureKind.NotSent, new KeepaError("noConnection", "no"), null)
            : null);
        var router = Router();
        Gateway(router, keepa);
        router.Tell(Wish(1), TestActor);
        AwaitAssert(() => Assert.Equal(3, Products(keepa).Length), Patience);
        AwaitAssert(() => Assert.Contains(Journal.Events.OfType<PermitSettled>(), s => s.Fate is PermitFate.Answered { Envelope.TokensConsumed: 1 }), Patience);
    }

    [Fact]
    public void A_person_takes_a_waiting_wish_into_the_persons_lane()
    {
        var router = Router();
        router.Tell(Wish(1), TestActor);
        Assert.Equal(Lane.Refresh, ExpectMsg<NeedQueued>(Patience).Lane);
        router.Tell(Wish(1) with { Lane = Lane.Interactive }, TestActor);
        Assert.Equal(Lane.Interactive, ExpectMsg<NeedQueued>(Patience).Lane);
        router.Tell(GetBudget.Instance, TestActor);
        var lanes = ExpectMsg<BudgetStatus>(Patience).Lanes;
        Assert.Equal((1, 0), (lanes[(int)Lane.Interactive].Queued, lanes[(int)Lane.Refresh].Queued));
    }

    [Theory]
    [AtEveryRate]
    public void F21_a_paused_lane_stays_paused_over_a_restart_and_goes_on_when_it_is_resumed(int rate)
    {
        var keepa = new FakeKeepa(Clock, rate);
        var router = Router();
        Gateway(router, keepa);
        router.Tell(new SetLane(Lane.Refresh, true), TestActor);
        Assert.Equal(new LaneSet(Lane.Refresh, true, true), ExpectMsg<LaneSet>(Patience));
        router.Tell(new SetLane(Lane.Refresh, true), TestActor);
        Assert.False(ExpectMsg<LaneSet>(Patience).Changed);
        StopByAFailedWrite(router);
        AwaitAssert(() => Assert.Equal(2, Journal.Events.OfType<EpochOpened>().Count()), Patience);

        AwaitAssert(
            () =>
            {
                router.Tell(GetAppetite.Instance, TestActor);
                var appetite = ExpectMsg<Appetite>(Patience);
                Assert.Equal((2L, 0, 200), (appetite.Epoch, appetite.Room[(int)Lane.Refresh], appetite.Room[(int)Lane.Enrichment]));
            },
            Patience);
        router.Tell(Wish(1), TestActor);
        ExpectMsg<NeedQueued>(Patience);
        router.Tell(GetBudget.Instance, TestActor);
        Assert.Equal((true, 1), ExpectMsg<BudgetStatus>(Patience).Lanes[(int)Lane.Refresh] is var lane ? (lane.Paused, lane.Queued) : default);
        Assert.Empty(Products(keepa));
        router.Tell(new SetLane(Lane.Refresh, false), TestActor);
        Assert.Equal(new LaneSet(Lane.Refresh, false, true), FishForMessage<LaneSet>(_ => true, Patience));
        AwaitAssert(() => Assert.Single(Products(keepa)), Patience);
    }

    [Fact]
    public void Idle_tokens_are_what_nobody_waits_for_above_the_reserve()
    {
        var router = Router();
        Gateway(router, new FakeKeepa(Clock, rate: 20, balance: 500));
        AwaitAssert(
            () =>
            {
                router.Tell(GetAppetite.Instance, TestActor);
                Assert.InRange(ExpectMsg<Appetite>(Patience).IdleTokens, 400, 1100);
            },
            Patience);
    }

    [Fact]
    public void A_wish_whose_deadline_passes_ends_and_the_waker_is_told()
    {
        var router = Router();
        router.Tell(GetAppetite.Instance, TestActor);
        ExpectMsg<Appetite>(Patience);
        var need = Wish(1) with { Deadline = Clock.GetUtcNow() + TimeSpan.FromSeconds(30) };
        router.Tell(need, TestActor);
        ExpectMsg<NeedQueued>(Patience);
        var ended = ExpectMsg<NeedsEnded>(Patience);
        Assert.Equal((need.Subject, false), (Assert.Single(ended.Subjects), ended.Bought));
    }

    private void StopByAFailedWrite(IActorRef router)
    {
        var failed = false;
        Journal.BeforeWrite = _ =>
        {
            if (failed)
                return Task.CompletedTask;
            failed = true;
            throw new InvalidOperationException("The disk is full.");
        };
        router.Tell(new SetLane(Lane.Backfill, true), TestActor);
        AwaitAssert(() => Assert.True(failed), Patience);
    }

    private Need Chosen(ProductShape shape) => Wish(1, shape: shape) with { Subject = (NeedSubject.ProductOf)Wish(1, shape: shape).Subject with { IsDepthChosen = true } };

    private Need Wish(int i, int softDeadline = 0, int attempt = 0, AmazonDomain? domain = null, ProductShape? shape = null) => new(
        new NeedSubject.ProductOf(domain ?? AmazonDomain.Us, AsinOf(i), 0, attempt, shape ?? ProductShape.Full),
        Lane.Refresh,
        Clock.Origin.AddHours(softDeadline),
        Clock.Origin.AddDays(90));

    private PermitSettled[] Settled() => [.. Journal.Events.OfType<PermitSettled>().Where(s => s.Fate is PermitFate.Answered { Envelope.TokensConsumed: > 0 })];

    private sealed class CountingTaker : IAnswerTaker
    {
        private int _taken;

        public int Taken => _taken;

        public string? Trouble => null;

        public Task TakeAsync(Permit permit, KeepaOutcome outcome)
        {
            Interlocked.Increment(ref _taken);
            return Task.CompletedTask;
        }
    }

    private static Asin AsinOf(int i) => Asin.Parse($"B{i:000000000}");

    private static KeepaRequest.Products[] Products(FakeKeepa keepa) => [.. keepa.Arrived.OfType<KeepaRequest.Products>()];
}
