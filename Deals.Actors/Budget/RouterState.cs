using System.Collections.Immutable;
using Deals.Actors.Serialization;

namespace Deals.Actors.Budget;

/// <summary>What the router knows from its journal, pure: events in, state out. The queues are not part of it, for a requester asks
/// again.</summary>
public sealed record RouterState
{
    /// <summary>The life of the router, from 1; 0 before the first.</summary>
    public long Epoch { get; init; }

    /// <summary>The account.</summary>
    public required TokenLedger Ledger { get; init; }

    /// <summary>Every permit that the ledger holds tokens for, and those that cost nothing while they are out.</summary>
    public ImmutableDictionary<Guid, PermitGranted> Permits { get; init; } = ImmutableDictionary<Guid, PermitGranted>.Empty;

    /// <summary>The lanes that an operator has stopped.</summary>
    public ImmutableHashSet<Lane> Paused { get; init; } = [];

    /// <summary>Tokens that each lane's requests cost.</summary>
    public ImmutableDictionary<Lane, long> SettledByLane { get; init; } = ImmutableDictionary<Lane, long>.Empty;

    /// <summary>What requests cost, as learned from the answers.</summary>
    public LearnedCosts Costs { get; init; } = LearnedCosts.None;

    /// <summary>A router that has never lived.</summary>
    public static RouterState Empty(LedgerSettings settings) => new() { Ledger = TokenLedger.Empty(settings) };

    /// <summary>The open permit of a request.</summary>
    public PermitGranted? PermitOf(Guid requestId) => Permits.Values.FirstOrDefault(p => p.RequestId == requestId);

    /// <summary>The permit in flight that is for a wish, among others; one of unknown fate is in flight no more.</summary>
    public PermitGranted? PermitOf(NeedSubject subject) => Permits.Values.FirstOrDefault(
        p => !p.Needs.IsEmpty && !Ledger.Open[p.PermitId].FateUnknown && p.Needs.Any(n => n.Subject.IsSameWishAs(subject)));

    /// <summary>Takes in an event.</summary>
    public (RouterState State, ImmutableArray<LedgerEvent> Learned) Apply(IBudgetEvent @event) => @event switch
    {
        EpochOpened opened => (this with { Epoch = opened.Epoch, Ledger = Ledger.Reopen(opened.At, opened.LongestHold) }, []),
        PermitGranted granted => (Granted(granted), []),
        PermitSettled settled => Settled(settled),
        PermitUnknown unknown => (With(Ledger.MarkUnknown(unknown.PermitId)), []),
        LanePaused paused => (this with { Paused = Paused.Add(paused.Lane) }, []),
        LaneResumed resumed => (this with { Paused = Paused.Remove(resumed.Lane) }, []),
        _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not an event of the budget."),
    };

    private RouterState Granted(PermitGranted granted) => this with
    {
        Ledger = Ledger.Reserve(granted.PermitId, granted.WorstCase, granted.At, granted.Deadline),
        Permits = Permits.Add(granted.PermitId, granted),
    };

    private (RouterState State, ImmutableArray<LedgerEvent> Learned) Settled(PermitSettled settled)
    {
        var step = Ledger.Settle(settled.PermitId, settled.Fate, settled.At);
        var state = With(step.Ledger);
        if (settled.Fate is PermitFate.Answered { RetryAfter: null, Envelope.TokensConsumed: var cost } && Permits.TryGetValue(settled.PermitId, out var permit) && permit.Lane is { } lane)
        {
            state = state with
            {
                SettledByLane = cost == 0 ? SettledByLane : SettledByLane.SetItem(lane, SettledByLane.GetValueOrDefault(lane) + cost),
                Costs = Costs.Seen(permit.Request, cost),
            };
        }

        return (state, step.Events);
    }

    private RouterState With(TokenLedger ledger) => this with
    {
        Ledger = ledger,
        Permits = Permits.RemoveRange(Permits.Keys.Where(id => !ledger.Open.ContainsKey(id))),
    };
}

/// <summary>The router's snapshot: its state at some event, so that recovery does not read all of them.</summary>
public sealed record RouterSnapshot(RouterState State) : IDealsWire;
