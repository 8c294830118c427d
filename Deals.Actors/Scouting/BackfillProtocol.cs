using System.Collections.Immutable;
using Deals.Actors.Serialization;

namespace Deals.Actors.Scouting;

/// <summary>Asks the backfill how it stands; answered by <see cref="BackfillStatus"/>.</summary>
public sealed record GetBackfillStatus : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly GetBackfillStatus Instance = new();
}

/// <summary>How the backfill stands.</summary>
public sealed record BackfillStatus : IDealsWire
{
    /// <summary>How many overflowing slices are named.</summary>
    public const int MostOverflowing = 100;

    /// <summary>When this was said, by the domain clock.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>What is being done: <c>walking</c>, <c>waiting</c> or <c>off</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why, in one sentence; what is waited for.</summary>
    public required string Reason { get; init; }

    /// <summary>The feed whose broad query is walked.</summary>
    public string? Feed { get; init; }

    /// <summary>The slice that is walked.</summary>
    public PriceSlice? Slice { get; init; }

    /// <summary>The first page of the slice of which not every row is stored.</summary>
    public int Page { get; init; }

    /// <summary>Slices of the feed that are not walked to their end, the current one among them.</summary>
    public int SlicesLeft { get; init; }

    /// <summary>The round through all feeds, from 1.</summary>
    public long Round { get; init; }

    /// <summary>When the round began.</summary>
    public DateTimeOffset? RoundBegan { get; init; }

    /// <summary>When the last complete round ended.</summary>
    public DateTimeOffset? LastRoundEnded { get; init; }

    /// <summary>When the next page may be asked for.</summary>
    public DateTimeOffset? NextStepAt { get; init; }

    /// <summary>Pages stored since the first start.</summary>
    public long Pages { get; init; }

    /// <summary>What became of all rows since the first start.</summary>
    public RowCounts Counts { get; init; } = RowCounts.None;

    /// <summary>Slices of one value that hold more than Keepa pages; the newest few.</summary>
    public ImmutableArray<OverflowingSlice> Overflowing { get; init; } = [];

    /// <summary>How often such a slice was met since the first start.</summary>
    public long Overflows { get; init; }

    /// <summary>Why the last page failed, until it was stored.</summary>
    public string? LastError { get; init; }
}
