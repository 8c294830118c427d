using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Xunit.Abstractions;

namespace Deals.Tests.Budget;

/// <summary>Two routers at once: the older one does not know that it is over, its gateways may not either, and its permits are still on their way.
/// (That the databases fence as this journal does is in <see cref="RouterFenceTests"/>.)</summary>
public sealed class RouterOverlapTests(ITestOutputHelper output) : RouterLivesKit(output, rate: 250, balance: 9_000)
{
    private const int Page = 1;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void F60_a_gateway_that_knows_the_old_router_alone_sends_its_late_permit_until_the_expiry_and_never_after_it(bool expired)
    {
        var (old, node, wire) = OldWithAPermitOnItsWay();
        var @new = Succeed();
        Wall.Advance(Settings.PermitValidity + (expired ? Moment : TimeSpan.Zero));
        Assert.Equal(Worst, Status(@new).Reserved);
        node.Tell(GatewayNode.Deliver.Instance);

        // The old router learns that it is over when it stores what became of its permit.
        ExpectStopped(old);
        Assert.Equal(expired ? 0 : 1, Keepa.Left.Count(static r => PageOf(r) == Page));
        Assert.Equal(Worst, Status(@new).Reserved);
        wire.Router = @new;
        AssertAllSettled(@new, pages: expired ? 1 : 2);
        Assert.Equal(1, wire.Permits.Count(static p => PageOf(p.Request) == Page));
    }

    [Fact]
    public void F60_a_gateway_that_has_met_the_new_router_sends_no_permit_of_the_old_one_even_while_it_is_valid()
    {
        var (_, node, wire) = OldWithAPermitOnItsWay();
        var @new = Succeed();
        (wire.Router, wire.Loses) = (@new, static _ => false);
        Await(() => wire.Met == 2, "The gateway has met the new epoch.");
        node.Tell(GatewayNode.Deliver.Instance);

        AssertAllSettled(@new, pages: 1);
        Assert.DoesNotContain(Keepa.Left, static r => PageOf(r) == Page);
    }

    [Fact]
    public void F60_what_the_old_router_acknowledges_of_the_new_ones_permits_is_told_to_the_new_one_all_the_same()
    {
        var old = Open();
        var (_, wire) = Join(old);
        Buy(old, page: 0);
        var @new = Succeed();
        wire.Router = @new;
        Await(() => wire.Met == 2, "The gateway has met the new epoch.");
        var answer = new Hold();
        Keepa.Instead = async (request, _) =>
        {
            if (PageOf(request) is >= 10)
                await answer.WaitHere();
            return null;
        };
        // Enough that both gateways have some.
        for (var page = 10; page < 16; page++)
            RequestPage(@new, page);
        Await(() => Keepa.Left.Count(static r => PageOf(r) >= 10) == 6, "Six pages are out.");
        Assert.Contains(wire.Permits, static p => p.Epoch == 2);
        var acknowledged = 0;
        wire.Router = old;
        wire.KeepsBack = message => message is SettlementsStored { Epoch: 1, PermitIds.IsEmpty: false } && Interlocked.Increment(ref acknowledged) < 0;
        answer.LetGo();
        Await(() => Volatile.Read(ref acknowledged) > 1, "The old router, which knows nothing of them, acknowledges them.");

        wire.Router = @new;
        AssertAllSettled(@new, pages: 7);
    }

    /// <summary>Router after router opens while the one before it grants as fast as it can, and every message to a gateway comes twice.</summary>
    [Fact]
    public void F60_no_grant_leaves_a_router_after_the_next_one_has_written_and_none_is_sent_twice()
    {
        var settings = Settings with { MostGrantsAtOnce = 1 };
        var current = Open(settings);
        var nodes = Enumerable.Range(0, 2).Select(_ => Join(current)).ToArray();
        Array.ForEach(nodes, static n => n.Wire.Doubles = true);
        AwaitStatus(current, static s => s.TokensLeft is not null);
        for (var round = 1; round <= 6; round++)
        {
            var before = current;
            for (var i = 0; i < 40; i++)
                RequestPage(before, (100 * round) + i);
            current = OpenBeside(settings);
            nodes[round % 2].Wire.Router = current;
            AwaitStatus(current, static s => s.TokensLeft is not null);
            // A write of any kind tells it.
            before.Tell(new SetLane(Lane.Backfill, Paused: true), TestActor);
            ExpectStopped(before);
            Array.ForEach(nodes, n => n.Wire.Router = current);
        }

        AwaitStatus(current, static s => s is { Reserved: 0, Permits.IsEmpty: true });
        AssertGrantsEndWhereTheNextEpochBegins(nodes.SelectMany(static n => n.Wire.Permits));
        AssertEachPermitWasSentOnce();
        var status = Status(current);
        Assert.Equal((Keepa.Debited, 0), (status.Settled + status.Unknown, status.Unknown));
        Assert.True(Keepa.Debited > 0, "Nothing was sent.");
    }

    private void AssertGrantsEndWhereTheNextEpochBegins(IEnumerable<Permit> sent)
    {
        var epoch = 0L;
        var stored = new Dictionary<Guid, long>();
        foreach (var @event in Journal.Events)
        {
            epoch = @event is EpochOpened opened ? opened.Epoch : epoch;
            if (@event is not PermitGranted granted)
                continue;
            Assert.Equal(epoch, granted.Epoch);
            stored.Add(granted.PermitId, epoch);
        }

        Assert.All(sent, permit => Assert.Equal(permit.Epoch, stored[permit.PermitId]));
    }

    private (IActorRef Old, IActorRef Node, Wire Wire) OldWithAPermitOnItsWay()
    {
        var old = Open();
        var (node, wire) = Join(old);
        Buy(old, page: 0);
        wire.KeepsBack = static message => message is Permit { Request: KeepaRequest.DealPage { Page: Page } };
        RequestPage(old, Page);
        Await(() => !wire.Kept.IsEmpty, "The permit is on its way.");
        // The old router hears nothing from now on but what becomes of the permit.
        wire.Loses = static message => message is GatewayAnnounce { Unacknowledged.IsEmpty: true };
        return (old, node, wire);
    }

    private IActorRef Succeed()
    {
        var @new = OpenBeside(Settings);
        Join(@new);
        AwaitStatus(@new, static s => s.TokensLeft is not null && s.Permits.All(static p => p.WorstCase > 0));
        return @new;
    }

    /// <summary>Opens the next epoch beside a router that still writes: until the newcomer's first event is the one that is stored.</summary>
    private IActorRef OpenBeside(KeepaRouterSettings settings)
    {
        while (true)
        {
            var probe = CreateTestProbe();
            var router = Open(settings);
            probe.Watch(router);
            router.Tell(GetBudget.Instance, probe);
            if (probe.FishForMessage(static m => m is BudgetStatus or Terminated, TimeSpan.FromSeconds(20)) is BudgetStatus)
                return router;
        }
    }

    private void ExpectStopped(IActorRef router)
    {
        var probe = CreateTestProbe();
        probe.Watch(router);
        probe.FishForMessage<Terminated>(t => t.ActorRef.Equals(router), TimeSpan.FromSeconds(20));
    }

    private void AssertAllSettled(IActorRef router, int pages)
    {
        var status = AwaitStatus(router, static s => s.Permits.IsEmpty);
        Assert.Equal((pages * Cost, 0, pages * Cost), (status.Settled, status.Unknown, Keepa.Debited));
        AssertEachPermitWasSentOnce();
    }
}
