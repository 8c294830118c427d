using System.Reflection;
using CsCheck;
using Deals.Actors.Catalogue;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Tests.Simulation;

namespace Deals.Tests.Enrichment;

public sealed class EvidenceTests
{
    [Fact]
    public void F54_F55_a_figure_is_as_old_as_the_oldest_of_what_it_rests_on() => Products.Any.Sample(product =>
    {
        var analysis = Products.Analysed(product);
        Assert.All(Figures(analysis), f => Assert.True(f.Evidence.OldestInput <= analysis.AsOf));
        var (fees, earnings) = (analysis.Fees, analysis.Earnings);
        var told = product["fbaFees"] is null ? analysis.AsOf : KeepaTime.ToInstant(Products.AsOf - Products.Day);
        Assert.Equal(told, fees.PickAndPack.Evidence.OldestInput);
        AssertOldest(earnings.AllIn, analysis.Price, analysis.Shipping);
        AssertOldest(fees.Total, fees.PickAndPack, fees.Referral, fees.Closing);
        AssertOldest(earnings.Profit, analysis.ListPrice, earnings.AllIn, fees.Total);
        AssertOldest(earnings.MinimumListing, earnings.AllIn, fees.PickAndPack, fees.ReferralPercent, fees.Closing);
        AssertOldest(analysis.BelowAverage, analysis.OneYearAverage, analysis.Price);
    });

    [Fact]
    public void F75_every_figure_names_its_rule_and_how_far_it_can_be_trusted_and_an_absent_one_not_at_all() => Products.Any.Sample(product => Assert.All(
        Figures(Products.Analysed(product)),
        figure =>
        {
            Assert.False(string.IsNullOrEmpty(figure.Evidence.Rule.Name));
            Assert.True(figure.Evidence.Rule.Version >= 1);
            Assert.InRange(figure.Evidence.Confidence, 0, figure.Reason is null ? 1 : 0);
            Assert.Equal(figure.Evidence.Confidence, Rounding.FourDigits(figure.Evidence.Confidence));
            if (figure.Evidence.Window is { } window)
                Assert.True(window.From < window.To && figure.Evidence.Samples is >= 0);
        }));

    [Fact]
    public void More_samples_give_more_confidence_and_five_give_half()
    {
        var confidences = Enumerable.Range(0, 200).Select(AnalysisSettings.Default.ConfidenceOf).ToList();
        Assert.Equal((0, 0.5m), (confidences[0], confidences[5]));
        Assert.Equal(confidences.Distinct().Order(), confidences);
        Assert.True(confidences[^1] < 1);
    }

    [Fact]
    public void F67_no_number_of_the_room_is_a_floating_one()
    {
        var types = typeof(ProductAnalysis).Assembly.GetTypes().Where(t => t.Namespace == typeof(ProductAnalysis).Namespace).ToList();
        Assert.Contains(typeof(Earnings), types);
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var used = types.SelectMany(t => t.GetFields(all).Select(f => (Member: (MemberInfo)f, Type: f.FieldType))
            .Concat(t.GetMethods(all).Select(m => (Member: (MemberInfo)m, Type: m.ReturnType)))
            .Concat(t.GetMethods(all).Cast<MethodBase>().Concat(t.GetConstructors(all)).SelectMany(m => m.GetParameters().Select(p => p.ParameterType)
                .Concat((m.GetMethodBody()?.LocalVariables ?? []).Select(v => v.LocalType)).Select(type => (Member: (MemberInfo)m, Type: type))))).ToList();
        Assert.True(used.Count > 500);
        Assert.Empty(used.Where(u => Mentions(u.Type)).Select(u => $"{u.Member.DeclaringType!.Name}.{u.Member.Name}"));
    }

    [Fact]
    public void Every_price_at_which_one_can_buy_has_a_condition_and_the_series_of_it()
    {
        var notOffers = PriceType.All.Except(PriceMeaning.All.Select(m => m.Type)).Select(t => t.Index);
        Assert.Equal([3, 4, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31, 34, 35], notOffers);
        Assert.All(PriceMeaning.All, meaning =>
        {
            Assert.Equal((PriceUnit.Money, PriceUnit.Count), (meaning.Prices.Unit, meaning.Counts.Unit));
            Assert.False(meaning.Offers.IsEmpty);
            Assert.True(!meaning.Type.WithShipping || meaning.ShippingAt(default) == ShippingTerms.Included);
            Assert.Equal(meaning.Type.Index is 2 or 9 or 32 or (>= 19 and <= 22), meaning.Counts == PriceType.CountUsed && meaning.Prices == PriceType.Used);
        });
        Assert.Equal((DealCondition.UsedVeryGood, PriceType.CountUsed, PriceType.Used), Of(20));
        Assert.Equal((DealCondition.Used, PriceType.CountUsed, PriceType.Used), Of(9));
        Assert.Equal((DealCondition.New, PriceType.CountNew, PriceType.New), Of(0));
        Assert.Equal((DealCondition.CollectibleGood, PriceType.FromIndex(14), PriceType.FromIndex(5)), Of(25));
        Assert.Equal((DealCondition.Refurbished, PriceType.FromIndex(13), PriceType.FromIndex(6)), Of(27));
        Assert.Equal([OfferCondition.CollectibleGood], PriceMeaning.Of(PriceType.FromIndex(25))!.Offers.AsEnumerable());
    }

    [Theory]
    [InlineData("new", PriceUnit.Money, 1)]
    [InlineData("used", PriceUnit.Money, 2)]
    [InlineData("collectible", PriceUnit.Money, 5)]
    [InlineData("refurbished", PriceUnit.Money, 6)]
    public void A_condition_is_the_one_by_which_the_list_is_filtered(string condition, PriceUnit unit, int prices)
    {
        var filter = Assert.IsType<DealFilterReading.Read>(DealFilterText.Parse([new("condition", condition)])).Filter;
        Assert.Equal(PriceMeaning.All.Where(m => m.Prices.Index == prices && m.Type.Unit == unit).Select(m => m.Type.Name), filter.PriceTypes!);
    }

    [Fact]
    public void Means_and_shares_of_time_are_those_of_a_naive_reading() => Products.Any.Sample(product =>
    {
        var record = Products.Decoded(product);
        foreach (var (type, days) in from t in new[] { 2, 3, 12 } from d in new[] { 30, 90, 365 } select (t, d))
        {
            var series = StepSeries.TryOf(record.Of(PriceType.FromIndex(type)), Products.AsOf)!;
            var from = Products.AsOf - (days * Products.Day);
            Assert.Equal(NaiveStatistics.Average(product, type, days), (long?)series.Mean(from, Products.AsOf) ?? -1);
            Assert.Equal(NaiveStatistics.OutOfStock(product, type, days), (long)decimal.Ceiling(100 * (1 - series.Present(from, Products.AsOf))));
        }
    });

    [Fact]
    public void Shares_trend_and_volatility_are_what_they_say()
    {
        const int now = Products.AsOf;
        const int day = Products.Day;
        var analysis = Products.Analysed(Products.Empty()
            .With(0, now - (60 * day), 2000, now - (30 * day), -1, now - (15 * day), 2100)
            .With(2, now - (90 * day), 1000, now - (45 * day), 3000)
            .With(12, now - (200 * day), 4, now - (30 * day), 6, now - (15 * day), -1));
        Assert.Equal([0.5m, 0.5m], [Value(analysis.AmazonPresence.Days30), Value(analysis.AmazonPresence.Days90)]);
        Assert.Equal([0m, 0m, 0.5m], [Value(analysis.OutOfStock.Days30), Value(analysis.OutOfStock.Days90), Value(analysis.OutOfStock.Days180)]);
        Assert.Equal(0.5m, analysis.OutOfStock.Days180.Evidence.Confidence);
        Assert.Equal(0.5m, Value(analysis.Volatility));
        Assert.Equal(-0.25m, Value(analysis.OfferTrend));
        Assert.Equal(new Money(2000, Currency.Usd), analysis.Averages.Days90.TryGet(out var mean) ? mean : default);
        Assert.Equal((2, 0.5m), (analysis.Averages.Days180.Evidence.Samples, analysis.Averages.Days180.Evidence.Confidence));
        Assert.Equal(AbsenceReason.NoStatistics, analysis.RankDrops.Days30.Reason);
    }

    [Fact]
    public void F77_what_is_no_price_or_no_product_is_not_analysed()
    {
        Assert.Null(ProductAnalysis.TryOf(Products.Decoded(Products.Empty()), PriceType.Sales, AnalysisSettings.Default, out var reason));
        Assert.Equal(AbsenceReason.NotAnOffer, reason);
        var stub = Products.Empty();
        (stub["lastUpdate"], stub["title"], stub["csv"]) = (0, null, null);
        Assert.Null(ProductAnalysis.TryOf(Products.Decoded(stub), PriceType.Used, AnalysisSettings.Default, out reason));
        Assert.Equal(AbsenceReason.NoData, reason);
    }

    private static decimal Value(Estimate<decimal> ratio) => Assert.IsType<Estimate<decimal>.Known>(ratio).Value;

    private static (DealCondition, PriceType, PriceType) Of(int type) => PriceMeaning.Of(PriceType.FromIndex(type)) is { } m ? (m.Condition, m.Counts, m.Prices) : throw new InvalidOperationException();

    private static void AssertOldest(Estimate figure, params Estimate[] inputs) => Assert.Equal(inputs.Min(i => i.Evidence.OldestInput), figure.Evidence.OldestInput);

    // Every estimate of an analysis, however deep.
    private static IEnumerable<Estimate> Figures(object of) => of.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0).SelectMany(p => p.GetValue(of) switch
    {
        Estimate estimate => [estimate],
        SellingFees or Earnings or PerDays<int> or PerDays<decimal> or PerDays<Money> => Figures(p.GetValue(of)!),
        _ => Enumerable.Empty<Estimate>(),
    });

    private static bool Mentions(Type type) => type == typeof(double) || type == typeof(float)
        || (type.HasElementType && Mentions(type.GetElementType()!)) || type.GetGenericArguments().Any(Mentions);
}
