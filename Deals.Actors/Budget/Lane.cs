using System.Collections.Immutable;

namespace Deals.Actors.Budget;

/// <summary>The five queues that share the refill. The number is on the wire and in the journal.</summary>
public enum Lane
{
    /// <summary>A person waits for it.</summary>
    Interactive = 0,

    /// <summary>Looking for deals that are not known.</summary>
    Discovery = 1,

    /// <summary>The facts of a deal that has none.</summary>
    Enrichment = 2,

    /// <summary>Keeping known deals fresh.</summary>
    Refresh = 3,

    /// <summary>The slow walk through the broad query.</summary>
    Backfill = 4,
}

/// <summary>The lanes in their order.</summary>
public static class LaneOrder
{
    /// <summary>Every lane, in the order that breaks ties.</summary>
    public static ImmutableArray<Lane> All { get; } = [.. Enum.GetValues<Lane>()];
}
