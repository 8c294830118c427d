using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Freshness;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>Sweeps the configured feeds: asks the router for pages, sifts their rows for free, tells deals what is new to them, and moves its cursor
/// only past pages of which every deal has answered. The order of a feed is never relied on.</summary>
public sealed partial class ScoutActor : UntypedPersistentActor, IWithTimers
{
    private const int MostAttemptsAPage = 3;
    private const int EventsPerSnapshot = 200;
    private static readonly TimeSpan OldestResume = TimeSpan.FromHours(1);

    private readonly SweepPolicy _policy;
    private readonly DomainClock _clock;
    private readonly TermsBoard _terms;
    private readonly PageCourier _courier;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, FeedRun> _runs;
    private readonly Dictionary<string, FeedState> _memory = [];

    /// <summary>Makes the actor; see <see cref="SupervisedProps"/>.</summary>
    public ScoutActor(ImmutableArray<FeedQuery> feeds, SweepPolicy policy, ScoutPeers peers, ICatalogue catalogue, DomainClock clock)
    {
        _policy = policy with { Feeds = Math.Max(1, feeds.Length) };
        _clock = clock;
        _terms = peers.Terms;
        _courier = new PageCourier(Lane.Discovery, policy.RepeatAfter, peers.Router, peers.Deals, catalogue, clock, Context, this, run => Of(run.Feed.Name).HasMore, Ended);
        _runs = feeds.ToDictionary(f => f.Name, f => new FeedRun(f));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    public override string PersistenceId => "scout";

    /// <summary>How to start it so that it comes back: a persistent actor stops itself when its journal fails, and nobody else would start it again.</summary>
    public static Props SupervisedProps(
        ImmutableArray<FeedQuery> feeds, SweepPolicy policy, ScoutPeers peers, ICatalogue catalogue, DomainClock clock)
    {
        var scout = Props.Create(() => new ScoutActor(feeds, policy, peers, catalogue, clock));
        return BackoffSupervisor.Props(Backoff
            .OnStop(scout, "scout", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), 0.2, maxNrOfRetries: -1)
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
            case SnapshotOffer { Snapshot: ScoutMemory memory }:
                foreach (var (name, state) in memory.Feeds)
                    _memory[name] = state;
                break;
            case ScoutEvent e:
                _memory[e.Feed] = Of(e.Feed).Apply(e);
                break;
            case RecoveryCompleted:
                _courier.Start();
                foreach (var run in _runs.Values)
                    Self.Tell(new Advance(run.Feed.Name));
                break;
        }
    }

    /// <inheritdoc />
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Advance advance:
                Go(_runs[advance.Feed]);
                break;
            case GetScoutStatus:
                Sender.Tell(Status());
                break;
            case RunScout run:
                Run(run.Feed);
                break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failed:
                _log.Warning(failed.Cause, "The scout goes on without a snapshot");
                break;
            case DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                break;
            default:
                if (!_courier.Handle(message))
                    Unhandled(message);
                break;
        }
    }

    private FeedState Of(string feed) => _memory.GetValueOrDefault(feed) ?? new FeedState { Feed = feed };

    /// <summary>Does what the feed's state asks for: begins a pass, asks for pages, ends the pass, or waits for the next.</summary>
    private void Go(FeedRun run)
    {
        if (run.Turning)
            return;
        var now = _clock.GetUtcNow();
        var state = Of(run.Feed.Name);
        ReportGap(run, state, now);
        if (state.Sweep is not { } sweep)
        {
            var plan = PlanOf(state, now);
            if (plan.At <= now)
                Begin(run, state, plan.Kind, plan.Reason);
            else
                WakeAt(run, plan.At);
            return;
        }

        if (!run.IsWalked && now - sweep.BeganAt > OldestResume)
        {
            Begin(run, state, sweep.Kind, "The last pass was interrupted too long ago to be continued.");
            return;
        }

        if (sweep.IsComplete)
        {
            if (SweepSlices.After(sweep, run.Feed) is { } slices)
                Slice(run, sweep, slices);
            else
                End(run, sweep, error: null);
            return;
        }

        if (run.HoldUntil > now)
        {
            WakeAt(run, run.HoldUntil);
            return;
        }

        run.HoldReason = null;
        (run.ReadBefore, run.IsWalked) = (state.History.ReadBefore, true);
        foreach (var page in sweep.ToAsk(_policy.PagesInFlight))
            Ask(run, page);
    }

    private PlannedPass PlanOf(FeedState state, DateTimeOffset now) => _policy.Next(state.History, _courier.RefillRate, now, TermsOf(state));

    private FeedTerms? TermsOf(FeedState state) => _terms.Now?.Feeds.GetValueOrDefault(state.Feed);

    private void Begin(FeedRun run, FeedState state, PassKind kind, string reason)
    {
        _courier.Forget(run);
        run.IsWalked = true;
        var slices = kind == PassKind.Full ? SweepSlices.AtBegin(state.History, run.Feed) : [];
        Record(run, new ScoutEvent.PassBegan(run.Feed.Name, _clock.GetUtcNow(), state.Passes + 1, kind) { Slices = slices }, () =>
            _log.Info("Feed {Feed}: {Kind} pass {Pass} begins. {Reason}", run.Feed.Name, kind, state.Passes + 1, reason));
    }

    private void Slice(FeedRun run, Sweep sweep, ImmutableArray<PriceSlice> slices)
    {
        _courier.Forget(run);
        Record(run, new ScoutEvent.SliceBegan(run.Feed.Name, _clock.GetUtcNow(), sweep.Pass, slices), () =>
        {
            if (sweep is { Overflows: true, Slice: null })
                _log.Info("Feed {Feed}: the list is longer than Keepa pages; pass {Pass} reads it in {Slices} slices by price", run.Feed.Name, sweep.Pass, slices.Length);
        });
    }

    private void End(FeedRun run, Sweep sweep, string? error)
    {
        _courier.Forget(run);
        Record(run, new ScoutEvent.PassEnded(run.Feed.Name, _clock.GetUtcNow(), sweep.Pass, error), () =>
        {
            if (sweep is { Overflows: true, Slice: { } single })
                _log.Warning("Feed {Feed}: the single value {Slice} holds more than Keepa pages; what lies beyond is not read", run.Feed.Name, single.Least);
            if (error is null)
            {
                run.GapReported = false;
                _log.Info("Feed {Feed}: {Kind} pass {Pass} is complete, {Pages} pages", run.Feed.Name, sweep.Kind, sweep.Pass, sweep.Pages);
            }
            else
            {
                _log.Warning("Feed {Feed}: {Kind} pass {Pass} ended at page {Cursor}: {Error}", run.Feed.Name, sweep.Kind, sweep.Pass, sweep.Cursor, error);
            }
        });
    }

    /// <summary>Stores an event of a feed, applies it, and goes on.</summary>
    private void Record(FeedRun run, ScoutEvent e, Action? afterwards = null)
    {
        run.Turning = e is not ScoutEvent.PageStored;
        Persist(e, stored =>
        {
            _memory[stored.Feed] = Of(stored.Feed).Apply(stored);
            run.Turning = false;
            afterwards?.Invoke();
            if (LastSequenceNr % EventsPerSnapshot == 0)
                SaveSnapshot(new ScoutMemory(_memory.ToImmutableDictionary()));
            Go(run);
        });
    }

    private void WakeAt(FeedRun run, DateTimeOffset at) => Timers.StartSingleTimer(run.Feed.Name, new Advance(run.Feed.Name), _courier.SleepUntil(at));

    private void ReportGap(FeedRun run, FeedState state, DateTimeOffset now)
    {
        if (run.GapReported || SweepPolicy.Gap(state.History, now) is not { } since)
            return;
        run.GapReported = true;
        _log.Warning("Feed {Feed}: no full pass covers it since {Since:u}, longer than Keepa's list remembers; what changed and left the list in between is not known",
            run.Feed.Name, since);
    }

    private sealed record Advance(string Feed) : INoSerializationVerificationNeeded;
}

/// <summary>Whom the scout talks to, and where it reads how often its feeds are worth their price.</summary>
/// <param name="Router">Whom to ask for pages.</param>
/// <param name="Deals">Who takes sightings.</param>
/// <param name="Terms">The terms of the moment.</param>
public sealed record ScoutPeers(IActorRef Router, IActorRef Deals, TermsBoard Terms);
