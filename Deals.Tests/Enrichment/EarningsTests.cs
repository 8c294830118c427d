using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Tests.Enrichment;

public sealed class EarningsTests
{
    private const int Day = Products.Day;
    private const int Hour = Products.Hour;

    [Theory]
    [InlineData(1499, "15.01", 225)]
    [InlineData(1000, "15", 150)]
    [InlineData(10, "15", 2)]
    [InlineData(10, "14.99", 1)]
    [InlineData(0, "15", 0)]
    public void F67_a_percentage_is_rounded_half_up_and_never_a_floating_number(long price, string percent, long fee) =>
        Assert.Equal(fee, Rounding.PercentOf(price, decimal.Parse(percent)));

    [Theory]
    [InlineData("0.5", 1)]
    [InlineData("-0.5", 0)]
    [InlineData("-0.51", -1)]
    [InlineData("1.4999999999999999999999", 1)]
    [InlineData("2.5", 3)]
    public void Half_up_is_towards_the_larger_number(string value, long rounded) => Assert.Equal(rounded, Rounding.HalfUp(decimal.Parse(value)));

    [Fact]
    public void F67_a_profit_is_list_price_less_all_in_and_the_three_fees()
    {
        var analysis = Products.Analysed(Sold(3000).Stat("current", 2, 1000).Offer(OfferCondition.UsedGood, 1000, 399).Fees(344, 15, 180), settings: With(p => p with { Prep = 50, TaxPercent = 10, MarkupPercent = 5 }));
        Assert.Equal(1399 + 50 + 140, Minor(analysis.Earnings.AllIn));
        Assert.Equal(3000 - 1589 - 344 - 450 - 180, Minor(analysis.Earnings.Profit));
        Assert.Equal(437m / 1589, Ratio(analysis.Earnings.Roi));
        Assert.Equal(437m / 3000, Ratio(analysis.Earnings.Margin));
        Assert.Equal(2641, Minor(analysis.Earnings.MinimumListing));
        Assert.Equal(974, Minor(analysis.Fees.Total));
    }

    [Fact]
    public void F75_a_profit_on_default_fees_says_so_and_one_without_default_is_absent()
    {
        var product = Sold(3000).Stat("current", 2, 1000).Offer(OfferCondition.UsedGood, 1000, 0);
        foreach (var analysis in new[] { product.Fees(null, 12), product.Fees(300, null), product.Fees(null, null) }.Select(p => Products.Analysed(p.DeepClone())))
        {
            foreach (var figure in new Estimate[] { analysis.Earnings.Profit, analysis.Earnings.Roi, analysis.Earnings.Margin, analysis.Earnings.MinimumListing, analysis.Fees.Total })
                Assert.True(figure.Evidence.RestsOnDefaults && figure.Evidence.Rule.ToString().Contains("default", StringComparison.Ordinal) && figure.Evidence.Confidence <= 0.5m);
            Assert.False(analysis.Earnings.AllIn.Evidence.RestsOnDefaults || analysis.ListPrice.Evidence.RestsOnDefaults);
        }

        Assert.Equal(3000 - 1000 - 550 - 450, Minor(Products.Analysed(product).Earnings.Profit));
        var none = Products.Analysed(product, settings: With(p => p with { DefaultFees = null }));
        Assert.Equal((AbsenceReason.NoFee, AbsenceReason.NoFee), (none.Earnings.Profit.Reason!.Value, none.Earnings.MinimumListing.Reason!.Value));
        Assert.False(none.Earnings.Profit.Evidence.RestsOnDefaults);
    }

    [Fact]
    public void A_yen_has_no_minor_unit_and_another_marketplace_has_its_own_costs()
    {
        var japan = Sold(3000, AmazonDomain.Jp).Stat("current", 2, 1000).Offer(OfferCondition.UsedGood, 1000, 350).Fees(null, 10);
        var settings = new AnalysisSettings { Costs = AnalysisSettings.Default.Costs.Add(AmazonDomain.Jp, new CostProfile { ListPriceCap = 200_000, DefaultFees = new DefaultFees(434, 15), TaxPercent = 10 }) };
        var analysis = Products.Analysed(japan, settings: settings);
        Assert.Equal("1485 JPY", analysis.Earnings.AllIn.TryGet(out var allIn) ? allIn.ToString() : "");
        Assert.Equal(new Money(3000 - 1485 - 434 - 300, Currency.Jpy), analysis.Earnings.Profit.TryGet(out var profit) ? profit : default);
        var unknown = Products.Analysed(japan);
        Assert.Equal((AbsenceReason.NoListPriceCap, AbsenceReason.NoFee), (unknown.ListPrice.Reason!.Value, unknown.Fees.PickAndPack.Reason!.Value));
        Assert.Equal(1350, Minor(unknown.Earnings.AllIn));
    }

    [Fact]
    public void Where_nothing_is_left_of_a_price_there_is_no_minimum_listing()
    {
        var product = Products.Empty().Stat("current", 0, 1000).Fees(300, 50);
        Assert.Equal(AbsenceReason.NotComputable, Products.Analysed(product, PriceType.Amazon, With(p => p with { MarkupPercent = 50 })).Earnings.MinimumListing.Reason);
        Assert.Equal(130_000, Minor(Products.Analysed(product, PriceType.Amazon, With(p => p with { MarkupPercent = 49 })).Earnings.MinimumListing));
        Assert.Equal(AbsenceReason.NotComputable, Products.Analysed(product.Fees(300, 99.9999999999999999999999m), PriceType.Amazon).Earnings.MinimumListing.Reason);
    }

    [Fact]
    public void F77_an_amount_that_no_price_can_be_is_none() =>
        Assert.Equal(AbsenceReason.NoPrice, Products.Analysed(Products.Empty().Stat("current", 0, long.MaxValue - 1), PriceType.Amazon).Earnings.AllIn.Reason);

    [Fact]
    public void Settings_out_of_range_are_named()
    {
        AnalysisSettings.Default.Validate();
        Assert.Contains("TaxPercent", Assert.Throws<ArgumentException>(With(p => p with { TaxPercent = 101 }).Validate).Message, StringComparison.Ordinal);
        Assert.Contains("SparseRankHours", Assert.Throws<ArgumentException>((AnalysisSettings.Default with { SparseRankHours = 1 }).Validate).Message, StringComparison.Ordinal);
    }

    private static AnalysisSettings With(Func<CostProfile, CostProfile> change) =>
        new() { Costs = ImmutableDictionary<AmazonDomain, CostProfile>.Empty.Add(AmazonDomain.Us, change(CostProfile.UnitedStates)) };

    private static JsonObject Sold(int price, AmazonDomain? domain = null) => Products.Empty(domain).Sold((Products.AsOf - (50 * Day) - Hour, price));

    private static long Minor(Estimate<Money> money) => Assert.IsType<Estimate<Money>.Known>(money).Value.Minor;

    private static decimal Ratio(Estimate<decimal> ratio) => Assert.IsType<Estimate<decimal>.Known>(ratio).Value;
}
