using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;

namespace Deals.Tests.Serialization;

internal static partial class WireSamples
{
    private static DealId Id => DealId.Parse("1-055299068X");
    private static FeedLens Lens => new("us-used", PriceType.Used, DateRange.Quarter);

    private static IEnumerable<WireSample> OfDeals => [.. DealEvents, .. DealCommands, .. DealReplies, .. DealStates, .. SellerMessages];

    private static IEnumerable<WireSample> DealEvents =>
    [
        ("dc-e", new DealEvent.Discovered(Id, T0, Lens, Listing, T0.AddMinutes(-5))),
        ("dc-e/next", new DealEvent.Discovered(Id, T0, Lens, Listing, T0.AddMinutes(-5)) { Next = Next }),
        ("dl-e", new DealEvent.ListingChanged(Id, T0, "us-used", Listing, T0)),
        ("dl-e/pace", new DealEvent.ListingChanged(Id, T0, "us-used", Listing, T0) { Pace = HowOften }),
        ("dl-e/next", new DealEvent.ListingChanged(Id, T0, "us-used", Listing, T0) { Next = Next }),
        ("ds-e", new DealEvent.ListingSeen(Id, T0, "us-used", Listing, T0)),
        ("ds-e/whole", new DealEvent.ListingSeen(Id, T0, "us-used", WholeListing, T0) { Next = Next }),
        ("do-e", new DealEvent.Followed(Id, T0, Lens) { Next = Next }),
        ("dp-e", new DealEvent.ProductRecorded(Id, T0, new ProductFacts("Alder", null, 12, "00ff"), T0)),
        ("dp-e/pace", new DealEvent.ProductRecorded(Id, T0, Product, T0) { Pace = HowOften }),
        ("dp-e/offer-pace", new DealEvent.ProductRecorded(Id, T0, Product, T0) { OfferPace = HowOften }),
        ("dp-e/whole", new DealEvent.ProductRecorded(Id, T0, Product, T0) { Offers = Offers, BuyBox = BuyBox, Listing = Listing, Next = Next }),
        ("dp-e/used-box", new DealEvent.ProductRecorded(Id, T0, Product, T0) { BuyBox = new BuyBoxFacts(null, Offers.Cheapest[0]) }),
        ("dk-e", new DealEvent.ProductConfirmed(Id, T0) { Next = Next }),
        ("dr-e", new DealEvent.SellerRecorded(Id, T0, new SellerFacts("A33EGCJZUE9VE2", "A seller", 97, null), T0)),
        ("da-e", new DealEvent.AnalysisRecorded(Id, T0, new AnalysisFacts(AnalysisState.Rejected, "too dear"), T0)),
        ("da-e/answered", new DealEvent.AnalysisRecorded(Id, T0, Analysis, T0)),
        ("da-e/unverified", new DealEvent.AnalysisRecorded(Id, T0, Unverified, T0)),
        ("df-e", new DealEvent.AttemptFailed(Id, T0, "It broke.")),
        ("df-e/shared", new DealEvent.AttemptFailed(Id, T0, "It broke.") { IsShared = true, Next = Next }),
        ("du-e", new DealEvent.Suspended(Id, T0, "It broke.")),
        ("du-e/next", new DealEvent.Suspended(Id, T0, "It broke.") { Next = Next }),
        ("de-e", new DealEvent.Released(Id, T0)),
        ("de-e/next", new DealEvent.Released(Id, T0) { Next = Next }),
        ("db-e", new DealEvent.SentBack(Id, T0)),
        ("dw-e", new DealEvent.WatchChanged(Id, T0, true) { Next = Next }),
        ("dg-e", new DealEvent.FoundGone(Id, T0)),
        ("dg-e/next", new DealEvent.FoundGone(Id, T0) { Next = Next }),
        ("dt-e", new DealEvent.Retired(Id, T0, RetirementCause.Operator)),
    ];

    private static IEnumerable<WireSample> DealCommands =>
    [
        ("ds-c", new DealCommand.Sight(Id, T0, Lens, WholeListing, T0.AddMinutes(-5))),
        ("dp-c/moves", new DealCommand.RecordProduct(Id, T0, Product, T0) { Moves = [new PriceMoves(PriceType.New, T0.AddDays(-90), [T0.AddDays(-3), T0.AddDays(-1)]), new PriceMoves(PriceType.Used, T0.AddDays(-2), [])] }),
        ("dp-c", new DealCommand.RecordProduct(Id, T0, Product, T0.AddMinutes(-5)) { Offers = Offers, BuyBox = BuyBox, Listing = Listing, Cycle = 3 }),
        ("dr-c", new DealCommand.RecordSeller(Id, T0, Seller, T0.AddMinutes(-5))),
        ("da-c", new DealCommand.RecordAnalysis(Id, T0, new AnalysisFacts(AnalysisState.Verified, "plausible"), T0.AddMinutes(-5))),
        ("da-c/answered", new DealCommand.RecordAnalysis(Id, T0, Analysis, T0.AddMinutes(-5))),
        ("da-c/unverified", new DealCommand.RecordAnalysis(Id, T0, Unverified, T0.AddMinutes(-5))),
        ("df-c", new DealCommand.RecordFailure(Id, T0, "It broke.") { Cycle = 3, IsShared = true }),
        ("dg-c", new DealCommand.RecordGone(Id, T0) { Cycle = 3 }),
        ("db-c", new DealCommand.Bury(Id, T0)),
        ("dw-c", new DealCommand.Wake(Id, T0, 3, true)),
        ("dn-c", new DealCommand.RefreshNow(Id, T0)),
        ("do-c", new DealCommand.Follow(Id, T0, Lens)),
        ("dv-c", new DealCommand.Watch(Id, T0, true)),
        ("de-c", new DealCommand.Release(Id, T0)),
        ("dt-c", new DealCommand.Retire(Id, T0)),
        ("dq-c", new GetDeal(Id)),
        ("dm-c", new MayBury(Id)),
    ];

    private static IEnumerable<WireSample> DealReplies =>
    [
        ("dd-r", new DealReply.Done(Id, DealChange.PriceChanged)),
        ("dx-r", new DealReply.Refused(Id, "It is retired.")),
        ("dn-r", new DealReply.NotKnown(Id)),
        ("di-r", new DealReply.Details(Id, After(new DealEvent.ProductRecorded(Id, T0, Product, T0) { Offers = Offers, BuyBox = BuyBox, Next = Next }), 7)),
        ("dw-r", new DealReply.NotDue(Id, 3, T0, 7)),
        ("dw-r/plan", new DealReply.NotDue(Id, 3, T0, 7) { Plan = Next }),
    ];

    private static IEnumerable<WireSample> DealStates =>
    [
        ("dp-s", Deal.None.Apply(new DealEvent.Discovered(Id, T0, Lens, Listing, T0)) as Deal.PendingProcessing ?? throw new InvalidOperationException("not pending")),
        // A snapshot of the time before schedules: its deal is due at once, as it is now.
        new WireSample("dp-s/before-schedules", (Deal.Known)Deal.None.Apply(new DealEvent.Discovered(Id, T0, Lens, Listing, T0))) { IsOnlyRead = true },
        ("da-s", Looked),
        ("da-s/offer-pace", After(new DealEvent.ProductRecorded(Id, T0, Product, T0) { OfferPace = HowOften, Next = Next })),
        ("da-s/pace", After(new DealEvent.ProductRecorded(Id, T0, Product, T0) { Pace = HowOften, Next = Next })),
        ("ds-s", After(
            new DealEvent.ProductRecorded(Id, T0, Product, T0.AddMinutes(-5)) { Offers = Offers, BuyBox = BuyBox, Listing = WholeListing, Next = Next },
            new DealEvent.SellerRecorded(Id, T0, Seller, T0.AddMinutes(-5)),
            new DealEvent.AnalysisRecorded(Id, T0, new AnalysisFacts(AnalysisState.Rejected, "too dear"), T0.AddMinutes(-5)),
            new DealEvent.FoundGone(Id, T0) { Next = Next },
            new DealEvent.Suspended(Id, T0, "It broke.") { Next = Next })),
        ("dt-s", After(new DealEvent.Retired(Id, T0, RetirementCause.Operator))),
    ];

    private static IEnumerable<WireSample> SellerMessages =>
    [
        ("sl-e", new SellerLearned(new SellerFacts("A33EGCJZUE9VE2", "A seller", 97, 12), T0, T0)),
        ("sl-e/unknown", new SellerLearned(null, T0, T0)),
        ("sa-c", new AskSeller(AmazonDomain.Us, SellerId.Parse("A33EGCJZUE9VE2"), Id)),
        ("sv-c", new SellerArrived(AmazonDomain.Us, SellerId.Parse("A33EGCJZUE9VE2"), null, T0, T0)),
        ("sv-c/known", new SellerArrived(AmazonDomain.Us, SellerId.Parse("A33EGCJZUE9VE2"), Seller, T0.AddMinutes(-5), T0)),
    ];

    private static SellerFacts Seller => new("A33EGCJZUE9VE2", "A seller", 97, 12);

    private static AnalysisFacts Analysis => new(AnalysisState.Verified, "It sells in December.")
    {
        Season = "Christmas",
        Reasons = ["7 sales in December.", "The median is 48.00 USD."],
        Origin = new AnalysisOrigin(1, "grok", new string('a', 64), 900, 200, 1625),
        Price = 2024,
        PriceType = PriceType.Used,
        ListPrice = 4800,
    };

    private static AnalysisFacts Unverified => new(AnalysisState.Unverified, "throttled: the analyst refuses calls.") { Cause = UnverifiedCause.Throttled, RetryAt = T0.AddMinutes(1) };

    private static Schedule Next => new(Lane.Refresh, T0.AddDays(1), T0.AddHours(26), DueReason.Age, 2);

    private static Pace HowOften => new(new ChangeRate(3.5, 20.25), new RatePrior(0.7, 0.5), T0);

    private static ListingFacts Listing => new()
    {
        Title = "A title",
        Image = "4Ivh.jpg",
        RootCategory = 283155,
        Categories = [7, 8],
        CreatedAt = T0,
        Types = [new TypeFacts(PriceType.Used, 2024, T0, 2422, new PerRange(2422, null, 2422, 2174), new PerRange(16, null, 16, 7))],
        Drops = new RankDrops(34, null, null, 581),
    };

    private static ListingFacts WholeListing => Listing with
    {
        ParentAsin = Asin.Parse("B000000001"),
        Types = [new TypeFacts(PriceType.Used, 2024, T0, 2422, new PerRange(1, 2, 3, 4), new PerRange(5, 6, 7, 8))],
        Drops = new RankDrops(34, 35, 36, 581),
        WarehouseCondition = 3,
    };

    private static ProductFacts Product => new("Alder", "Paperback", 12, "00ff")
    {
        Title = "A title",
        Manufacturer = "Alder & Co",
        ProductGroup = "Book",
        Kind = "Standard",
        CategoryPath = ["Books", "Law"],
        ListedSince = T0,
        TrackedSince = T0,
        PriceChangedAt = T0,
        Fees = new FeeFacts(550, 15.01m, 180),
        Histories = [new HistoryFacts(PriceType.Used, 1, 2, 3, 4, 5, 6, T0, 7, T0, 8)],
    };

    private static OfferFacts Offers => new()
    {
        Total = 9,
        FulfilledByAmazon = 4,
        FulfilledByMerchant = 5,
        Cheapest = [new OfferOfSeller(SellerId.Parse("A33EGCJZUE9VE2"), 900, 399, OfferCondition.UsedGood, true)],
    };

    private static BuyBoxFacts BuyBox => new(new OfferOfSeller(null, 1500, 0, OfferCondition.New, false), null);

    private static Deal.Known Looked => After(
        new DealEvent.ProductRecorded(Id, T0, Product, T0) { Offers = Offers, BuyBox = BuyBox, Listing = Listing, Next = Next },
        new DealEvent.WatchChanged(Id, T0, true),
        new DealEvent.AttemptFailed(Id, T0, "It broke."));

    /// <summary>A deal that was followed, after further events.</summary>
    private static Deal.Known After(params DealEvent[] events) =>
        (Deal.Known)events.Prepend(new DealEvent.Followed(Id, T0, Lens) { Next = Next }).Aggregate(Deal.None, (deal, e) => deal.Apply(e));
}
