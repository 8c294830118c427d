using System.Collections.Immutable;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;

namespace Deals.Actors.Budget;

/// <summary>What the router stores. Events are never deleted; replayed, they give the same ledger. Instants are domain time.</summary>
public interface IBudgetEvent : IDealsWire
{
    /// <summary>When the router decided it.</summary>
    DateTimeOffset At { get; }
}

/// <summary>A router started. Its first event: a second router that writes the same one fails, and permits of earlier epochs are refused
/// by the gateways.</summary>
/// <param name="Epoch">The number of this life, from 1.</param>
/// <param name="LongestHold">The longest that a permit of an earlier life may still cost something.</param>
/// <param name="At">When.</param>
public sealed record EpochOpened(long Epoch, TimeSpan LongestHold, DateTimeOffset At) : IBudgetEvent;

/// <summary>A permit exists; stored before it leaves.</summary>
/// <param name="PermitId">Its name.</param>
/// <param name="Epoch">The life that gave it.</param>
/// <param name="RequestId">The request that it answers.</param>
/// <param name="Lane">The lane; absent where the router asks for itself.</param>
/// <param name="Request">What may be sent.</param>
/// <param name="WorstCase">The tokens held for it.</param>
/// <param name="Deadline">When its fate is taken for unknown.</param>
/// <param name="ReplyTo">The requester's serialized path; absent where the router asks for itself.</param>
/// <param name="Gateway">The serialized path of the gateway that it is for.</param>
/// <param name="At">When.</param>
public sealed record PermitGranted(
    Guid PermitId,
    long Epoch,
    Guid RequestId,
    Lane? Lane,
    KeepaRequest Request,
    int WorstCase,
    DateTimeOffset Deadline,
    string? ReplyTo,
    string Gateway,
    DateTimeOffset At) : IBudgetEvent
{
    /// <summary>The wishes that it is for, where it is for such.</summary>
    public ImmutableArray<Need> Needs { get; init; } = [];
}

/// <summary>The fate of a permit is known.</summary>
public sealed record PermitSettled(Guid PermitId, PermitFate Fate, DateTimeOffset At) : IBudgetEvent;

/// <summary>The fate of a permit will not become known, or not soon: its worst case stays held until its deadline.</summary>
public sealed record PermitUnknown(Guid PermitId, string Reason, DateTimeOffset At) : IBudgetEvent;

/// <summary>An operator stopped a lane.</summary>
public sealed record LanePaused(Lane Lane, DateTimeOffset At) : IBudgetEvent;

/// <summary>An operator let a lane go on.</summary>
public sealed record LaneResumed(Lane Lane, DateTimeOffset At) : IBudgetEvent;
