using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>The price at which one item is likely to sell: what it sold for in its best month, below Amazon's own price, and never beyond belief. No asking price raises it.</summary>
internal static class ListPrice
{
    /// <summary>The list price.</summary>
    /// <param name="of">The deal.</param>
    /// <param name="sales">Its sales.</param>
    /// <param name="peak">Its best month.</param>
    public static Estimate<Money> Of(DealSubject of, Estimate<InferredSales> sales, Estimate<MonthOfSales> peak)
    {
        var kept = SaleFigures.Kept(sales);
        var (rule, rests) = RuleOf(kept, peak, of.Settings);
        var evidence = of.Sampled(rule, rests.Length, of.Settings.SalesDays, of.Settings.ConfidenceOf(rests.Length));
        if (SaleFigures.WhyNone(sales) is { } reason)
            return Estimate.Absent<Money>(reason, evidence);
        if (of.Record.Stats is not { } stats)
            return Estimate.Absent<Money>(AbsenceReason.NoStatistics, evidence);
        if (of.Costs.ListPriceCap is not { } cap)
            return Estimate.Absent<Money>(AbsenceReason.NoListPriceCap, evidence);
        var found = rule == Rules.ListMode ? Prices.Mode(rests, of.Settings.SalesOfMode)!.Value : Prices.Median(rests);
        var ceiling = AmazonCeiling(stats, of.Settings) is { } amazons && amazons < cap ? (Price: amazons, Bound: "held below Amazon's price") : (Price: cap, Bound: "held at the cap");
        return ceiling.Price < found.Minor
            ? Estimate.Known(of.Money(ceiling.Price), evidence with { Rule = rule.Bounded(ceiling.Bound) })
            : Estimate.Known(found, evidence);
    }

    /// <summary>The part of Amazon's least price of now and on average that a list price may reach; absent where Amazon does not sell.</summary>
    private static long? AmazonCeiling(ProductStats stats, AnalysisSettings settings)
    {
        var amazon = stats.Of(PriceType.Amazon);
        var least = new[] { amazon?.Current, amazon?.Averages.Days180, amazon?.Averages.Days365 }.Min();
        return least is { } price ? (long)decimal.Floor(price * settings.AmazonShare) : null;
    }

    private static (Rule Rule, ImmutableArray<InferredSale> Rests) RuleOf(ImmutableArray<InferredSale> kept, Estimate<MonthOfSales> peak, AnalysisSettings settings)
    {
        if (kept.Length < settings.SalesOfPeak || !peak.TryGet(out var best))
            return (Rules.ListMedianOfAll, kept);
        ImmutableArray<InferredSale> sold = [.. kept.Where(s => s.At.UtcDateTime.Month == best.Month)];
        return (Prices.Mode(sold, settings.SalesOfMode) is null ? Rules.ListMedian : Rules.ListMode, sold);
    }
}
