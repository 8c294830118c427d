using System.Collections.Immutable;
using CsCheck;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;

namespace Deals.Tests.TestSupport;

/// <summary>Random values of the domain.</summary>
internal static class Any
{
    public static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Decides as a node does that is told nothing.</summary>
    public static readonly DealDecider Decider = new(TieredPolicy.Default);

    private static readonly Gen<long?> Number = Gen.Select(Gen.Bool, Gen.Long[0, 100_000], (present, n) => present ? (long?)n : null);

    public static Gen<Asin> Asin { get; } = Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"].Array[10].Select(c => Actors.Keepa.Asin.Parse(new string(c)));

    public static Gen<DealId> DealId { get; } = Gen.Select(Gen.OneOfConst(AmazonDomain.All.ToArray()), Asin, (domain, asin) => new DealId(domain, asin));

    public static Gen<DateTimeOffset> Instant { get; } = Gen.Int[0, 60_000].Select(m => T0.AddMinutes(m));

    public static Gen<PriceType> Type { get; } = Gen.OneOfConst(PriceType.All.ToArray());

    public static Gen<PerRange> Ranges { get; } = Gen.Select(Number, Number, Number, Number, (a, b, c, d) => new PerRange(a, b, c, d));

    public static Gen<TypeFacts> TypeFacts { get; } = Gen.Select(Type, Number, Instant, Gen.Bool, Ranges, (type, current, since, hasSince, ranges) =>
        new TypeFacts(type, current, hasSince ? since : null, current + 1, ranges, ranges));

    public static Gen<ListingFacts> Listing { get; } = Gen.Select(TypeFacts.Array[0, 6], Gen.String[Gen.Char["ab %_Zéß漢0"], 0, 30], Number, Instant, (types, title, root, created) => new ListingFacts
    {
        Title = title.Length == 0 ? null : title,
        Image = title.Length > 20 ? "4Ivh.jpg" : null,
        RootCategory = root,
        Categories = [.. types.Select(t => (long)t.Type.Index)],
        ParentAsin = title.Length > 25 ? Actors.Keepa.Asin.Parse("B000000001") : null,
        CreatedAt = root is null ? null : created,
        Types = [.. types.DistinctBy(t => t.Type.Index).OrderBy(t => t.Type.Index)],
        Drops = new RankDrops((int?)root % 50, null, 3, null),
        WarehouseCondition = root is null ? null : 3,
    });

    public static Gen<FeedLens> Lens { get; } = Gen.Select(Gen.OneOfConst("us-used", "books", "new"), Gen.OneOf(Gen.Const(PriceType.Used), Gen.OneOfConst(PriceType.DealRelevant.ToArray())), Gen.Enum<DateRange>(),
        (feed, type, range) => new FeedLens(feed, type, range));

    public static Gen<SellerId> SellerIdOf { get; } = Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"].Array[10, 14].Select(c => SellerId.Parse(new string(c)));

    public static Gen<HistoryFacts> History { get; } = Gen.Select(Type, Number, Number, Instant, (type, a, b, at) =>
        new HistoryFacts(type, a, b, a, b, a, b, b is null ? null : at, a, null, (int?)b % 100));

    public static Gen<ProductFacts> Product { get; } = Gen.Select(Gen.OneOfConst<string?>(null, "Alder"), Gen.Int[0, 500], History.Array[0, 4], Instant, Number, (brand, sold, histories, at, fee) =>
        new ProductFacts(brand, brand, sold > 250 ? sold : null, "00ff")
        {
            Title = brand is null ? "A title" : null,
            Manufacturer = brand,
            ProductGroup = sold > 100 ? "Book" : null,
            Kind = brand is null ? null : "Standard",
            CategoryPath = sold > 300 ? ["Books", "Law"] : [],
            ListedSince = fee is null ? null : at,
            TrackedSince = brand is null ? at : null,
            PriceChangedAt = sold > 50 ? at : null,
            Fees = new FeeFacts(fee, fee / 7m, brand is null ? 180 : null),
            Histories = [.. histories.DistinctBy(h => h.Type.Index)],
        });

    public static Gen<OfferOfSeller> Offer { get; } = Gen.Select(SellerIdOf, Number, Number, Gen.Enum<OfferCondition>(), Gen.Int[0, 3], (seller, price, shipping, condition, bits) =>
        new OfferOfSeller(bits == 0 ? null : seller, price, shipping, bits == 1 ? null : condition, bits == 2 ? null : bits == 3));

    public static Gen<OfferFacts> Offers { get; } = Gen.Select(Offer.Array[0, 4], Number, Number, (cheapest, a, b) =>
        new OfferFacts { Total = (int?)a, FulfilledByAmazon = (int?)b, FulfilledByMerchant = (int?)a, Cheapest = [.. cheapest] });

    public static Gen<BuyBoxFacts> BuyBox { get; } = Gen.Select(Offer, Offer, Gen.Int[0, 3], (a, b, bits) => new BuyBoxFacts(bits == 0 ? null : a, bits == 1 ? null : b));

    public static Gen<SellerFacts> Seller { get; } = Gen.Select(Gen.OneOfConst<string?>(null, "A seller"), Gen.Int[0, 100], (name, percent) => new SellerFacts("A33EGCJZUE9VE2", name, percent > 50 ? percent : null, percent));

    public static Gen<AnalysisFacts> Analysis { get; } = Gen.Select(Gen.Enum<AnalysisState>(), Gen.String[0, 20], Gen.Enum<UnverifiedCause>(), Instant, Number, Type, (state, reason, cause, at, number, type) =>
        new AnalysisFacts(state, reason)
        {
            Cause = state == AnalysisState.Unverified ? cause : null,
            RetryAt = state == AnalysisState.Unverified && cause is not (UnverifiedCause.NotConfigured or UnverifiedCause.NoListPrice) ? at : null,
            Season = number is null ? null : "Christmas",
            Reasons = number is null ? [] : [reason + "a", "b"],
            Origin = number is null ? null : new AnalysisOrigin(1, "grok", "00ff", 900, 200, number.Value),
            Price = number,
            PriceType = number is null ? null : type,
            ListPrice = number,
        });

    /// <summary>What a list shows of an appraisal; some of nothing.</summary>
    public static Gen<Outlook?> Outlook { get; } = Gen.Select(Gen.Int[0, 4], Gen.Long[-50, 50], Gen.Int[-3000, 3000], Gen.Int[0, 10_000], (bits, profit, roi, trust) => bits == 0
        ? null
        : new Outlook(bits > 1 ? profit : null, bits > 1 ? roi / 10_000m : null, bits != 2 ? trust / 10_000m : null, bits > 1 ? null : "noSale") { AverageProfit = bits > 2 ? profit - 7 : null });

    /// <summary>Terms; in half of the cases nobody knows any.</summary>
    public static Gen<RefreshTerms?> Terms { get; } = Gen.Select(Gen.Bool, Gen.Double[-9, 3], Gen.Double[0, 1], (known, log, told) => known
        ? new RefreshTerms(Math.Exp(log), RefreshBounds.Within(TimeSpan.FromDays(7)), [1, 3, 6], System.Collections.Immutable.ImmutableDictionary<long, RatePrior>.Empty)
        {
            Feeds = System.Collections.Immutable.ImmutableDictionary<string, FeedTerms>.Empty.Add("us-used", new FeedTerms(TimeSpan.FromHours(9), TimeSpan.FromHours(1), 1, new Signals(told, 6))),
        }
        : null);

    /// <summary>A command to one deal; instants go up and down, as messages do.</summary>
    public static Gen<DealCommand> Command(DealId id) => Gen.OneOf<DealCommand>(
        Gen.Select(Instant, Lens, Listing, Instant, (at, lens, listing, asOf) => (DealCommand)new DealCommand.Sight(id, at, lens, listing, asOf)),
        Gen.Select(Instant, Lens, Listing, Instant, (at, lens, listing, asOf) => (DealCommand)new DealCommand.Sight(id, at, lens, listing, asOf)),
        Gen.Select(Instant, Product, Instant, (at, product, asOf) => (DealCommand)new DealCommand.RecordProduct(id, at, product, asOf)),
        Gen.Select(Instant, Product, Offers, BuyBox, Listing, Instant, Gen.Int[0, 9], AnyAppraisal.Of(id.Domain), (at, product, offers, box, listing, asOf, bits, appraisal) => (DealCommand)new DealCommand.RecordProduct(id, at, product, asOf)
        {
            Appraisal = bits > 2 ? appraisal with { PriceFree = appraisal.PriceFree with { AsOf = asOf } } : null,
            Offers = bits > 4 ? offers : null,
            BuyBox = bits % 2 == 0 ? box : null,
            Listing = bits > 2 ? listing : null,
            Cycle = bits < 5 ? bits : null,
            Moves = [.. PriceType.DealRelevant.Where((_, i) => (i + bits) % 3 > 0).Select(type => new PriceMoves(type, asOf.AddDays(-30), [.. Enumerable.Range(0, bits).Select(i => asOf.AddDays(-29 + i))]))],
        }),
        Gen.Select(Instant, Gen.Long[0, 3], Gen.Bool, (at, cycle, pull) => (DealCommand)new DealCommand.Wake(id, at, cycle, pull)),
        Gen.Select(Instant, Gen.Long[0, 3], Gen.Bool, (at, cycle, shared) => (DealCommand)new DealCommand.RecordFailure(id, at, "It broke.") { Cycle = cycle, IsShared = shared }),
        Gen.Select(Instant, Lens, (at, lens) => (DealCommand)new DealCommand.Follow(id, at, lens)),
        Gen.Select(Instant, Gen.Bool, (at, on) => (DealCommand)new DealCommand.Watch(id, at, on)),
        Instant.Select(at => (DealCommand)new DealCommand.RefreshNow(id, at)),
        Instant.Select(at => (DealCommand)new DealCommand.Bury(id, at)),
        Gen.Select(Instant, Seller, Instant, (at, seller, asOf) => (DealCommand)new DealCommand.RecordSeller(id, at, seller, asOf)),
        Gen.Select(Instant, Analysis, Instant, (at, analysis, asOf) => (DealCommand)new DealCommand.RecordAnalysis(id, at, analysis, asOf)),
        Gen.Select(Instant, AnyAppraisal.Of(id.Domain), (at, appraisal) => (DealCommand)new DealCommand.RecordAppraisal(id, at, appraisal)),
        Instant.Select(at => (DealCommand)new DealCommand.RecordFailure(id, at, "It broke.")),
        Instant.Select(at => (DealCommand)new DealCommand.RecordGone(id, at)),
        Instant.Select(at => (DealCommand)new DealCommand.Release(id, at)),
        Instant.Select(at => (DealCommand)new DealCommand.Retire(id, at)));


}
