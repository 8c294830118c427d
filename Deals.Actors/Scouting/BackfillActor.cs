using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Hosting;

namespace Deals.Actors.Scouting;

/// <summary>Walks the feeds' broad queries slowly: one page a step, in the lane that is served last, and goes on at its saved page after a restart.
/// It finds what the sweeps' 10,000 products do not reach.</summary>
public sealed class BackfillActor : UntypedPersistentActor, IWithTimers
{
    private const int MostAttemptsAPage = 3;
    private const int EventsPerSnapshot = 200;

    private readonly ImmutableArray<FeedQuery> _feeds;
    private readonly BackfillPolicy _policy;
    private readonly DomainClock _clock;
    private readonly PageCourier _courier;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private BackfillState _state = BackfillState.None;
    private FeedRun? _run;
    private PriceSlice? _slice;
    private bool _remembering;

    /// <summary>Makes the actor; see <see cref="SupervisedProps"/>.</summary>
    public BackfillActor(ImmutableArray<FeedQuery> feeds, BackfillPolicy policy, IActorRef router, IActorRef deals, ICatalogue catalogue, DomainClock clock)
    {
        _feeds = feeds;
        _policy = policy;
        _clock = clock;
        _courier = new PageCourier(Lane.Backfill, policy.RepeatAfter, router, deals, catalogue, clock, Context, this, static _ => false, Ended);
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    public override string PersistenceId => "backfill";

    /// <summary>How to start it so that it comes back: a persistent actor stops itself when its journal fails, and nobody else would start it again.</summary>
    public static Props SupervisedProps(
        ImmutableArray<FeedQuery> feeds, BackfillPolicy policy, IActorRef router, IActorRef deals, ICatalogue catalogue, DomainClock clock)
    {
        var backfill = Props.Create(() => new BackfillActor(feeds, policy, router, deals, catalogue, clock));
        return BackoffSupervisor.Props(Backoff
            .OnStop(backfill, "backfill", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), 0.2, maxNrOfRetries: -1)
            .WithAutoReset(TimeSpan.FromSeconds(10)));
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _courier.Dispose();
        base.PostStop();
    }

    /// <inheritdoc />
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: BackfillState state }:
                _state = state;
                break;
            case BackfillEvent e:
                _state = _state.Apply(e);
                break;
            case RecoveryCompleted:
                _courier.Start();
                Self.Tell(Advance.Instance);
                break;
        }
    }

    /// <inheritdoc />
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Advance:
                Go();
                break;
            case GetBackfillStatus:
                Sender.Tell(Status());
                break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failed:
                _log.Warning(failed.Cause, "The backfill goes on without a snapshot");
                break;
            case DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                break;
            default:
                if (!_courier.Handle(message))
                    Unhandled(message);
                break;
        }
    }

    /// <summary>Takes the next step, or sleeps until it may be taken.</summary>
    private void Go()
    {
        if (!_policy.Enabled || _remembering || _run is { Pages.Count: > 0 })
            return;
        switch (BackfillPlan.Next(_state, _feeds, _clock.GetUtcNow()))
        {
            case BackfillStep.Remember remember:
                Record(remember.Event);
                break;
            case BackfillStep.Ask ask when NextStepAt() is { } at && at > _clock.GetUtcNow():
                Take(ask);
                Timers.StartSingleTimer(nameof(Advance), Advance.Instance, _courier.SleepUntil(at));
                break;
            case BackfillStep.Ask ask:
                Take(ask).HoldReason = null;
                _courier.Ask(_run!, ask.Request);
                break;
        }
    }

    /// <summary>The memory of the slice that is walked: what a page repeats is known within a slice.</summary>
    private FeedRun Take(BackfillStep.Ask ask)
    {
        if (_run is null || _run.Feed != ask.Feed || _slice != ask.Slice)
        {
            if (_run is not null)
                _courier.Forget(_run);
            _run = new FeedRun(ask.Feed);
            _slice = ask.Slice;
        }

        return _run;
    }

    private DateTimeOffset? NextStepAt()
    {
        var paced = BackfillPolicy.NextStep(_state);
        return _run is { HoldReason: not null } held && !(paced > held.HoldUntil) ? held.HoldUntil : paced;
    }

    private void Ended(FeedRun run, PageEnd end)
    {
        if (_state.Walk is not { Slice: { } slice } walk)
            return;
        switch (end)
        {
            case PageEnd.Stored stored:
                Store(walk, slice, stored);
                break;
            case PageEnd.Postponed postponed:
                Wait(run, postponed.Reason, postponed.Until ?? _clock.GetUtcNow() + BackfillPolicy.LongestPause);
                break;
            case PageEnd.Failed { Attempts: < MostAttemptsAPage } failed:
                Wait(run, $"page {failed.Page} failed: {failed.Error}", _clock.GetUtcNow() + _clock.ToDomain(_policy.RetryAfter * failed.Attempts));
                break;
            case PageEnd.Failed failed:
                Fail(run, walk, slice, $"page {failed.Page} failed {failed.Attempts} times: {failed.Error}");
                break;
            case PageEnd.Hopeless hopeless:
                Fail(run, walk, slice, $"page {hopeless.Page}: {hopeless.Error}");
                break;
        }
    }

    private void Store(BackfillWalk walk, PriceSlice slice, PageEnd.Stored stored)
    {
        var then = BackfillPlan.After(slice, stored.Page, stored.IsLast);
        Record(new BackfillEvent.PageDone(_clock.GetUtcNow(), _state.Round, walk.Feed, slice, stored.Page, then, stored.Counts, _courier.RefillRate), () =>
        {
            if (then is SliceStep.Split split)
                _log.Info("Feed {Feed}: slice {Slice} holds more than Keepa pages; {Lower} and {Upper} are walked instead", walk.Feed, slice, split.Lower, split.Upper);
            if (then is SliceStep.Overflowed)
                _log.Warning("Feed {Feed}: the single value {Slice} holds more than Keepa pages; what lies beyond is not found by the backfill", walk.Feed, slice.Least);
        });
    }

    private void Fail(FeedRun run, BackfillWalk walk, PriceSlice slice, string error)
    {
        // The page is asked for afresh then: with all its attempts, and with the rows of it that no deal has stored.
        _courier.Forget(run);
        _run = null;
        var now = _clock.GetUtcNow();
        var whole = $"feed {walk.Feed}, slice {slice}, {error}";
        Record(
            new BackfillEvent.StepFailed(now, _state.Round, now + BackfillPolicy.LongestPause, whole),
            () => _log.Warning("The backfill waits an hour: {Error}", whole));
    }

    private void Wait(FeedRun run, string reason, DateTimeOffset until)
    {
        run.Hold(reason, until);
        Go();
    }

    /// <summary>Stores an event, applies it, and goes on.</summary>
    private void Record(BackfillEvent e, Action? afterwards = null)
    {
        _remembering = true;
        Persist(e, stored =>
        {
            _state = _state.Apply(stored);
            _remembering = false;
            afterwards?.Invoke();
            if (LastSequenceNr % EventsPerSnapshot == 0)
                SaveSnapshot(_state);
            Go();
        });
    }

    private BackfillStatus Status()
    {
        var isWalking = _run is { Pages.Count: > 0 };
        return new BackfillStatus
        {
            AsOf = _clock.GetUtcNow(),
            State = !_policy.Enabled ? "off" : isWalking ? "walking" : "waiting",
            Reason = Reason(isWalking),
            Feed = _state.Walk?.Feed,
            Slice = _state.Walk?.Slice,
            Page = _state.Walk?.Page ?? 0,
            SlicesLeft = _state.Walk?.Ahead.Length ?? 0,
            Round = _state.Round,
            RoundBegan = _state.RoundBegan,
            LastRoundEnded = _state.LastRoundEnded,
            NextStepAt = _policy.Enabled && !isWalking ? NextStepAt() : null,
            Pages = _state.Pages,
            Counts = _state.Counts,
            Overflowing = [.. _state.Overflowing.Where(o => _feeds.Any(f => f.Name == o.Feed)).TakeLast(BackfillStatus.MostOverflowing)],
            Overflows = _state.Overflows,
            LastError = _state.LastError,
        };
    }

    private string Reason(bool isWalking)
    {
        if (!_policy.Enabled)
            return "Backfill:Enabled is false.";
        if (_feeds.IsEmpty)
            return "No feed is configured.";
        if (isWalking || _run is { HoldReason: not null })
            return _run!.WhatIsAwaited();
        if (_state.RetryAt is not null)
            return "The last page failed and is asked for again then.";
        return FormattableString.Invariant($"One page every {BackfillPolicy.Pause(_state.RefillRate).TotalMinutes:0.#} min at {_state.RefillRate ?? new SweepPolicy().AssumedRate} tokens a minute.");
    }

    private sealed class Advance : INoSerializationVerificationNeeded
    {
        public static readonly Advance Instance = new();
    }
}
