using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Processing;

public sealed class SellerActorTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly SellerId Seller = SellerId.Parse("A33EGCJZUE9VE2");
    private static readonly SellerFacts Facts = new("A33EGCJZUE9VE2", "A seller", 97, 12);
    private readonly FakeTimeProvider _wall = new(Any.T0);
    private readonly TestProbe _router;
    private readonly TestProbe _deals;

    public SellerActorTests()
        : base(ConfigurationFactory.ParseString("akka.loglevel = OFF").WithFallback(SerializingMailbox.Everywhere))
    {
        _router = CreateTestProbe();
        _deals = CreateTestProbe();
    }

    [Fact]
    public void F3_one_token_serves_every_deal_of_a_seller_for_a_week_and_over_a_restart()
    {
        var seller = Start("a");
        foreach (var i in new[] { 1, 2, 2 })
            seller.Tell(new AskSeller(AmazonDomain.Us, Seller, Id(i)));
        var need = _router.ExpectMsg<Need>(Patience);
        Assert.Equal((Seller, Lane.Enrichment), (Assert.IsType<NeedSubject.SellerOf>(need.Subject).Seller, need.Lane));
        Assert.Equal(need.Subject.Id, _router.ExpectMsg<Need>(Patience).Subject.Id);
        seller.Tell(new SellerArrived(AmazonDomain.Us, Seller, Facts, Any.T0.AddDays(-1), Any.T0));
        Assert.Equal([Id(1), Id(2)], _deals.ReceiveN(2, Patience).Cast<DealCommand.RecordSeller>().Select(r => r.Id).OrderBy(i => i.ToString(), StringComparer.Ordinal));
        Watch(seller);
        Sys.Stop(seller);
        ExpectTerminated(seller, Patience);

        var again = Start("b");
        while (_router.HasMessages)
            _router.ReceiveOne(TimeSpan.Zero);
        _wall.Advance(TimeSpan.FromDays(6));
        again.Tell(new AskSeller(AmazonDomain.Us, Seller, Id(3)));
        Assert.Equal((Id(3), Facts, Any.T0.AddDays(-1)), _deals.ExpectMsg<DealCommand.RecordSeller>(Patience) is var r ? (r.Id, r.Seller, r.AsOf) : default);
        _router.ExpectNoMsg(TimeSpan.Zero);
        _wall.Advance(TimeSpan.FromDays(2));
        again.Tell(new AskSeller(AmazonDomain.Us, Seller, Id(4)));
        Assert.NotEqual(need.Subject.Id, _router.ExpectMsg<Need>(Patience).Subject.Id);
    }

    [Fact]
    public void A_seller_that_keepa_does_not_know_is_not_asked_for_again_that_day()
    {
        var seller = Start("c");
        seller.Tell(new AskSeller(AmazonDomain.Us, Seller, Id(1)));
        _router.ExpectMsg<Need>(Patience);
        seller.Tell(new SellerArrived(AmazonDomain.Us, Seller, null, Any.T0, Any.T0));
        seller.Tell(new AskSeller(AmazonDomain.Us, Seller, Id(2)));
        _deals.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        _router.ExpectNoMsg(TimeSpan.Zero);
        _wall.Advance(TimeSpan.FromHours(25));
        seller.Tell(new AskSeller(AmazonDomain.Us, Seller, Id(2)));
        _router.ExpectMsg<Need>(Patience);
    }

    private IActorRef Start(string name) => Sys.ActorOf(
        SellerActor.Props("1-A33EGCJZUE9VE2", new SellerSurroundings(_router, _deals, new DomainClock(Any.T0, wall: _wall), TimeSpan.FromMinutes(1))), name);

    private static DealId Id(int i) => new(AmazonDomain.Us, Asin.Parse($"B{i:000000000}"));
}
