using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>The throttling router: one in the cluster, the only one that grants. Requests wait in its lanes; it stores each permit before
/// the permit leaves, and each
/// settlement before it is acknowledged. It assumes that it might not be alone: its first event opens an epoch, so that of two routers on
/// one journal the second fails
/// before anything leaves it; after a restart it asks Keepa for the balance before it grants, and withholds what may still be in flight;
/// on any doubt it grants nothing.</summary>
public sealed partial class KeepaRouter : UntypedPersistentActor, IWithTimers
{
    /// <summary>The router's name in the journal.</summary>
    public const string JournalId = "keepa-router";

    private readonly KeepaRouterSettings _settings;
    private readonly GrantRules _rules;
    private ForeignAlarm _foreign;
    private readonly DomainClock _clock;
    private readonly IQuorum _quorum;
    private readonly MonotonicNow _now;
    private readonly GatewayRoster _gateways;
    private readonly BoundedSet<Guid> _answered;
    private readonly AnsweredWishes _answeredWishes;
    private readonly Dictionary<Guid, TimeSpan> _expiries = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private RouterState _state;
    private Lanes _lanes;
    private Waiting? _waiting;
    private double? _price;
    private string? _missing;
    private int _failedAsks;
    private long _askedStamp;
    private IActorRef _waker = ActorRefs.Nobody;
    private long _eventsSinceSnapshot;

    /// <summary>Use <see cref="SupervisedProps"/>.</summary>
    public KeepaRouter(KeepaRouterSettings settings, DomainClock clock, IQuorum quorum)
    {
        _settings = settings;
        _rules = new GrantRules(settings.InteractiveDebtMinutes, settings.LargestShare, clock.ToDomain(settings.Linger));
        _foreign = new ForeignAlarm(settings.ForeignAlarmShare);
        _clock = clock;
        _quorum = quorum;
        _gateways = new GatewayRoster(clock.Wall, settings.GatewaySilence);
        _answered = new BoundedSet<Guid>(settings.RememberedRequests);
        _answeredWishes = new AnsweredWishes(clock.ToDomain(settings.AnswerTravels));
        _state = RouterState.Empty(settings.Ledger);
        _lanes = Lanes.Empty(settings.Shares, settings.LaneCapacity);
        _now = new MonotonicNow(clock);
    }

    /// <inheritdoc />
    public override string PersistenceId => JournalId;

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The router's recipe. A failed write stops it: see <see cref="SupervisedProps"/>.</summary>
    /// <param name="settings">Its limits.</param>
    /// <param name="clock">The domain clock.</param>
    /// <param name="quorum">Whether it may grant; absent where nobody else could.</param>
    public static Props Props(KeepaRouterSettings settings, DomainClock clock, IQuorum? quorum = null) =>
        Akka.Actor.Props.Create(() => new KeepaRouter(settings, clock, quorum ?? NobodyIsMissing.Instance));

    /// <summary>The recipe of a supervisor that starts the router again after every stop, for ever, and forwards what it is told.</summary>
    public static Props SupervisedProps(KeepaRouterSettings settings, DomainClock clock, IQuorum? quorum = null) => BackoffSupervisor.Props(
        Backoff.OnStop(
            Props(settings, clock, quorum), "router", settings.Backoff.First, settings.Backoff.Longest, randomFactor: 0.2, maxNrOfRetries: -1));

    /// <inheritdoc />
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: RouterSnapshot snapshot }:
                _eventsSinceSnapshot = 0;
                _state = snapshot.State with { Ledger = snapshot.State.Ledger with { Settings = _settings.Ledger } };
                break;
            case IBudgetEvent @event:
                _eventsSinceSnapshot++;
                Apply(@event);
                break;
            case RecoveryCompleted:
                Persist(new EpochOpened(_state.Epoch + 1, _clock.ToDomain(_settings.LongestHold), Now), OnOpened);
                break;
        }
    }

    /// <inheritdoc />
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case PermitRequest request:
                OnRequest(request);
                break;
            case Need need:
                OnNeed(need);
                break;
            case GetAppetite:
                _waker = Sender;
                Sender.Tell(AppetiteNow());
                break;
            case PriceTold told:
                _price = told.Price;
                break;
            case SetLane set:
                OnSetLane(set);
                break;
            case SettlePermit settlement:
                Settle([settlement]);
                break;
            case GatewayAnnounce announce:
                OnAnnounce(announce);
                break;
            case Terminated terminated:
                OnGatewayLost(terminated.ActorRef);
                break;
            case GetBudget:
                Sender.Tell(Status());
                break;
            case Wake:
                Pump();
                break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failed:
                _log.Warning(failed.Cause, "The budget's snapshot could not be stored; its events are: only the next start takes longer");
                break;
            case DeleteSnapshotsFailure failed:
                _log.Warning(failed.Cause, "Older snapshots of the budget could not be deleted");
                break;
            case DeleteSnapshotsSuccess:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc />
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        // An event that is not stored must not be followed by others as if it were.
        Context.Stop(Self);
    }

    private void OnOpened(EpochOpened opened)
    {
        Apply(opened);
        _lanes = LaneOrder.All.Where(_state.Paused.Contains).Aggregate(_lanes, static (lanes, lane) => lanes.SetPaused(lane, paused: true));
        _log.Info(
            "The budget's epoch {Epoch} begins; {Open} permits of earlier ones hold {Held} tokens",
            _state.Epoch,
            _state.Permits.Count,
            _state.Ledger.Held);
        Pump();
    }

    /// <summary>Writes events in one batch, takes each in, then goes on. Commands wait meanwhile. If the write fails, the actor stops and
    /// nothing has left.</summary>
    private void Store(ImmutableArray<IBudgetEvent> events, Action then)
    {
        if (events.IsEmpty)
        {
            then();
            return;
        }

        var left = events.Length;
        PersistAll(events, stored =>
        {
            TakeIn(stored);
            _eventsSinceSnapshot++;
            if (--left > 0)
                return;
            SnapshotWhenDue();
            then();
        });
    }

    private void SnapshotWhenDue()
    {
        if (_eventsSinceSnapshot < _settings.SnapshotEvery)
            return;
        _eventsSinceSnapshot = 0;
        SaveSnapshot(new RouterSnapshot(_state));
    }

    private void TakeIn(IBudgetEvent stored)
    {
        var permit = stored switch
        {
            PermitSettled settled => _state.Permits.GetValueOrDefault(settled.PermitId),
            PermitUnknown unknown => _state.Permits.GetValueOrDefault(unknown.PermitId),
            _ => null,
        };
        if (permit is not null)
            _expiries.Remove(permit.PermitId);
        Apply(stored);
        switch (stored)
        {
            case PermitGranted granted:
                Send(granted);
                break;
            case PermitSettled settled when permit is not null:
                Ended(permit, settled.Fate);
                LookForForeignUse();
                break;
            case LanePaused paused:
                _lanes = _lanes.SetPaused(paused.Lane, paused: true);
                break;
            case LaneResumed resumed:
                _lanes = _lanes.SetPaused(resumed.Lane, paused: false);
                break;
            case PermitUnknown unknown when permit is not null:
                LostSight(permit, unknown.Reason);
                break;
        }
    }

    private void Apply(IBudgetEvent @event)
    {
        (_state, var learned) = _state.Apply(@event);
        if (IsRecovering)
            return;
        foreach (var fact in learned)
            Report(fact);
    }

    private IEnumerable<PermitGranted> InFlight() => _state.Permits.Values.Where(p => !_state.Ledger.Open[p.PermitId].FateUnknown);

    private static IActorRef Resolve(string path) => ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(path);

    private DateTimeOffset Now => _now.Read();

    private sealed record Waiting(string Reason, DateTimeOffset Until);

    private sealed class Wake : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static readonly Wake Instance = new();
    }
}
