using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Nodes;
using CsCheck;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Tests.Enrichment;

/// <summary>Another price needs no body: what follows from it is what the analysis of the same body with that price gives.</summary>
public sealed class PricedFiguresTests
{
    private const int Day = Products.Day;

    [Fact]
    public void F54_F58_figures_at_another_price_are_those_of_the_same_body_with_that_price()
    {
        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        Gen.Select(Products.Any, Gen.OneOf(Gen.Int[-1, 3000], Gen.Int[1000, 1012]), Gen.Int[0, 3], Gen.OneOfConst(PriceMeaning.All.ToArray())).Sample(
            (product, price, which, meaning) =>
            {
                SellIn(product, meaning);
                Enrich(product, price);
                var at = which switch
                {
                    // The price of an offer, of the series, of the buy box, or any.
                    0 when product["offers"] is JsonArray { Count: > 0 } offers => offers[0]!["offerCSV"]![1]!.GetValue<int>(),
                    1 => 1234,
                    2 => 1111,
                    _ => price,
                };
                var other = product.DeepClone().AsObject().Stat("current", meaning.Type.Index, at);
                var (before, after) = (Products.Analysed(product, meaning.Type), Products.Analysed(other, meaning.Type));
                Assert.Equal(before.PriceFree, after.PriceFree);
                var priced = before.PriceFree.At(after.Price);
                Assert.Equal(new PricedFigures(after.Price, after.Shipping, after.BelowAverage, after.ListPrice, after.Fees, after.Earnings, after.Standing) { AverageProfit = priced.AverageProfit }, priced);
                AssertAverageProfit(after, priced.AverageProfit, seen);
                if (meaning.Type == PriceType.Amazon && after.ListPrice.TryGet(out var list) && after.Price.TryGet(out var amazons))
                    Assert.True(list.Minor <= amazons.Minor * 0.9m, $"A list price of {list} beside Amazon's own {amazons}.");
                seen.AddOrUpdate(after.Shipping.TryGet(out _) ? after.Shipping.Evidence.Rule.Name : "none", 1, static (_, n) => n + 1);
                seen.AddOrUpdate(after.Standing.ToString(), 1, static (_, n) => n + 1);
                if (before.ListPrice != after.ListPrice)
                    seen.AddOrUpdate("another list price", 1, static (_, n) => n + 1);
            },
            iter: 3000);
        string[] all = [.. Enum.GetNames<ProfitStanding>(), "none", "another list price", "a profit at the average", .. new[] { Rules.ShippingByAmazon, Rules.ShippingIncluded, Rules.ShippingOfOffer, Rules.ShippingOfBuyBox, Rules.ShippingOfSeries }.Select(r => r.Name)];
        Assert.All(all, name => Assert.True(seen.GetValueOrDefault(name) > 0, name));
    }

    /// <summary>One-year average less all-in and the fees of a sale at it; absent where one of them is.</summary>
    private static void AssertAverageProfit(ProductAnalysis of, Estimate<Money> profit, ConcurrentDictionary<string, int> seen)
    {
        var (fees, parts) = (of.Fees, new Estimate[] { of.OneYearAverage, of.Earnings.AllIn, of.Fees.PickAndPack, of.Fees.ReferralPercent, of.Fees.Closing });
        Assert.Equal(parts.All(static p => p.Reason is null), profit.TryGet(out var earned));
        if (!profit.TryGet(out _))
            return;
        Assert.True(of.OneYearAverage.TryGet(out var average) & of.Earnings.AllIn.TryGet(out var allIn) & fees.PickAndPack.TryGet(out var pick) & fees.ReferralPercent.TryGet(out var percent) & fees.Closing.TryGet(out var closing));
        Assert.Equal(average.Minor - allIn.Minor - pick.Minor - closing.Minor - Rounding.PercentOf(average.Minor, percent), earned.Minor);
        Assert.Equal(fees.PickAndPack.Evidence.RestsOnDefaults || fees.ReferralPercent.Evidence.RestsOnDefaults, profit.Evidence.RestsOnDefaults);
        seen.AddOrUpdate("a profit at the average", 1, static (_, n) => n + 1);
    }

    [Fact]
    public void F75_a_profit_on_few_sales_is_not_listed_on_its_own_strength_nor_is_one_on_default_fees_nor_without_shipping()
    {
        ProfitStanding Of(JsonObject product, int sales, int least = 3) => Products.Analysed(
            product.Sold(Enumerable.Range(1, sales).Select(i => (Products.AsOf - (50 * i * Day), 3000))).Stat("current", 2, 1000), settings: new AnalysisSettings { LeastSales = least }).Standing;
        JsonObject Shipped() => Products.Empty().Offer(OfferCondition.UsedGood, 1000, 0);
        Assert.Equal(ProfitStanding.Listed, Of(Shipped().Fees(300, 15), 3));
        Assert.Equal(ProfitStanding.FewSales, Of(Shipped().Fees(300, 15), 2));
        Assert.Equal(ProfitStanding.Listed, Of(Shipped().Fees(300, 15), 2, least: 2));
        Assert.Equal(ProfitStanding.DefaultFees, Of(Shipped(), 3));
        Assert.Equal(ProfitStanding.Absent, Of(Products.Empty().Fees(300, 15), 3));
        Assert.Equal(ProfitStanding.Absent, Of(Shipped().Fees(300, 15), 0));
    }

    [Fact]
    public void F58_every_number_of_the_settings_is_in_the_fingerprint_and_no_other_marketplaces()
    {
        var standard = AnalysisFingerprint.Of(AnalysisSettings.Default, AmazonDomain.Us);
        AnalysisSettings Costs(CostProfile us) => new() { Costs = AnalysisSettings.Default.Costs.SetItem(AmazonDomain.Us, us) };
        var others = Changed(AnalysisSettings.Default)
            .Concat(Changed(CostProfile.UnitedStates).Select(Costs))
            .Concat(Changed(new DefaultFees(550, 15)).Select(f => Costs(CostProfile.UnitedStates with { DefaultFees = f })))
            .Append(Costs(CostProfile.UnitedStates with { DefaultFees = null }))
            .ToList();
        Assert.True(others.Count >= 17 + 5 + 2 + 1);
        Assert.All(others, other => Assert.NotEqual(standard, AnalysisFingerprint.Of(other, AmazonDomain.Us)));
        Assert.Equal(others.Count, others.Select(o => AnalysisFingerprint.Of(o, AmazonDomain.Us)).Distinct(StringComparer.Ordinal).Count());

        var german = new AnalysisSettings { Costs = AnalysisSettings.Default.Costs.Add(AmazonDomain.De, new CostProfile { Prep = 100 }) };
        Assert.Equal(standard, AnalysisFingerprint.Of(german, AmazonDomain.Us));
        Assert.NotEqual(AnalysisFingerprint.OfAll(AnalysisSettings.Default), AnalysisFingerprint.OfAll(german));
        Assert.Equal(standard, AnalysisFingerprint.Of(Costs(CostProfile.UnitedStates with { DefaultFees = new DefaultFees(550, 15.00m) }), AmazonDomain.Us));
    }

    // One copy for each number of a record, with that number one more.
    private static IEnumerable<T> Changed<T>(T record)
        where T : class
    {
        foreach (var property in typeof(T).GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.CanWrite))
        {
            object? more = property.GetValue(record) switch
            {
                int n => n + 1,
                long n => n + 1,
                decimal n => n + 1,
                _ => null,
            };
            if (more is null)
                continue;
            var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(record, null)!;
            property.SetValue(copy, more);
            yield return copy;
        }
    }

    // The generated sales are of used items: the same in another condition.
    private static void SellIn(JsonObject product, PriceMeaning meaning)
    {
        foreach (var (from, to) in new[] { (12, meaning.Counts.Index), (2, meaning.Prices.Index) })
            product.With(to, product["csv"]![from]!.AsArray().Select(n => n!.GetValue<int>()).ToList());
    }

    // What tells shipping otherwise than an offer: series with shipping, and the buy boxes.
    private static void Enrich(JsonObject product, int seed)
    {
        foreach (var type in new[] { 1, 2, 5, 6, 8, 33 }.Where((_, i) => (seed >> i) % 2 == 0))
            product.With(type, Products.AsOf - (9 * Day), 2000, Products.AsOf - (8 * Day), 1234);
        foreach (var type in new[] { 18, 19, 20, 21, 22, 23, 27, 32 }.Where((_, i) => (seed >> i) % 3 != 1))
            product.With(type, Products.AsOf - (4 * Day), 1234, seed % 5 == 0 ? -1 : 250);
        if (seed % 2 != 0)
            return;
        var stats = product["stats"]!.AsObject();
        foreach (var (name, value) in new (string, JsonNode)[]
        {
            ("buyBoxUsedPrice", 1111), ("buyBoxUsedShipping", 99), ("buyBoxUsedCondition", 4), ("buyBoxUsedIsFBA", seed % 4 == 0), ("buyBoxUsedSellerId", "A66REUIM3OMP6"),
            ("buyBoxPrice", 1111), ("buyBoxShipping", 0), ("buyBoxIsFBA", false), ("buyBoxIsAmazon", false), ("buyBoxSellerId", "A66REUIM3OMP6"), ("buyBoxIsUsed", false),
        })
        {
            stats[name] = value;
        }
    }
}
