using System.Runtime.InteropServices;

namespace Deals.Actors.Enrichment;

/// <summary>A fall of the offer count from one point to the next, by however many.</summary>
/// <param name="At">When the lower count was seen, Keepa minutes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OfferDrop(int At)
{
    private const int MinutesOfDay = 1440;

    /// <summary>The drops of a series within the sales window, oldest first. A count that ends is no drop: it is not known how many offers are left.</summary>
    public static IEnumerable<OfferDrop> In(StepSeries counts, AnalysisSettings settings)
    {
        var from = counts.End - (settings.SalesDays * MinutesOfDay);
        for (var i = 1; i < counts.Steps.Length; i++)
        {
            if (counts.Steps[i].At > from && counts.Steps[i].Value < counts.Steps[i - 1].Value)
                yield return new OfferDrop(counts.Steps[i].At);
        }
    }
}
