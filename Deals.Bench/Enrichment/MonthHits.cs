using System.Runtime.InteropServices;

namespace Deals.Bench.Enrichment;

/// <summary>How often a month of the year was found.</summary>
/// <param name="Said">How often one was said.</param>
/// <param name="Exact">How often it was the true one.</param>
/// <param name="Near">How often it was the true one or beside it; December is beside January.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MonthHits(int Said, int Exact, int Near)
{
    private const int Months = 12;

    /// <summary>With one more.</summary>
    /// <param name="said">1 to 12; absent where none was said.</param>
    /// <param name="truth">1 to 12.</param>
    public MonthHits With(int? said, int truth)
    {
        if (said is not { } month)
            return this;
        var apart = Math.Abs(month - truth);
        var nearest = Math.Min(apart, Months - apart);
        return new MonthHits(Said + 1, Exact + (nearest == 0 ? 1 : 0), Near + (nearest <= 1 ? 1 : 0));
    }
}
