using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Xunit.Abstractions;

namespace Deals.Tests.Budget;

/// <summary>The router's node is killed at every step of a permit, with the gateway that has the permit or without it, and the next router starts from the events
/// alone or from a snapshot: it withholds what may be unknown, until the permit's deadline at most, and every token that Keepa debited is in the accounts.</summary>
public sealed class RouterCrashTests(ITestOutputHelper output) : RouterLivesKit(output)
{
    private const int Page = 1;
    private IActorRef _router = ActorRefs.Nobody;
    private IActorRef _node = ActorRefs.Nobody;
    private Wire _wire = null!;
    private KeepaRouterSettings _settings = Settings;

    /// <summary>Whether the gateway survives, and whether the router stores a snapshot after each event.</summary>
    public static TheoryData<bool, bool> Crashes => new() { { true, false }, { true, true }, { false, false }, { false, true } };

    [Theory]
    [MemberData(nameof(Crashes))]
    public void F33_F59_killed_before_the_grant_is_stored_nothing_is_withheld(bool survives, bool snapshots)
    {
        Begin(snapshots);
        var write = HoldBeforeWriting<PermitGranted>(static g => PageOf(g.Request) == Page);
        var request = RequestPage(_router, Page);
        Await(() => write.IsReached, "The grant is about to be stored.");
        Crash(survives, write.Fail);

        AssertAccounts(TakeOver(), withheld: 0, settled: Cost, unknown: 0);
        Assert.Empty(Sent(Page));
        Reconnect(survives);
        _router.Tell(request, TestActor);
        FishForMessage<KeepaAnswer>(a => a.RequestId == request.RequestId);
        AwaitStatus(_router, static s => s.Settled == 2 * Cost);
        ComesToRest(settled: 2 * Cost, unknown: 0);
        Assert.Single(Sent(Page));
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public void F33_F59_killed_after_the_grant_is_stored_and_before_it_leaves_its_worst_case_is_withheld_and_costs_nothing(bool survives, bool snapshots)
    {
        Begin(snapshots);
        var write = HoldAfterWriting<PermitGranted>(static g => PageOf(g.Request) == Page);
        RequestPage(_router, Page);
        Await(() => write.IsReached, "The grant is stored.");
        Crash(survives, write.LetGo);

        AssertAccounts(TakeOver(), withheld: Worst, settled: Cost, unknown: 0);
        Reconnect(survives);
        ComesToRest(settled: Cost, unknown: 0);
        Assert.Empty(Sent(Page));
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public void F33_F59_killed_while_the_permit_travels_it_is_refused_where_the_new_epoch_is_known_and_lost_where_nobody_is(bool survives, bool snapshots)
    {
        Begin(snapshots);
        _wire.KeepsBack = static message => message is Permit { Request: KeepaRequest.DealPage { Page: Page } };
        RequestPage(_router, Page);
        Await(() => !_wire.Kept.IsEmpty, "The permit is on its way.");
        Crash(survives);

        AssertAccounts(TakeOver(), withheld: Worst, settled: Cost, unknown: 0);
        Reconnect(survives);
        _node.Tell(GatewayNode.Deliver.Instance);
        if (survives)
            AwaitStatus(_router, static s => s.Reserved == 0);
        ComesToRest(settled: Cost, unknown: 0);
        Assert.Empty(Sent(Page));
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public void F33_F59_killed_after_the_request_left_and_before_the_debit_the_debit_finds_its_tokens_withheld(bool survives, bool snapshots)
    {
        Begin(snapshots);
        var travel = new Hold();
        Keepa.OnTheWay = request => PageOf(request) == Page ? travel.WaitHere() : Task.CompletedTask;
        RequestPage(_router, Page);
        Await(() => travel.IsReached, "The request is on its way to Keepa.");
        Crash(survives);

        AssertAccounts(TakeOver(), withheld: Worst, settled: Cost, unknown: 0);
        Reconnect(survives);
        travel.LetGo();
        Await(() => Keepa.Debited == 2 * Cost, "Keepa debits it.");
        IsSettledOrUnknown(survives);
        Assert.Single(Sent(Page));
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public void F33_F59_killed_after_the_debit_and_before_the_answer_what_it_cost_is_settled_by_the_survivor_or_booked_at_the_deadline(bool survives, bool snapshots)
    {
        Begin(snapshots);
        var answer = HoldAnswer();
        RequestPage(_router, Page);
        Await(() => answer.IsReached, "Keepa has debited it.");
        Crash(survives);

        AssertAccounts(TakeOver(), withheld: Worst, settled: Cost, unknown: 0);
        Reconnect(survives);
        Assert.Equal(Worst, AwaitStatus(_router, s => s.Gateways.Length == (survives ? 2 : 1)).Reserved);
        answer.LetGo();
        IsSettledOrUnknown(survives);
        Assert.Single(Sent(Page));
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public void F33_F59_killed_after_the_answer_and_before_it_hears_of_it_the_survivor_tells_the_next_one(bool survives, bool snapshots)
    {
        Begin(snapshots);
        _wire.Loses = static message => message is SettlePermit or GatewayAnnounce { Unacknowledged.IsEmpty: false };
        var request = RequestPage(_router, Page);
        FishForMessage<KeepaAnswer>(a => a.RequestId == request.RequestId);
        Crash(survives);

        AssertAccounts(TakeOver(), withheld: Worst, settled: Cost, unknown: 0);
        Reconnect(survives);
        IsSettledOrUnknown(survives);
        Assert.Single(Sent(Page));
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public void F33_F59_killed_before_the_settlement_is_stored_it_is_not_lost_while_the_gateway_lives(bool survives, bool snapshots)
    {
        Begin(snapshots);
        var write = HoldBeforeWriting<PermitSettled>(static s => s.Fate is PermitFate.Answered { Envelope.TokensConsumed: > 0 });
        RequestPage(_router, Page);
        Await(() => write.IsReached, "The settlement is about to be stored.");
        Crash(survives, write.Fail);

        AssertAccounts(TakeOver(), withheld: Worst, settled: Cost, unknown: 0);
        Reconnect(survives);
        IsSettledOrUnknown(survives);
        Assert.Single(Sent(Page));
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public void F33_F59_killed_after_the_settlement_is_stored_it_counts_once_and_a_requester_that_never_heard_is_served_by_a_new_permit(bool survives, bool snapshots)
    {
        Begin(snapshots);
        var write = HoldAfterWriting<PermitSettled>(static s => s.Fate is PermitFate.Answered { Envelope.TokensConsumed: > 0 });
        var request = RequestPage(_router, Page);
        Await(() => write.IsReached, "The settlement is stored.");
        Crash(survives, write.LetGo);

        AssertAccounts(TakeOver(), withheld: 0, settled: 2 * Cost, unknown: 0);
        Reconnect(survives);
        FishForMessage<KeepaAnswer>(a => a.RequestId == request.RequestId);
        _router.Tell(request, TestActor);
        FishForMessage<KeepaAnswer>(a => a.RequestId == request.RequestId);
        AwaitStatus(_router, static s => s.Settled == 3 * Cost);
        ComesToRest(settled: 3 * Cost, unknown: 0);
        Assert.Equal(2, Sent(Page).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void F33_F59_killed_after_it_stored_that_a_fate_is_unknown_and_before_the_requester_heard_it_is_withheld_as_long_as_before(bool snapshots)
    {
        Begin(snapshots);
        HoldAnswer();
        var request = RequestPage(_router, Page);
        Await(() => Keepa.Debited == 2 * Cost, "Keepa has debited it.");
        var write = HoldAfterWriting<PermitUnknown>(static _ => true);
        Die(_node);
        Await(() => write.IsReached, "It is stored that the gateway is gone.");
        Crash(survives: false, write.LetGo);

        var status = TakeOver();
        AssertAccounts(status, withheld: Worst, settled: Cost, unknown: 0);
        Assert.True(Assert.Single(status.Permits).FateUnknown);
        // Bought once at most while it may still be charged.
        _router.Tell(request, TestActor);
        FishForMessage<Queued>(q => q.RequestId == request.RequestId && q.Place == 0);
        ComesToRest(settled: Cost, unknown: Cost);
        Assert.Single(Sent(Page));
    }

    /// <summary>One router, one gateway, one page bought.</summary>
    private void Begin(bool snapshots)
    {
        _settings = Settings with { SnapshotEvery = snapshots ? 1 : Settings.SnapshotEvery };
        _router = Open(_settings);
        (_node, _wire) = Join(_router);
        Buy(_router, page: 0);
        Wall.Advance(TimeSpan.FromSeconds(1));
    }

    private void Crash(bool survives, Action? leftBehind = null)
    {
        _wire.Loses = static _ => true;
        Die(_router);
        if (!survives)
            Die(_node);
        (Journal.BeforeWrite, Journal.AfterWrite) = (null, null);
        leftBehind?.Invoke();
        Wall.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>The next router, with a gateway of its own, as soon as it may grant; nobody has told it anything but Keepa.</summary>
    private BudgetStatus TakeOver()
    {
        _router = Open(_settings);
        Join(_router);
        return AwaitStatus(_router, static s => s is { Epoch: 2, TokensLeft: not null } && s.Permits.All(static p => p.WorstCase > 0));
    }

    private void Reconnect(bool survives)
    {
        if (!survives)
            return;
        (_wire.Router, _wire.Loses) = (_router, static _ => false);
        Await(() => _wire.Met == 2, "The gateway has met the new epoch.");
    }

    private Hold HoldAnswer()
    {
        var hold = new Hold();
        Keepa.Instead = async (request, _) =>
        {
            if (PageOf(request) == Page)
                await hold.WaitHere();
            return null;
        };
        return hold;
    }

    private void IsSettledOrUnknown(bool survives)
    {
        if (survives)
            AssertAccounts(AwaitStatus(_router, static s => s.Settled == 2 * Cost), withheld: 0, settled: 2 * Cost, unknown: 0);
        else
            AssertAccounts(Status(_router), withheld: Worst, settled: Cost, unknown: 0);
        ComesToRest(settled: survives ? 2 * Cost : Cost, unknown: survives ? 0 : Cost);
    }

    /// <summary>To the last deadline: until then everything stays withheld, and at that instant nothing is any more. Then it goes on.</summary>
    private void ComesToRest(int settled, int unknown)
    {
        var open = Status(_router).Permits.Where(static p => p.WorstCase > 0).ToArray();
        if (open.Length > 0)
        {
            var moment = TimeSpan.FromTicks(1);
            Wall.Advance(open.Max(static p => p.Deadline) - Clock.GetUtcNow() - moment);
            Assert.Equal(open.Sum(static p => p.WorstCase), Status(_router).Reserved);
            Wall.Advance(moment);
        }

        var rest = AwaitStatus(_router, static s => s.Permits.IsEmpty);
        AssertAccounts(rest, withheld: 0, settled, unknown);
        Assert.Equal(Keepa.Debited, rest.Settled + rest.Unknown);
        Assert.True(rest.TokensLeft <= Keepa.Balance, $"{rest.TokensLeft} are predicted, and {Keepa.Balance} are there.");
        Buy(_router, page: 9);
        AssertEachPermitWasSentOnce();
    }

    private static void AssertAccounts(BudgetStatus status, int withheld, int settled, int unknown) =>
        Assert.Equal((withheld, settled, unknown), (status.Reserved, status.Settled, status.Unknown));

    private IReadOnlyList<KeepaRequest> Sent(int page) => [.. Keepa.Left.Where(r => PageOf(r) == page)];
}
