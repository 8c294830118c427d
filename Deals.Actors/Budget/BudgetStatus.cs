using System.Collections.Immutable;
using Deals.Actors.Serialization;

namespace Deals.Actors.Budget;

/// <summary>The budget as people see it. Tokens are whole; instants are domain time.</summary>
public sealed record BudgetStatus : IDealsWire
{
    /// <summary>How many permits are named.</summary>
    public const int MostPermits = 1000;

    /// <summary>When the router said this.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Whether the router is away and this is the last that was known; set by who keeps it, never by the router.</summary>
    public bool Stale { get; init; }

    /// <summary>The life of the router that said it.</summary>
    public required long Epoch { get; init; }

    /// <summary>The predicted balance now, before reservations; absent until Keepa has answered once.</summary>
    public int? TokensLeft { get; init; }

    /// <summary>The most that the bucket holds, 60 x rate.</summary>
    public int? Capacity { get; init; }

    /// <summary>Tokens a minute of the plan.</summary>
    public int? RefillRate { get; init; }

    /// <summary>Tokens a minute that product trackings take from the refill.</summary>
    public decimal? TokenFlowReduction { get; init; }

    /// <summary>When the next refill is expected.</summary>
    public DateTimeOffset? NextTickAt { get; init; }

    /// <summary>What a look has to be worth for a token now (λ); absent under a policy without a price, and until one was found.</summary>
    public double? Price { get; init; }

    /// <summary>Tokens held at worst case for permits in flight or of unknown fate.</summary>
    public required int Reserved { get; init; }

    /// <summary>Tokens a minute that somebody else takes with the same key, averaged.</summary>
    public required double ForeignDrainPerMinute { get; init; }

    /// <summary>What people should know about that, in one sentence; absent while it is little.</summary>
    public string? Alarm { get; init; }

    /// <summary>Tokens that somebody else took, in total.</summary>
    public required long Foreign { get; init; }

    /// <summary>Tokens that Keepa's ticks brought, in total, those beyond the capacity included.</summary>
    public required long Refilled { get; init; }

    /// <summary>Tokens that our requests cost, in total.</summary>
    public required long Settled { get; init; }

    /// <summary>Tokens that our requests without an answer cost, in total.</summary>
    public required long Unknown { get; init; }

    /// <summary>Tokens that ticks brought to a full bucket, in total.</summary>
    public required long Wasted { get; init; }

    /// <summary>Answers 429 since the first start.</summary>
    public required long Throttled { get; init; }

    /// <summary>What was used or is still there of what was refilled, 0-1; absent before the first refill.</summary>
    public double? Utilisation { get; init; }

    /// <summary>Why nothing is granted now, in one sentence; absent while nothing waits.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>When the wait will probably end.</summary>
    public DateTimeOffset? WaitingUntil { get; init; }

    /// <summary>The lanes in their order.</summary>
    public required ImmutableArray<LaneStatus> Lanes { get; init; }

    /// <summary>The permits in flight or of unknown fate, oldest first.</summary>
    public required ImmutableArray<PermitStatus> Permits { get; init; }

    /// <summary>Open permits beyond those that are named.</summary>
    public int FurtherPermits { get; init; }

    /// <summary>The gateways that the router knows.</summary>
    public required ImmutableArray<GatewayStatus> Gateways { get; init; }

    /// <summary>What requests cost, as learned; a shape that was never asked for is not here.</summary>
    public ImmutableArray<CostStatus> Costs { get; init; } = [];
}

/// <summary>What one shape of request costs, as learned from the answers.</summary>
/// <param name="Shape">The shape in words.</param>
/// <param name="WorstCase">Tokens held for one thing until the answer is there.</param>
/// <param name="Expected">Tokens that one thing is expected to cost.</param>
/// <param name="Requests">How many answers it rests on.</param>
public sealed record CostStatus(string Shape, int WorstCase, double Expected, long Requests);

/// <summary>One lane as people see it.</summary>
/// <param name="Lane">Which.</param>
/// <param name="Floor">Its least share of the refill while it has work, 0-1.</param>
/// <param name="Queued">Requests that wait.</param>
/// <param name="OldestWait">How long the oldest has waited, domain time.</param>
/// <param name="Eta">How long until the last in the queue goes out, estimated, domain time.</param>
/// <param name="Settled">Tokens that its requests cost, in total.</param>
/// <param name="Paused">Whether an operator has stopped it.</param>
public sealed record LaneStatus(Lane Lane, double Floor, int Queued, TimeSpan? OldestWait, TimeSpan? Eta, long Settled, bool Paused);

/// <summary>One open permit as people see it.</summary>
/// <param name="PermitId">Its name.</param>
/// <param name="Epoch">The epoch that gave it.</param>
/// <param name="Lane">Its lane; absent where the router asks for itself.</param>
/// <param name="Request">What it is for, in words.</param>
/// <param name="WorstCase">The tokens held for it.</param>
/// <param name="GrantedAt">When it was given.</param>
/// <param name="Deadline">When its fate is taken for unknown.</param>
/// <param name="FateUnknown">Whether its fate is already taken for unknown.</param>
/// <param name="Gateway">The gateway that has it.</param>
public sealed record PermitStatus(
    Guid PermitId,
    long Epoch,
    Lane? Lane,
    string Request,
    int WorstCase,
    DateTimeOffset GrantedAt,
    DateTimeOffset Deadline,
    bool FateUnknown,
    string Gateway);

/// <summary>One gateway as people see it.</summary>
/// <param name="Path">The actor's address.</param>
/// <param name="InFlight">The permits that it holds.</param>
/// <param name="Limit">How many it takes at once.</param>
/// <param name="LastHeard">When it last announced itself.</param>
/// <param name="Draining">Whether it takes no more.</param>
public sealed record GatewayStatus(string Path, int InFlight, int Limit, DateTimeOffset LastHeard, bool Draining);
