using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Bench.Enrichment;

namespace Deals.Tests.Bench;

public sealed class EnrichmentBenchTests
{
    private const int Day = 1440;
    private const int WindowOfSale = 240 * 60;
    private const int WindowOfSales = 1095 * Day;
    private const double Spike = 1.5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Where_everything_is_seen_and_nothing_withdrawn_the_inferred_sales_are_the_true_ones(int seed)
    {
        var products = Enumerable.Range(0, 15).Select(i => Evaluated.Of(KnownProduct.Of(WorldPlan.Perfect, seed, i))).ToList();
        foreach (var it in products)
        {
            var asOf = KeepaTime.FromInstant(it.Analysis.AsOf);
            Assert.True(it.Analysis.Sales.TryGet(out var inferred));
            Assert.Equal(
                it.Product.Truth.Sales.Where(s => s.At > asOf - WindowOfSales && s.At <= asOf - WindowOfSale),
                inferred.All.Select(static s => new TrueSale(KeepaTime.FromInstant(s.At), s.Price.Minor)));
            Assert.Equal(inferred.All.Length, inferred.Drops);
        }

        Assert.True(products.Sum(static p => p.Product.Truth.Sales.Count) > 1000);
    }

    [Fact]
    public void Withdrawals_make_drops_that_are_no_sales()
    {
        var plan = WorldPlan.Perfect with { WithdrawalsPerSale = Span.Only(4) };
        var products = Enumerable.Range(0, 10).Select(i => Evaluated.Of(KnownProduct.Of(plan, 1, i))).ToList();
        var drops = products.Sum(static p => p.Analysis.Sales.TryGet(out var s) ? s.Drops : 0);
        Assert.InRange(drops, 3 * products.Sum(static p => p.Product.Truth.Sales.Count), int.MaxValue);
    }

    [Fact]
    public void What_is_paid_is_what_the_truth_says_and_never_a_spike()
    {
        var wide = WorldPlan.Default with { Spread = Span.Only(0.35) };
        var products = Enumerable.Range(0, 100).Select(i => KnownProduct.Of(wide, 3, i)).ToList();
        Assert.Equal(1, PaidInBestMonth(products).Average(), 0.05);
        Assert.All(
            products.Select((p, i) => (p.Truth.Sales, Plan: ProductPlan.Draw(wide, 3, i))),
            static p => Assert.All(p.Sales, sale => Assert.InRange(sale.Price, 1, Spike * p.Plan.WorthAt(sale.At))));
        Assert.Equal(0, Asking.Taken(1.5));
        Assert.Equal(1, Asking.Taken(1));
        Assert.InRange(new Asking(0.3, 0).MedianPaid(), 0.75, 0.95);
    }

    [Fact]
    public void The_trough_is_half_a_year_from_the_peak_and_a_product_without_a_season_has_neither()
    {
        var wave = new SeasonWave(0.5, 0.3, 0.6);
        Assert.Contains(wave.Peak, new[] { 6, 7 });
        Assert.Contains(wave.Trough, new[] { 12, 1 });
        Assert.Equal(1, Enumerable.Range(1, 12).Average(wave.PriceOf), 0.01);
        Assert.InRange(wave.PriceOf(wave.Peak), 1.28, 1.3);
        var truths = Enumerable.Range(0, 60).Select(static i => KnownProduct.Of(WorldPlan.Default, 1, i).Truth).ToList();
        Assert.Contains(truths, static t => t is { Peak: null, Trough: null });
        Assert.All(truths.Where(static t => t.Peak is not null), static t => Assert.Equal(6, Math.Abs(t.Peak!.Value - t.Trough!.Value), 1.0));
    }

    [Fact]
    public void A_product_is_the_same_for_the_same_seed_and_the_bodys_statistics_are_those_of_its_histories()
    {
        var product = KnownProduct.Of(WorldPlan.Default, 1, 7);
        Assert.Equal(product.Body, KnownProduct.Of(WorldPlan.Default, 1, 7).Body);
        Assert.NotEqual(product.Body, KnownProduct.Of(WorldPlan.Default, 2, 7).Body);
        var it = Evaluated.Of(product);
        Assert.True(it.Analysis.Averages.Days365.TryGet(out var mean));
        Assert.InRange(mean.Minor - it.Record.Stats!.Of(PriceType.Used)!.Averages.Days365!.Value, 0, 1);
        Assert.True(it.Analysis.Price.TryGet(out var price));
        Assert.Equal(product.Truth.AllIn, it.Analysis.Earnings.AllIn.TryGet(out var allIn) ? allIn.Minor : price.Minor);
    }

    [Fact]
    public void The_simulators_truth_is_what_its_goods_are_sold_for_in_their_best_month()
    {
        var goods = new SimulatedGoods(1, 60);
        var products = Enumerable.Range(0, 60).Select(goods.Of).OfType<KnownProduct>().ToList();
        Assert.All(products, static product => Assert.True(Evaluated.Of(product).Analysis.Price.TryGet(out _)));
        Assert.Equal(1, PaidInBestMonth(products).Average(), 0.1);
    }

    [Fact]
    public void A_profit_is_false_where_the_true_price_earns_none()
    {
        var score = new Score();
        var truth = new Truth { Sales = [], Peak = 1, Trough = 7, PeakPrice = 2000, MeanOfYear = 1500, AllIn = 1000, Fees = new TrueFees(400, 15, 0) };
        Assert.Equal(300, truth.Profit, 6);
        score.Add(truth, new Answer(2200, 1500, 12, 9, 400));
        score.Add(truth with { AllIn = 1301 }, new Answer(2200, 1500, 3, 7, 99));
        score.Add(truth with { AllIn = 1301 }, new Answer(1900, 1500, null, null, null));
        score.Add(truth with { AllIn = 1400 }, new Answer(2200, 1500, null, null, 1));
        Assert.Equal(66.7, score.FalseProfits!.Value, 0.1);
        Assert.Equal((0.0, 50.0, 50.0), (score.PeakExact, score.PeakNear, score.TroughNear));
        var figures = score.Figures().ToDictionary(static f => f.Key, static f => f.Value);
        Assert.Equal(10.0, figures["list price against the true peak price, median error, percent"]);
        Assert.Equal(0.0, figures["missed profits, percent of what truly earns"]);
        Assert.Equal(66.67, figures["false profits, percent of what truly earns nothing"]);
    }

    [Fact]
    public void A_rule_answers_where_the_trust_is_enough_and_lists_nothing_on_assumed_fees()
    {
        var its = Enumerable.Range(0, 60).Select(static i => Evaluated.Of(KnownProduct.Of(WorldPlan.Default, 4, i))).ToList();
        var trusted = its.Where(static it => it.Analysis.Trust.TryGet(out var trust) && trust >= 0.7m).ToHashSet();
        Assert.InRange(trusted.Count, 10, 50);
        var (ours, naive) = (ListingRule.Ours(0.7m), ListingRule.YearAverage.Where(0.7m));
        Assert.All(its, it => Assert.Equal(trusted.Contains(it), ours.Of(it.Record, it.Analysis).ListPrice is not null));
        Assert.All(its, it => Assert.Equal(trusted.Contains(it), naive.Of(it.Record, it.Analysis).ListPrice is not null));
        var assumed = its.Where(static it => it.Analysis.Fees.PickAndPack.Evidence.RestsOnDefaults).ToList();
        Assert.NotEmpty(assumed);
        Assert.All(assumed, static it => Assert.False(ListingRule.Ours(null).Of(it.Record, it.Analysis).IsListed || ListingRule.HighestRecent.Of(it.Record, it.Analysis).IsListed));
    }

    [Fact]
    public async Task F58_stored_bodies_give_the_same_analyses_again_and_the_report_has_every_bar()
    {
        var options = new EnrichmentOptions { Seeds = 2, Products = 30, Simulated = 4, Bodies = 50, Workers = 2 };
        var report = await EnrichmentBench.RunAsync(options, TextWriter.Null, CancellationToken.None);
        Assert.Equal(["world: analyses that are another the second time", "simulator: analyses that are another the second time"], report.Bars.Where(static b => b.Target == "= 0").Select(static b => b.Name));
        Assert.All(report.Bars.Where(static b => b.Target == "= 0"), static b => Assert.True(b.Holds));
        Assert.Equal(2, report.Bars.Count(static b => b.Name.EndsWith("one-year average too", StringComparison.Ordinal)));
        Assert.Contains(report.Rows, static r => r.Name.StartsWith("world: 50 stored bodies", StringComparison.Ordinal));
        Assert.Equal(60, report.Rows[0].Figures.Single(static f => f.Key == "products").Value);
        Assert.Contains("\"bars\"", report.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--trust", "1.5")]
    [InlineData("--seeds", "0")]
    [InlineData("--days", "3")]
    [InlineData("--bodies")]
    public void A_wrong_argument_is_named(params string[] args) =>
        Assert.Contains(args[0].TrimStart('-'), Assert.Throws<FormatException>(() => EnrichmentOptions.Read(args)).Message, StringComparison.Ordinal);

    // The median of what was paid over what is said to be paid then.
    private static List<double> PaidInBestMonth(IEnumerable<KnownProduct> products)
    {
        var ratios = new List<double>();
        foreach (var truth in products.Select(static p => p.Truth))
        {
            var paid = truth.Sales.Where(s => KeepaTime.ToInstant(s.At).Month == truth.Peak).Select(static s => (double)s.Price).Order().ToList();
            if (paid.Count >= 10)
                ratios.Add(paid[paid.Count / 2] / truth.PeakPrice);
        }

        Assert.True(ratios.Count >= 10);
        return ratios;
    }
}
