using System.Collections.Immutable;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;

namespace Deals.Actors.Budget;

/// <summary>Asks the router for one request to Keepa. Idempotent by <paramref name="RequestId"/>: sending it again while it waits or is
/// in flight
/// changes nothing and is answered by its place. The queue lives in the router's memory: after a restart of the router a requester that
/// has heard
/// nothing sends it again. The answers go to the sender: <see cref="Queued"/> or <see cref="Refused"/>, then one
/// <see cref="KeepaAnswer"/>.</summary>
/// <param name="RequestId">The requester's own name of this request.</param>
/// <param name="Lane">The queue.</param>
/// <param name="Request">What to send.</param>
/// <param name="Deadline">Domain time after which nobody wants the answer: still queued then, it is refused.</param>
public sealed record PermitRequest(Guid RequestId, Lane Lane, KeepaRequest Request, DateTimeOffset Deadline) : IDealsWire
{
    /// <summary>Whether the requester will ask for more as soon as this is done: until then its lane's share is kept for it, for a moment.</summary>
    public bool HasMore { get; init; }
}

/// <summary>The request waits.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Place">How many requests go out up to and with this one; 0 once its permit is out.</param>
/// <param name="Eta">When it will probably go out, domain time.</param>
public sealed record Queued(Guid RequestId, int Place, DateTimeOffset Eta) : IDealsWire;

/// <summary>The request will not be sent.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="RetryAt">When asking again makes sense, domain time; absent where it never will as it is.</param>
public sealed record Refused(Guid RequestId, string Reason, DateTimeOffset? RetryAt) : IDealsWire;

/// <summary>What became of the request; sent by the gateway that sent it, or by the router where that gateway was lost.</summary>
public sealed record KeepaAnswer(Guid RequestId, Guid PermitId, KeepaOutcome Outcome) : IDealsWire;

/// <summary>The right to send one request once, from the router to a gateway.</summary>
/// <param name="PermitId">Its name; a gateway accepts it once.</param>
/// <param name="Epoch">The life of the router that gave it; a gateway that has met a later one refuses it.</param>
/// <param name="RequestId">The request that it answers.</param>
/// <param name="Request">What to send.</param>
/// <param name="ReplyTo">The requester's serialized path; absent where the router asks for itself.</param>
/// <param name="Expiry">The reading of the gateway's own monotonic clock after which it must not be sent any more.</param>
public sealed record Permit(Guid PermitId, long Epoch, Guid RequestId, KeepaRequest Request, string? ReplyTo, TimeSpan Expiry) : IDealsWire
{
    /// <summary>The wishes that it is for, where it is for such: what is bought is told to them.</summary>
    public ImmutableArray<NeedSubject> Subjects { get; init; } = [];
}

/// <summary>What became of a permit, from the gateway to the router; repeated until it is acknowledged, so that it may arrive
/// twice.</summary>
/// <param name="PermitId">The permit.</param>
/// <param name="Fate">What the ledger has to know of it.</param>
public sealed record SettlePermit(Guid PermitId, PermitFate Fate) : IDealsWire;

/// <summary>The router of that epoch has stored what became of these permits, or knows nothing of them: they need not be
/// repeated.</summary>
public sealed record SettlementsStored(long Epoch, ImmutableArray<Guid> PermitIds) : IDealsWire;

/// <summary>A gateway says that it is there, every two seconds of wall time.</summary>
/// <param name="Clock">The reading of its monotonic clock.</param>
/// <param name="InFlight">The permits that it holds and has not settled.</param>
/// <param name="Unacknowledged">The settlements that no router has acknowledged.</param>
/// <param name="Limit">How many permits it takes at once.</param>
/// <param name="Draining">Whether it takes no more, for its node is leaving.</param>
/// <param name="Epoch">The latest epoch that it has met; 0 before any. It gets permits of the router of that epoch alone: an announcement that waited somewhere
/// while the router moved says nothing about now, and its clock is an old one.</param>
public sealed record GatewayAnnounce(
    TimeSpan Clock, ImmutableArray<Guid> InFlight, ImmutableArray<SettlePermit> Unacknowledged, int Limit, bool Draining, long Epoch) : IDealsWire;

/// <summary>The router's answer to an announcement: its epoch. Permits of earlier epochs are refused from now on.</summary>
public sealed record GatewayWelcome(long Epoch) : IDealsWire;

/// <summary>Asks the router for <see cref="BudgetStatus"/>.</summary>
public sealed record GetBudget : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly GetBudget Instance = new();
}

/// <summary>Tells the router the price of a look, so that whoever asks for the budget sees it; the router itself spends without it.</summary>
/// <param name="Price">λ.</param>
public sealed record PriceTold(double Price) : IDealsWire;
