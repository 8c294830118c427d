using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>The kept sales of one month of the year, of all years together.</summary>
/// <param name="Month">1 to 12, in UTC.</param>
/// <param name="Count">How many.</param>
/// <param name="Median">Their median price.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MonthOfSales(int Month, int Count, Money Median);

/// <summary>How prices go with the months.</summary>
/// <param name="Months">The months with enough sales, ascending.</param>
public sealed record Seasons(ImmutableArray<MonthOfSales> Months)
{
    /// <summary>The month with the highest median; of equal ones that with more sales, then the earlier. Absent where the trough is the same.</summary>
    public MonthOfSales? Peak => Highest is { } peak && peak != Lowest ? peak : null;

    /// <summary>The month with the lowest median; of equal ones that with more sales, then the earlier. Absent where the peak is the same.</summary>
    public MonthOfSales? Trough => Lowest is { } trough && trough != Highest ? trough : null;

    private MonthOfSales? Highest => First(Months.OrderByDescending(static m => m.Median.Minor));

    private MonthOfSales? Lowest => First(Months.OrderBy(static m => m.Median.Minor));

    /// <summary>Whether the other has the same months.</summary>
    public bool Equals(Seasons? other) => other is not null && Months.SequenceEqual(other.Months);

    /// <inheritdoc />
    public override int GetHashCode() => Months.Length;

    /// <summary>The seasons of kept sales.</summary>
    public static Seasons Of(ImmutableArray<InferredSale> kept, AnalysisSettings settings) => new(
    [
        .. kept.GroupBy(static s => s.At.UtcDateTime.Month)
            .Where(g => g.Count() >= settings.SalesOfMonth)
            .OrderBy(static g => g.Key)
            .Select(static g => new MonthOfSales(g.Key, g.Count(), Prices.Median([.. g]))),
    ]);

    private static MonthOfSales? First(IOrderedEnumerable<MonthOfSales> months)
    {
        foreach (var month in months.ThenByDescending(static m => m.Count).ThenBy(static m => m.Month))
            return month;
        return null;
    }
}
