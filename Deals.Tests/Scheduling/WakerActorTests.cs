using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Scheduling;

public sealed class WakerActorTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TestProbe _router;
    private readonly TestProbe _deals;
    private readonly Index _index = new();
    private readonly DomainClock _clock = new(Any.T0);
    private readonly IActorRef _waker;

    public WakerActorTests()
        : base(ConfigurationFactory.ParseString("akka.loglevel = OFF").WithFallback(SerializingMailbox.Everywhere))
    {
        _router = CreateTestProbe();
        _deals = CreateTestProbe();
        _waker = Sys.ActorOf(WakerActor.SupervisedProps(_index, _router, _deals, _clock));
    }

    [Fact]
    public void F17_F20_due_deals_are_woken_as_far_as_the_router_takes_them_and_each_once()
    {
        _index.Due = [.. Enumerable.Range(0, 50).Select(i => Row(i))];
        Feed(room: 7);
        var woken = _deals.ReceiveN(7, Patience).Cast<DealCommand.Wake>().ToList();
        Assert.Equal(Enumerable.Range(0, 7).Select(i => Row(i).Id), woken.Select(w => w.Id));
        Assert.All(woken, w => Assert.False(w.IsPull));
        foreach (var wake in woken)
            _waker.Tell(new NeedQueued(SubjectOf(wake.Id), Lane.Refresh, 1, Any.T0));
        Feed(room: 3);
        Assert.Equal(Enumerable.Range(7, 3).Select(i => Row(i).Id), _deals.ReceiveN(3, Patience).Cast<DealCommand.Wake>().Select(w => w.Id));
        Feed(room: 3);
        _deals.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_row_that_is_due_before_its_deal_is_moved_to_what_the_deal_plans_if_it_knows_all_that_the_deal_knows()
    {
        _index.Due = [Row(0), Row(1)];
        Feed(room: 2);
        var plan = Row(0).Next with { Due = Any.T0.AddHours(9), SoftDeadline = Any.T0.AddHours(10) };
        Assert.Equal(2, _deals.ReceiveN(2, Patience).Count);
        _waker.Tell(new DealReply.NotDue(Row(1).Id, 1, plan.Due, Row(1).Version + 1) { Plan = plan });
        _waker.Tell(new DealReply.NotDue(Row(0).Id, 1, plan.Due, Row(0).Version) { Plan = plan });
        AwaitAssert(() => Assert.Equal(new DueMove(Row(0).Id, Row(0).Version, plan), Assert.Single(_index.Moves)), Patience);
    }

    [Fact]
    public async Task F18_only_looks_of_active_deals_whose_time_had_come_are_counted_as_asked_for_and_each_once()
    {
        _index.Due = [Row(0), Row(1), Row(2)];
        Feed(room: 3);
        Assert.Equal(3, _deals.ReceiveN(3, Patience).Count);
        foreach (var id in new[] { Row(0).Id, Row(0).Id, Row(1).Id })
            _waker.Tell(new NeedQueued(SubjectOf(id), Lane.Refresh, 1, Any.T0));
        _waker.Tell(new DealReply.NotDue(Row(2).Id, 1, null, 9));
        Assert.Equal(2, (await _waker.Ask<WakerStatus>(GetWakerStatus.Instance, Patience)).Looks);
    }

    [Fact]
    public void A_router_of_another_life_has_forgotten_its_wishes_and_they_are_said_again()
    {
        _index.Due = [Row(0)];
        Feed(room: 1);
        _waker.Tell(new NeedQueued(SubjectOf(_deals.ExpectMsg<DealCommand.Wake>(Patience).Id), Lane.Refresh, 1, Any.T0));
        Feed(room: 1);
        Feed(room: 1, epoch: 2);
        Assert.Equal(Row(0).Id, _deals.ExpectMsg<DealCommand.Wake>(Patience).Id);
    }

    [Fact]
    public void What_ended_without_being_bought_is_woken_again_at_once_and_what_was_bought_once_its_row_has_moved()
    {
        _index.Due = [Row(0)];
        Feed(room: 1);
        var subject = SubjectOf(_deals.ExpectMsg<DealCommand.Wake>(Patience).Id);
        _waker.Tell(new NeedsEnded([subject], Bought: false));
        Feed(room: 1);
        _deals.ExpectMsg<DealCommand.Wake>(Patience);
        _waker.Tell(new NeedsEnded([subject], Bought: true));
        Feed(room: 1);
        _index.Due = [Row(0, cycle: 8)];
        Feed(room: 1);
        Assert.Equal(8, _deals.ExpectMsg<DealCommand.Wake>(Patience).Cycle);
    }

    [Fact]
    public void F50_tokens_that_nobody_waits_for_wake_those_that_are_due_soonest()
    {
        _index.Soonest = [.. Enumerable.Range(0, 50).Select(i => Row(i, due: 5))];
        Feed(room: 200, idle: 31);
        var woken = _deals.ReceiveN(10, Patience).Cast<DealCommand.Wake>().ToList();
        Assert.All(woken, w => Assert.True(w.IsPull));
        Assert.True(_index.LookedBefore <= _clock.GetUtcNow() - RefreshPolicy.ShortestInterval);
        _index.Due = [Row(70)];
        Feed(room: 200, idle: 31);
        Assert.Equal((Row(70).Id, false), _deals.ExpectMsg<DealCommand.Wake>(Patience) is var w ? (w.Id, w.IsPull) : default);
        _deals.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task F2_F61_an_index_that_does_not_answer_is_a_visible_wait_and_goes_on_by_itself()
    {
        _index.Failure = new InvalidOperationException("catalogue.db is locked.");
        _index.Due = [Row(0)];
        Feed(room: 1);
        await AwaitAssertAsync(async () =>
        {
            var status = await _waker.Ask<WakerStatus>(GetWakerStatus.Instance, Patience);
            Assert.Contains("catalogue.db is locked", status.Waiting, StringComparison.Ordinal);
        }, Patience);
        _index.Failure = null;
        Feed(room: 1);
        _deals.ExpectMsg<DealCommand.Wake>(Patience);
        var after = await _waker.Ask<WakerStatus>(GetWakerStatus.Instance, Patience);
        Assert.Equal((1L, 1), (after.Woken, after.Claims));
    }

    [Fact]
    public async Task F2_lanes_that_take_no_more_are_named_and_their_deals_are_not_called_not_due()
    {
        _index.Due = [Row(0)];
        Feed(room: 0);
        await AwaitAssertAsync(async () =>
        {
            var waiting = (await _waker.Ask<WakerStatus>(GetWakerStatus.Instance, Patience)).Waiting;
            Assert.Contains("paused: interactive, enrichment, refresh", waiting, StringComparison.Ordinal);
        }, Patience);
        _index.Due = [];
        _router.ExpectMsg<GetAppetite>(Patience);
        _router.Reply(new Appetite(1, [1, 1, 1, 1, 1], 0));
        await AwaitAssertAsync(async () => Assert.Equal("Nobody is due.", (await _waker.Ask<WakerStatus>(GetWakerStatus.Instance, Patience)).Waiting), Patience);
    }

    private void Feed(int room, int idle = 0, long epoch = 1)
    {
        _router.ExpectMsg<GetAppetite>(Patience);
        _router.Reply(new Appetite(epoch, [room, room, 0, room, room], idle));
    }

    private static NeedSubject.ProductOf SubjectOf(DealId id) => new(id.Domain, id.Asin, 1, 0, ProductShape.Full);

    private static DueRow Row(int i, long cycle = 1, int due = 0) => new(
        new DealId(AmazonDomain.Us, Asin.Parse($"B{i:000000000}")),
        new Schedule(Lane.Refresh, Any.T0.AddHours(due), Any.T0.AddHours(due + 1), DueReason.Age, 2), cycle, 3, null);

    private sealed class Index : IDueIndex
    {
        public IReadOnlyList<DueRow> Due { get; set; } = [];

        public IReadOnlyList<DueRow> Soonest { get; set; } = [];

        public Exception? Failure { get; set; }

        public DateTimeOffset LookedBefore { get; private set; }

        public Task<IReadOnlyList<DueRow>> DueAsync(Lane lane, DateTimeOffset now, int most, CancellationToken cancellation) => Failure is { } failure
            ? Task.FromException<IReadOnlyList<DueRow>>(failure)
            : Task.FromResult<IReadOnlyList<DueRow>>([.. Due.Where(d => d.Next.Lane == lane).Take(most)]);

        public Task<IReadOnlyList<DueRow>> SoonestAsync(DateTimeOffset lookedBefore, int most, CancellationToken cancellation)
        {
            LookedBefore = lookedBefore;
            return Task.FromResult<IReadOnlyList<DueRow>>([.. Soonest.Take(most)]);
        }

        public System.Collections.Concurrent.ConcurrentQueue<DueMove> Moves { get; } = [];

        public Task MoveAsync(DueMove move, CancellationToken cancellation)
        {
            Moves.Enqueue(move);
            return Task.CompletedTask;
        }

        public Task<(long Living, long Gone)> CountGoneAsync(DateTimeOffset since, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
