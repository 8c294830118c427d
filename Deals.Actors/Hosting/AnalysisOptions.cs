using System.Collections.Immutable;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Section <c>Analysis</c>: the numbers by which products are appraised, and what buying and selling costs in each marketplace.</summary>
public static class AnalysisOptions
{
    private const int LongestDays = 36_500;
    private const string CostsKey = "Costs";

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static AnalysisSettings From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Analysis");
        var s = AnalysisSettings.Default;
        int Days(string key, int otherwise) => section.Whole(key, otherwise, 1, LongestDays, "days");
        int Count(string key, int otherwise, int least = 1) => section.Whole(key, otherwise, least, int.MaxValue, "a number");
        var settings = new AnalysisSettings
        {
            SalesDays = Days(nameof(s.SalesDays), s.SalesDays),
            RankHours = section.Whole(nameof(s.RankHours), s.RankHours, 1, LongestDays, "hours"),
            SparseRankHours = section.Whole(nameof(s.SparseRankHours), s.SparseRankHours, 1, LongestDays, "hours"),
            DenseRankPoints = Count(nameof(s.DenseRankPoints), s.DenseRankPoints, 0),
            TrimFrom = Count(nameof(s.TrimFrom), s.TrimFrom),
            TrimFactor = section.Number(nameof(s.TrimFactor), s.TrimFactor, 0, 1000, "a factor"),
            AverageDays = Days(nameof(s.AverageDays), s.AverageDays),
            SalesOfMonth = Count(nameof(s.SalesOfMonth), s.SalesOfMonth),
            SalesOfPeak = Count(nameof(s.SalesOfPeak), s.SalesOfPeak),
            SalesOfMode = Count(nameof(s.SalesOfMode), s.SalesOfMode, 2),
            AmazonShare = section.Number(nameof(s.AmazonShare), s.AmazonShare, 0.01m, 1, "a share"),
            LeastSales = Count(nameof(s.LeastSales), s.LeastSales, 0),
            DropsOfTrust = Count(nameof(s.DropsOfTrust), s.DropsOfTrust),
            HalfConfidence = Count(nameof(s.HalfConfidence), s.HalfConfidence),
            TrendDays = Days(nameof(s.TrendDays), s.TrendDays),
            TrendBeforeDays = Days(nameof(s.TrendBeforeDays), s.TrendBeforeDays),
            VolatilityDays = Days(nameof(s.VolatilityDays), s.VolatilityDays),
            Costs = CostsOf(section, s.Costs),
        };
        section.RefuseTheRest();
        if (settings.SparseRankHours < settings.RankHours)
            throw section.Wrong(nameof(s.SparseRankHours), section.Text(nameof(s.SparseRankHours)), $"at least {section.KeyOf(nameof(s.RankHours))}");
        settings.Validate();
        return settings;
    }

    private static ImmutableDictionary<AmazonDomain, CostProfile> CostsOf(SettingsSection section, ImmutableDictionary<AmazonDomain, CostProfile> standard)
    {
        var costs = standard;
        foreach (var part in section.Parts(CostsKey))
        {
            var domain = AmazonDomain.All.FirstOrDefault(d => string.Equals(d.Country, part.LastWord, StringComparison.OrdinalIgnoreCase))
                ?? throw new SettingException($"{section.KeyOf(CostsKey)}:{part.LastWord} is no marketplace: one of {string.Join(", ", AmazonDomain.All)} was expected.");
            costs = costs.SetItem(domain, ProfileOf(part, standard.GetValueOrDefault(domain, CostProfile.Unknown)));
        }

        return costs;
    }

    private static CostProfile ProfileOf(SettingsSection part, CostProfile standard)
    {
        int? Minor(string key, long? otherwise) => part.Text(key) is null ? (int?)otherwise : part.Whole(key, 0, 0, int.MaxValue, "minor units");
        decimal Percent(string key, decimal otherwise, decimal most) => part.Number(key, otherwise, 0, most, "percent");
        var profile = new CostProfile
        {
            TaxPercent = Percent(nameof(CostProfile.TaxPercent), standard.TaxPercent, 100),
            Prep = Minor(nameof(CostProfile.Prep), standard.Prep)!.Value,
            ShippingByAmazon = Minor(nameof(CostProfile.ShippingByAmazon), standard.ShippingByAmazon)!.Value,
            MarkupPercent = Percent(nameof(CostProfile.MarkupPercent), standard.MarkupPercent, 99.99m),
            ListPriceCap = part.Text(nameof(CostProfile.ListPriceCap)) is null
                ? standard.ListPriceCap
                : part.Whole(nameof(CostProfile.ListPriceCap), 0, 1, int.MaxValue, "minor units"),
            DefaultFees = FeesOf(part, Minor("DefaultPickAndPack", standard.DefaultFees?.PickAndPack), standard.DefaultFees),
        };
        part.RefuseTheRest();
        return profile;
    }

    // A default of one fee alone would say nothing: the other is as unknown as before.
    private static DefaultFees? FeesOf(SettingsSection part, int? pickAndPack, DefaultFees? standard)
    {
        const string percent = "DefaultReferralPercent";
        decimal? referral = part.Text(percent) is null ? standard?.ReferralPercent : part.Number(percent, 0, 0, 99.99m, "percent");
        return (pickAndPack, referral) switch
        {
            ({ } pick, { } share) => new DefaultFees(pick, share),
            (null, null) => null,
            (null, _) => throw part.Wrong("DefaultPickAndPack", null, $"minor units, beside {percent},"),
            _ => throw part.Wrong(percent, null, "percent, beside DefaultPickAndPack,"),
        };
    }
}
