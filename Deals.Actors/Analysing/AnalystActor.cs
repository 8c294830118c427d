using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment.Analyst;

namespace Deals.Actors.Analysing;

/// <summary>Has deals judged by a model, never more than the day's calls and dollars allow: it finds deals in the catalogue, the first lane first, stores that a call is reserved before it leaves, and tells the deal what came
/// of it. No look waits for it: whatever becomes of a call, a deal goes on as it is, unverified for a reason until there is a verdict.</summary>
public sealed partial class AnalystActor : ReceivePersistentActor, IWithTimers
{
    private const int EventsPerSnapshot = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Beyond every limit that a piece of work has of its own.
    private static readonly TimeSpan LongestWork = TimeSpan.FromMinutes(2);

    private readonly AnalystSurroundings _around;
    private readonly AnalystSettings _settings;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<DealId, Work> _inFlight = [];
    private readonly Dictionary<DealId, int> _failures = [];
    private readonly Holds _holds;
    private AnalystQuota _quota = AnalystQuota.Unused;
    private AnalystCounts _counts = new();
    private long _works;

    // What the last question could have cost: the next is about as long.
    private long _worst;

    /// <summary>Makes the actor; see <see cref="SupervisedProps"/>.</summary>
    public AnalystActor(AnalystSurroundings around)
    {
        (_around, _settings, _holds) = (around, around.Settings, new Holds(around.Clock.Wall));
        Recover<QuotaEvent.Reserved>(Take);
        Recover<QuotaEvent.Settled>(Take);
        Recover<SnapshotOffer>(offer => _quota = (AnalystQuota)offer.Snapshot);
        Command<Tick>(_ => OnTick());
        Command<AskAnalysis>(OnAsked);
        Command<Found>(OnFound);
        Command<ReadFailed>(OnReadFailed);
        Command<Examined>(OnExamined);
        Command<ExamineFailed>(OnExamineFailed);
        Command<Called>(OnCalled);
        Command<Kept>(OnKept);
        Command<Told>(OnTold);
        Command<DealReply>(static _ => { });
        Command<GetAnalyst>(_ => Sender.Tell(StatusNow()));
        Command<SaveSnapshotSuccess>(saved => DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)));
        Command<SaveSnapshotFailure>(failed => _log.Warning(failed.Cause, "The analyst goes on without the snapshot at {SequenceNr}", failed.Metadata.SequenceNr));
        Command<DeleteSnapshotsSuccess>(static _ => { });
        Command<DeleteSnapshotsFailure>(static _ => { });
    }

    /// <inheritdoc />
    public override string PersistenceId => "analyst";

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _around.Clock.GetUtcNow();

    /// <summary>How to start it so that it comes back after whatever stopped it.</summary>
    public static Props SupervisedProps(AnalystSurroundings around) => BackoffSupervisor.Props(Backoff
        .OnStop(Props.Create(() => new AnalystActor(around)), "analyst", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), 0.2, maxNrOfRetries: -1)
        .WithAutoReset(TimeSpan.FromSeconds(10)));

    /// <inheritdoc />
    protected override void PreStart()
    {
        base.PreStart();
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.Zero, _settings.Pace);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        base.PostStop();
    }

    /// <inheritdoc />
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        // Nothing leaves that is not stored: whoever waits is read again.
        _inFlight.Clear();
    }

    private void Take(QuotaEvent e) => _quota = _quota.Apply(e);

    private void Store(QuotaEvent e, Action after) => Persist(e, stored =>
    {
        Take(stored);
        if (LastSequenceNr % EventsPerSnapshot == 0)
            SaveSnapshot(_quota);
        after();
    });

    private void OnTick()
    {
        _holds.Forget();
        foreach (var late in _inFlight.Where(w => _around.Clock.Wall.GetElapsedTime(w.Value.Since) > LongestWork + _settings.Timeout).Select(static w => w.Key).ToList())
            _inFlight.Remove(late);
        var wait = SeeWhyNobodyIsAsked();
        // Whoever cannot be asked about now waits in the catalogue.
        foreach (var (_, queue) in _found.Where(f => wait is not null || WhyLaneWaits(f.Key) is not null))
            queue.Clear();
        if (wait is null)
            BeginMore();
        ReadMore(wait);
    }

    private Wait? SeeWhyNobodyIsAsked()
    {
        var wait = WhyNobodyIsAsked();
        (_reason, _until) = (wait?.Facts.Reason, wait?.Until);
        return wait;
    }

    /// <summary>What keeps every deal from being asked about, whoever wants it; absent where nothing does.</summary>
    private Wait? WhyNobodyIsAsked()
    {
        var now = Now;
        if (_around.Model is not { } model)
            return new Wait(Unverified.NotConfigured, null);
        if (now < _pausedUntil)
            return new Wait(Unverified.Throttled(_pausedUntil), _pausedUntil);
        if (model.BrokenFor is { } left)
            return new Wait(Unverified.Failed("too many calls have failed", now + _around.Clock.ToDomain(left)), now + _around.Clock.ToDomain(left));
        return WhyLaneWaits(AnalystLane.Interactive);
    }

    /// <summary>Whether the day is used as far as a lane may use it.</summary>
    private Wait? WhyLaneWaits(AnalystLane lane)
    {
        var now = Now;
        return _quota.TryReserve(_settings.Limits, now, lane, _worst, out var why) is null
            ? new Wait(Unverified.Quota(why, _quota.NextDay(now)), _quota.NextDay(now))
            : null;
    }

    /// <summary>A deal that is looked at, asked about or told.</summary>
    private sealed record Work(long Number, AnalystLane Lane, long Since);

    /// <summary>Why nobody is asked, as a deal is told it.</summary>
    private sealed record Wait(AnalysisFacts Facts, DateTimeOffset? Until);

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }
}
