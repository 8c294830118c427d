using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Deals.Actors.Enrichment;
using Deals.Actors.Hosting;
using Deals.Actors.Storage;

namespace Deals.Actors.Processing;

/// <summary>How fast analyses are made again. Wall time.</summary>
public sealed record RecomputePace
{
    /// <summary>Deals of one piece of work.</summary>
    public int Piece { get; init; } = 16;

    /// <summary>The part of the time in which it works; the rest is everybody else's. Above 0 to 1.</summary>
    public double Share { get; init; } = 0.5;

    /// <summary>The shortest pause after a piece.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest pause: a piece that waited for others was no work of its own.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Deals after which the cursor is stored: at most as many are gone through again after a restart.</summary>
    public int StoreEvery { get; init; } = 512;

    /// <summary>How often it is looked whether anything is to be done, at the most.</summary>
    public TimeSpan CheckEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a run by the same rules and settings is not begun again by itself.</summary>
    public TimeSpan NotAgainFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After what failed it is tried again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a deal may take to answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Makes analyses again from the stored bodies when the rules or the settings are others, without a token: piece by piece in the order of ids, resting as long as it works. It remembers how far it has come, so that a
/// restart goes on there; a body that gives no appraisal leaves its deal as it is.</summary>
public sealed class RecomputeActor : ReceivePersistentActor, IWithTimers
{
    private const int EventsPerSnapshot = 50;
    private const int FailuresToTolerate = 3;
    private const int TimesTheCount = 50;

    private readonly IAppraisalIndex _index;
    private readonly Reappraisal _work;
    private readonly DomainClock _clock;
    private readonly RecomputePace _pace;
    private readonly Func<string?> _whyNot;
    private readonly AppraisalMark _mark;
    private readonly string _settings;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private RecomputeState _state = RecomputeState.None;
    private RecomputeCounts _counts = RecomputeCounts.None;
    private string _cursor = "";
    private (long Done, TimeSpan Took) _life;
    private long? _stale;
    private long _endedHere;
    private bool _working;
    private int _failures;
    private string? _waiting;

    /// <summary>Makes the actor; see <see cref="SupervisedProps"/>.</summary>
    public RecomputeActor(AnalysisSettings settings, IAppraisalIndex index, BodyStore bodies, IActorRef deals, DomainClock clock, RecomputePace pace, Func<string?> whyNot)
    {
        (_index, _clock, _pace, _whyNot) = (index, clock, pace, whyNot);
        (_mark, _settings) = (AppraisalMark.Of(settings), AnalysisFingerprint.OfAll(settings));
        _work = new Reappraisal(bodies, settings, deals, clock, pace.Patience);
        Recover<RecomputeEvent>(e => _state = _state.Apply(e));
        Recover<SnapshotOffer>(offer => _state = (RecomputeState)offer.Snapshot);
        Recover<RecoveryCompleted>(_ => (_cursor, _counts) = (_state.Cursor, _state.Counts));
        Command<Look>(_ => OnLook());
        Command<Counted>(OnCounted);
        Command<Next>(_ => OnNext());
        Command<Done>(OnDone);
        Command<Status.Failure>(OnFailed);
        Command<Recompute>(_ => OnRecompute());
        Command<GetRecompute>(_ => Sender.Tell(StatusNow()));
        Command<SaveSnapshotSuccess>(saved => DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)));
        Command<SaveSnapshotFailure>(failed => _log.Warning(failed.Cause, "Recomputing goes on without the snapshot at {SequenceNr}", failed.Metadata.SequenceNr));
        Command<DeleteSnapshotsSuccess>(static _ => { });
        Command<DeleteSnapshotsFailure>(static _ => { });
    }

    /// <inheritdoc />
    public override string PersistenceId => "recompute";

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsOurs => _state.IsBy(_mark.Version, _settings);

    /// <summary>How to start it so that it comes back after whatever stopped it.</summary>
    /// <param name="settings">The numbers of the analysis.</param>
    /// <param name="index">The deals by how they were appraised.</param>
    /// <param name="bodies">What was bought.</param>
    /// <param name="deals">The region of the deals.</param>
    /// <param name="clock">The domain clock.</param>
    /// <param name="pace">How fast.</param>
    /// <param name="whyNot">Why nothing may be told to deals now; absent where it may.</param>
    public static Props SupervisedProps(AnalysisSettings settings, IAppraisalIndex index, BodyStore bodies, IActorRef deals, DomainClock clock, RecomputePace pace, Func<string?> whyNot) => BackoffSupervisor.Props(Backoff
        .OnStop(Props.Create(() => new RecomputeActor(settings, index, bodies, deals, clock, pace, whyNot)), "recompute", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), 0.2, maxNrOfRetries: -1)
        .WithAutoReset(TimeSpan.FromSeconds(10)));

    /// <inheritdoc />
    protected override void PreStart()
    {
        base.PreStart();
        LookAfter(TimeSpan.Zero);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        base.PostStop();
    }

    private void LookAfter(TimeSpan wait) => Timers.StartSingleTimer(nameof(Look), Look.Instance, wait);

    private void OnLook()
    {
        if (_working)
            return;
        _working = true;
        if (_state.IsOpen && IsOurs)
            OnNext();
        else
            Count(isWhole: false, ActorRefs.Nobody);
    }

    private void Count(bool isWhole, IActorRef asker)
    {
        var began = _clock.GetTimestamp();
        _ = _index.CountAsync(isWhole ? null : _mark, _stopping.Token)
            .PipeTo(Self, success: count => new Counted(count, isWhole, asker, _clock.GetElapsedTime(began)), failure: e => new Status.Failure(e));
    }

    private void OnCounted(Counted counted)
    {
        (_failures, _waiting) = (0, null);
        if (!counted.IsWhole)
            _stale = counted.Deals;
        if (counted.IsWhole || NeedsRun(counted.Deals))
        {
            Begin(counted);
            return;
        }

        _working = false;
        // Counting looks at every row: it never takes more than a small part of the time.
        var wait = counted.Took * TimesTheCount;
        LookAfter(wait > _pace.CheckEvery ? wait : _pace.CheckEvery);
    }

    // What the last run left is left by the next one too; rows follow the deals a moment later.
    private bool NeedsRun(long stale) => stale > 0
        && (!IsOurs || (stale > _state.Counts.Left && (_endedHere == 0 || _clock.GetElapsedTime(_endedHere) >= _pace.NotAgainFor)));

    private void Begin(Counted counted) => Keep(
        new RecomputeEvent.Began(_clock.GetUtcNow(), _state.Run + 1, _mark.Version, _settings, counted.IsWhole, counted.Deals),
        () =>
        {
            (_cursor, _counts) = ("", RecomputeCounts.None);
            _log.Info("Run {Run} analyses {Total} stored bodies again: version {Version} of the rules, settings {Settings}", _state.Run, _state.Total, _state.Version, _state.Settings);
            counted.Asker.Tell(new RecomputeAnswer(_clock.GetUtcNow(), _state.Run, Started: true, _state.Total));
            OnNext();
        });

    private void OnNext()
    {
        if (_whyNot() is { } reason)
        {
            (_working, _waiting) = (false, reason);
            LookAfter(_pace.CheckEvery);
            return;
        }

        _ = WorkAsync(_cursor, _state.IsWhole ? null : _mark, _failures >= FailuresToTolerate, _stopping.Token).PipeTo(Self, success: done => done, failure: e => new Status.Failure(e));
    }

    private async Task<Done> WorkAsync(string cursor, AppraisalMark? otherThan, bool isTolerant, CancellationToken cancellation)
    {
        var began = _clock.GetTimestamp();
        var rows = await _index.AfterAsync(cursor, otherThan, _pace.Piece, cancellation);
        var counts = await _work.RunAsync(rows, isTolerant, cancellation);
        return new Done(rows.Count == 0 ? cursor : rows[^1].Id.ToString(), counts, rows.Count < _pace.Piece, _clock.GetElapsedTime(began));
    }

    private void OnDone(Done done)
    {
        (_failures, _waiting) = (0, null);
        (_cursor, _counts) = (done.Cursor, _counts.Plus(done.Counts));
        var pause = TimeSpan.FromTicks(Math.Clamp((long)(done.Took.Ticks * (1 - _pace.Share) / _pace.Share), _pace.ShortestPause.Ticks, _pace.LongestPause.Ticks));
        _life = (_life.Done + done.Counts.Done, _life.Took + done.Took + pause);
        if (done.IsLast || _counts.Done - _state.Counts.Done >= _pace.StoreEvery)
            Keep(new RecomputeEvent.Advanced(_clock.GetUtcNow(), _state.Run, _cursor, _counts), () => GoOn(done.IsLast, pause));
        else
            GoOn(isLast: false, pause);
    }

    private void GoOn(bool isLast, TimeSpan pause)
    {
        if (!isLast)
        {
            Timers.StartSingleTimer(nameof(Next), Next.Instance, pause);
            return;
        }

        Keep(new RecomputeEvent.Ended(_clock.GetUtcNow(), _state.Run), () =>
        {
            (_working, _endedHere) = (false, _clock.GetTimestamp());
            _log.Info(
                "Run {Run} has gone through {Done} deals: {Changed} took another appraisal, {Unreadable} bodies gave none, {Missing} were not stored, {Unanswered} deals did not answer",
                _state.Run, _counts.Done, _counts.Changed, _counts.Unreadable, _counts.Missing, _counts.Unanswered);
            LookAfter(_pace.CheckEvery);
        });
    }

    private void OnRecompute()
    {
        if (_working)
        {
            Sender.Tell(new RecomputeAnswer(_clock.GetUtcNow(), _state.Run, Started: false, _state.Total));
            return;
        }

        _working = true;
        Count(isWhole: true, Sender);
    }

    private void OnFailed(Status.Failure failure)
    {
        var error = failure.Cause.GetBaseException().Message;
        if (_failures++ == 0)
            _log.Warning("Recomputing waits: {Error}", error);
        (_working, _waiting) = (false, $"It goes on in a moment: {error}");
        LookAfter(_pace.RetryAfter);
    }

    private void Keep(RecomputeEvent e, Action then) => Persist(e, kept =>
    {
        _state = _state.Apply(kept);
        if (LastSequenceNr % EventsPerSnapshot == 0)
            SaveSnapshot(_state);
        then();
    });

    /// <inheritdoc />
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Self.Tell(new Status.Failure(cause));
    }

    private RecomputeStatus StatusNow()
    {
        var isRunning = _state.IsOpen && IsOurs;
        return new RecomputeStatus
        {
            AsOf = _clock.GetUtcNow(),
            Work = _waiting is not null ? RecomputeWork.Waiting : isRunning ? RecomputeWork.Running : RecomputeWork.Idle,
            Reason = _waiting ?? ReasonNow(isRunning),
            Version = _mark.Version,
            Settings = _settings,
            Last = isRunning ? _state with { Cursor = _cursor, Counts = _counts } : _state,
            PerSecond = _life.Took > TimeSpan.Zero ? _life.Done / _life.Took.TotalSeconds : null,
            Stale = _stale,
        };
    }

    private string ReasonNow(bool isRunning) => (isRunning, _stale) switch
    {
        (true, _) => _state.IsWhole ? "Every stored body is analysed again: an operator asked for it." : "What was appraised by other rules or settings is analysed again from the stored bodies.",
        (_, null) => "It is counted what is to be done.",
        (_, 0) => "Every appraisal is by the rules and settings of this program.",
        _ => "What is left could not be appraised: its body is unreadable or was not kept. The next look at each deal brings it.",
    };

    private sealed class Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }

    private sealed class Next : INoSerializationVerificationNeeded
    {
        public static readonly Next Instance = new();
    }

    private sealed record Counted(long Deals, bool IsWhole, IActorRef Asker, TimeSpan Took) : INoSerializationVerificationNeeded;

    private sealed record Done(string Cursor, RecomputeCounts Counts, bool IsLast, TimeSpan Took) : INoSerializationVerificationNeeded;
}
