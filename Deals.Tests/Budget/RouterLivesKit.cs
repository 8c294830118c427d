using Akka.Actor;
using Akka.Persistence;
using Deals.Actors.Budget;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace Deals.Tests.Budget;

/// <summary>Several lives of the router on one journal, gateways that can be cut off or die, a Keepa that knows what it debited, and a clock that moves when it is
/// told to. Every status that is read is held against Keepa's truth.</summary>
public abstract class RouterLivesKit : BudgetTestKit
{
    /// <summary>What a page is held at, and what it costs here.</summary>
    private protected const int Worst = KeepaRequest.DealPage.Cost, Cost = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(10);

    protected RouterLivesKit(ITestOutputHelper output, int rate = 20, int balance = 300)
        : this(output, new FakeTimeProvider(Any.T0), rate, balance)
    {
    }

    private RouterLivesKit(ITestOutputHelper output, FakeTimeProvider wall, int rate, int balance)
        : base(output, clock: new DomainClock(wall.GetUtcNow(), 1, wall))
    {
        Wall = wall;
        Keepa = new FakeKeepa(Clock, rate, balance) { CostOf = static request => request is KeepaRequest.Token ? 0 : Cost };
    }

    private protected FakeTimeProvider Wall { get; }

    private protected FakeKeepa Keepa { get; }

    private protected IActorRef Open(KeepaRouterSettings? settings = null) => Sys.ActorOf(KeepaRouter.Props(settings ?? Settings, Clock));

    private protected (IActorRef Node, Wire Wire) Join(IActorRef router)
    {
        var wire = new Wire(router);
        return (Sys.ActorOf(Props.Create(() => new GatewayNode(wire, Keepa, Wall))), wire);
    }

    private protected PermitRequest RequestPage(IActorRef router, int page)
    {
        var request = Ask(page: page);
        router.Tell(request, TestActor);
        return request;
    }

    /// <summary>Buys a page and waits until all is settled.</summary>
    private protected BudgetStatus Buy(IActorRef router, int page)
    {
        var before = Status(router).Settled;
        var request = RequestPage(router, page);
        FishForMessage<KeepaAnswer>(answer => answer.RequestId == request.RequestId, Patience);
        return AwaitStatus(router, s => s.Settled == before + Cost && s.Permits.IsEmpty);
    }

    /// <summary>Stops actors as a killed process does: with what they were about to do undone.</summary>
    private protected void Die(params IActorRef[] actors)
    {
        foreach (var actor in actors)
        {
            var probe = CreateTestProbe();
            probe.Watch(actor);
            Sys.Stop(actor);
            probe.ExpectTerminated(actor, Patience);
        }
    }

    private protected Hold HoldBeforeWriting<T>(Predicate<T> which)
    {
        var hold = new Hold();
        Journal.BeforeWrite = writes => Stored(writes).OfType<T>().Any(e => which(e)) ? hold.WaitHere() : Task.CompletedTask;
        return hold;
    }

    private protected Hold HoldAfterWriting<T>(Predicate<T> which)
    {
        var hold = new Hold();
        Journal.AfterWrite = writes => Stored(writes).OfType<T>().Any(e => which(e)) ? hold.WaitHere() : Task.CompletedTask;
        return hold;
    }

    private protected void Await(Func<bool> holds, string what) => AwaitAssert(() => Assert.True(holds(), what), Patience, Often);

    private protected BudgetStatus AwaitStatus(IActorRef router, Predicate<BudgetStatus> holds)
    {
        BudgetStatus? last = null;
        Await(
            () =>
            {
                last = Status(router);
                return holds(last);
            },
            "The status that was waited for did not come.");
        return last!;
    }

    /// <summary>The router's status. Whatever the moment, what Keepa has debited and will debit without anybody's help is settled, booked or withheld.</summary>
    private protected BudgetStatus Status(IActorRef router)
    {
        var forSure = Keepa.DebitedForSure;
        var probe = CreateTestProbe();
        router.Tell(GetBudget.Instance, probe);
        var status = probe.ExpectMsg<BudgetStatus>(Patience);
        var trulyUnknown = forSure - status.Settled - status.Unknown;
        Assert.True(status.Reserved >= trulyUnknown, $"{status.Reserved} tokens are withheld, and {trulyUnknown} are unknown.");
        Assert.Equal(status.Permits.Sum(static p => p.WorstCase), status.Reserved);
        Assert.Equal(0, status.Foreign);
        var deadlines = Journal.Events.OfType<PermitGranted>().ToDictionary(static g => g.PermitId, static g => g.Deadline);
        Assert.All(status.Permits, permit => Assert.True(permit.Deadline <= deadlines[permit.PermitId], "A permit is held beyond the deadline that it was given with."));
        return status;
    }

    /// <summary>Every page left a gateway at most as often as a permit for it was stored.</summary>
    private protected void AssertEachPermitWasSentOnce()
    {
        var granted = Journal.Events.OfType<PermitGranted>().Select(static g => g.Request).ToLookup(PageOf);
        Assert.All(Keepa.Left.ToLookup(PageOf), left => Assert.InRange(left.Count(), 1, granted[left.Key].Count()));
        Assert.Equal(0, Keepa.Refused);
    }

    private protected static int? PageOf(KeepaRequest request) => (request as KeepaRequest.DealPage)?.Page;

    private static IEnumerable<object> Stored(IReadOnlyList<AtomicWrite> writes) =>
        writes.SelectMany(static w => (IEnumerable<IPersistentRepresentation>)w.Payload).Select(static p => p.Payload);
}
