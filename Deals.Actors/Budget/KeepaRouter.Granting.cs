using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>How requests come in and permits go out.</summary>
public sealed partial class KeepaRouter
{
    private static readonly TimeSpan ShortestNap = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestNap = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QuorumPatience = TimeSpan.FromSeconds(1);

    private void OnRequest(PermitRequest request)
    {
        var now = Now;
        _lanes = _lanes.Expect(request.Lane, request.HasMore ? now + _clock.ToDomain(_settings.Expectation) : DateTimeOffset.MinValue);
        if (_state.PermitOf(request.RequestId) is { } permit)
        {
            Sender.Tell(new Queued(request.RequestId, 0, permit.At));
            return;
        }

        if (_lanes.Find(request.RequestId) is { } waiting)
        {
            _lanes = _lanes.Readdress(waiting, GatewayRoster.PathOf(Sender));
            Sender.Tell(QueuedAt(waiting, now));
            return;
        }

        if (Refuse(request, now) is { } refused)
        {
            Sender.Tell(refused);
            return;
        }

        var queued = new QueuedRequest(request.RequestId, request.Lane, request.Request, GatewayRoster.PathOf(Sender), now, request.Deadline);
        _lanes = _lanes.Enqueue(queued);
        Sender.Tell(QueuedAt(queued, now));
        Pump();
    }

    private Refused? Refuse(PermitRequest request, DateTimeOffset now)
    {
        if (_answered.Contains(request.RequestId))
            return new Refused(request.RequestId, "It was answered already; a new request needs a new name.", null);
        if (request.Deadline <= now)
            return new Refused(request.RequestId, $"Its deadline {request.Deadline:O} has passed: it is {now:O}.", null);
        if (_state.Ledger.Objection(_rules.WorstCaseOf(request.Request, _state.Costs, _state.Ledger), _rules.Debt(request.Lane, _state.Ledger), now) is LedgerDecision.Impossible impossible)
            return new Refused(request.RequestId, impossible.Reason, null);
        if (!_lanes.IsFull(request.Lane))
            return null;
        var retryAt = EtaOf(_lanes.Of(request.Lane)[0], now);
        return new Refused(request.RequestId, $"The lane {request.Lane} is full: {_settings.LaneCapacity} requests wait in it.", retryAt);
    }

    private Queued QueuedAt(QueuedRequest request, DateTimeOffset now) =>
        new(request.RequestId, _lanes.PlaceOf(request.RequestId)?.Place ?? _lanes.Of(request.Lane).Count, EtaOf(request, now));

    /// <summary>When a waiting request goes out, estimated; its deadline where nothing can be said, for it does not wait longer.</summary>
    private DateTimeOffset EtaOf(QueuedRequest request, DateTimeOffset now)
    {
        var eta = _lanes.PlaceOf(request.RequestId) is { } place ? _state.Ledger.WhenFree(place.Tokens, now) : null;
        return eta is { } instant && instant < request.Deadline ? instant : request.Deadline;
    }

    /// <summary>Does all that can be done now, in one batch of events, and sets the alarm for what cannot.</summary>
    private void Pump()
    {
        var now = Now;
        RefuseExpired(now);
        if (_state.Ledger.Overdue(now) is { IsEmpty: false } overdue)
        {
            LoseSight([.. overdue.Select(id => _state.Permits[id])], "No answer came by its deadline.");
            return;
        }

        var plan = new Plan(_state, InFlight());
        if (_quorum.Missing is { } missing)
        {
            NoteMissing(missing);
            _waiting = new Waiting(missing, now + _clock.ToDomain(QuorumPatience));
        }
        else
        {
            NoteMissing(null);
            AskWhenNeeded(plan, now);
            _waiting = GrantWhatIsThere(plan, now);
        }

        if (plan.Events.IsEmpty)
            SetAlarm(now);
        else
            Store(plan.Events, Pump);
    }

    private void NoteMissing(string? missing)
    {
        if ((missing is null) == (_missing is null))
            return;
        _missing = missing;
        if (missing is null)
            _log.Info("Enough members are up and heard: the router grants again");
        else
            _log.Warning("{Missing}", missing);
    }

    private void RefuseExpired(DateTimeOffset now)
    {
        (_lanes, var expired) = _lanes.Expire(now);
        foreach (var request in expired)
        {
            var reason = _waiting is null ? "Its deadline passed in the queue." : $"Its deadline passed in the queue. {_waiting.Reason}";
            TellRefused(request, reason, _waiting?.Until);
        }
    }

    private void AskWhenNeeded(Plan plan, DateTimeOffset now)
    {
        var asked = plan.State.Permits.Values.Any(p => p.Epoch == plan.State.Epoch && p.Request is KeepaRequest.Token);
        if (asked || plan.State.Ledger.ReasonToAsk(now) is not { } reason)
            return;
        if (NextAskIn() > TimeSpan.Zero || _gateways.LeastLoaded(plan.InFlight, _state.Epoch) is not { } gateway)
            return;
        _askedStamp = _clock.Wall.GetTimestamp();
        _log.Info("Keepa is asked for the balance: {Reason}", reason);
        plan.Add(Grant(Guid.NewGuid(), null, new KeepaRequest.Token(), 0, null, gateway.Path, now));
    }

    private TimeSpan NextAskIn()
    {
        if (_failedAsks == 0)
            return TimeSpan.Zero;
        var wait = _settings.AskInterval * Math.Pow(2, Math.Min(_failedAsks - 1, 16));
        return (wait < _settings.LongestAskInterval ? wait : _settings.LongestAskInterval) - _clock.Wall.GetElapsedTime(_askedStamp);
    }

    /// <summary>Plans permits for the next requests while there are tokens and gateways; the reason why it stopped, if requests still
    /// wait.</summary>
    private Waiting? GrantWhatIsThere(Plan plan, DateTimeOffset now)
    {
        for (var granted = 0; granted < _settings.MostGrantsAtOnce;)
        {
            var step = GrantRules.Turn(_lanes, plan.State.Ledger, now);
            var gateway = "";
            if (step is GrantStep.Turn turn)
            {
                if (_gateways.LeastLoaded(plan.InFlight, _state.Epoch) is not { } idle)
                    return WaitingForGateways(now);
                (gateway, step) = (idle.Path, _rules.Form(turn.Head, _lanes, plan.State.Ledger, _state.Costs, now));
            }

            switch (step)
            {
                case GrantStep.Grant grant:
                    _lanes = _lanes.Take(grant.Batch);
                    plan.Add(Grant(grant, gateway, now));
                    granted++;
                    break;
                case GrantStep.Impossible impossible:
                    _lanes = _lanes.Remove(impossible.Head);
                    TellRefused(impossible.Head, impossible.Reason, null);
                    break;
                case GrantStep.Wait wait:
                    return new Waiting(wait.Reason, wait.Until);
                default:
                    return null;
            }
        }

        return null;
    }

    private Waiting WaitingForGateways(DateTimeOffset now) => new(
        _gateways.AnyAlive ? "Every gateway has as many requests in flight as it takes." : "No gateway is there.",
        now + _clock.ToDomain(_settings.GatewaySilence));

    private PermitGranted Grant(Guid requestId, Lane? lane, KeepaRequest request, int worstCase, string? replyTo, string gateway, DateTimeOffset now) => new(
        Guid.NewGuid(),
        _state.Epoch,
        requestId,
        lane,
        request,
        worstCase,
        now + _clock.ToDomain(_settings.LongestHold),
        replyTo,
        gateway,
        now);

    private PermitGranted Grant(GrantStep.Grant grant, string gateway, DateTimeOffset now)
    {
        var head = grant.Batch[0];
        return head.Need is null
            ? Grant(head.RequestId, head.Lane, grant.Request, grant.WorstCase, head.ReplyTo, gateway, now)
            : Grant(Guid.NewGuid(), head.Lane, grant.Request, grant.WorstCase, null, gateway, now) with { Needs = [.. grant.Batch.Select(static q => q.Need!)] };
    }

    private void Send(PermitGranted granted)
    {
        if (_gateways.Address(granted.Gateway, _settings.PermitValidity) is not var (gateway, expiry))
            return;
        _expiries[granted.PermitId] = expiry;
        gateway.Tell(new Permit(granted.PermitId, granted.Epoch, granted.RequestId, granted.Request, granted.ReplyTo, expiry)
        {
            Subjects = [.. granted.Needs.Select(static n => n.Subject)],
        });
    }

    private void SetAlarm(DateTimeOffset now)
    {
        DateTimeOffset?[] instants =
        [
            _waiting?.Until, _lanes.FirstDeadline(), _state.Ledger.Refusal?.ProbeAt, _state.Ledger.QuietUntil,
            _state.Ledger.Open.IsEmpty ? null : _state.Ledger.Open.Values.Min(static r => r.Deadline),
        ];
        var next = instants.Where(i => i > now).Min();
        var nap = next is null ? LongestNap : _clock.ToWall(next.Value - now);
        if (_state.Ledger.ReasonToAsk(now) is not null && NextAskIn() is var ask && ask > TimeSpan.Zero && ask < nap)
            nap = ask;
        Timers.StartSingleTimer(Wake.Instance, Wake.Instance, nap < ShortestNap ? ShortestNap : nap < LongestNap ? nap : LongestNap);
    }

    /// <summary>What a pump is about to store, and how things stand once it is stored.</summary>
    private sealed class Plan(RouterState state, IEnumerable<PermitGranted> inFlight)
    {
        private readonly Dictionary<string, int> _inFlight = inFlight
            .GroupBy(static p => p.Gateway, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.Count(), StringComparer.Ordinal);

        public RouterState State { get; private set; } = state;

        public ImmutableArray<IBudgetEvent> Events { get; private set; } = [];

        public IReadOnlyDictionary<string, int> InFlight => _inFlight;

        public void Add(IBudgetEvent @event)
        {
            Events = Events.Add(@event);
            State = State.Apply(@event).State;
            if (@event is PermitGranted granted)
                _inFlight[granted.Gateway] = _inFlight.GetValueOrDefault(granted.Gateway) + 1;
        }
    }
}
