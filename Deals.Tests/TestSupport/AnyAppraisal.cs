using System.Collections.Concurrent;
using System.Collections.Immutable;
using CsCheck;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Tests.Enrichment;

namespace Deals.Tests.TestSupport;

/// <summary>Appraisals of random products, by the analysis itself: every form of a figure that there is.</summary>
internal static class AnyAppraisal
{
    private const int Pool = 30;
    private const string Seed = "0009pQ0p2oL1";
    private static readonly ConcurrentDictionary<AmazonDomain, Lazy<AppraisalFacts[]>> ByDomain = new();

    /// <summary>Costs in every marketplace.</summary>
    public static AnalysisSettings Settings { get; } = new()
    {
        Costs = AmazonDomain.All.ToImmutableDictionary(d => d, d => new CostProfile { TaxPercent = d.Number, Prep = 20, MarkupPercent = 1.5m, ListPriceCap = 150_000, DefaultFees = new DefaultFees(550, 15) }),
    };

    /// <summary>An appraisal of a marketplace's product, of some time, body, version and settings.</summary>
    public static Gen<AppraisalFacts> Of(AmazonDomain domain) => Gen.Select(
        Gen.OneOfConst(ByDomain.GetOrAdd(domain, d => new Lazy<AppraisalFacts[]>(() => Made(d))).Value),
        Any.Instant,
        Gen.Int[1, 3],
        Gen.OneOfConst("aaaa", "bbbb"),
        Gen.OneOfConst("00ff", "11ee"),
        (facts, asOf, version, settings, hash) => facts with { Version = version, Settings = settings, BodyHash = hash, PriceFree = facts.PriceFree with { AsOf = asOf } });

    /// <summary>One of them, always the same.</summary>
    public static AppraisalFacts Known(AmazonDomain domain) => ByDomain.GetOrAdd(domain, d => new Lazy<AppraisalFacts[]>(() => Made(d))).Value[0];

    private static AppraisalFacts[] Made(AmazonDomain domain) => [.. Products.Any.Array[Pool].Single(static _ => true, Seed).Select((product, i) =>
    {
        product["domainId"] = domain.Number;
        var type = (i % 3) switch { 0 => PriceType.New, 1 => PriceType.Amazon, _ => PriceType.Used };
        return AppraisalReading.TryOf(Products.Decoded(product), "00ff", type, Settings, out var reason) ?? throw new InvalidOperationException(reason);
    })];
}
