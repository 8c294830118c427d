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

    /// <summary>The event before the one that a slot names.</summary>
    public (double At, long Slot) Before(long slot)
    {
        for (var back = 1; back < MostSlotsBack; back++)
        {
            if (Find(slot - back) is { } at)
                return (at, slot - back);
        }

        return ((slot - MostSlotsBack) * _slot, slot - MostSlotsBack);
    }

    /// <summary>The events after one minute and up to another, in their order.</summary>
    public IEnumerable<(double At, long Slot)> Between(double after, double upTo)
    {
        var last = (long)Math.Floor(upTo / _slot);
        for (var slot = (long)Math.Floor(after / _slot); slot <= last; slot++)
        {
            if (Find(slot) is { } at && at > after && at <= upTo)
                yield return (at, slot);
        }
    }

    private double? Find(long slot) => noise.Unit(key, slot, 1) < 1.0 / Parts ? (slot + noise.Unit(key, slot, 2)) * _slot : null;
}
