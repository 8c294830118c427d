using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Actors.Processing;

/// <summary>Appraises a product from its record. Pure.</summary>
public static class AppraisalReading
{
    /// <summary>What the analysis of a record says.</summary>
    /// <param name="record">The record; it has data.</param>
    /// <param name="bodyHash">The hash of its stored body.</param>
    /// <param name="type">The price that makes the deal.</param>
    /// <param name="settings">The numbers of the analysis.</param>
    /// <param name="reason">Why there is none, where there is not.</param>
    public static AppraisalFacts? TryOf(ProductRecord record, string bodyHash, PriceType type, AnalysisSettings settings, out string reason)
    {
        reason = "";
        try
        {
            if (ProductAnalysis.TryOf(record, type, settings, out var absent) is { } analysis)
                return AppraisalFacts.Of(analysis, bodyHash, AnalysisFingerprint.Of(settings, record.Domain));
            reason = Outlook.WordOf(absent!.Value);
            return null;
        }
#pragma warning disable CA1031 // A record of a form that nobody foresaw: its facts, and its neighbours, go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            reason = $"its analysis ends in {exception.GetType().Name}";
            return null;
        }
    }
}
