namespace Deals.Actors.Enrichment;

/// <summary>The version of the analysis.</summary>
public static class AnalysisVersion
{
    /// <summary>Grows whenever the same product and settings may give another analysis, so that an older one is known to be worth computing again from the stored body.</summary>
    public const int Current = 2;
}
