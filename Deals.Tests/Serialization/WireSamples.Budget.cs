using System.Collections.Immutable;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Tests.Serialization;

internal static partial class WireSamples
{
    private static Guid PermitId => Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static Guid RequestId => Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100");

    private static IEnumerable<WireSample> OfBudget => [.. Requests, .. Outcomes, .. Fates, .. Permits, .. Needs, .. BudgetEvents];

    private static IEnumerable<WireSample> Requests =>
    [
        ("b-request", new PermitRequest(RequestId, Lane.Discovery, Page, T0)),
        ("b-request/more", new PermitRequest(RequestId, Lane.Discovery, Page, T0) { HasMore = true }),
        ("b-request/products", new PermitRequest(RequestId, Lane.Refresh, new KeepaRequest.Products(
            AmazonDomain.De, [Asin.Parse("055299068X"), Asin.Parse("B0916T3WFJ")], ProductShape.WithOffers with { UpdateHours = -1, Rating = true }), T0)),
        ("b-request/code", new PermitRequest(RequestId, Lane.Refresh, new KeepaRequest.ProductsByCode(
            AmazonDomain.Us, ["9780552990684"], ProductShape.Full with { History = false, BuyBox = true, OnlyLiveOffers = true }, 3), T0)),
        ("b-request/sellers", new PermitRequest(RequestId, Lane.Refresh, new KeepaRequest.Sellers(AmazonDomain.Us, [SellerId.Parse("A33EGCJZUE9VE2")]), T0)),
        ("b-request/token", new PermitRequest(RequestId, Lane.Refresh, new KeepaRequest.Token(), T0)),
        ("b-request/filters", new PermitRequest(RequestId, Lane.Discovery, new KeepaRequest.DealPage(WholeQuery, 5), T0)),
        ("b-queued", new Queued(RequestId, 3, T0)),
        ("b-refused", new Refused(RequestId, "full", T0)),
    ];

    private static IEnumerable<WireSample> Outcomes =>
    [
        ("b-answer", Answer(new KeepaOutcome.DealPage([Row], [new RejectedRow(7, "B0", "no ASIN")], Envelope))),
        ("b-answer/empty", Answer(new KeepaOutcome.EmptyPage(Envelope))),
        ("b-answer/token", Answer(new KeepaOutcome.TokenStatus(Envelope))),
        ("b-answer/throttled", Answer(new KeepaOutcome.Throttled(TimeSpan.FromSeconds(39), Envelope))),
        ("b-answer/failed", Answer(new KeepaOutcome.Failed(FailureKind.Unauthorized, new KeepaError("type", "message", "details"), Envelope))),
        ("b-answer/unknown", Answer(new KeepaOutcome.Unknown("timeout"))),
    ];

    private static IEnumerable<WireSample> Fates =>
    [
        ("b-settle", new SettlePermit(PermitId, new PermitFate.Answered(Envelope, TimeSpan.FromSeconds(9)))),
        ("b-settle/throttled", new SettlePermit(PermitId, new PermitFate.Throttled(TimeSpan.FromSeconds(39)))),
        ("b-settle/key", new SettlePermit(PermitId, new PermitFate.KeyRefused("unknown key"))),
        ("b-settle/not-sent", new SettlePermit(PermitId, new PermitFate.NotSent("expired"))),
        ("b-settle/unknown", new SettlePermit(PermitId, new PermitFate.Unknown("timeout"))),
    ];

    private static IEnumerable<WireSample> Permits =>
    [
        ("b-permit", new Permit(PermitId, 4, RequestId, Page, "akka://Deals/user/scout#1", TimeSpan.FromSeconds(77))),
        ("b-permit/wishes", new Permit(PermitId, 4, RequestId, Page, null, TimeSpan.FromSeconds(77)) { Subjects = [ProductWish, SellerWish] }),
        ("b-stored", new SettlementsStored(4, [PermitId, RequestId])),
        ("b-announce", new GatewayAnnounce(TimeSpan.FromSeconds(5), [PermitId], [new SettlePermit(RequestId, new PermitFate.Unknown("timeout"))], 16, true, 0)),
        ("b-announce/epoch", new GatewayAnnounce(TimeSpan.FromSeconds(5), [PermitId], [], 16, false, 3)),
        ("b-welcome", new GatewayWelcome(4)),
        ("b-get", GetBudget.Instance),
        ("b-status", Status),
        ("b-status/further", Status with { FurtherPermits = 3 }),
        ("b-status/costs", Status with { Costs = [new CostStatus("product with the buy box", 3, 2.5, 40)], Alarm = "Somebody else uses this key." }),
    ];

    private static IEnumerable<WireSample> Needs =>
    [
        ("b-need", new Need(ProductWish, Lane.Refresh, T0, T0.AddDays(1))),
        ("b-need-queued", new NeedQueued(SellerWish, Lane.Enrichment, 3, T0)),
        ("b-need-refused", new NeedRefused(ProductWish, "full", T0)),
        ("b-needs-ended", new NeedsEnded([ProductWish, SellerWish], true)),
        ("b-hungry", GetAppetite.Instance),
        ("b-price", new PriceTold(0.25)),
        ("b-appetite", new Appetite(4, [1, 2, 200, 4, 5], 77)),
        ("b-set-lane", new SetLane(Lane.Backfill, true)),
        ("b-lane-set", new LaneSet(Lane.Backfill, true, true)),
    ];

    private static IEnumerable<WireSample> BudgetEvents =>
    [
        ("b-epoch", new EpochOpened(4, TimeSpan.FromSeconds(140), T0)),
        ("b-granted", Granted),
        ("b-granted/wishes", Granted with { Needs = [new Need(ProductWish, Lane.Refresh, T0, T0.AddDays(1))] }),
        ("b-settled", new PermitSettled(PermitId, new PermitFate.NotSent("expired"), T0)),
        ("b-unknown", new PermitUnknown(PermitId, "lost", T0)),
        ("b-paused", new LanePaused(Lane.Backfill, T0)),
        ("b-resumed", new LaneResumed(Lane.Backfill, T0)),
        ("b-snapshot", Snapshot),
        ("b-snapshot/costs", new RouterSnapshot(Snapshot.State with
        {
            Ledger = Snapshot.State.Ledger with { Drain = new ForeignDrain(2.5, T0) { Since = T0.AddHours(-1) } },
            Costs = LearnedCosts.Of([new LearnedCost(new RequestShape("product with the buy box", 3, 3), 40, 900.5, 2_250.25, 2.75)]),
        })),
    ];

    private static KeepaAnswer Answer(KeepaOutcome outcome) => new(RequestId, PermitId, outcome);

    private static NeedSubject.ProductOf ProductWish => new(AmazonDomain.De, Asin.Parse("B0916T3WFJ"), 7, 2, ProductShape.WithOffers);

    private static NeedSubject.SellerOf SellerWish => new(AmazonDomain.De, SellerId.Parse("A33EGCJZUE9VE2"), 9);

    private static KeepaRequest.DealPage Page =>
        new(new DealQuery { Domain = AmazonDomain.De, PriceType = PriceType.New, DateRange = DateRange.Week }, 12);

    private static DealQuery WholeQuery => new()
    {
        Domain = AmazonDomain.De,
        PriceType = PriceType.New,
        DateRange = DateRange.Week,
        Sort = DealSort.SmallestDropFirst,
        CurrentRange = new ValueRange(1, 2),
        DeltaRange = new ValueRange(3, 4),
        DeltaPercentRange = new ValueRange(5, null),
        DeltaLastRange = new ValueRange(6, 7),
        SalesRankRange = new ValueRange(8, 9),
        IncludeCategories = [10, 11],
        ExcludeCategories = [12, 13],
        MinRating = 40,
        Switches = DealSwitches.IsLowest | DealSwitches.HasReviews,
        WarehouseConditions = [2, 3],
        TitleSearch = "red tent",
        Texts = new DealQuery { Domain = AmazonDomain.De, PriceType = PriceType.New }.Texts.Add("brand", ["Alder", "Juno"]),
    };

    private static TokenEnvelope Envelope => new(T0, -4, TimeSpan.FromMilliseconds(38_576), 20, 1.25m, 5, TimeSpan.FromMilliseconds(597));

    private static DealRow Row => new()
    {
        Asin = Asin.Parse("B0916T3WFJ"),
        LastUpdate = T0,
        CreatedAt = T0.AddMinutes(-30),
        Title = "A title",
        Image = "51x.jpg",
        RootCategory = long.MaxValue,
        Categories = [1, 2_619_526_011],
        ParentAsin = Asin.Parse("B000000001"),
        Types = [Facts(PriceType.Amazon, 1_999), new TypeFacts(PriceType.Sales, null, T0.AddTicks(7), null, PerRange.None, PerRange.None)],
        Drops = new RankDrops(1, 2, 3, 4),
        WarehouseCondition = 2,
    };

    private static TypeFacts Facts(PriceType type, long current) => new(
        type, current, T0.AddMinutes(-5_000), current + 550, new PerRange(current + 20, current + 300, current + 500, current + 700), new PerRange(1, 13, 20, -26));

    private static PermitGranted Granted =>
        new(PermitId, 4, RequestId, Lane.Refresh, Page, 5, T0.AddSeconds(140), "akka://Deals/user/scout#1", "akka://Deals/user/gateway#2", T0);

    private static BudgetStatus Status => new()
    {
        AsOf = T0,
        Stale = true,
        Epoch = 4,
        TokensLeft = -4,
        Capacity = 1200,
        RefillRate = 20,
        TokenFlowReduction = 1.25m,
        NextTickAt = T0.AddSeconds(30),
        Price = 0.5,
        Reserved = 10,
        ForeignDrainPerMinute = 2.5,
        Foreign = 6,
        Refilled = 100,
        Settled = 80,
        Unknown = 5,
        Wasted = 1,
        Throttled = 2,
        Utilisation = 0.99,
        WaitingFor = "tokens",
        WaitingUntil = T0.AddSeconds(31),
        Lanes = [new LaneStatus(Lane.Refresh, 0.15, 2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), 40, Paused: true)],
        Permits = [new PermitStatus(PermitId, 4, Lane.Refresh, "a page", 5, T0, T0.AddSeconds(140), FateUnknown: true, "akka://Deals/user/gateway#2")],
        Gateways = [new GatewayStatus("akka://Deals/user/gateway#2", 1, 16, T0, Draining: true)],
    };

    private static RouterSnapshot Snapshot => new(new RouterState
    {
        Epoch = 4,
        Ledger = TokenLedger.Empty(new LedgerSettings()) with
        {
            Anchor = new BucketAnchor(-4, T0, T0.AddSeconds(30), TickInDoubt: true, 20, 1.25m, 9),
            Serial = 10,
            ConfirmAfter = 8,
            Open = ImmutableDictionary<Guid, Reservation>.Empty.Add(PermitId, new Reservation(PermitId, 10, 5, T0, T0.AddSeconds(140), FateUnknown: true)),
            Suspense = [new Suspended(9, T0, 3, 2)],
            Claims = [new UnknownClaim(RequestId, 7, 9, 5, 1)],
            Totals = new LedgerTotals(1, 2, 3, 4, 5, 6, 7, 8, 9),
            Drain = new ForeignDrain(2.5, T0),
            Refusal = new KeyRefusal("no", 2, T0.AddSeconds(60)),
        },
        Permits = ImmutableDictionary<Guid, PermitGranted>.Empty.Add(PermitId, Granted),
        Paused = [Lane.Backfill],
        SettledByLane = ImmutableDictionary<Lane, long>.Empty.Add(Lane.Refresh, 40),
    });
}
