using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>Names the settings by which a product was analysed: what was made with others is worth computing again.</summary>
public static class AnalysisFingerprint
{
    private const int Digits = 16;

    /// <summary>The fingerprint of the settings in a marketplace: 16 hexadecimal digits. Other marketplaces' costs have no part in it.</summary>
    public static string Of(AnalysisSettings settings, AmazonDomain domain)
    {
        var costs = settings.CostsOf(domain);
        decimal?[] numbers =
        [
            domain.Number,
            settings.SalesDays, settings.RankHours, settings.SparseRankHours, settings.DenseRankPoints, settings.TrimFrom, settings.TrimFactor, settings.AverageDays, settings.SalesOfMonth,
            settings.SalesOfPeak, settings.SalesOfMode, settings.AmazonShare, settings.LeastSales, settings.DropsOfTrust, settings.HalfConfidence, settings.TrendDays, settings.TrendBeforeDays, settings.VolatilityDays,
            costs.TaxPercent, costs.Prep, costs.ShippingByAmazon, costs.MarkupPercent, costs.ListPriceCap, costs.DefaultFees?.PickAndPack, costs.DefaultFees?.ReferralPercent,
        ];
        return Hash(string.Join(' ', numbers.Select(Text)));
    }

    /// <summary>The fingerprint of the settings of all marketplaces.</summary>
    public static string OfAll(AnalysisSettings settings) => Hash(string.Join(' ', AmazonDomain.All.Select(domain => Of(settings, domain))));

    // 15 and 15.00 are one number.
    private static string Text(decimal? number) => number is { } n ? n.ToString("0.############################", CultureInfo.InvariantCulture) : "-";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Digits];
}
