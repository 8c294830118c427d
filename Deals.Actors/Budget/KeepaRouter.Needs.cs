using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;

namespace Deals.Actors.Budget;

/// <summary>The wishes of deals and sellers: how they come in, become requests, and end.</summary>
public sealed partial class KeepaRouter
{
    private void OnNeed(Need need)
    {
        var now = Now;
        var id = need.Subject.Id;
        if (_state.PermitOf(need.Subject) is { } permit)
        {
            Sender.Tell(new NeedQueued(need.Subject, permit.Lane ?? need.Lane, 0, permit.At));
            return;
        }

        if (_lanes.Find(id) is { } waiting)
        {
            // A person who waits for what a deal has asked for already takes it into the person's lane.
            if (waiting.Lane == need.Lane || need.Lane != Lane.Interactive)
            {
                Sender.Tell(QueuedNeed(waiting, now));
                return;
            }

            _lanes = _lanes.Remove(waiting);
        }

        if (RefuseNeed(need, id, now) is { } refused)
        {
            Sender.Tell(refused);
            return;
        }

        var queued = new QueuedRequest(id, need.Lane, need.Subject.Alone, GatewayRoster.PathOf(Sender), now, need.Deadline) { Need = need };
        _lanes = _lanes.Enqueue(queued);
        Sender.Tell(QueuedNeed(queued, now));
        Pump();
    }

    private NeedRefused? RefuseNeed(Need need, Guid id, DateTimeOffset now)
    {
        if (_answeredWishes.OnItsWayUntil(id, now) is { } until)
            return new NeedRefused(need.Subject, "Keepa has answered it; the answer is on its way.", until);
        return Refuse(new PermitRequest(id, need.Lane, need.Subject.Alone, need.Deadline), now) is { } refused
            ? new NeedRefused(need.Subject, refused.Reason, refused.RetryAt)
            : null;
    }

    private NeedQueued QueuedNeed(QueuedRequest request, DateTimeOffset now)
    {
        var queued = QueuedAt(request, now);
        return new NeedQueued(request.Need!.Subject, request.Lane, queued.Place, queued.Eta);
    }

    private Appetite AppetiteNow()
    {
        var now = Now;
        var room = LaneOrder.All.Select(lane => _lanes.IsPaused(lane) ? 0 : Math.Max(0, _settings.MostNeedsALane - _lanes.NeedsIn(lane)));
        return new Appetite(_state.Epoch, [.. room], IdleTokens(now));
    }

    private int IdleTokens(DateTimeOffset now)
    {
        if (!_lanes.IsEmpty || _lanes.IsPaused(Lane.Refresh) || _state.Ledger.Anchor is not { } anchor || _state.Ledger.Free(now) is not { } free)
            return 0;
        return Math.Max(0, free - (_settings.IdleReserveMinutes * anchor.RefillRate));
    }

    private void TellRefused(QueuedRequest request, string reason, DateTimeOffset? retryAt)
    {
        if (request.Need is { } need)
            _waker.Tell(new NeedsEnded([need.Subject], Bought: false));
        else
            Resolve(request.ReplyTo).Tell(new Refused(request.RequestId, reason, retryAt));
    }

    /// <summary>What was bought is remembered, so that it is not bought again before the deal has taken it in. What was never sent, or refused for lack of
    /// tokens, waits again.</summary>
    private void EndNeeds(PermitGranted permit, PermitFate fate)
    {
        if (permit.Needs.IsEmpty)
            return;
        var bought = fate is PermitFate.Answered { RetryAfter: null };
        var ended = permit.Needs;
        if (bought)
        {
            foreach (var need in permit.Needs)
                _answeredWishes.Add(need.Subject.Id, Now);
        }
        else if (fate is not PermitFate.Unknown)
        {
            ended = [.. permit.Needs.Where(need => !WaitsAgain(need))];
        }

        if (!ended.IsEmpty)
            _waker.Tell(new NeedsEnded([.. ended.Select(static n => n.Subject)], bought));
    }

    private bool WaitsAgain(Need need)
    {
        var now = Now;
        if (need.Deadline <= now || _lanes.IsFull(need.Lane))
            return false;
        if (_lanes.Find(need.Subject.Id) is null)
            _lanes = _lanes.Enqueue(new QueuedRequest(need.Subject.Id, need.Lane, need.Subject.Alone, "", now, need.Deadline) { Need = need });
        return true;
    }

    private void OnSetLane(SetLane set)
    {
        if (_state.Paused.Contains(set.Lane) == set.Paused)
        {
            Sender.Tell(new LaneSet(set.Lane, set.Paused, Changed: false));
            return;
        }

        var asker = Sender;
        IBudgetEvent @event = set.Paused ? new LanePaused(set.Lane, Now) : new LaneResumed(set.Lane, Now);
        Store([@event], () =>
        {
            _log.Info("The lane {Lane} is {State}", set.Lane, set.Paused ? "paused" : "resumed");
            asker.Tell(new LaneSet(set.Lane, set.Paused, Changed: true));
            Pump();
        });
    }
}
