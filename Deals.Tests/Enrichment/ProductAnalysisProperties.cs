using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CsCheck;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Xunit.Abstractions;

namespace Deals.Tests.Enrichment;

public sealed class ProductAnalysisProperties(ITestOutputHelper output)
{
    private const int Iterations = 400;
    private static readonly int[] Series = [2, 3, 12];

    [Fact]
    public void F75_an_analysis_is_that_of_a_naive_reading_to_the_cent()
    {
        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        Products.Any.Sample(
            product =>
            {
                var (expected, actual) = (NaiveAnalysis.Of(product), GoldenForm.Of("x", Products.Analysed(product)));
                foreach (var (name, value) in expected)
                    Assert.True(JsonNode.DeepEquals(value, actual[name]), $"{name} is {Text(actual[name])}, {Text(value)} was expected.");
                Assert.Equal(expected.Count, actual.Count);
                foreach (var (name, value) in actual)
                    seen.AddOrUpdate(name is "listPriceRule" or "feeRule" ? Text(value) : value is null or JsonArray { Count: 0 } ? $"no {name}" : name, 1, (_, n) => n + 1);
            },
            iter: 5 * Iterations);

        // Whatever can be there or not was both.
        output.WriteLine(string.Join(", ", seen.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} {s.Value}")));
        string[] either = ["sales", "oneYearAverage", "months", "peakMonth", "listPrice", "trust", "belowAverage", "referral", "allIn", "profit", "roi", "margin", "minimumListing"];
        Assert.All(either, name => Assert.True(seen.GetValueOrDefault(name) > Iterations / 20 && seen.GetValueOrDefault($"no {name}") > Iterations / 20, name));
        string[] rules = ["\"mode\"", "\"median\"", "\"median-of-all\"", "\"keepa\"", "\"default\""];
        Assert.All(rules, rule => Assert.True(seen.GetValueOrDefault(rule) > Iterations / 20, rule));
    }

    [Fact]
    public void F38_F77_a_permuted_or_repeated_history_is_the_same_analysis_or_a_refusal() => Gen.Select(Products.Any, Gen.Int[0, 2], Gen.Int[0, 1_000_000], Gen.Bool).Sample(
        (product, which, seed, contradicts) =>
        {
            var other = product.DeepClone().AsObject();
            var points = product["csv"]![Series[which]]!.AsArray().Select(n => n!.GetValue<int>()).Chunk(2).ToList();
            if (points.Count == 0)
                return;
            points.AddRange(points.Take(seed % points.Count).ToList());
            if (contradicts)
                points.Add([points[0][0], points[0][1] + 1]);
            other.With(Series[which], points.OrderBy(p => HashCode.Combine(p[0], p[1], seed)).ThenBy(p => p[0]).SelectMany(p => p));
            var (before, after) = (Products.Analysed(product), Products.Analysed(other));
            if (!contradicts)
                Assert.Equal(before, after);
            else if (points[0][0] <= Products.AsOf)
                Assert.Equal(AbsenceReason.ContradictoryHistory, after.Sales.Reason);
        },
        iter: Iterations);

    [Fact]
    public void The_same_product_gives_the_same_analysis() => Products.Any.Sample(
        product =>
        {
            var record = Products.Decoded(product);
            foreach (var meaning in PriceMeaning.All)
            {
                var one = ProductAnalysis.TryOf(record, meaning.Type, new AnalysisSettings(), out _);
                Assert.NotNull(one);
                Assert.Equal(one, ProductAnalysis.TryOf(Products.Decoded(product), meaning.Type, new AnalysisSettings(), out _));
            }
        },
        iter: Iterations / 4);

    [Fact]
    public void F67_profit_is_the_list_price_less_all_in_and_fees() => Products.Any.Sample(
        product =>
        {
            var analysis = Products.Analysed(product);
            var (fees, earnings) = (analysis.Fees, analysis.Earnings);
            var isKnown = earnings.Profit.TryGet(out var profit);
            Assert.Equal(isKnown, analysis.ListPrice.TryGet(out var list) & earnings.AllIn.TryGet(out var allIn) & fees.PickAndPack.TryGet(out var pick) & fees.Referral.TryGet(out var referral));
            if (!isKnown)
                return;
            Assert.True(fees.Closing.TryGet(out var closing));
            Assert.Equal(list.Minor - allIn.Minor - pick.Minor - referral.Minor - closing.Minor, profit.Minor);
            Assert.Equal(Currency.Usd, profit.Currency);
            Assert.Equal(fees.PickAndPack.Evidence.RestsOnDefaults || fees.ReferralPercent.Evidence.RestsOnDefaults, earnings.Profit.Evidence.RestsOnDefaults);
            Assert.Equal(earnings.Profit.Evidence.RestsOnDefaults, earnings.Profit.Evidence.Rule.Name.Contains("default", StringComparison.Ordinal));
        },
        iter: Iterations);

    [Fact]
    public void At_the_minimum_listing_nothing_is_lost_and_a_minor_unit_or_two_below_something_is() => Gen.Select(Gen.Long[1, 200_000], Gen.Long[0, 3000], Gen.Int[1, 4000]).Sample(
        (price, pick, referral) =>
        {
            var percent = referral / 100m;
            var product = Products.Empty().Stat("current", 0, price).Fees(Math.Max(1, pick), percent);
            Assert.True(Products.Analysed(product, PriceType.Amazon).Earnings.MinimumListing.TryGet(out var least));
            long ProfitAt(long list) => list - price - Math.Max(1, pick) - Rounding.PercentOf(list, percent);
            Assert.True(ProfitAt(least.Minor) >= 0);
            Assert.True(ProfitAt(least.Minor - 3) < 0);
        });

    [Fact]
    public void F75_one_rank_point_serves_one_drop() => Products.Any.Sample(
        product =>
        {
            var betterThanSome = Points(product, 3).Count(p => p.Value > 0 && p.At <= Products.AsOf);
            var sales = Known(Products.Analysed(product).Sales);
            Assert.InRange(sales.All.Length, 0, Math.Min(betterThanSome, sales.Drops));
            Assert.Equal(sales.All.Length, sales.All.Select(s => s.At).Distinct().Count());
        },
        iter: Iterations);

    [Fact]
    public void F75_a_drop_without_a_sale_never_raises_trust() => Gen.Select(Products.Any, Gen.Int[0, 1_000_000]).Sample(
        (product, seed) =>
        {
            var counts = Points(product, 12);
            var at = Products.AsOf - Products.Day - (seed % (1000 * Products.Day));
            var before = counts.LastOrDefault(p => p.Item1 < at, (at - 1, -1));
            if (counts.Any(p => Math.Abs(p.At - at) < 2) || before.Item2 < 0)
                return;

            // One offer more for a minute: the other drops stay what they are.
            var more = counts.Concat([(at - 1, before.Item2 + 1), (at, before.Item2)]).OrderBy(p => p.Item1).SelectMany(p => new[] { p.Item1, p.Item2 });
            var other = product.DeepClone().AsObject().With(12, more);
            var (less, contrary) = (Products.Analysed(product), Products.Analysed(other));
            if (Known(contrary.Sales).All.Any(s => KeepaTime.FromInstant(s.At) == at))
                return;
            Assert.Equal(Known(less.Sales).All.AsEnumerable(), Known(contrary.Sales).All);
            if (less.Trust.TryGet(out var trust))
                Assert.True(contrary.Trust.TryGet(out var lowered) && lowered <= trust);
        },
        iter: 2 * Iterations);

    private static InferredSales Known(Estimate<InferredSales> sales) => Assert.IsType<Estimate<InferredSales>.Known>(sales).Value;

    private static List<(int At, int Value)> Points(JsonNode product, int type) =>
        [.. product["csv"]![type]!.AsArray().Select(n => n!.GetValue<int>()).Chunk(2).Select(c => (c[0], c[1]))];

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
}
