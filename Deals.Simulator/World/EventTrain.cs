using System.Runtime.InteropServices;

namespace Deals.Simulator.World;

/// <summary>Events at random times, as good as a Poisson process, of which any moment can be asked for without a history: time is cut into slots of a
/// quarter of the mean gap, and every slot holds an event with probability one quarter, at a random place in it.</summary>
/// <param name="noise">The world's randomness.</param>
/// <param name="key">Which train.</param>
/// <param name="meanMinutes">Mean gap in minutes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct EventTrain(Noise noise, long key, double meanMinutes)
{
    private const int Parts = 4;
    private const int MostSlotsBack = 400;
    private readonly double _slot = Math.Max(0.25, meanMinutes / Parts);

    /// <summary>The last event at or before a minute, with the slot that names it.</summary>
    public (double At, long Slot) Last(double minute)
    {
        var slot = (long)Math.Floor(minute / _slot);
        for (var back = 0; back < MostSlotsBack; back++, slot--)
        {
            if (Find(slot) is { } at && at <= minute)
                return (at, slot);
        }

        return (slot * _slot, slot);
    }

    /// <summary>The first event at or after a minute.</summary>
    public double First(double minute)
    {
        var slot = (long)Math.Floor(minute / _slot);
        for (var on = 0; on < MostSlotsBack; on++, slot++)
        {
            if (Find(slot) is { } at && at >= minute)
                return at;
        }

        return slot * _slot;
    }

    private double? Find(long slot) => noise.Unit(key, slot, 1) < 1.0 / Parts ? (slot + noise.Unit(key, slot, 2)) * _slot : null;
}
