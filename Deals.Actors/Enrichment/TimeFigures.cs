using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>One figure for each of Keepa's windows of days.</summary>
/// <typeparam name="T">The figure.</typeparam>
public sealed record PerDays<T>(Estimate<T> Days30, Estimate<T> Days90, Estimate<T> Days180, Estimate<T> Days365)
    where T : notnull
{
    internal static PerDays<T> Of(Func<int, Estimate<T>> of) => new(of(30), of(90), of(180), of(365));
}

/// <summary>What follows from how long something was in force.</summary>
internal static class TimeFigures
{
    /// <summary>The mean price of a window.</summary>
    public static Estimate<Money> Mean(DealSubject of, int days) => Over<Money>(
        of,
        Rules.WeightedMean,
        of.Meaning.Type,
        days,
        static (series, from, to) => series.Present(from, to),
        (series, from, to) => series.Mean(from, to) is { } mean ? of.Money(Rounding.HalfUp(mean)) : null);

    /// <summary>The share of a window without an offer.</summary>
    public static Estimate<decimal> OutOfStock(DealSubject of, int days) => Over<decimal>(
        of, Rules.OutOfStock, of.Meaning.Type, days, static (series, from, to) => series.Watched(from, to), static (series, from, to) => 1 - series.Present(from, to));

    /// <summary>The share of a window in which Amazon itself had an offer.</summary>
    public static Estimate<decimal> AmazonPresence(DealSubject of, int days) => Over<decimal>(
        of, Rules.AmazonPresence, PriceType.Amazon, days, static (series, from, to) => series.Watched(from, to), static (series, from, to) => series.Present(from, to));

    /// <summary>How far prices are from their mean on average, as a part of it.</summary>
    public static Estimate<decimal> Volatility(DealSubject of) => Over<decimal>(
        of,
        Rules.Volatility,
        of.Meaning.Type,
        of.Settings.VolatilityDays,
        static (series, from, to) => series.Present(from, to),
        static (series, from, to) => series.Mean(from, to) is > 0 and var mean ? series.MeanDistance(from, to) / mean : null);

    /// <summary>How the number of offers changes: 0.5 for half as many more than before, -1 for none left. No offer is 0 offers once they are counted.</summary>
    public static Estimate<decimal> OfferTrend(DealSubject of)
    {
        var recent = of.DaysAgo(of.Settings.TrendDays);
        return Over<decimal>(
            of,
            Rules.OfferTrend,
            of.Meaning.Counts,
            of.Settings.TrendDays + of.Settings.TrendBeforeDays,
            static (series, from, to) => series.Watched(from, to),
            (series, from, to) => series.NoneIsZero() is var counts && counts.Mean(from, recent) is > 0 and var before ? (counts.Mean(recent, to) / before) - 1 : null);
    }

    /// <summary>Keepa's own count of rank falls; it cannot be had from the history.</summary>
    public static PerDays<int> RankDrops(DealSubject of)
    {
        var drops = of.Record.Stats?.Drops;
        Estimate<int> Told(int? count) => count is { } told
            ? Estimate.Known(told, of.Told(Rules.Statistics))
            : Estimate.Absent<int>(AbsenceReason.NoStatistics, of.Told(Rules.Statistics));
        return new PerDays<int>(Told(drops?.Days30), Told(drops?.Days90), Told(drops?.Days180), Told(drops?.Days365));
    }

    private static Estimate<T> Over<T>(DealSubject of, Rule rule, PriceType type, int days, Func<StepSeries, int, int, decimal> confidence, Func<StepSeries, int, int, T?> figure)
        where T : struct
    {
        var (from, to) = (of.DaysAgo(days), of.End);
        if (of.Series(type) is not { } series)
            return Estimate.Absent<T>(AbsenceReason.ContradictoryHistory, of.Sampled(rule, 0, days, 0));
        var evidence = of.Sampled(rule, series.Count(from, to), days, Rounding.FourDigits(confidence(series, from, to)));
        if (series.Steps.IsEmpty)
            return Estimate.Absent<T>(type.Unit == PriceUnit.Count ? AbsenceReason.NoOfferCounts : AbsenceReason.NoPriceHistory, evidence);
        return figure(series, from, to) is { } value ? Estimate.Known(value, evidence) : Estimate.Absent<T>(AbsenceReason.NothingInWindow, evidence);
    }
}
