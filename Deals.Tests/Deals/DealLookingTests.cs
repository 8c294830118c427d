using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Deals;

/// <summary>How a deal gets a look: from the store, from the router, by itself.</summary>
public sealed class DealLookingTests : TestKit
{
    private static readonly DealId Id = DealId.Parse("1-B0916T3WFJ");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly FeedLens Lens = new("us-used", PriceType.Used, DateRange.Quarter);
    private readonly TestProbe _router;
    private readonly TestProbe _sellers;
    private readonly TestProbe _breaker;
    private readonly Store _store = new();
    private readonly DomainClock _clock = new(DateTimeOffset.UtcNow, scale: 100);
    private readonly IActorRef _deals;

    public DealLookingTests()
        : base(ConfigurationFactory.ParseString("akka.loglevel = OFF").WithFallback(SerializingMailbox.Everywhere))
    {
        (_router, _sellers, _breaker) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var around = Surroundings.Of(TimeSpan.FromMinutes(1), _router, _store, _clock) with { Sellers = _sellers, Breaker = _breaker };
        _deals = Sys.ActorOf(Props.Create(() => new ChildPerDeal(around)));
    }

    private DateTimeOffset Today => _clock.GetUtcNow();

    [Fact]
    public async Task A_deal_that_is_woken_says_its_wish_and_the_router_answers_whoever_woke_it()
    {
        await FoundAsync();
        _deals.Tell(Wake(), TestActor);
        var need = _router.ExpectMsg<Need>(Patience);
        var subject = Assert.IsType<NeedSubject.ProductOf>(need.Subject);
        Assert.Equal((Id.Asin, 0L, 0, ProductShape.Full, Lane.Enrichment), (subject.Asin, subject.Cycle, subject.Attempt, subject.Shape, need.Lane));
        Assert.Equal(Lens.PriceType, subject.PriceType);
        _router.Reply(new NeedQueued(subject, Lane.Enrichment, 3, Today));
        Assert.Equal(3, (await ExpectMsgAsync<NeedQueued>(Patience)).Place);
    }

    [Fact]
    public async Task F23_a_stored_body_that_is_newer_than_the_facts_is_used_before_anything_is_bought()
    {
        await FoundAsync();
        _store.Found = new DealCommand.RecordProduct(Id, Today, new ProductFacts("Alder", null, null, "00ff"), Today);
        _deals.Tell(Wake(), TestActor);
        var notDue = await ExpectMsgAsync<DealReply.NotDue>(Patience);
        Assert.Equal((1L, 2L), (notDue.Cycle, notDue.Version));
        Assert.True(notDue.Next > Today.AddHours(20));
        _router.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal("Alder", Assert.IsType<Deal.Active>(await StateAsync()).Record.Product!.Facts.Brand);
    }

    [Fact]
    public async Task F46_a_store_that_does_not_answer_is_no_reason_to_buy()
    {
        await FoundAsync();
        _store.Failure = new InvalidOperationException("bodies.db is locked.");
        _deals.Tell(Wake(), TestActor);
        Assert.NotNull((await ExpectMsgAsync<NeedRefused>(Patience)).RetryAt);
        _router.ExpectNoMsg(TimeSpan.Zero);
        _store.Failure = null;
        _deals.Tell(Wake(), TestActor);
        _router.ExpectMsg<Need>(Patience);
    }

    [Fact]
    public async Task An_answer_that_comes_twice_or_for_an_older_refresh_changes_nothing()
    {
        await FoundAsync();
        var record = new DealCommand.RecordProduct(Id, Today, new ProductFacts("Alder", null, null, "00ff"), Today) { Cycle = 0 };
        Assert.Equal(DealChange.Updated, Assert.IsType<DealReply.Done>(await _deals.Ask<DealReply>(record, Patience)).Change);
        Assert.Equal(DealChange.None, Assert.IsType<DealReply.Done>(await _deals.Ask<DealReply>(record, Patience)).Change);
        var late = new DealCommand.RecordFailure(Id, Today, "timeout") { Cycle = 0 };
        Assert.Equal(DealChange.None, Assert.IsType<DealReply.Done>(await _deals.Ask<DealReply>(late, Patience)).Change);
        _deals.Tell(Wake(), TestActor);
        Assert.Equal(1, (await ExpectMsgAsync<DealReply.NotDue>(Patience)).Cycle);
    }

    [Fact]
    public async Task F51_a_deal_that_is_awake_and_due_soon_wakes_itself()
    {
        await FoundAsync();
        await _deals.Ask<DealReply>(new DealCommand.RecordFailure(Id, Today, "500") { Cycle = 0 }, Patience);
        var need = _router.ExpectMsg<Need>(Patience);
        Assert.Equal(1, Assert.IsType<NeedSubject.ProductOf>(need.Subject).Attempt);
    }

    [Fact]
    public async Task A_person_who_asks_gets_the_place_in_the_interactive_lane_even_where_something_is_stored()
    {
        await FoundAsync();
        _store.Found = new DealCommand.RecordProduct(Id, Today, new ProductFacts("Alder", null, null, "00ff"), Today);
        _deals.Tell(new DealCommand.RefreshNow(Id, Today), TestActor);
        var need = _router.ExpectMsg<Need>(Patience);
        var subject = Assert.IsType<NeedSubject.ProductOf>(need.Subject);
        Assert.Equal((Lane.Interactive, ProductShape.WithOffers, 1L), (need.Lane, subject.Shape, subject.Cycle));
        _router.Reply(new NeedQueued(subject, Lane.Interactive, 1, Today));
        await ExpectMsgAsync<NeedQueued>(Patience);
    }

    [Fact]
    public async Task F79_only_a_seller_with_an_id_is_asked_for_and_only_until_it_is_known()
    {
        await FoundAsync();
        var seller = SellerId.Parse("A33EGCJZUE9VE2");
        await RecordAsync(0, new OfferOfSeller(null, 900, 0, OfferCondition.UsedGood, true));
        _sellers.ExpectNoMsg(TimeSpan.Zero);
        await RecordAsync(1, new OfferOfSeller(seller, 900, 0, OfferCondition.UsedGood, true));
        Assert.Equal((seller, Id), _sellers.ExpectMsg<AskSeller>(Patience) is var ask ? (ask.Seller, ask.For) : default);
        await _deals.Ask<DealReply>(new DealCommand.RecordSeller(Id, Today, new SellerFacts(seller.Value, "A seller", 97, 3), Today), Patience);
        await RecordAsync(2, new OfferOfSeller(seller, 900, 0, OfferCondition.UsedGood, true));
        _sellers.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task F47_a_deal_found_gone_three_times_asks_for_leave_and_is_retired_when_it_has_it()
    {
        await FoundAsync();
        for (var i = 0; i < DealDecider.GoneLooksToRetire; i++)
            await _deals.Ask<DealReply>(new DealCommand.RecordGone(Id, Today) { Cycle = 0 }, Patience);
        Assert.Equal(Id, _breaker.ExpectMsg<MayBury>(Patience).Id);
        Assert.IsType<Deal.PendingProcessing>(await StateAsync());
        await _deals.Ask<DealReply>(new DealCommand.Bury(Id, Today), Patience);
        Assert.Equal(RetirementCause.Gone, Assert.IsType<Deal.Retired>(await StateAsync()).Cause);
    }

    private async Task RecordAsync(int hour, OfferOfSeller cheapest) => await _deals.Ask<DealReply>(
        new DealCommand.RecordProduct(Id, Today, new ProductFacts("Alder", null, null, "00ff"), Today.AddHours(hour)) { Offers = new OfferFacts { Cheapest = [cheapest] } }, Patience);

    private async Task<Deal> StateAsync() => Assert.IsType<DealReply.Details>(await _deals.Ask<DealReply>(new GetDeal(Id), Patience)).State;

    private async Task FoundAsync() =>
        await _deals.Ask<DealReply>(new DealCommand.Sight(Id, Today, Lens, new ListingFacts { Title = "a" }, Today.AddMinutes(-5)), Patience);

    private DealCommand.Wake Wake() => new(Id, Today, 0, IsPull: false);

    private sealed class Store : IStoredLooks
    {
        public DealCommand.RecordProduct? Found { get; set; }

        public Exception? Failure { get; set; }

        public Task<DealCommand.RecordProduct?> FindNewerAsync(DealId id, PriceType type, DateTimeOffset? asOf, DateTimeOffset? lookedAt, DateTimeOffset now, CancellationToken cancellation) => Failure is { } failure
            ? Task.FromException<DealCommand.RecordProduct?>(failure)
            : Task.FromResult(Found is { } found && !(found.AsOf <= asOf) ? found : null);
    }
}
