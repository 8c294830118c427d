using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Actors.Storage;
using Deals.Tests.Cluster;
using Deals.Tests.Enrichment;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Processing;

public sealed class AnswerTakerTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _wall = new(Records.At);
    private readonly BodyStore _bodies;
    private readonly TestProbe _deals;
    private readonly TestProbe _sellers;
    private readonly AnswerTaker _taker;

    public AnswerTakerTests()
        : base(ConfigurationFactory.ParseString("akka.loglevel = OFF").WithFallback(SerializingMailbox.Everywhere))
    {
        _bodies = new SqliteBodyStore(new SqliteFiles(_folder.Path));
        _bodies.Prepare();
        _deals = CreateTestProbe();
        _sellers = CreateTestProbe();
        _taker = new AnswerTaker(_bodies, () => _deals, () => _sellers, AnalysisSettings.Default, _wall, _wall, NullLogger<AnswerTaker>.Instance);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    [Fact]
    public async Task F19_F77_one_poison_product_never_costs_its_batch()
    {
        var asins = Enumerable.Range(0, 100).Select(AsinOf).ToList();
        var batch = new KeepaOutcome.ProductBatch(
            [.. asins.Where((_, i) => i != 42).Select(a => Records.Of(a.Value))], [new RejectedProduct(42, asins[42].Value, "csv[2] has an odd length")], [], Records.Envelope);
        await _taker.TakeAsync(PermitOf([.. asins]), batch);

        var told = _deals.ReceiveN(100, Patience).Cast<DealCommand>().ToDictionary(c => c.Id.Asin);
        Assert.Equal(99, told.Values.OfType<DealCommand.RecordProduct>().Count());
        var failure = Assert.IsType<DealCommand.RecordFailure>(told[asins[42]]);
        Assert.Equal((7L, false), (failure.Cycle!.Value, failure.IsShared));
        Assert.Contains("odd length", failure.Error, StringComparison.Ordinal);
        foreach (var asin in asins.Where((_, i) => i != 42))
            Assert.NotNull(await _bodies.FindAsync($"1-{asin}", null, CancellationToken.None));
        Assert.Null(await _bodies.FindAsync($"1-{asins[42]}", null, CancellationToken.None));
    }

    /// <summary>The deal alone knows which price makes it: its wish says so.</summary>
    [Fact]
    public async Task F58_an_answer_is_appraised_for_the_price_of_each_wish_by_the_rules_of_the_analysis()
    {
        var product = Products.Decoded(Products.Empty().Sold(Enumerable.Range(1, 6).Select(i => (Products.AsOf - (40 * i * Products.Day), 3000))).Stat("current", 2, 1000).Offer(OfferCondition.UsedGood, 1000, 399).Fees(150, 5m));
        foreach (var type in new[] { PriceType.Used, PriceType.Amazon, null, PriceType.Sales })
        {
            var permit = PermitOf(product.Asin);
            await _taker.TakeAsync(permit with { Subjects = [((NeedSubject.ProductOf)permit.Subjects[0]) with { PriceType = type }] }, new KeepaOutcome.ProductBatch([product], [], [], Records.Envelope));
            var told = _deals.ExpectMsg<DealCommand.RecordProduct>(Patience);
            var analysis = type is null ? null : ProductAnalysis.TryOf(product, type, AnalysisSettings.Default, out _);
            var hash = (await _bodies.FindAsync($"1-{product.Asin}", null, CancellationToken.None))!.Hash;
            Assert.Equal(analysis is null ? null : AppraisalFacts.Of(analysis, hash, AnalysisFingerprint.Of(AnalysisSettings.Default, AmazonDomain.Us)), told.Appraisal);
            Assert.Equal(type is null || type == PriceType.Sales, told.Appraisal is null);
        }
    }

    [Fact]
    public async Task F77_a_product_whose_facts_cannot_be_read_fails_alone()
    {
        var poison = Records.Of(AsinOf(2).Value) with { Histories = default };
        await _taker.TakeAsync(
            PermitOf(AsinOf(1), AsinOf(2), AsinOf(3)), new KeepaOutcome.ProductBatch([Records.Of(AsinOf(1).Value), poison, Records.Of(AsinOf(3).Value)], [], [], Records.Envelope));
        var told = _deals.ReceiveN(3, Patience).Cast<DealCommand>().ToDictionary(c => c.Id.Asin);
        Assert.Equal(2, told.Values.OfType<DealCommand.RecordProduct>().Count());
        var failure = Assert.IsType<DealCommand.RecordFailure>(told[AsinOf(2)]);
        Assert.Equal((7L, false), (failure.Cycle!.Value, failure.IsShared));
        Assert.Contains("cannot be read", failure.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_is_stored_before_anybody_is_told_and_facts_name_it()
    {
        await _taker.TakeAsync(PermitOf(AsinOf(1)), new KeepaOutcome.ProductBatch([Records.Of(AsinOf(1).Value)], [], [], Records.Envelope));
        var record = _deals.ExpectMsg<DealCommand.RecordProduct>(Patience);
        var body = await _bodies.FindAsync("1-B000000001", null, CancellationToken.None);
        Assert.Equal(body!.Hash, record.Product.BodyHash);
        Assert.Equal((Records.At, "A product", "Alder", 1200L), (record.AsOf, record.Product.Title, record.Product.Brand, record.Listing!.Of(PriceType.Used)!.Current));
        Assert.Equal(7, record.Listing.Drops.Days30);
    }

    [Fact]
    public async Task F47_an_unknown_asin_fails_and_only_a_product_that_keepa_knew_and_calls_invalid_is_gone()
    {
        var stub = ProductDecoder.Decode(AmazonDomain.Us, """{"asin":"B000000002","domainId":1,"title":null,"csv":null}"""u8.ToArray(), out _);
        await _taker.TakeAsync(
            PermitOf(AsinOf(1), AsinOf(2), AsinOf(3)),
            new KeepaOutcome.ProductBatch([.. stub is null ? [] : new[] { stub }, Records.Of(AsinOf(3).Value, kind: 4)], [], [AsinOf(1)], Records.Envelope));
        var told = _deals.ReceiveN(3, Patience).Cast<DealCommand>().ToDictionary(c => c.Id.Asin);
        Assert.Contains("knows no product B000000001", Assert.IsType<DealCommand.RecordFailure>(told[AsinOf(1)]).Error, StringComparison.Ordinal);
        Assert.Contains("knows no product B000000002", Assert.IsType<DealCommand.RecordFailure>(told[AsinOf(2)]).Error, StringComparison.Ordinal);
        Assert.Equal(7, Assert.IsType<DealCommand.RecordGone>(told[AsinOf(3)]).Cycle);
    }

    [Fact]
    public async Task A_failure_is_a_deals_own_only_when_it_was_alone_and_keepa_has_answered_others()
    {
        var error = new KeepaOutcome.Failed(FailureKind.Server, new KeepaError("http500", "HTTP 500"), Records.Envelope);
        await _taker.TakeAsync(PermitOf(AsinOf(1)), error);
        Assert.True(_deals.ExpectMsg<DealCommand.RecordFailure>(Patience).IsShared);
        await _taker.TakeAsync(PermitOf(AsinOf(9)), new KeepaOutcome.ProductBatch([Records.Of(AsinOf(9).Value)], [], [], Records.Envelope));
        _deals.ExpectMsg<DealCommand.RecordProduct>(Patience);
        await _taker.TakeAsync(PermitOf(AsinOf(1)), error);
        Assert.False(_deals.ExpectMsg<DealCommand.RecordFailure>(Patience).IsShared);
        await _taker.TakeAsync(PermitOf(AsinOf(1), AsinOf(2)), new KeepaOutcome.Unknown("timeout"));
        Assert.All(_deals.ReceiveN(2, Patience), m => Assert.True(Assert.IsType<DealCommand.RecordFailure>(m).IsShared));
        _wall.Advance(TimeSpan.FromMinutes(6));
        await _taker.TakeAsync(PermitOf(AsinOf(1)), error);
        Assert.True(_deals.ExpectMsg<DealCommand.RecordFailure>(Patience).IsShared);
        await _taker.TakeAsync(PermitOf(AsinOf(1)), new KeepaOutcome.Throttled(TimeSpan.FromSeconds(1), null));
        await _taker.TakeAsync(PermitOf(AsinOf(1)), new KeepaOutcome.Failed(FailureKind.NotSent, new KeepaError("circuitOpen", "open"), null));
        _deals.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task F66_what_cannot_be_kept_is_not_told_and_nothing_more_is_bought_for_a_while()
    {
        var permit = PermitOf(AsinOf(1));
        var batch = new KeepaOutcome.ProductBatch([Records.Of(AsinOf(1).Value)], [], [], Records.Envelope);
        var nowhere = new AnswerTaker(
            new SqliteBodyStore(new SqliteFiles(Path.Combine(_folder.Path, "nowhere"))), () => _deals, () => _sellers, AnalysisSettings.Default, _wall, _wall, NullLogger<AnswerTaker>.Instance);
        Assert.Null(nowhere.Trouble);
        await nowhere.TakeAsync(permit, batch);
        Assert.True(_deals.ExpectMsg<DealCommand.RecordFailure>(Patience).IsShared);
        Assert.Contains("bodies.db", nowhere.Trouble, StringComparison.Ordinal);
        _wall.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(nowhere.Trouble);
    }

    [Fact]
    public async Task F3_sellers_are_told_what_is_known_of_them_and_an_unknown_one_that_nobody_knows_it()
    {
        var (known, unknown) = (SellerId.Parse("A33EGCJZUE9VE2"), SellerId.Parse("A000000000000"));
        var permit = new Permit(Guid.NewGuid(), 1, Guid.NewGuid(), new KeepaRequest.Sellers(AmazonDomain.Us, [known, unknown]), null, TimeSpan.Zero)
        {
            Subjects = [new NeedSubject.SellerOf(AmazonDomain.Us, known, 0), new NeedSubject.SellerOf(AmazonDomain.Us, unknown, 0)],
        };
        var record = new SellerRecord { SellerId = known, Domain = AmazonDomain.Us, Name = "A seller", RatingPercent = 97, RatingCount = 12, LastUpdate = Records.At };
        await _taker.TakeAsync(permit, new KeepaOutcome.SellerBatch([record], [unknown], Records.Envelope));
        Assert.Equal(new SellerFacts(known.Value, "A seller", 97, 12), _sellers.ExpectMsg<SellerArrived>(Patience).Facts);
        Assert.Null(_sellers.ExpectMsg<SellerArrived>(Patience).Facts);
    }

    private static Permit PermitOf(params Asin[] asins) =>
        new(Guid.NewGuid(), 1, Guid.NewGuid(), new KeepaRequest.Products(AmazonDomain.Us, [.. asins], ProductShape.Full), null, TimeSpan.Zero)
        {
            Subjects = [.. asins.Select(a => new NeedSubject.ProductOf(AmazonDomain.Us, a, 7, 0, ProductShape.Full))],
        };

    private static Asin AsinOf(int i) => Asin.Parse($"B{i:000000000}");
}
