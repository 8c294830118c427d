using System.Runtime.InteropServices;

namespace Deals.Actors.Freshness;

/// <summary>That changes of a deal are told by themselves: the newest rows of a feed show what has changed, in a day or so. A deal whose changes are told is stale for a shorter
/// time, so that a look at it wins less, and the less the longer it waits: with changes at rate D, told at rate s, it is stale with probability
/// <c>a (1 - e^(-k t))</c> at age t, with <c>a = D / (D + s)</c> and <c>k = D / a</c>. That is a deal of the weight <c>a w</c> that changes at the rate k.</summary>
/// <param name="Reached">The part of the changes that are told, 0-1.</param>
/// <param name="PerDay">How soon: 1 over the days from the change until it is told, in the mean.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Signals(double Reached, double PerDay)
{
    /// <summary>Nothing is told.</summary>
    public static readonly Signals None = new(0, 0);

    /// <summary>The part of what may be stale that a deal of that rate still is, 0-1: 1 where nothing is told.</summary>
    public double LeftOf(double changesPerDay) => 1 - Reached + (Reached * changesPerDay / (changesPerDay + PerDay));

    /// <summary>The deal as a look finds it.</summary>
    public RefreshWorth On(RefreshWorth deal) => LeftOf(deal.ChangesPerDay) is var left && left < 1
        ? deal with { Weight = deal.Weight * left, ChangesPerDay = deal.ChangesPerDay / left }
        : deal;
}
