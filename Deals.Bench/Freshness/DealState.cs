using System.Runtime.InteropServices;
using Deals.Actors.Freshness;

namespace Deals.Bench.Freshness;

/// <summary>Where a deal is in its cycle.</summary>
internal enum DealPhase : byte
{
    /// <summary>Not there yet.</summary>
    Absent,

    /// <summary>Not due.</summary>
    Sleeping,

    /// <summary>Due, and waits for a lane.</summary>
    Ready,

    /// <summary>In a lane.</summary>
    Asked,
}

/// <summary>What is kept of a deal: its row in the due index and its estimate. Instants are ticks since the start.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct DealState
{
    /// <summary>The last look at the product; absent before the first.</summary>
    public long? LookedAt;

    /// <summary>When it was last seen as it is, by a look or by a row of the feed.</summary>
    public long SeenAt;

    /// <summary>When it is due.</summary>
    public long Due;

    /// <summary>What orders it among those that are due.</summary>
    public long Soft;

    /// <summary>What was seen of its changes.</summary>
    public ChangeRate Seen;

    /// <summary>The rate that it is taken to have, a day.</summary>
    public double Rate;

    /// <summary>Changes since the last look at the product.</summary>
    public int Changes;

    /// <summary>Where it is.</summary>
    public DealPhase Phase;
}
