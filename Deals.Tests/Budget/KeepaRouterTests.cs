using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
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
        AwaitAssert(() =>
        {
            router.Tell(GetBudget.Instance, TestActor);
            var status = ExpectMsg<BudgetStatus>();
            Assert.Equal((5, 0, 1200, 20), (status.Settled, status.Reserved, status.Capacity, status.RefillRate));
            Assert.Empty(status.Permits);
        });
    }

    [Fact]
    public void F4_no_permit_leaves_before_it_is_stored()
    {
        var keepa = new FakeKeepa(Clock);
        keepa.Instead = (request, _) =>
        {
            if (request is KeepaRequest.DealPage)
                Assert.Contains(Journal.Events.OfType<PermitGranted>(), g => g.Request == request);
            return Task.FromResult<KeepaOutcome?>(null);
        };
        var router = Router();
        Gateway(router, keepa);
        for (var page = 0; page < 20; page++)
            router.Tell(Ask(page: page), TestActor);

        var answers = ReceiveWhile(TimeSpan.FromSeconds(10), m => m as KeepaAnswer ?? m, 40).OfType<KeepaAnswer>().ToArray();

        Assert.Equal(20, answers.Length);
        Assert.All(answers, a => Assert.IsType<KeepaOutcome.EmptyPage>(a.Outcome));
    }
}
