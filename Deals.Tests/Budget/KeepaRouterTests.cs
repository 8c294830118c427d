using Akka.Actor;
using Akka.Persistence;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;
using Xunit.Abstractions;

namespace Deals.Tests.Budget;

public sealed class KeepaRouterTests(ITestOutputHelper output) : BudgetTestKit(output)
{
    [Fact]
    public void A_request_is_queued_sent_settled_and_answered()
    {
        var keepa = new FakeKeepa(Clock);
        var router = Router();
        Gateway(router, keepa);
        var request = Ask();

        router.Tell(request, TestActor);

        var queued = ExpectMsg<Queued>();
        Assert.Equal((request.RequestId, 1), (queued.RequestId, queued.Place));
        var answer = ExpectMsg<KeepaAnswer>();
        Assert.Equal(request.RequestId, answer.RequestId);
        Assert.IsType<KeepaOutcome.EmptyPage>(answer.Outcome);
        var status = AwaitStatus(router, static s => s.Settled == 5 && s.Permits.IsEmpty);
        Assert.Equal((0, 1200, 20), (status.Reserved, status.Capacity, status.RefillRate));
    }

    [Fact]
    public async Task An_ask_is_answered_by_way_of_its_path()
    {
        var router = Router();
        Gateway(router, new FakeKeepa(Clock));
        var first = await router.Ask<object>(Ask(), TimeSpan.FromSeconds(10));

        Assert.IsType<Queued>(first);
    }

    [Theory]
    [AtEveryRate]
    public void F4_no_permit_leaves_before_it_is_stored(int rate)
    {
        var keepa = new FakeKeepa(Clock, rate);
        var stored = new List<bool>();
        keepa.Instead = (request, _) =>
        {
            lock (stored)
                stored.Add(Journal.Events.OfType<PermitGranted>().Any(g => g.Request.Equals(request)));
            return Task.FromResult<KeepaOutcome?>(null);
        };
        var router = Router();
        Gateway(router, keepa);
        var answers = Answers(router, [.. Enumerable.Range(0, 10).Select(page => Ask(page: page))]);

        Assert.All(answers, static a => Assert.IsType<KeepaOutcome.EmptyPage>(a.Outcome));
        Assert.Equal(11, stored.Count);
        Assert.DoesNotContain(false, stored);
        Assert.True(keepa.Balance >= 0, $"The bucket is at {keepa.Balance}.");
    }

    [Fact]
    public void A_journal_that_fails_lets_no_permit_out_and_the_router_comes_back_with_it()
    {
        var keepa = new FakeKeepa(Clock);
        var router = Router();
        Gateway(router, keepa);
        Answers(router, Ask());
        Journal.BeforeWrite = static _ => throw new InvalidOperationException("The disk is full.");

        router.Tell(Ask(page: 1), TestActor);
        ExpectMsg<Queued>();
        var epochs = Journal.Events.OfType<EpochOpened>().Count();
        var attempts = 0;
        Journal.BeforeWrite = _ => ++attempts < 3 ? throw new InvalidOperationException("The disk is full.") : Task.CompletedTask;
        AwaitAssert(() => Assert.Equal(epochs + 1, Journal.Events.OfType<EpochOpened>().Count()));
        Assert.Single(Pages(keepa));

        Answers(router, Ask(page: 2));
        Assert.Equal([0, 2], Pages(keepa).Select(static p => p.Page));
    }

    [Fact]
    public void A_router_that_restarts_withholds_what_is_in_flight_sends_nothing_twice_and_takes_the_late_settlement()
    {
        var keepa = new FakeKeepa(Clock, balance: 7);
        var answer = new TaskCompletionSource<KeepaOutcome?>();
        keepa.Instead = (request, _) => request is KeepaRequest.DealPage ? answer.Task : Task.FromResult<KeepaOutcome?>(null);
        var router = Router();
        Gateway(router, keepa);
        router.Tell(Ask(), TestActor);
        ExpectMsg<Queued>();
        AwaitAssert(() => Assert.Single(Pages(keepa)));

        Restart(router);
        var reopened = AwaitStatus(router, static s => s is { Epoch: 2, TokensLeft: not null });
        Assert.Equal((5, 1), (reopened.Reserved, reopened.Permits.Length));
        answer.SetResult(null);

        Assert.IsType<KeepaOutcome.EmptyPage>(ExpectMsg<KeepaAnswer>().Outcome);
        var settled = AwaitStatus(router, static s => s.Reserved == 0);
        Assert.Equal((5, 0), (settled.Settled, settled.Unknown));
        Assert.Single(Pages(keepa));
        Assert.Equal(keepa.Debited, settled.Settled);
    }

    /// <summary>However many requests are without an answer, what the router says of them fits into one message, and none is kept quiet about.</summary>
    [Fact]
    public async Task Of_very_many_open_permits_the_oldest_are_named_and_the_others_counted()
    {
        var now = Clock.GetUtcNow();
        var granted = Enumerable.Range(0, BudgetStatus.MostPermits + 3)
            .Select(i => new PermitGranted(
                Guid.NewGuid(), 1, Guid.NewGuid(), Lane.Refresh, Ask(page: 1).Request, 5, now.AddDays(1), null, "akka.tcp://Deals@elsewhere:4053/user/keepa-gateway#1", now.AddTicks(i)))
            .ToArray();
        var past = Sys.ActorOf(Props.Create(() => new Past(granted)));
        await WatchAsync(past);
        await ExpectTerminatedAsync(past);

        var status = AwaitStatus(Router(), static s => s.Epoch == 1);

        Assert.Equal(3, status.FurtherPermits);
        Assert.Equal(granted.Take(BudgetStatus.MostPermits).Select(static g => g.PermitId), status.Permits.Select(static p => p.PermitId));
    }

    [Fact]
    public void A_snapshot_and_the_events_after_it_give_the_same_accounts()
    {
        var router = Router(Settings with { SnapshotEvery = 7 });
        Gateway(router, new FakeKeepa(Clock));
        Answers(router, [.. Enumerable.Range(0, 25).Select(page => Ask(Lane.Refresh, page))]);
        var before = AwaitStatus(router, static s => s is { Settled: 125, Permits.IsEmpty: true });

        Restart(router);

        var after = AwaitStatus(router, static s => s is { Epoch: 2, TokensLeft: not null });
        Assert.Equal((before.Settled, before.Unknown, before.Foreign), (after.Settled, after.Unknown, after.Foreign));
        Assert.Equal(125, after.Lanes.Single(static l => l.Lane == Lane.Refresh).Settled);
    }

    [Fact]
    public void A_repeated_request_is_bought_once()
    {
        var keepa = new FakeKeepa(Clock);
        var answer = new TaskCompletionSource<KeepaOutcome?>();
        keepa.Instead = (request, _) => request is KeepaRequest.DealPage ? answer.Task : Task.FromResult<KeepaOutcome?>(null);
        var router = Router();
        Gateway(router, keepa);
        var request = Ask();
        router.Tell(request, TestActor);
        ExpectMsg<Queued>();
        AwaitAssert(() => Assert.Single(Pages(keepa)));

        router.Tell(request, TestActor);
        Assert.Equal(0, ExpectMsg<Queued>().Place);
        answer.SetResult(null);
        ExpectMsg<KeepaAnswer>();
        AwaitStatus(router, static s => s.Permits.IsEmpty);
        router.Tell(request, TestActor);

        Assert.Contains("answered already", ExpectMsg<Refused>().Reason, StringComparison.Ordinal);
        Assert.Single(Pages(keepa));
    }

    [Theory]
    [AtEveryRate]
    public void F14_many_requesters_at_once_cannot_overspend_the_bucket(int rate)
    {
        var keepa = new FakeKeepa(Clock, rate, balance: 52);
        var router = Router();
        Gateway(router, keepa);
        Gateway(router, keepa);

        // Ten can go at once; the others wait for refills, of which one comes every 0.3 s of wall time.
        foreach (var page in Enumerable.Range(0, 40))
            router.Tell(Ask((Lane)(1 + (page % 4)), page), TestActor);
        FishForAll(static all => all.OfType<KeepaAnswer>().Count() == 10);

        Assert.Equal(0, keepa.Refused);
        Assert.True(keepa.Balance >= 0, $"The bucket is at {keepa.Balance}.");
    }

    [Theory]
    [AtEveryRate]
    public void F2_a_wait_says_what_for_and_until_when(int rate)
    {
        var keepa = new FakeKeepa(Clock, rate, balance: -300 * rate);
        var router = Router();
        router.Tell(Ask(), TestActor);
        ExpectMsg<Queued>();
        Assert.Equal("No gateway is there.", AwaitStatus(router, static s => s.WaitingFor is not null).WaitingFor);

        Gateway(router, keepa);

        var waiting = AwaitStatus(router, static s => s.WaitingFor?.Contains("refilled", StringComparison.Ordinal) == true);
        Assert.True(waiting.WaitingUntil > waiting.AsOf, "The end of the wait has to be ahead.");
        Assert.Equal(1, waiting.Lanes.Single(static l => l.Lane == Lane.Discovery).Queued);
        Assert.NotNull(waiting.Lanes.Single(static l => l.Lane == Lane.Discovery).Eta);
    }

    [Fact]
    public void A_full_lane_and_a_passed_deadline_are_refused_by_name()
    {
        var router = Router(Settings with { LaneCapacity = 2 });
        Gateway(router, new FakeKeepa(Clock, rate: 1, balance: -5000));
        AwaitStatus(router, static s => s.TokensLeft is not null);
        router.Tell(Ask(), TestActor);
        router.Tell(Ask(), TestActor);
        ExpectMsg<Queued>();
        ExpectMsg<Queued>();

        router.Tell(Ask(), TestActor);
        var full = ExpectMsg<Refused>();
        Assert.Contains("full", full.Reason, StringComparison.Ordinal);
        Assert.NotNull(full.RetryAt);

        router.Tell(Ask(within: TimeSpan.FromSeconds(-1)), TestActor);
        Assert.Contains("deadline", ExpectMsg<Refused>().Reason, StringComparison.Ordinal);

        var impatient = Ask(Lane.Refresh, within: TimeSpan.FromMinutes(1));
        router.Tell(impatient, TestActor);
        ExpectMsg<Queued>();
        var expired = ExpectMsg<Refused>();
        Assert.Equal(impatient.RequestId, expired.RequestId);
        Assert.Contains("deadline passed in the queue", expired.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gateway_that_dies_leaves_its_permits_unknown_until_their_deadline()
    {
        var keepa = new FakeKeepa(Clock);
        keepa.Instead = async (request, cancelled) =>
        {
            if (request is KeepaRequest.DealPage { Page: 1 })
                await new TaskCompletionSource().Task.WaitAsync(cancelled);
            return null;
        };
        var router = Router(Settings with
        {
            PermitValidity = TimeSpan.FromSeconds(1), RequestTimeout = TimeSpan.FromSeconds(1), SettlementGrace = TimeSpan.FromSeconds(0.2),
        });
        var doomed = Gateway(router, keepa);
        Answers(router, Ask());
        var request = Ask(page: 1);
        router.Tell(request, TestActor);
        ExpectMsg<Queued>();
        AwaitAssert(() => Assert.Equal(2, Pages(keepa).Length));

        Sys.Stop(doomed);

        var answer = ExpectMsg<KeepaAnswer>();
        Assert.Equal(request.RequestId, answer.RequestId);
        Assert.IsType<KeepaOutcome.Unknown>(answer.Outcome);
        Gateway(router, keepa);
        var status = AwaitStatus(router, static s => s.Unknown > 0);
        Assert.Equal((5, 5, 0), (status.Unknown, status.Settled, status.Reserved));
        Assert.Equal(keepa.Debited, status.Unknown + status.Settled);
    }

    [Fact]
    public void A_permit_that_is_lost_on_its_way_is_released_as_soon_as_it_cannot_be_sent_any_more()
    {
        var router = Router(Settings with { PermitValidity = TimeSpan.FromSeconds(0.3) });
        var gateway = CreateTestProbe();
        var start = TimeProvider.System.GetTimestamp();
        var epoch = 0L;
        void Announce() => router.Tell(new GatewayAnnounce(TimeProvider.System.GetElapsedTime(start), [], [], 16, Draining: false, epoch), gateway);
        Announce();
        epoch = gateway.FishForMessage<GatewayWelcome>(static _ => true).Epoch;
        Announce();
        var ask = gateway.FishForMessage<Permit>(static p => p.Request is KeepaRequest.Token);
        var envelope = new TokenEnvelope(Clock.GetUtcNow(), 100, TimeSpan.FromSeconds(30), 5, 0, 0, TimeSpan.Zero);
        router.Tell(new SettlePermit(ask.PermitId, new PermitFate.Answered(envelope)), gateway);
        var request = Ask();
        router.Tell(request, TestActor);
        ExpectMsg<Queued>();
        Assert.Equal(request.RequestId, gateway.FishForMessage<Permit>(static p => p.Request is KeepaRequest.DealPage).RequestId);

        // The gateway never mentions it: before the expiry that proves nothing, after it everything.
        AwaitAssert(() =>
        {
            Announce();
            Assert.Equal(0, Status(router).Reserved);
        });

        Assert.Equal(FailureKind.NotSent, Assert.IsType<KeepaOutcome.Failed>(ExpectMsg<KeepaAnswer>().Outcome).Kind);
        Assert.Equal((0L, 0L), (Status(router).Settled, Status(router).Unknown));
    }

    [Fact]
    public void A_refused_key_stops_the_spending_and_is_visible()
    {
        var keepa = new FakeKeepa(Clock)
        {
            Instead = static (_, _) => Task.FromResult<KeepaOutcome?>(
                new KeepaOutcome.Failed(FailureKind.Unauthorized, new KeepaError("unauthorized", "Unknown key."), null)),
        };
        var router = Router();
        Gateway(router, keepa);
        router.Tell(Ask(), TestActor);
        ExpectMsg<Queued>();

        AwaitStatus(router, static s => s.WaitingFor?.Contains("refuses the key (unauthorized: Unknown key.)", StringComparison.Ordinal) == true);
        Assert.Empty(Pages(keepa));

        keepa.Instead = null;
        Assert.IsType<KeepaOutcome.EmptyPage>(ExpectMsg<KeepaAnswer>().Outcome);
    }

    [Fact]
    public void F6_after_a_429_the_pace_comes_from_the_answer_and_not_from_repeating()
    {
        var keepa = new FakeKeepa(Clock, rate: 5, balance: 300);
        var router = Router();
        Gateway(router, keepa);
        AwaitStatus(router, static s => s.TokensLeft == 300);
        keepa.Drain(303);

        var answers = Answers(router, [.. Enumerable.Range(0, 8).Select(page => Ask(page: page))]);

        // All eight were sent in good faith; from then on nothing goes before the refill.
        var throttled = answers.Count(static a => a.Outcome is KeepaOutcome.Throttled);
        Assert.Equal((throttled, keepa.Refused), (8, 8));
        var later = Answers(router, [.. Enumerable.Range(10, 4).Select(page => Ask(page: page))]);
        Assert.All(later, static a => Assert.IsType<KeepaOutcome.EmptyPage>(a.Outcome));
        Assert.Equal(8, keepa.Refused);
        Assert.Equal(8, AwaitStatus(router, static s => s.Permits.IsEmpty).Throttled);
    }

    [Fact]
    public void A_second_router_on_the_same_journal_fails_before_anything_leaves_it()
    {
        var keepa = new FakeKeepa(Clock);
        var hold = new TaskCompletionSource();
        var waiting = 0;
        Journal.BeforeWrite = _ => Interlocked.Increment(ref waiting) <= 2 ? hold.Task : Task.CompletedTask;
        IActorRef[] routers = [Sys.ActorOf(KeepaRouter.Props(Settings, Clock)), Sys.ActorOf(KeepaRouter.Props(Settings, Clock))];
        Array.ForEach(routers, r => Watch(r));
        AwaitAssert(() => Assert.Equal(2, waiting));
        Gateway(routers[0], keepa);
        Gateway(routers[1], keepa);
        Array.ForEach(routers, r => r.Tell(Ask(), TestActor));

        hold.SetResult();

        // One opens the epoch and serves; the other stops without having given anything.
        var messages = FishForAll(static all => all.OfType<Terminated>().Any() && all.OfType<KeepaAnswer>().Any());
        Assert.Single(messages.OfType<Terminated>());
        Assert.Single(messages.OfType<KeepaAnswer>());
        Assert.Single(Pages(keepa));
        Assert.Single(Journal.Events.OfType<EpochOpened>());
    }

    [Fact]
    public void An_old_router_that_still_runs_fails_at_its_next_write()
    {
        var keepa = new FakeKeepa(Clock);
        var old = Sys.ActorOf(KeepaRouter.Props(Settings, Clock));
        Gateway(old, keepa);
        Answers(old, Ask());
        AwaitStatus(old, static s => s.Permits.IsEmpty);
        var @new = Sys.ActorOf(KeepaRouter.Props(Settings, Clock));
        AwaitStatus(@new, static s => s.Epoch == 2);
        Watch(old);

        old.Tell(Ask(page: 1), TestActor);

        ExpectMsg<Queued>();
        ExpectTerminated(old);
        Assert.Single(Pages(keepa));
    }

    private KeepaAnswer[] Answers(IActorRef router, params PermitRequest[] requests)
    {
        foreach (var request in requests)
            router.Tell(request, TestActor);
        return [.. FishForAll(all => all.OfType<KeepaAnswer>().Count() == requests.Length).OfType<KeepaAnswer>()];
    }

    private List<object> FishForAll(Func<List<object>, bool> complete)
    {
        var all = new List<object>();
        while (!complete(all))
            all.Add(ReceiveOne(TimeSpan.FromSeconds(20)) ?? throw new TimeoutException($"Only {all.Count} messages came: {string.Join(", ", all)}"));
        return all;
    }

    private BudgetStatus AwaitStatus(IActorRef router, Func<BudgetStatus, bool> holds)
    {
        BudgetStatus? last = null;
        AwaitAssert(
            () =>
            {
                last = Status(router);
                Assert.True(holds(last), last.ToString());
            },
            TimeSpan.FromSeconds(20),
            TimeSpan.FromMilliseconds(50));
        return last!;
    }

    private BudgetStatus Status(IActorRef router)
    {
        var probe = CreateTestProbe();
        router.Tell(GetBudget.Instance, probe);
        return probe.ExpectMsg<BudgetStatus>(TimeSpan.FromSeconds(1));
    }

    private void Restart(IActorRef router) => Sys.ActorSelection(router.Path / "router").Tell(PoisonPill.Instance);

    /// <summary>What an earlier life of the router has stored.</summary>
    private sealed class Past(IReadOnlyList<PermitGranted> granted) : UntypedPersistentActor
    {
        private int _left = granted.Count;

        public override string PersistenceId => KeepaRouter.JournalId;

        protected override void OnRecover(object message)
        {
            if (message is RecoveryCompleted)
                PersistAll(granted, _ =>
                {
                    if (--_left == 0)
                        Context.Stop(Self);
                });
        }

        protected override void OnCommand(object message)
        {
        }
    }
}
