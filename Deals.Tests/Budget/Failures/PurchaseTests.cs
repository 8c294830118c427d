using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Actors.Scouting;
using Deals.Actors.Storage;
using Deals.Tests.Processing;
using Deals.Tests.Scouting;
using Deals.Tests.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Deals.Tests.Budget.Failures;

/// <summary>The real router and a real gateway with those who ask: what is bought, by which permit, and what is kept of it.</summary>
public sealed class PurchaseTests : BudgetTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly BodyStore _bodies;

    public PurchaseTests(ITestOutputHelper output)
        : base(output)
    {
        _bodies = new SqliteBodyStore(new SqliteFiles(_folder.Path));
        _bodies.Prepare();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    [Theory]
    [AtEveryRate]
    public void F3_the_sellers_of_a_page_of_deals_are_bought_once_each_in_one_request_and_not_once_a_deal(int rate)
    {
        var keepa = new FakeKeepa(Clock, rate) { Answer = static (request, envelope) => new KeepaOutcome.SellerBatch([.. ((KeepaRequest.Sellers)request).Ids.Select(Named)], [], envelope) };
        var router = Router(Settings with { Linger = TimeSpan.FromMilliseconds(300) });
        var deals = CreateTestProbe();
        var sellers = Enumerable.Range(0, 12).Select(i => SellerId.Parse($"ASELLER{i:D6}")).ToDictionary(
            static seller => seller, seller => Sys.ActorOf(SellerActor.Props($"1-{seller}", new SellerSurroundings(router, deals, Clock, TimeSpan.FromMinutes(5)))));
        StartGateway(router, keepa, deals, Sys.ActorOf(Props.Create(() => new SellersOf(sellers))));

        for (var deal = 0; deal < 150; deal++)
            sellers.Values.ElementAt(deal % 12).Tell(new AskSeller(AmazonDomain.Us, sellers.Keys.ElementAt(deal % 12), IdOf(deal)));

        Assert.Equal(Enumerable.Range(0, 150).Select(IdOf).ToHashSet(), deals.ReceiveN(150, Patience).Cast<DealCommand.RecordSeller>().Select(static r => r.Id).ToHashSet());
        Assert.Equal(12, keepa.Debited);
        Assert.InRange(keepa.Arrived.OfType<KeepaRequest.Sellers>().Count(), 1, 3);

        // What is known serves the next page for nothing.
        for (var deal = 150; deal < 180; deal++)
            sellers.Values.ElementAt(deal % 12).Tell(new AskSeller(AmazonDomain.Us, sellers.Keys.ElementAt(deal % 12), IdOf(deal)));
        deals.ReceiveN(30, Patience);
        Assert.Equal(12, keepa.Debited);
    }

    [Theory]
    [AtEveryRate]
    public void F7_whatever_reaches_keepa_for_the_scout_the_slow_walk_and_the_deals_has_its_own_stored_permit(int rate)
    {
        var keepa = new FakeKeepa(Clock, rate) { Answer = Answer };
        var unpaid = new System.Collections.Concurrent.ConcurrentQueue<KeepaRequest>();
        keepa.Instead = (request, _) =>
        {
            // The permit was written before the request left, and no other request has used it.
            if (Journal.Events.OfType<PermitGranted>().Count(g => g.Request.Equals(request)) < keepa.Arrived.Count(r => r.Equals(request)))
                unpaid.Enqueue(request);
            return Task.FromResult<KeepaOutcome?>(null);
        };
        var router = Router();
        var deals = CreateTestProbe();
        StartGateway(router, keepa, deals, deals);
        var world = new FeedWorld();
        var storing = Sys.ActorOf(world.Deals());
        Sys.ActorOf(Props.Create(() => new ScoutActor(System.Collections.Immutable.ImmutableArray.Create(FeedQuery.Default), new SweepPolicy(), new ScoutPeers(router, storing, new TermsBoard()), world, Clock)));
        Sys.ActorOf(BackfillActor.SupervisedProps([FeedQuery.Default], new BackfillPolicy(), router, storing, world, Clock));
        for (var i = 0; i < 6; i++)
            router.Tell(new Need(Requests.Look(i, ProductShape.Full), (Lane)(2 + (i % 2)), Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(30)), TestActor);

        deals.ReceiveN(6, Patience);
        AwaitAssert(() => Assert.True(Pages(keepa).Select(static p => p.Query.CurrentRange is null).Distinct().Count() == 2, "Scout and slow walk have not both bought a page."), Patience);
        Assert.Empty(unpaid);
        Assert.Equal((0, true), (keepa.Refused, keepa.Balance >= 0));
    }

    [Theory]
    [AtEveryRate]
    public async Task F19_each_product_of_a_batch_is_kept_before_its_permit_is_settled_and_before_more_is_bought(int rate)
    {
        var keepa = new FakeKeepa(Clock, rate) { Answer = Answer };
        var settled = new System.Collections.Concurrent.ConcurrentQueue<(int Asked, int Kept)>();
        Journal.BeforeWrite = async writes =>
        {
            var ended = writes.SelectMany(static w => (IEnumerable<Akka.Persistence.IPersistentRepresentation>)w.Payload).Select(static p => p.Payload).OfType<PermitSettled>();
            foreach (var permit in ended.Select(s => Journal.Events.OfType<PermitGranted>().Single(g => g.PermitId == s.PermitId)).Where(static g => !g.Needs.IsEmpty))
                settled.Enqueue((permit.Needs.Length, await KeptAsync(((KeepaRequest.Products)permit.Request).Asins)));
        };
        var router = Router(Settings with { Linger = TimeSpan.FromMilliseconds(300) });
        var deals = CreateTestProbe();
        StartGateway(router, keepa, deals, deals);
        for (var i = 0; i < 50; i++)
            router.Tell(new Need(Requests.Look(i, ProductShape.Full), Lane.Enrichment, Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(30)), TestActor);

        Assert.Equal(50, deals.ReceiveN(50, Patience).OfType<DealCommand.RecordProduct>().Count());
        await AwaitAssertAsync(() => Assert.Equal(50, settled.Sum(static s => s.Asked)), Patience);
        Assert.All(settled, static s => Assert.Equal(s.Asked, s.Kept));
        Assert.All(settled, s => Assert.InRange(s.Asked, 1, 30 * rate));
        // The next life reads them from the same place.
        var later = new SqliteBodyStore(new SqliteFiles(_folder.Path));
        later.Prepare();
        Assert.NotNull(await later.FindAsync(IdOf(49).ToString(), null, CancellationToken.None));
    }

    private async Task<int> KeptAsync(IEnumerable<Asin> asins)
    {
        var kept = 0;
        foreach (var asin in asins)
            kept += await _bodies.FindAsync(new DealId(AmazonDomain.Us, asin).ToString(), null, CancellationToken.None) is null ? 0 : 1;
        return kept;
    }

    private void StartGateway(IActorRef router, FakeKeepa keepa, IActorRef deals, IActorRef sellers) => Sys.ActorOf(KeepaGateway.Props(
        new KeepaGatewaySettings { AnnounceEvery = TimeSpan.FromMilliseconds(100) },
        keepa,
        new AnswerTaker(_bodies, () => deals, () => sellers, AnalysisSettings.Default, Clock, TimeProvider.System, NullLogger<AnswerTaker>.Instance),
        router,
        TimeProvider.System));

    /// <summary>Three full pages, then nothing; and every product.</summary>
    private static KeepaOutcome Answer(KeepaRequest request, TokenEnvelope envelope) => request switch
    {
        KeepaRequest.Products products => new KeepaOutcome.ProductBatch([.. products.Asins.Select(static a => Records.Of(a.Value))], [], [], envelope),
        KeepaRequest.DealPage { Page: < 3 } page => new KeepaOutcome.DealPage([.. Enumerable.Range(150 * page.Page, 150).Select(static i => FeedWorld.Row(i, Records.At))], [], envelope),
        _ => new KeepaOutcome.EmptyPage(envelope),
    };

    private static SellerRecord Named(SellerId seller) => new() { SellerId = seller, Domain = AmazonDomain.Us, Name = "A seller", RatingPercent = 97, RatingCount = 12, LastUpdate = Records.At };

    private static DealId IdOf(int number) => new(AmazonDomain.Us, Requests.AsinOf(number));

    /// <summary>The region of the sellers.</summary>
    private sealed class SellersOf : ReceiveActor
    {
        public SellersOf(IReadOnlyDictionary<SellerId, IActorRef> sellers) => Receive<SellerArrived>(arrived => sellers[arrived.Seller].Forward(arrived));
    }
}
