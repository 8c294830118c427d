using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Enrichment.Analyst;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Actors.Scouting;
using Deals.Actors.Serialization;
using Deals.Actors.Storage;
using Deals.Tests.Enrichment;

namespace Deals.Tests.Serialization;

/// <summary>A message that is larger than the transport's frame is dropped without a word to its sender, so none may be possible: the largest of each
/// kind, from input that is as long as it can be.</summary>
public sealed class FrameTests : IDisposable
{
    /// <summary>What remoting adds to a message: two paths, a manifest and a little more.</summary>
    private const int Envelope = 4 * 1024;

    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DealId Id = DealId.Parse("1-055299068X");
    private static readonly string Endless = new('漢', 5_000);
    private static readonly string Reason = new('漢', 1_000);
    private static readonly string GatewayPath = $"akka.tcp://Deals@{new string('h', 253)}:65535/user/keepa-gateway#2147483647";
    private readonly ActorSystem _system = ActorSystem.Create(nameof(FrameTests));
    private readonly DealsSerializer _serializer;
    private readonly long _frame = HoconFiles.Read("deals.hocon").GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size")!.Value;

    public FrameTests() => _serializer = new DealsSerializer((ExtendedActorSystem)_system);

    public void Dispose() => _system.Dispose();

    [Fact]
    public void A_page_of_whatever_Keepa_sends_fits()
    {
        var page = Page(Enumerable.Repeat(HostileRow(), 400));
        Assert.Equal((150, 1), (page.Rows.Length, page.Rejected.Length));
        Assert.Contains("250 further rows", page.Rejected[0].Reason, StringComparison.Ordinal);
        Assert.Equal((1_000, 100, 36), (page.Rows[0].Title!.Length, page.Rows[0].Categories.Length, page.Rows[0].Types.Length));
        AssertFits(new KeepaAnswer(Guid.NewGuid(), Guid.NewGuid(), page));
        AssertFits(new DealCommand.Sight(Id, T0, LargestLens, ListingFacts.From(page.Rows[0]), T0));
    }

    [Fact]
    public void A_page_of_rows_that_cannot_be_read_fits()
    {
        var row = new JsonObject { ["asin"] = Endless, ["lastUpdate"] = Endless }.ToJsonString();
        var page = Page(Enumerable.Repeat(row, 400));
        AssertFits(new KeepaAnswer(Guid.NewGuid(), Guid.NewGuid(), page), atMost: 200_000);
        var sift = RowSift.Of(new FeedQuery(new string('f', 40), LargestQuery), page, []);
        Assert.All(sift.Counts.SetAside, reason => Assert.InRange(reason.Length, 1, 300));
    }

    [Fact]
    public void An_error_of_whatever_length_fits_and_is_as_short_in_the_journal()
    {
        var long1 = new string('x', 3_000_000);
        foreach (var error in new JsonNode[] { new JsonObject { ["type"] = long1, ["message"] = long1, ["details"] = new JsonArray(long1) }, long1 })
        {
            var failed = Assert.IsType<KeepaOutcome.Failed>(Decode(new KeepaRequest.DealPage(LargestQuery, 0), 402, new JsonObject { ["error"] = error }.ToJsonString()));
            AssertFits(new KeepaAnswer(Guid.NewGuid(), Guid.NewGuid(), failed), atMost: 10_000);
            AssertFits(new PermitSettled(Guid.NewGuid(), PermitFate.Of(failed), T0), atMost: 10_000);
            AssertFits(new DealCommand.RecordFailure(Id, T0, failed.Error.ToString()), atMost: 10_000);
        }
    }

    [Fact]
    public void A_deal_that_knows_all_that_it_can_fits()
    {
        var listing = ListingFacts.From(Page([HostileRow()]).Rows[0]);
        var record = new DealCommand.RecordProduct(Id, T0, LargestProduct, T0) { Offers = LargestOffers, BuyBox = new BuyBoxFacts(Offer, Offer), Listing = listing, Cycle = long.MaxValue, Appraisal = LargestAppraisal() };
        AssertFits(record);
        AssertFits(new DealCommand.RecordAppraisal(Id, T0, record.Appraisal), atMost: 20_000);
        ImmutableArray<DealEvent> past =
        [
            new DealEvent.Discovered(Id, T0, LargestLens, listing, T0),
            .. Enumerable.Range(0, 2 * DealRecord.MostFeeds).Select(i => new DealEvent.ListingSeen(Id, T0, $"{i:D40}", listing, T0)),
            new DealEvent.ProductRecorded(Id, T0, LargestProduct, T0) { Offers = record.Offers, BuyBox = record.BuyBox, Listing = listing, Appraisal = record.Appraisal },
            new DealEvent.SellerRecorded(Id, T0, new SellerFacts("A33EGCJZUE9VE2", Reason, 100, int.MaxValue), T0),
            new DealEvent.AnalysisRecorded(Id, T0, LargestAnalysis, T0),
            new DealEvent.AttemptFailed(Id, T0, Reason),
        ];
        var deal = past.Aggregate(Deal.None, (state, e) => state.Apply(e));
        AssertFits(new DealReply.Details(Id, (Deal.Known)deal, long.MaxValue));
    }

    [Fact]
    public void Permits_for_as_much_as_a_request_takes_fit()
    {
        var wishes = Enumerable.Range(0, ProductShape.MostProducts)
            .Select(i => (NeedSubject)new NeedSubject.ProductOf(AmazonDomain.De, Asin.Parse($"B{i:D9}"), long.MaxValue, 0, ProductShape.Full)).ToImmutableArray();
        AssertFits(new Permit(Guid.NewGuid(), long.MaxValue, Guid.NewGuid(), NeedSubject.Together(wishes), GatewayPath, TimeSpan.MaxValue) { Subjects = wishes }, atMost: 20_000);
        AssertFits(new NeedsEnded(wishes, true), atMost: 20_000);
        AssertFits(new PermitRequest(Guid.NewGuid(), Lane.Backfill, new KeepaRequest.DealPage(LargestQuery, 66), T0));
        var settled = Enumerable.Range(0, 64).Select(_ => new SettlePermit(Guid.NewGuid(), new PermitFate.KeyRefused(string.Join(' ', Reason, Reason, Reason)))).ToImmutableArray();
        AssertFits(new GatewayAnnounce(TimeSpan.MaxValue, [.. settled.Select(s => s.PermitId)], settled, 64, true, long.MaxValue));
    }

    [Fact]
    public void What_the_singletons_say_of_themselves_fits()
    {
        AssertFits(new BudgetStatus
        {
            AsOf = T0,
            Epoch = long.MaxValue,
            Reserved = int.MaxValue,
            ForeignDrainPerMinute = double.MaxValue,
            Foreign = long.MaxValue,
            Refilled = long.MaxValue,
            Settled = long.MaxValue,
            Unknown = long.MaxValue,
            Wasted = long.MaxValue,
            Throttled = long.MaxValue,
            WaitingFor = Reason,
            Lanes = [.. LaneOrder.All.Select(lane => new LaneStatus(lane, 1, int.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue, long.MaxValue, true))],
            Permits = [.. Enumerable.Repeat(new PermitStatus(Guid.NewGuid(), long.MaxValue, Lane.Backfill, new string('p', 80), int.MaxValue, T0, T0, true, GatewayPath), BudgetStatus.MostPermits)],
            Gateways = [.. Enumerable.Repeat(new GatewayStatus(GatewayPath, int.MaxValue, int.MaxValue, T0, true), 100)],
        });
        var counts = RowCounts.None with { Seen = long.MaxValue, Sent = long.MaxValue, New = long.MaxValue, Known = long.MaxValue, Repeated = long.MaxValue };
        for (var i = 0; i < 2 * FeedState.MostSetAside; i++)
            counts = RowCounts.None.Plus(counts.WithSetAside(Endless), FeedState.MostSetAside);
        AssertFits(new ScoutStatus(T0, [.. Enumerable.Repeat(LargestFeed(counts.SetAside), KeepaOptions.MostFeeds)]));
        AssertFits(new BackfillStatus
        {
            AsOf = T0,
            State = "waiting",
            Reason = Reason,
            Counts = counts,
            LastError = Reason,
            Overflowing = [.. Enumerable.Repeat(new OverflowingSlice(new string('f', 40), new PriceSlice(int.MaxValue, int.MaxValue)), BackfillStatus.MostOverflowing)],
        });
        AssertFits(new CatalogueStep(long.MaxValue, long.MaxValue, string.Join("; ", Enumerable.Repeat(Endless, 20)), true, true));
    }

    /// <summary>Bodies are stored where they are bought, and read from the store: what is sent has no place for one.</summary>
    [Fact]
    public void No_message_has_a_place_for_a_body()
    {
        var seen = new HashSet<Type>();
        foreach (var wire in WireTypes.All)
            Reach(wire.Type, seen);
        Assert.Contains(typeof(ProductFacts), seen);
        Assert.DoesNotContain(typeof(byte[]), seen);
        Assert.DoesNotContain(typeof(Body), seen);
        Assert.DoesNotContain(seen, t => t.IsGenericType && t.GetGenericTypeDefinition() is var open && (open == typeof(ReadOnlyMemory<>) || open == typeof(Memory<>)));
    }

    private void AssertFits(IDealsWire message, int? atMost = null) =>
        Assert.InRange(_serializer.ToBinary(message).Length, 1, atMost ?? _frame - Envelope);

    private static KeepaOutcome Decode(KeepaRequest request, int status, string body) => AnswerDecoder.Decode(request, status, Encoding.UTF8.GetBytes(body));

    private static KeepaOutcome.DealPage Page(IEnumerable<string> rows) => Assert.IsType<KeepaOutcome.DealPage>(
        Decode(new KeepaRequest.DealPage(LargestQuery, 66), 200, $"{{\"deals\":{{\"dr\":[{string.Join(',', rows)}]}}}}"));

    /// <summary>A row in which everything is as long as JSON lets it be.</summary>
    private static string HostileRow()
    {
        JsonArray Numbers(int count, long value) => [.. Enumerable.Repeat(value, count).Select(v => (JsonNode)v)];
        JsonArray Ranges(long value) => [.. Enumerable.Range(0, 4).Select(_ => (JsonNode)Numbers(50, value))];
        return new JsonObject
        {
            ["asin"] = "055299068X",
            ["lastUpdate"] = 8_000_000,
            ["creationDate"] = 8_000_000,
            ["title"] = Endless,
            ["image"] = Numbers(200, 'i'),
            ["rootCat"] = long.MaxValue - 1,
            ["categories"] = Numbers(500, long.MaxValue - 1),
            ["parentAsin"] = "B000000001",
            ["current"] = Numbers(50, long.MaxValue / 2),
            ["currentSince"] = Numbers(50, 1),
            ["deltaLast"] = Numbers(50, -(long.MaxValue / 2)),
            ["avg"] = Ranges(0),
            ["deltaPercent"] = Ranges(long.MinValue),
            ["salesRankDrops30"] = int.MaxValue,
            ["salesRankDrops90"] = int.MaxValue,
            ["salesRankDrops180"] = int.MaxValue,
            ["salesRankDrops365"] = int.MaxValue,
            ["warehouseCondition"] = 5,
        }.ToJsonString();
    }

    private static FeedLens LargestLens => new(new string('f', 40), PriceType.Used, DateRange.Quarter);

    private static DealQuery LargestQuery
    {
        get
        {
            var query = new DealQuery
            {
                Domain = AmazonDomain.De,
                PriceType = PriceType.Used,
                TitleSearch = Reason,
                IncludeCategories = [.. Enumerable.Repeat(long.MaxValue, DealQueryRules.MostCategories)],
                ExcludeCategories = [.. Enumerable.Repeat(long.MaxValue, DealQueryRules.MostCategories)],
                Texts = DealQueryRules.TextFields.ToImmutableSortedDictionary(
                    f => f, _ => Enumerable.Repeat(new string('漢', DealQueryRules.MostTextCharacters), DealQueryRules.MostTexts).ToImmutableArray(), StringComparer.Ordinal),
            };
            Assert.Empty(DealQueryRules.Check(query));
            return query;
        }
    }

    private static ProductFacts LargestProduct => new(Reason, Reason, int.MaxValue, new string('f', 64))
    {
        Title = Reason,
        Manufacturer = Reason,
        ProductGroup = Reason,
        Kind = Reason,
        CategoryPath = [.. Enumerable.Repeat(Reason, 100)],
        ListedSince = T0,
        TrackedSince = T0,
        PriceChangedAt = T0,
        Fees = new FeeFacts(long.MaxValue, 100.00m, long.MaxValue),
        Histories = [.. PriceType.All.Select(t => new HistoryFacts(
            t, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, T0, long.MaxValue, T0, int.MaxValue))],
    };

    private static AnalysisFacts LargestAnalysis => new(AnalysisState.Rejected, new string('漢', AnalystAnswer.LongestSentence))
    {
        Season = new string('漢', AnalystAnswer.LongestSeason),
        Reasons = [.. Enumerable.Repeat(new string('漢', AnalystAnswer.LongestReason), AnalystAnswer.MostReasons)],
        Origin = new AnalysisOrigin(int.MaxValue, new string('m', 200), new string('f', 64), int.MaxValue, int.MaxValue, long.MaxValue),
        Price = long.MaxValue,
        PriceType = PriceType.Used,
        ListPrice = long.MaxValue,
        RetryAt = T0,
    };

    /// <summary>Of a product with more offers, each at another price, than Keepa ever lists.</summary>
    private static AppraisalFacts LargestAppraisal()
    {
        var product = Products.Empty().Sold(Enumerable.Range(1, 500).Select(i => (Products.AsOf - (2 * i * Products.Day), int.MaxValue / 2))).Stat("current", 2, int.MaxValue).Fees(int.MaxValue, 99.99m, int.MaxValue);
        for (var i = 0; i < 1000; i++)
            product.Offer(OfferCondition.UsedGood, int.MaxValue - i, int.MaxValue);
        return AppraisalReading.TryOf(Products.Decoded(product), new string('f', 64), PriceType.Used, AnalysisSettings.Default, out _)!;
    }

    private static OfferFacts LargestOffers => new()
    {
        Total = int.MaxValue,
        FulfilledByAmazon = int.MaxValue,
        FulfilledByMerchant = int.MaxValue,
        Cheapest = [.. Enum.GetValues<OfferCondition>().Select(c => Offer with { Condition = c })],
    };

    private static OfferOfSeller Offer => new(SellerId.Parse("A33EGCJZUE9VE2"), long.MaxValue, long.MaxValue, OfferCondition.New, true);

    private static FeedStatus LargestFeed(ImmutableArray<string> setAside) => new()
    {
        Feed = new string('f', 40),
        Domain = 1,
        PriceType = "Used",
        DateRange = "Quarter",
        State = "sweeping",
        Reason = Reason,
        LastError = Reason,
        SetAside = setAside,
        Rejections = Enumerable.Range(0, 30).ToImmutableSortedDictionary(i => $"a reason of the feed's own filter, number {i}", _ => long.MaxValue, StringComparer.Ordinal),
    };

    private static void Reach(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
            return;
        foreach (var argument in type.GetGenericArguments())
            Reach(argument, seen);
        if (type.Assembly != typeof(IDealsWire).Assembly)
            return;
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            Reach(field.FieldType, seen);
        foreach (var of in type.Assembly.GetTypes().Where(t => t.IsSubclassOf(type) && type.IsAbstract && t != typeof(KeepaOutcome.ProductBatch) && t != typeof(KeepaOutcome.SellerBatch)))
            Reach(of, seen);
    }
}
