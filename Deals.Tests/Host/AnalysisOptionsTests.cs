using Deals.Actors.Enrichment;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Microsoft.Extensions.Configuration;

namespace Deals.Tests.Host;

public sealed class AnalysisOptionsTests
{
    [Fact]
    public void Without_any_setting_the_numbers_are_the_definitions() => Assert.Equal(AnalysisFingerprint.OfAll(AnalysisSettings.Default), AnalysisFingerprint.OfAll(Read()));

    [Fact]
    public void F58_costs_are_set_by_marketplace_and_what_is_not_set_stays()
    {
        var settings = Read(("Analysis:Costs:US:TaxPercent", "8.25"), ("Analysis:Costs:de:ListPriceCap", "120000"), ("Analysis:Costs:DE:DefaultPickAndPack", "480"), ("Analysis:Costs:DE:DefaultReferralPercent", "15.5"), ("Analysis:LeastSales", "5"));
        Assert.Equal(CostProfile.UnitedStates with { TaxPercent = 8.25m }, settings.CostsOf(AmazonDomain.Us));
        Assert.Equal(new CostProfile { ListPriceCap = 120_000, DefaultFees = new DefaultFees(480, 15.5m) }, settings.CostsOf(AmazonDomain.De));
        Assert.Equal(CostProfile.Unknown, settings.CostsOf(AmazonDomain.Gb));
        Assert.Equal(5, settings.LeastSales);
    }

    [Theory]
    [InlineData("Analysis:Costs:US:TaxPercent", "101", "percent from 0 to 100")]
    [InlineData("Analysis:Costs:US:TaxPercent", "a tenth", "percent from 0 to 100")]
    [InlineData("Analysis:Costs:US:Prep", "-1", "minor units from 0")]
    [InlineData("Analysis:Costs:US:MarkupPercent", "100", "percent from 0 to 99.99")]
    [InlineData("Analysis:Costs:US:ListPriceCap", "0", "minor units from 1")]
    [InlineData("Analysis:Costs:US:DefaultReferralPercent", "100", "percent from 0 to 99.99")]
    [InlineData("Analysis:Costs:DE:DefaultPickAndPack", "480", "DefaultReferralPercent")]
    [InlineData("Analysis:Costs:DE:DefaultReferralPercent", "15", "DefaultPickAndPack")]
    [InlineData("Analysis:Costs:XX:Prep", "1", "no marketplace: one of US, GB, DE")]
    [InlineData("Analysis:Costs:US:Tax", "1", "Analysis:Costs:US takes TaxPercent")]
    [InlineData("Analysis:LeastSales", "-1", "a number from 0")]
    [InlineData("Analysis:SalesDays", "0", "days from 1 to 36500")]
    [InlineData("Analysis:SparseRankHours", "100", "at least Analysis:RankHours")]
    [InlineData("Analysis:AmazonShare", "1.1", "a share from 0.01 to 1")]
    [InlineData("Analysis:Sales", "1", "no setting: Analysis takes SalesDays")]
    public void A_wrong_value_is_refused_by_its_key_and_what_it_takes(string key, string value, string expected)
    {
        var refused = Assert.Throws<SettingException>(() => Read((key, value)));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(key.StartsWith("Analysis:Costs:DE", StringComparison.Ordinal) || key.Contains(":XX:", StringComparison.Ordinal) ? key[..17] : key, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>By reflection: a number that is added to the analysis can be set.</summary>
    [Fact]
    public void Every_number_of_the_analysis_has_a_key()
    {
        var standard = AnalysisFingerprint.OfAll(AnalysisSettings.Default);
        foreach (var (prefix, type) in new[] { ("Analysis", typeof(AnalysisSettings)), ("Analysis:Costs:US", typeof(CostProfile)) })
        {
            foreach (var property in type.GetProperties().Where(p => p.CanWrite && (Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType) is { IsPrimitive: true } or { Name: nameof(Decimal) }))
            {
                var value = property.Name switch { nameof(AnalysisSettings.AmazonShare) => "0.8", nameof(AnalysisSettings.SparseRankHours) => "900", _ => "7" };
                Assert.NotEqual(standard, AnalysisFingerprint.OfAll(Read(($"{prefix}:{property.Name}", value))));
            }
        }
    }

    private static AnalysisSettings Read(params (string Key, string? Value)[] settings) =>
        AnalysisOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build());
}
