using System.Runtime.InteropServices;

namespace Deals.Bench.Freshness;

/// <summary>What a list of deals was worth at a moment.</summary>
/// <param name="Day">When, days since the origin.</param>
/// <param name="Listed">Deals in the list.</param>
/// <param name="Active">Those of them that were looked at.</param>
/// <param name="Weighted">The part of the list whose price was true, weighted; 0-1.</param>
/// <param name="Plain">The same, each deal alike.</param>
/// <param name="ActiveWeighted">The part of those that were looked at, weighted; absent where there were none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FeedScore(double Day, int Listed, int Active, double Weighted, double Plain, double? ActiveWeighted)
{
    /// <summary>The mean of a figure over the moments from one time to another, percent.</summary>
    public static double? Mean(IEnumerable<FeedScore> scores, double from, double to, Func<FeedScore, double?> figure) =>
        scores.Where(s => s.Day >= from && s.Day <= to).Average(s => 100 * figure(s));
}
