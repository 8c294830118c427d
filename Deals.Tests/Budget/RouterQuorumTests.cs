using Deals.Actors.Budget;
using Xunit.Abstractions;

namespace Deals.Tests.Budget;

public sealed class RouterQuorumTests(ITestOutputHelper output) : BudgetTestKit(output)
{
    [Fact]
    public void F2_while_members_are_missing_nothing_leaves_and_everybody_can_see_why()
    {
        var keepa = new FakeKeepa(Clock);
        var quorum = new FakeQuorum { Missing = "Nothing is granted: 1 members are up and heard, Cluster:MinMembers is 2." };
        var router = Sys.ActorOf(KeepaRouter.SupervisedProps(Settings, Clock, quorum));
        Gateway(router, keepa);
        router.Tell(Ask(), TestActor);
        ExpectMsg<Queued>();

        AwaitAssert(() => Assert.Equal((quorum.Missing, 1), (StatusOf(router).WaitingFor, StatusOf(router).Gateways.Length)));
        Assert.Empty(keepa.Arrived);
        Assert.DoesNotContain(Journal.Events, e => e is PermitGranted);

        quorum.Missing = null;
        ExpectMsg<KeepaAnswer>(TimeSpan.FromSeconds(10));
        Assert.Single(Pages(keepa));
    }

    private BudgetStatus StatusOf(Akka.Actor.IActorRef router)
    {
        router.Tell(GetBudget.Instance, TestActor);
        return ExpectMsg<BudgetStatus>();
    }

    private sealed class FakeQuorum : IQuorum
    {
        private volatile string? _missing;

        public string? Missing
        {
            get => _missing;
            set => _missing = value;
        }
    }
}
