using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>Every number of the analysis. The defaults are the definition's.</summary>
public sealed record AnalysisSettings
{
    private const int LongestDays = 36_500;

    /// <summary>The defaults.</summary>
    public static readonly AnalysisSettings Default = new();

    /// <summary>How far back offer counts are looked at, days.</summary>
    public int SalesDays { get; init; } = 1095;

    /// <summary>How long after a drop a better rank makes it a sale, hours.</summary>
    public int RankHours { get; init; } = 240;

    /// <summary>How long where ranks are sparse, hours.</summary>
    public int SparseRankHours { get; init; } = 720;

    /// <summary>Rank points within <see cref="RankHours"/> from which ranks are not sparse.</summary>
    public int DenseRankPoints { get; init; } = 2;

    /// <summary>Sales from which outliers are trimmed.</summary>
    public int TrimFrom { get; init; } = 4;

    /// <summary>How many interquartile ranges beyond the quartiles a price is kept.</summary>
    public decimal TrimFactor { get; init; } = 1.5m;

    /// <summary>The span of the one-year average, days.</summary>
    public int AverageDays { get; init; } = 365;

    /// <summary>Sales from which a month counts.</summary>
    public int SalesOfMonth { get; init; } = 3;

    /// <summary>Sales in all from which the peak month gives the list price.</summary>
    public int SalesOfPeak { get; init; } = 3;

    /// <summary>Equal prices from which there is a mode.</summary>
    public int SalesOfMode { get; init; } = 2;

    /// <summary>The part of Amazon's least price that a list price may reach.</summary>
    public decimal AmazonShare { get; init; } = 0.9m;

    /// <summary>Sales on which a list price has to rest for its profit to be listed; 0 for any.</summary>
    public int LeastSales { get; init; } = 3;

    /// <summary>Decided drops from which there is a trust.</summary>
    public int DropsOfTrust { get; init; } = 5;

    /// <summary>Samples that give half of the confidence.</summary>
    public int HalfConfidence { get; init; } = 5;

    /// <summary>The days whose offer counts are the recent ones of the trend.</summary>
    public int TrendDays { get; init; } = 30;

    /// <summary>The days before those, against which they are compared.</summary>
    public int TrendBeforeDays { get; init; } = 60;

    /// <summary>The span of the volatility, days.</summary>
    public int VolatilityDays { get; init; } = 90;

    /// <summary>Costs by marketplace; one that is not there is <see cref="CostProfile.Unknown"/>.</summary>
    public ImmutableDictionary<AmazonDomain, CostProfile> Costs { get; init; } = ImmutableDictionary<AmazonDomain, CostProfile>.Empty.Add(AmazonDomain.Us, CostProfile.UnitedStates);

    /// <summary>The costs of a marketplace.</summary>
    public CostProfile CostsOf(AmazonDomain domain) => Costs.GetValueOrDefault(domain, CostProfile.Unknown);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message names it.</exception>
    public void Validate()
    {
        Check(SalesDays is >= 1 and <= LongestDays, nameof(SalesDays), SalesDays, "1 to 36500");
        Check(RankHours > 0, nameof(RankHours), RankHours, "more than 0");
        Check(SparseRankHours >= RankHours, nameof(SparseRankHours), SparseRankHours, $"{nameof(RankHours)} or more");
        Check(DenseRankPoints >= 0, nameof(DenseRankPoints), DenseRankPoints, "0 or more");
        Check(TrimFrom >= 1, nameof(TrimFrom), TrimFrom, "1 or more");
        Check(TrimFactor >= 0, nameof(TrimFactor), TrimFactor, "0 or more");
        Check(AverageDays is >= 1 and <= LongestDays, nameof(AverageDays), AverageDays, "1 to 36500");
        Check(SalesOfMonth >= 1, nameof(SalesOfMonth), SalesOfMonth, "1 or more");
        Check(SalesOfPeak >= 1, nameof(SalesOfPeak), SalesOfPeak, "1 or more");
        Check(SalesOfMode >= 2, nameof(SalesOfMode), SalesOfMode, "2 or more");
        Check(AmazonShare is > 0 and <= 1, nameof(AmazonShare), AmazonShare, "above 0 to 1");
        Check(LeastSales >= 0, nameof(LeastSales), LeastSales, "0 or more");
        Check(DropsOfTrust >= 1, nameof(DropsOfTrust), DropsOfTrust, "1 or more");
        Check(HalfConfidence >= 1, nameof(HalfConfidence), HalfConfidence, "1 or more");
        Check(TrendDays is >= 1 and <= LongestDays, nameof(TrendDays), TrendDays, "1 to 36500");
        Check(TrendBeforeDays is >= 1 and <= LongestDays, nameof(TrendBeforeDays), TrendBeforeDays, "1 to 36500");
        Check(VolatilityDays is >= 1 and <= LongestDays, nameof(VolatilityDays), VolatilityDays, "1 to 36500");
        foreach (var profile in Costs.Values)
            profile.Validate();
    }

    /// <summary>The confidence that so many samples give, 0 to 1.</summary>
    internal decimal ConfidenceOf(int samples) => Rounding.FourDigits(samples / (decimal)(samples + HalfConfidence));

    private static void Check(bool holds, string name, object value, string expected)
    {
        if (!holds)
            throw new ArgumentException($"{name} is {value}: {expected} was expected.", name);
    }
}
