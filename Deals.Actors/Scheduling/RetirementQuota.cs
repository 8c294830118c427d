namespace Deals.Actors.Scheduling;

/// <summary>How many deals may be retired as gone within a day. Pure. A wave of deals that all look gone is far more likely a fault of ours or of Keepa's
/// than a dying market, and a list that empties itself is the worst that can happen to its users.</summary>
public static class RetirementQuota
{
    /// <summary>The share of all deals that may be retired within a day, in percent.</summary>
    public const int PercentADay = 2;

    /// <summary>The window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(1);

    /// <summary>How many may be retired within the window; one always may, so that a short list is not kept from its first.</summary>
    /// <param name="living">Deals that are not retired.</param>
    /// <param name="gone">Deals that were retired as gone within the window.</param>
    public static long Allowed(long living, long gone) => Math.Max(1, (living + gone) * PercentADay / 100);
}
