using System.Text.Json.Nodes;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Tests.Enrichment;

public sealed class ListPriceTests
{
    private const int Day = Products.Day;

    // A day in the middle of a month, so many months before the look on 15 May.
    private static readonly DateTimeOffset Look = KeepaTime.ToInstant(Products.AsOf);

    [Theory]
    [InlineData("4:3000 4:3000 4:2900 3:1000 3:1001 3:1002", 3000, "list price: mode")]
    [InlineData("4:3000 4:3100 4:2900 3:1000 3:1001 3:1002", 3000, "list price: median")]
    [InlineData("4:3000 4:3101 4:2900 4:3000 4:3101 3:1000 3:1001 3:1002", 3000, "list price: mode")]
    [InlineData("4:3000 4:3000 4:2900 3:1000 3:1001", 2900, "list price: median of all")]
    [InlineData("4:3000 3:1001", 2001, "list price: median of all")]
    [InlineData("4:3000", 3000, "list price: median of all")]
    public void F75_a_list_price_is_what_it_sold_for_in_its_best_month_else_the_middle_of_all(string sold, long price, string rule)
    {
        var analysis = Products.Analysed(Sold(sold));
        Assert.True(analysis.ListPrice.TryGet(out var list));
        Assert.Equal((price, rule), (list.Minor, analysis.ListPrice.Evidence.Rule.Name));
        Assert.Equal(rule.EndsWith("all", StringComparison.Ordinal) ? sold.Split(' ').Length : sold.Split(' ').Count(s => s[0] == '4'), analysis.ListPrice.Evidence.Samples);
    }

    [Theory]
    [InlineData(3333, -1, -1, 2999)]
    [InlineData(-1, 3333, 3000, 2700)]
    [InlineData(3000, 3333, -1, 2700)]
    [InlineData(-1, -1, -1, 3000)]
    [InlineData(9999, 9999, 9999, 3000)]
    public void It_stays_below_nine_tenths_of_the_least_of_Amazons_prices(long current, long half, long year, long price)
    {
        var product = Sold("4:3000").Stat("current", 0, current).Stat("avg180", 0, half).Stat("avg365", 0, year);
        Assert.True(Products.Analysed(product).ListPrice.TryGet(out var list));
        Assert.Equal(price, list.Minor);
        Assert.Equal(price < 3000, Products.Analysed(product).ListPrice.Evidence.Rule.Name.EndsWith(", held below Amazon's price", StringComparison.Ordinal));
    }

    [Fact]
    public void F75_it_is_never_beyond_the_cap_of_its_currency_and_absent_where_there_is_none()
    {
        var product = Sold("4:400000");
        Assert.True(Products.Analysed(product).ListPrice.TryGet(out var list));
        Assert.Equal((new Money(150_000, Currency.Usd), "list price: median of all, held at the cap"), (list, Products.Analysed(product).ListPrice.Evidence.Rule.Name));

        var german = Sold("4:3000", AmazonDomain.De).Fees(300, 15);
        var analysis = Products.Analysed(german);
        Assert.Equal(AbsenceReason.NoListPriceCap, analysis.ListPrice.Reason);
        Assert.Equal(AbsenceReason.NoListPriceCap, analysis.Earnings.Profit.Reason);
        Assert.True(analysis.OneYearAverage.TryGet(out var mean));
        Assert.Equal(new Money(3000, Currency.Eur), mean);
    }

    [Fact]
    public void Without_Keepas_statistics_no_ceiling_is_known_and_no_list_price()
    {
        var product = Sold("4:3000");
        product["stats"] = null;
        Assert.Equal(AbsenceReason.NoStatistics, Products.Analysed(product).ListPrice.Reason);
    }

    [Theory]
    [InlineData(5, 2, "0.4000")]
    [InlineData(4, 4, null)]
    [InlineData(5, 0, "0.0000")]
    [InlineData(6, 6, "1.0000")]
    public void F75_trust_is_the_sales_of_five_drops_or_more_before_any_trim(int drops, int sold, string? trust)
    {
        // The last one is an outlier, and counts.
        var at = Enumerable.Range(0, drops).Select(i => Products.AsOf - ((100 + i) * 40 * Products.Hour)).Reverse().ToList();
        var product = Products.Empty()
            .With(12, at.SelectMany(t => new[] { t - Products.Hour, 5, t, 4 }))
            .With(2, at.SelectMany((t, i) => new[] { t - Products.Hour, i == drops - 1 ? 100_000 : 3000 }))
            .With(3, [at[0] - Day, 1000, .. Enumerable.Range(1, sold).SelectMany(i => new[] { at[^1] + i, 1000 - i }), .. Enumerable.Range(20, 4).SelectMany(i => new[] { at[^1] + i, 1000 })]);
        Assert.Equal(trust, GoldenForm.Of("x", Products.Analysed(product))["trust"]?.GetValue<string>());
    }

    [Fact]
    public void The_year_is_strictly_after_365_days_ago()
    {
        JsonObject Product(int ago) => Products.Empty().Sold((Products.AsOf - ago, 2000), (Products.AsOf - (100 * Day), 1001)).Stat("current", 2, 1200);
        Assert.Equal(1001, Products.Analysed(Product(365 * Day)).OneYearAverage.TryGet(out var one) ? one.Minor : 0);
        var analysis = Products.Analysed(Product((365 * Day) - 1));
        Assert.True(analysis.OneYearAverage.TryGet(out var mean));
        Assert.Equal(1501, mean.Minor);
        Assert.Equal("0.2005", GoldenForm.Of("x", analysis)["belowAverage"]!.GetValue<string>());
        Assert.Equal((2, (DateTimeOffset?)Look.AddDays(-365)), (analysis.OneYearAverage.Evidence.Samples, analysis.OneYearAverage.Evidence.Window?.From));
    }

    [Fact]
    public void A_price_above_the_average_is_not_below_it()
    {
        var analysis = Products.Analysed(Products.Empty().Sold((Products.AsOf - (100 * Day), 1000)).Stat("current", 2, 1200));
        Assert.True(analysis.BelowAverage.TryGet(out var below));
        Assert.Equal(0, below);
        Assert.Equal(AbsenceReason.NoSaleInYear, Products.Analysed(Products.Empty().Sold((Products.AsOf - (400 * Day), 1000))).OneYearAverage.Reason);
    }

    private static JsonObject Sold(string sold, AmazonDomain? domain = null) => Products.Empty(domain).Sold(sold.Split(' ').Select(s => s.Split(':')).Select((s, i) =>
        (KeepaTime.FromInstant(new DateTimeOffset(2026 - (i % 2), int.Parse(s[0]), 1 + i, 12, 0, 0, TimeSpan.Zero)), int.Parse(s[1]))));
}
