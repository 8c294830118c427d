using System.Collections.Immutable;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Tests.Budget.Failures;

/// <summary>The router's state, ledger, lanes and grant rules as they run in production, in the order in which its actor uses them: only the actor, its journal
/// and its gateways are left out.</summary>
internal sealed class VirtualRouter
{
    private static readonly TimeSpan LongestNap = TimeSpan.FromSeconds(30);
    private readonly GrantRules _rules;
    private RouterState _state;
    private Lanes _lanes;

    /// <summary>A router before its first question for the balance.</summary>
    public VirtualRouter(KeepaRouterSettings settings, DateTimeOffset now)
    {
        Settings = settings;
        _rules = new GrantRules(settings.InteractiveDebtMinutes, settings.LargestShare, settings.Linger);
        _state = RouterState.Empty(settings.Ledger);
        _lanes = Lanes.Empty(settings.Shares, settings.LaneCapacity);
        Open(now);
    }

    public KeepaRouterSettings Settings { get; }

    public TokenLedger Ledger => _state.Ledger;

    public LearnedCosts Costs => _state.Costs;

    public Lanes Lanes => _lanes;

    public IReadOnlyDictionary<Guid, PermitGranted> Permits => _state.Permits;

    public ForeignAlarm Alarm { get; private set; } = new(new KeepaRouterSettings().ForeignAlarmShare);

    public List<(DateTimeOffset At, LedgerEvent Fact)> Learned { get; } = [];

    /// <summary>What was said no to, and why.</summary>
    public List<(QueuedRequest Request, string Reason)> Refused { get; } = [];

    /// <summary>Why nothing goes out and until when; absent where nothing waits, or every place in flight is taken.</summary>
    public (string Reason, DateTimeOffset Until)? Waiting { get; private set; }

    /// <summary>Questions for the balance.</summary>
    public int Asked { get; private set; }

    /// <summary>The most that one request could have cost.</summary>
    public int Largest { get; private set; }

    /// <summary>Takes a request into its lane, or refuses it.</summary>
    public void Say(QueuedRequest request, DateTimeOffset now)
    {
        if (Ledger.Objection(Costs.WorstCaseOf(request.Request), _rules.Debt(request.Lane, Ledger), now) is LedgerDecision.Impossible impossible)
            Refused.Add((request, impossible.Reason));
        else
            _lanes = _lanes.Enqueue(request);
    }

    /// <summary>When a waiting request will probably go out.</summary>
    public DateTimeOffset? EtaOf(Guid request, DateTimeOffset now) => _lanes.PlaceOf(request) is { } place ? Ledger.WhenFree(place.Tokens, now) : null;

    public void Pause(Lane lane, bool paused) => _lanes = _lanes.SetPaused(lane, paused);

    /// <summary>Grants all that can be granted.</summary>
    /// <param name="now">Its own clock.</param>
    /// <param name="mostInFlight">How many requests the gateways take at once.</param>
    /// <param name="send">Sends.</param>
    /// <returns>When to look again at the latest.</returns>
    public DateTimeOffset Pump(DateTimeOffset now, int mostInFlight, Action<PermitGranted> send)
    {
        if (Ledger.ReasonToAsk(now) is not null && !Permits.Values.Any(p => p.Epoch == _state.Epoch && p.Request is KeepaRequest.Token))
        {
            Asked++;
            Grant(null, new KeepaRequest.Token(), 0, [], now, send);
        }

        Waiting = null;
        while (Ledger.Open.Values.Count(static r => !r.FateUnknown) < mostInFlight && GrantNext(now, send))
        {
        }

        DateTimeOffset?[] instants = [now + LongestNap, Waiting?.Until, Ledger.QuietUntil, Ledger.Open.IsEmpty ? null : Ledger.Open.Values.Min(static r => r.Deadline)];
        return instants.Where(i => i > now).Min()!.Value;
    }

    /// <summary>Takes in what became of a permit.</summary>
    public void Settle(PermitGranted permit, PermitFate fate, DateTimeOffset now)
    {
        var isOpen = Permits.ContainsKey(permit.PermitId);
        Apply(new PermitSettled(permit.PermitId, fate, now));
        if (isOpen && fate is not PermitFate.Unknown && permit.Lane is { } lane)
            _lanes = _lanes.Correct(lane, (fate is PermitFate.Answered answered ? answered.Envelope.TokensConsumed : 0) - permit.Request.WorstCaseCost);
        Alarm = Alarm.Look(Ledger.DrainPerMinute(now), Ledger.Anchor?.TokensPerTick ?? 0);
    }

    /// <summary>Gives up the permits of which nothing was heard by their deadline; which those are.</summary>
    public ImmutableArray<PermitGranted> GiveUpOverdue(DateTimeOffset now)
    {
        ImmutableArray<PermitGranted> overdue = [.. Ledger.Overdue(now).Select(id => Permits[id])];
        foreach (var permit in overdue)
            Apply(new PermitUnknown(permit.PermitId, "No answer came by its deadline.", now));
        return overdue;
    }

    /// <summary>Another life: what was stored is kept, what waited is forgotten.</summary>
    public void Restart(DateTimeOffset now)
    {
        _lanes = Lanes.Empty(Settings.Shares, Settings.LaneCapacity);
        Open(now);
    }

    private void Open(DateTimeOffset now) => Apply(new EpochOpened(_state.Epoch + 1, Settings.LongestHold, now));

    private bool GrantNext(DateTimeOffset now, Action<PermitGranted> send)
    {
        var step = GrantRules.Turn(_lanes, Ledger, now);
        if (step is GrantStep.Turn turn)
            step = _rules.Form(turn.Head, _lanes, Ledger, Costs, now);
        switch (step)
        {
            case GrantStep.Grant grant:
                _lanes = _lanes.Take(grant.Batch);
                Largest = Math.Max(Largest, grant.WorstCase);
                Grant(grant.Batch[0].Lane, grant.Request, grant.WorstCase, grant.Batch, now, send);
                return true;
            case GrantStep.Impossible impossible:
                _lanes = _lanes.Remove(impossible.Head);
                Refused.Add((impossible.Head, impossible.Reason));
                return true;
            case GrantStep.Wait wait:
                Waiting = (wait.Reason, wait.Until);
                return false;
            default:
                return false;
        }
    }

    private void Grant(Lane? lane, KeepaRequest request, int worstCase, ImmutableArray<QueuedRequest> batch, DateTimeOffset now, Action<PermitGranted> send)
    {
        var granted = new PermitGranted(Guid.NewGuid(), _state.Epoch, batch is [var only, ..] ? only.RequestId : Guid.NewGuid(), lane, request, worstCase, now + Settings.LongestHold, null, "", now)
        {
            Needs = [.. batch.Where(static q => q.Need is not null).Select(static q => q.Need!)],
        };
        Apply(granted);
        send(granted);
    }

    private void Apply(IBudgetEvent @event)
    {
        (_state, var learned) = _state.Apply(@event);
        Learned.AddRange(learned.Select(fact => (@event.At, fact)));
    }
}
