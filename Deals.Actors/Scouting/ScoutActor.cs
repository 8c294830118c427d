using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>Sweeps the configured feeds: asks the router for pages, sifts their rows for free, tells deals what is new to them, and moves its cursor
/// only past pages of which every deal has answered. The order of a feed is never relied on.</summary>
public sealed partial class ScoutActor : UntypedPersistentActor, IWithTimers
{
    private const int MostAttemptsAPage = 3;
    private const int MostStoringTries = 30;
    private const int EventsPerSnapshot = 200;
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromHours(2);
    private static readonly TimeSpan OldestResume = TimeSpan.FromHours(1);

    private readonly SweepPolicy _policy;
    private readonly IActorRef _router;
    private readonly IActorRef _deals;
    private readonly ICatalogue _catalogue;
    private readonly DomainClock _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, FeedRun> _runs;
    private readonly Dictionary<Guid, (FeedRun Run, int Page)> _asked = [];
    private readonly Dictionary<DealId, List<(FeedRun Run, int Page)>> _storing = [];
    private readonly Dictionary<string, FeedState> _memory = [];
    private readonly CancellationTokenSource _stopping = new();
    private int? _refillRate;

    /// <summary>Makes the actor; see <see cref="SupervisedProps"/>.</summary>
    public ScoutActor(ImmutableArray<FeedQuery> feeds, SweepPolicy policy, IActorRef router, IActorRef deals, ICatalogue catalogue, DomainClock clock)
    {
        _policy = policy with { Feeds = Math.Max(1, feeds.Length) };
        _router = router;
        _deals = deals;
        _catalogue = catalogue;
        _clock = clock;
        _runs = feeds.ToDictionary(f => f.Name, f => new FeedRun(f));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    public override string PersistenceId => "scout";

    /// <summary>How to start it so that it comes back: a persistent actor stops itself when its journal fails, and nobody else would start it again.</summary>
    public static Props SupervisedProps(
        ImmutableArray<FeedQuery> feeds, SweepPolicy policy, IActorRef router, IActorRef deals, ICatalogue catalogue, DomainClock clock)
    {
        var scout = Props.Create(() => new ScoutActor(feeds, policy, router, deals, catalogue, clock));
        return BackoffSupervisor.Props(Backoff
            .OnStop(scout, "scout", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), 0.2, maxNrOfRetries: -1)
            .WithAutoReset(TimeSpan.FromSeconds(10)));
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
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
                Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, _policy.RepeatAfter);
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
            case KeepaAnswer answer when _asked.Remove(answer.RequestId, out var of):
                Take(of.Run, of.Page, answer.Outcome);
                break;
            case KeepaAnswer late:
                _log.Debug("An answer to request {RequestId} came after the scout had given it up", late.RequestId);
                break;
            case Queued queued when _asked.TryGetValue(queued.RequestId, out var of) && of.Run.Pages.GetValueOrDefault(of.Page) is PageInHand.Asked asked:
                of.Run.Pages[of.Page] = asked with
                {
                    Waiting = queued.Place == 0 ? "Keepa answers" : $"place {queued.Place} in the discovery lane, about {queued.Eta:HH:mm:ss} UTC",
                };
                break;
            case Queued:
                break;
            case Refused refused when _asked.Remove(refused.RequestId, out var of):
                Hold(of.Run, refused.Reason, refused.RetryAt ?? _clock.GetUtcNow() + _policy.Interval);
                Return(of.Run, of.Page);
                break;
            case Refused:
                break;
            case KnownRows known:
                Send(known);
                break;
            case LookupFailed failed:
                LookAgain(failed);
                break;
            case LookAgainNow again:
                LookUp(again.Run, again.Pass, again.Page);
                break;
            case DealReply reply:
                Answered(reply);
                break;
            case Tick:
                SendAgain();
                break;
            case GetScoutStatus:
                Sender.Tell(Status());
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
            var plan = _policy.Next(state.History, _refillRate, now);
            if (plan.At <= now)
                Begin(run, state, plan.Kind, plan.Reason);
            else
                WakeAt(run, plan.At, now);
            return;
        }

        if (run.Pages.Count == 0 && sweep.InFlight.IsEmpty && now - sweep.BeganAt > OldestResume && run.Had.Count == 0)
        {
            Begin(run, state, sweep.Kind, "The last pass was interrupted too long ago to be continued.");
            return;
        }

        if (sweep.IsComplete)
        {
            End(run, sweep, error: null);
            return;
        }

        if (run.HoldUntil > now)
        {
            WakeAt(run, run.HoldUntil, now);
            return;
        }

        run.HoldReason = null;
        foreach (var page in sweep.ToAsk(_policy.PagesInFlight))
            Ask(run, page, now);
    }

    private void Begin(FeedRun run, FeedState state, PassKind kind, string reason)
    {
        run.Reset();
        Record(run, new ScoutEvent.PassBegan(run.Feed.Name, _clock.GetUtcNow(), state.Passes + 1, kind), () =>
            _log.Info("Feed {Feed}: {Kind} pass {Pass} begins. {Reason}", run.Feed.Name, kind, state.Passes + 1, reason));
    }

    private void End(FeedRun run, Sweep sweep, string? error)
    {
        foreach (var (request, _) in _asked.Where(a => a.Value.Run == run).ToList())
            _asked.Remove(request);
        foreach (var id in _storing.Where(s => s.Value.RemoveAll(p => p.Run == run) > 0 && s.Value.Count == 0).Select(s => s.Key).ToList())
            _storing.Remove(id);
        run.Reset();
        Record(run, new ScoutEvent.PassEnded(run.Feed.Name, _clock.GetUtcNow(), sweep.Pass, error), () =>
        {
            if (error is null)
            {
                run.GapReported = false;
                _log.Info("Feed {Feed}: {Kind} pass {Pass} is complete, {Pages} pages", run.Feed.Name, sweep.Kind, sweep.Pass, sweep.Cursor);
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

    private void Ask(FeedRun run, int page, DateTimeOffset now)
    {
        var request = new KeepaRequest.DealPage(run.Feed.Query, page);
        var deadline = now + AnswerPatience;
        var asked = new PageInHand.Asked(
            page, run.Attempts.GetValueOrDefault(page), Guid.NewGuid(), request, deadline, deadline + _clock.ToDomain(TimeSpan.FromMinutes(3)), "the router has not answered yet");
        run.Pages[page] = asked;
        _asked[asked.RequestId] = (run, page);
        Change(run, sweep => sweep.Asked(page));
        _router.Tell(RequestOf(run, asked));
    }

    private PermitRequest RequestOf(FeedRun run, PageInHand.Asked asked) =>
        new(asked.RequestId, Lane.Discovery, asked.Request, asked.Deadline) { HasMore = Of(run.Feed.Name).Sweep is { HasMore: true } };

    private void Change(FeedRun run, Func<Sweep, Sweep> change)
    {
        var state = Of(run.Feed.Name);
        if (state.Sweep is { } sweep)
            _memory[run.Feed.Name] = state with { Sweep = change(sweep) };
    }

    /// <summary>Gives a page back, to be asked for again.</summary>
    private void Return(FeedRun run, int page)
    {
        run.Pages.Remove(page);
        Change(run, sweep => sweep.Returned(page));
        Go(run);
    }

    private static void Hold(FeedRun run, string reason, DateTimeOffset until)
    {
        run.HoldReason = reason;
        run.HoldUntil = until > run.HoldUntil ? until : run.HoldUntil;
    }

    private void WakeAt(FeedRun run, DateTimeOffset at, DateTimeOffset now)
    {
        // An hour at most, so that a rate learned meanwhile, or a gap, is looked at.
        var wall = _clock.ToWall(at - now);
        Timers.StartSingleTimer(run.Feed.Name, new Advance(run.Feed.Name), Clamp(wall, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)));
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) => value < least ? least : value > most ? most : value;

    private void ReportGap(FeedRun run, FeedState state, DateTimeOffset now)
    {
        if (run.GapReported || SweepPolicy.Gap(state.History, now) is not { } since)
            return;
        run.GapReported = true;
        _log.Warning("Feed {Feed}: no full pass covers it since {Since:u}, longer than Keepa's list remembers; what changed and left the list in between is not known",
            run.Feed.Name, since);
    }

    private sealed record Advance(string Feed) : INoSerializationVerificationNeeded;

    private sealed record KnownRows(FeedRun Run, long Pass, int Page, IReadOnlyDictionary<DealId, KnownListing> Known) : INoSerializationVerificationNeeded;

    private sealed record LookupFailed(FeedRun Run, long Pass, int Page, string Error) : INoSerializationVerificationNeeded;

    private sealed record LookAgainNow(FeedRun Run, long Pass, int Page) : INoSerializationVerificationNeeded;

    private sealed class Tick : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static readonly Tick Instance = new();
    }
}
