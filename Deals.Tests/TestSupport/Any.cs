using System.Collections.Immutable;
using CsCheck;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Tests.TestSupport;

/// <summary>Random values of the domain.</summary>
internal static class Any
{
    public static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

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

    public static Gen<FeedLens> Lens { get; } = Gen.Select(Gen.OneOfConst("us-used", "books", "new"), Gen.OneOfConst(PriceType.DealRelevant.ToArray()), Gen.Enum<DateRange>(),
        (feed, type, range) => new FeedLens(feed, type, range));

    public static Gen<ProductFacts> Product { get; } = Gen.Select(Gen.OneOfConst<string?>(null, "Alder"), Gen.Int[0, 500], (brand, sold) => new ProductFacts(brand, brand, sold > 250 ? sold : null, "00ff"));

    public static Gen<SellerFacts> Seller { get; } = Gen.Select(Gen.OneOfConst<string?>(null, "A seller"), Gen.Int[0, 100], (name, percent) => new SellerFacts("A33EGCJZUE9VE2", name, percent > 50 ? percent : null, percent));

    public static Gen<AnalysisFacts> Analysis { get; } = Gen.Select(Gen.Enum<AnalysisState>(), Gen.String[0, 20], (state, reason) => new AnalysisFacts(state, reason));

    /// <summary>A command to one deal; instants go up and down, as messages do.</summary>
    public static Gen<DealCommand> Command(DealId id) => Gen.OneOf<DealCommand>(
        Gen.Select(Instant, Lens, Listing, Instant, (at, lens, listing, asOf) => (DealCommand)new DealCommand.Sight(id, at, lens, listing, asOf)),
        Gen.Select(Instant, Lens, Listing, Instant, (at, lens, listing, asOf) => (DealCommand)new DealCommand.Sight(id, at, lens, listing, asOf)),
        Gen.Select(Instant, Product, Instant, (at, product, asOf) => (DealCommand)new DealCommand.RecordProduct(id, at, product, asOf)),
        Gen.Select(Instant, Seller, Instant, (at, seller, asOf) => (DealCommand)new DealCommand.RecordSeller(id, at, seller, asOf)),
        Gen.Select(Instant, Analysis, Instant, (at, analysis, asOf) => (DealCommand)new DealCommand.RecordAnalysis(id, at, analysis, asOf)),
        Instant.Select(at => (DealCommand)new DealCommand.RecordFailure(id, at, "It broke.")),
        Instant.Select(at => (DealCommand)new DealCommand.RecordGone(id, at)),
        Instant.Select(at => (DealCommand)new DealCommand.Release(id, at)),
        Instant.Select(at => (DealCommand)new DealCommand.Retire(id, at)));


}
