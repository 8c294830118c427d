using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>What follows from inferred sales.</summary>
internal static class SaleFigures
{
    /// <summary>The sales of the condition; absent where its offers were never counted or a series contradicts itself.</summary>
    public static Estimate<InferredSales> Sales(DealSubject of)
    {
        Evidence Over(int samples, decimal confidence) => of.Sampled(Rules.Sales, samples, of.Settings.SalesDays, confidence);
        if (of.Series(of.Meaning.Counts) is not { } counts || of.Series(of.Meaning.Prices) is not { } prices || of.Series(PriceType.Sales) is not { } ranks)
            return Estimate.Absent<InferredSales>(AbsenceReason.ContradictoryHistory, Over(0, 0));
        if (counts.Steps.IsEmpty)
            return Estimate.Absent<InferredSales>(AbsenceReason.NoOfferCounts, Over(0, 0));
        var sales = InferredSales.Of(counts, prices, ranks, of.Record.Domain.Currency, of.Settings);
        return Estimate.Known(sales, Over(sales.Drops, of.Settings.ConfidenceOf(sales.Drops)));
    }

    /// <summary>The mean of the kept sales of the last year.</summary>
    public static Estimate<Money> OneYearAverage(DealSubject of, Estimate<InferredSales> sales)
    {
        var after = of.AsOf.AddDays(-of.Settings.AverageDays);
        ImmutableArray<InferredSale> recent = [.. Kept(sales).Where(s => s.At > after)];
        var evidence = of.Sampled(Rules.OneYearAverage, recent.Length, of.Settings.AverageDays, of.Settings.ConfidenceOf(recent.Length));
        return recent.IsEmpty
            ? Estimate.Absent<Money>(WhyNone(sales) ?? AbsenceReason.NoSaleInYear, evidence)
            : Estimate.Known(Prices.Mean(recent), evidence);
    }

    /// <summary>The share of the average by which the price is below it; 0 for a price above it.</summary>
    public static Estimate<decimal> BelowAverage(Estimate<Money> average, Estimate<Money> price) => Estimate.From(
        Rules.BelowAverage,
        price,
        average,
        static (now, mean) => mean.Minor > 0 ? (decimal?)Math.Max(0, (mean.Minor - now.Minor) / (decimal)mean.Minor) : null);

    /// <summary>The kept sales by month.</summary>
    public static Estimate<Seasons> Seasons(DealSubject of, Estimate<InferredSales> sales)
    {
        var kept = Kept(sales);
        var evidence = of.Sampled(Rules.Seasons, kept.Length, of.Settings.SalesDays, of.Settings.ConfidenceOf(kept.Length));
        return WhyNone(sales) is { } reason
            ? Estimate.Absent<Seasons>(reason, evidence)
            : Estimate.Known(Enrichment.Seasons.Of(kept, of.Settings), evidence);
    }

    /// <summary>The month of a season, with its own samples.</summary>
    public static Estimate<MonthOfSales> Month(DealSubject of, Rule rule, Estimate<Seasons> seasons, Func<Seasons, MonthOfSales?> which)
    {
        var month = seasons.TryGet(out var all) ? which(all) : null;
        var samples = month?.Count ?? 0;
        var evidence = of.Sampled(rule, samples, of.Settings.SalesDays, of.Settings.ConfidenceOf(samples));
        return month is { } found ? Estimate.Known(found, evidence) : Estimate.Absent<MonthOfSales>(seasons.Reason ?? AbsenceReason.NoSeason, evidence);
    }

    /// <summary>The share of the drops that were sales.</summary>
    public static Estimate<decimal> Trust(DealSubject of, Estimate<InferredSales> sales)
    {
        var drops = sales.TryGet(out var found) ? found.Drops : 0;
        var evidence = of.Sampled(Rules.Trust, drops, of.Settings.SalesDays, of.Settings.ConfidenceOf(drops));
        var reason = sales.Reason ?? found?.Blind ?? (drops < of.Settings.DropsOfTrust ? AbsenceReason.TooFewDrops : null);
        return reason is { } why
            ? Estimate.Absent<decimal>(why, evidence)
            : Estimate.Known(found!.All.Length / (decimal)drops, evidence);
    }

    public static ImmutableArray<InferredSale> Kept(Estimate<InferredSales> sales) => sales.TryGet(out var found) ? found.Kept : [];

    /// <summary>Why there is no kept sale, where there is none.</summary>
    public static AbsenceReason? WhyNone(Estimate<InferredSales> sales) =>
        sales.TryGet(out var found) ? found.Kept.IsEmpty ? found.Blind ?? AbsenceReason.NoSale : null : sales.Reason;
}
