using System.Collections.Immutable;

namespace Deals.Actors.Analysing;

/// <summary>Who waits for the analyst, the first of them first. The number is on the wire.</summary>
public enum AnalystLane
{
    /// <summary>Somebody has asked for it.</summary>
    Interactive = 0,

    /// <summary>Nobody has looked at the deal yet.</summary>
    New = 1,

    /// <summary>Everybody else: whom the last try left unverified, and whose input, prompt or model is another by now.</summary>
    Sweep = 2,
}

/// <summary>The lanes in their order.</summary>
public static class AnalystLanes
{
    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<AnalystLane> All = [AnalystLane.Interactive, AnalystLane.New, AnalystLane.Sweep];
}
