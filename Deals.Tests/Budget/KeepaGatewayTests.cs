using Akka.Actor;
using Akka.TestKit;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace Deals.Tests.Budget;

public sealed class KeepaGatewayTests : BudgetTestKit
{
    private readonly FakeTimeProvider _wall = new();
    private readonly TestProbe _router;
    private readonly FakeKeepa _keepa;

    public KeepaGatewayTests(ITestOutputHelper output)
        : base(output)
    {
        _router = CreateTestProbe();
        _keepa = new FakeKeepa(Clock);
    }

    [Fact]
    public void A_permit_is_sent_once_answered_and_settled_until_that_is_stored()
    {
        var gateway = Gateway(_router, _keepa, wall: _wall);
        var permit = Permit(ClockOf(gateway) + TimeSpan.FromSeconds(10));
        gateway.Tell(permit, _router);

        Assert.Equal(permit.RequestId, ExpectMsg<KeepaAnswer>().RequestId);
        var settlement = _router.FishForMessage<SettlePermit>(static _ => true);
        Assert.Equal(5, Assert.IsType<PermitFate.Answered>(settlement.Fate).Envelope.TokensConsumed);
        _router.FishForMessage<GatewayAnnounce>(a => a.Unacknowledged.Contains(settlement));
        _router.FishForMessage<GatewayAnnounce>(a => a.Unacknowledged.Contains(settlement));

        gateway.Tell(new SettlementsStored(1, [permit.PermitId]), _router);
        _router.FishForMessage<GatewayAnnounce>(static a => a.Unacknowledged.IsEmpty);
        gateway.Tell(permit, _router);
        gateway.Tell(Permit(ClockOf(gateway) + TimeSpan.FromSeconds(10)), _router);
        ExpectMsg<KeepaAnswer>();
        Assert.Equal(2, Pages(_keepa).Length);
    }

    [Fact]
    public void A_permit_that_comes_after_its_expiry_is_not_sent_and_costs_nothing()
    {
        var gateway = Gateway(_router, _keepa, wall: _wall);
        var expiry = ClockOf(gateway) + TimeSpan.FromSeconds(10);
        _wall.Advance(TimeSpan.FromSeconds(11));

        gateway.Tell(Permit(expiry), _router);

        var settlement = _router.FishForMessage<SettlePermit>(static _ => true);
        Assert.Contains("expiry", Assert.IsType<PermitFate.NotSent>(settlement.Fate).Reason, StringComparison.Ordinal);
        Assert.Equal(FailureKind.NotSent, Assert.IsType<KeepaOutcome.Failed>(ExpectMsg<KeepaAnswer>().Outcome).Kind);
        Assert.Empty(Pages(_keepa));
    }

    [Fact]
    public void A_permit_of_a_router_whose_epoch_is_over_is_not_sent()
    {
        var gateway = Gateway(_router, _keepa, wall: _wall);
        gateway.Tell(new GatewayWelcome(7), _router);

        gateway.Tell(Permit(ClockOf(gateway) + TimeSpan.FromSeconds(10)) with { Epoch = 6 }, _router);

        Assert.Contains("epoch 6", Assert.IsType<PermitFate.NotSent>(_router.FishForMessage<SettlePermit>(static _ => true).Fate).Reason, StringComparison.Ordinal);
        Assert.Empty(Pages(_keepa));
    }

    [Fact]
    public void A_restarted_gateway_remembers_what_it_has_sent()
    {
        var gateway = Gateway(_router, _keepa, wall: _wall);
        var permit = Permit(ClockOf(gateway) + TimeSpan.FromSeconds(100));
        gateway.Tell(permit, _router);
        ExpectMsg<KeepaAnswer>();

        ((IInternalActorRef)gateway).Restart(new InvalidOperationException("A bug."));
        gateway.Tell(permit, _router);
        gateway.Tell(permit with { PermitId = Guid.NewGuid(), Request = new KeepaRequest.DealPage(Query, 9) }, _router);

        ExpectMsg<KeepaAnswer>();
        Assert.Equal([0, 9], Pages(_keepa).Select(static p => p.Page));
    }

    [Fact]
    public void More_permits_than_it_takes_are_refused_and_a_drained_gateway_takes_none()
    {
        var answer = new TaskCompletionSource<KeepaOutcome?>();
        _keepa.Instead = (_, _) => answer.Task;
        var gateway = Gateway(_router, _keepa, new KeepaGatewaySettings { Limit = 2, AnnounceEvery = TimeSpan.FromMilliseconds(50) }, _wall);
        var expiry = ClockOf(gateway) + TimeSpan.FromSeconds(10);
        for (var i = 0; i < 3; i++)
            gateway.Tell(Permit(expiry), _router);
        Assert.Equal(FailureKind.NotSent, Assert.IsType<KeepaOutcome.Failed>(ExpectMsg<KeepaAnswer>().Outcome).Kind);

        gateway.Tell(DrainGateway.Instance, TestActor);
        gateway.Tell(Permit(expiry), _router);
        Assert.Contains("leaving", Assert.IsType<KeepaOutcome.Failed>(ExpectMsg<KeepaAnswer>().Outcome).Error.Message, StringComparison.Ordinal);
        answer.SetResult(null);
        ExpectMsg<KeepaAnswer>();
        ExpectMsg<KeepaAnswer>();
        var announced = _router.FishForMessage<GatewayAnnounce>(static a => a is { Draining: true, InFlight.IsEmpty: true });
        Assert.Equal(4, announced.Unacknowledged.Length);
        gateway.Tell(new SettlementsStored(1, [.. announced.Unacknowledged.Select(static s => s.PermitId)]), _router);
        ExpectMsg<GatewayDrained>();
    }

    [Fact]
    public void A_client_that_throws_or_outlives_its_time_leaves_the_fate_unknown()
    {
        var gateway = Gateway(_router, _keepa, wall: _wall);
        _keepa.Instead = static (_, _) => throw new InvalidOperationException("https://api.keepa.com/?key=secret");
        gateway.Tell(Permit(ClockOf(gateway) + TimeSpan.FromSeconds(10)), _router);
        var unknown = Assert.IsType<KeepaOutcome.Unknown>(ExpectMsg<KeepaAnswer>().Outcome);
        Assert.DoesNotContain("secret", unknown.Reason, StringComparison.Ordinal);

        var sent = new TaskCompletionSource();
        _keepa.Instead = async (_, cancelled) =>
        {
            sent.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancelled);
            return null;
        };
        gateway.Tell(Permit(ClockOf(gateway) + TimeSpan.FromSeconds(10)), _router);
        AwaitCondition(() => sent.Task.IsCompleted);
        _wall.Advance(TimeSpan.FromSeconds(121));

        Assert.IsType<KeepaOutcome.Unknown>(ExpectMsg<KeepaAnswer>().Outcome);
    }

    [Fact]
    public void F42_an_answer_that_cannot_be_taken_in_is_settled_all_the_same_and_the_gateway_goes_on()
    {
        var settings = new KeepaGatewaySettings { Limit = 1, AnnounceEvery = TimeSpan.FromMilliseconds(50) };
        var gateway = Sys.ActorOf(KeepaGateway.Props(settings, _keepa, new FailingTaker(), _router, _wall));
        for (var i = 0; i < 2; i++)
        {
            var permit = Permit(ClockOf(gateway) + TimeSpan.FromSeconds(10)) with { Subjects = [new NeedSubject.ProductOf(AmazonDomain.Us, Asin.Parse($"B00000000{i}"), 1, 0, ProductShape.Full)] };
            gateway.Tell(permit, _router);
            var settlement = _router.FishForMessage<SettlePermit>(s => s.PermitId == permit.PermitId);
            Assert.Equal(5, Assert.IsType<PermitFate.Answered>(settlement.Fate).Envelope.TokensConsumed);
            ExpectMsg<KeepaAnswer>();
        }
    }

    [Fact]
    public void F7_only_the_gateway_sends_to_keepa()
    {
        var architecture = new ArchLoader().LoadAssemblies(typeof(KeepaGateway).Assembly).Build();
        var senders = architecture.Types
            .Where(static type => type.GetMethodMembers().Concat(type.Members.OfType<ArchUnitNET.Domain.MethodMember>())
                .SelectMany(static method => method.GetCalledMethods())
                .Any(static called => string.Equals(called.DeclaringType.FullName, typeof(IKeepaSender).FullName, StringComparison.Ordinal)))
            .Select(static type => type.FullName)
            .ToArray();

        Assert.NotEmpty(senders);
        Assert.All(senders, static name => Assert.StartsWith(typeof(KeepaGateway).FullName!, name, StringComparison.Ordinal));
    }

    private sealed class FailingTaker : IAnswerTaker
    {
        public string? Trouble => null;

        public Task TakeAsync(Permit permit, KeepaOutcome outcome) => throw new InvalidOperationException("A bug.");
    }

    private Permit Permit(TimeSpan expiry) => new(
        Guid.NewGuid(), 1, Guid.NewGuid(), new KeepaRequest.DealPage(Query, 0), Akka.Serialization.Serialization.SerializedActorPath(TestActor), expiry);

    /// <summary>What the gateway's own clock says, as it announces it.</summary>
    private TimeSpan ClockOf(IActorRef gateway)
    {
        gateway.Tell(new GatewayWelcome(0));
        return _router.FishForMessage<GatewayAnnounce>(static _ => true).Clock;
    }
}
