using Deals.Actors.Serialization;

namespace Deals.Actors.Processing;

/// <summary>Asks how the analyses stand that are made again; answered by <see cref="RecomputeStatus"/>.</summary>
public sealed record GetRecompute : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly GetRecompute Instance = new();
}

/// <summary>Makes every analysis again from the stored bodies; answered by <see cref="RecomputeAnswer"/>.</summary>
public sealed record Recompute : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly Recompute Instance = new();
}

/// <summary>What became of <see cref="Recompute"/>.</summary>
/// <param name="AsOf">Domain time.</param>
/// <param name="Run">The run that began, or is under way.</param>
/// <param name="Started">Whether it began with this.</param>
/// <param name="Total">Deals that it goes through.</param>
public sealed record RecomputeAnswer(DateTimeOffset AsOf, long Run, bool Started, long Total) : IDealsWire;

/// <summary>What it is doing. The number is on the wire.</summary>
public enum RecomputeWork
{
    /// <summary>Nothing is to be done.</summary>
    Idle = 0,

    /// <summary>Bodies are analysed again.</summary>
    Running = 1,

    /// <summary>Something does not answer; it goes on when it does.</summary>
    Waiting = 2,
}

/// <summary>How the analyses stand that are made again.</summary>
public sealed record RecomputeStatus : IDealsWire
{
    /// <summary>Domain time.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>What it is doing.</summary>
    public required RecomputeWork Work { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The version of the running program's rules.</summary>
    public required int Version { get; init; }

    /// <summary>The fingerprint of its settings, of all marketplaces together.</summary>
    public required string Settings { get; init; }

    /// <summary>The run that is under way, or was last.</summary>
    public required RecomputeState Last { get; init; }

    /// <summary>Deals a second of this life's work, wall time, pauses included; absent where none was done.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Deals whose appraisal was by other rules or settings when it was last counted; absent before.</summary>
    public long? Stale { get; init; }
}
