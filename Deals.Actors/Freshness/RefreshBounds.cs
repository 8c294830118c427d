using System.Runtime.InteropServices;
using Deals.Actors.Deals;

namespace Deals.Actors.Freshness;

/// <summary>Between which ages a deal is looked at again, whatever the price. Domain time.</summary>
/// <param name="Shortest">Sooner a look buys nothing new.</param>
/// <param name="MaxAge">No deal is to be older.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RefreshBounds(TimeSpan Shortest, TimeSpan MaxAge)
{
    // The rest is for the wait in the queue.
    private const double DueShare = 0.95;

    // Deals that were found together do not all reach the maximum age together: by then they would be hours of supply.
    private const double SpreadShare = 0.08;

    // Soft deadlines leave this much for a queue that is late.
    private const double SoftShare = 0.97;

    /// <summary>Keepa's own resolution, and this age.</summary>
    public static RefreshBounds Within(TimeSpan maxAge) => new(RefreshPolicy.ShortestInterval, maxAge);

    /// <summary>The latest age at which a deal becomes due, so that it is looked at before the maximum.</summary>
    public TimeSpan LatestDue => LatestDueOf(0);

    /// <summary>The latest age that a soft deadline allows.</summary>
    public TimeSpan LatestSoft => MaxAge * SoftShare;

    /// <summary>The latest age at which one deal becomes due: earlier than <see cref="LatestDue"/> by up to 8 % of the maximum.</summary>
    /// <param name="spread">0-1, the deal's own; 0 for the latest.</param>
    public TimeSpan LatestDueOf(double spread)
    {
        var due = MaxAge * (DueShare - (SpreadShare * Math.Clamp(spread, 0, 1)));
        return due > Shortest ? due : Shortest;
    }

    /// <summary><paramref name="days"/> within the bounds.</summary>
    internal double Clamp(double days) => Math.Clamp(days, Shortest.TotalDays, LatestDue.TotalDays);
}
