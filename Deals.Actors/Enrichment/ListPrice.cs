using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>The price at which one item is likely to sell: what it sold for in its best month, below Amazon's own price, and never beyond belief. No asking price raises it.</summary>
internal static class ListPrice
{
    /// <summary>The list price before its ceilings.</summary>
    /// <param name="of">The deal.</param>
    /// <param name="sales">Its sales.</param>
    /// <param name="peak">Its best month.</param>
    public static ListPriceBasis Of(DealSubject of, Estimate<InferredSales> sales, Estimate<MonthOfSales> peak)
    {
        var kept = SaleFigures.Kept(sales);
        var (rule, rests) = RuleOf(kept, peak, of.Settings);
        var evidence = of.Sampled(rule, rests.Length, of.Settings.SalesDays, of.Settings.ConfidenceOf(rests.Length));
        if (SaleFigures.WhyNone(sales) is { } reason)
            return None(reason, evidence);
        if (of.Record.Stats is not { } stats)
            return None(AbsenceReason.NoStatistics, evidence);
        if (of.Costs.ListPriceCap is not { } cap)
            return None(AbsenceReason.NoListPriceCap, evidence);
        var found = rule == Rules.ListMode ? Prices.Mode(rests, of.Settings.SalesOfMode)!.Value : Prices.Median(rests);
        var (amazon, isAmazons) = (stats.Of(PriceType.Amazon), of.Meaning.Type == PriceType.Amazon);
        var least = new[] { isAmazons ? null : amazon?.Current, amazon?.Averages.Days180, amazon?.Averages.Days365 }.Min();
        return new ListPriceBasis(Estimate.Known(found, evidence), least, isAmazons, of.Settings.AmazonShare, cap);
    }

    private static ListPriceBasis None(AbsenceReason reason, Evidence evidence) => new(Estimate.Absent<Money>(reason, evidence), null, IsAmazons: false, 0, 0);

    private static (Rule Rule, ImmutableArray<InferredSale> Rests) RuleOf(ImmutableArray<InferredSale> kept, Estimate<MonthOfSales> peak, AnalysisSettings settings)
    {
        if (kept.Length < settings.SalesOfPeak || !peak.TryGet(out var best))
            return (Rules.ListMedianOfAll, kept);
        ImmutableArray<InferredSale> sold = [.. kept.Where(s => s.At.UtcDateTime.Month == best.Month)];
        return (Prices.Mode(sold, settings.SalesOfMode) is null ? Rules.ListMedian : Rules.ListMode, sold);
    }
}
