using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Hosting;
using Deals.Actors.Scouting;

namespace Deals.Actors.Scheduling;

/// <summary>Finds the price of a token's worth of looking: reads the plan from the router, the population from the due index and what passes bring from the scout, lets
/// <see cref="Pricing"/> decide, tells the terms to whoever asks, and moves the due times of sleeping deals when the price has moved. It remembers the prices that it told,
/// so that a restart moves nothing.</summary>
public sealed class PricerActor : ReceivePersistentActor, IWithTimers
{
    private const int EventsPerSnapshot = 50;
    private const double NoticeableMove = 0.02;
    private static readonly TimeSpan ShortestPace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RefreshPricing _pricing;
    private readonly IWorthIndex _index;
    private readonly IActorRef _router;
    private readonly IActorRef _waker;
    private readonly IActorRef _scout;
    private readonly DomainClock _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<PriceMemory> _told = new();
    private Pricing _state;
    private RefreshTerms? _terms;
    private BudgetStatus? _budget;
    private Crowd _crowd = new(0, 0, 0);
    private long _dueLooks;
    private long _replanned;
    private bool _working;
    private bool _asked;
    private bool _troubled;
    private string? _waiting = "It begins.";

    /// <summary>Makes the actor; see <see cref="SupervisedProps"/>.</summary>
    public PricerActor(RefreshPricing pricing, SweepPolicy sweeps, IWorthIndex index, PricerPeers peers, DomainClock clock)
    {
        (_pricing, _index, _clock) = (pricing, index, clock);
        (_router, _waker, _scout) = (peers.Router, peers.Waker, peers.Scout);
        _state = Pricing.New(pricing, sweeps);
        Recover<PriceMemory>(Take);
        Recover<SnapshotOffer>(offer =>
        {
            foreach (var told in ((ToldPrices)offer.Snapshot).Told)
                Take(told);
        });
        Command<Step>(_ => OnStep());
        Command<BudgetStatus>(OnBudget);
        Command<WakerStatus>(OnWaker);
        Command<ScoutStatus>(scout => _state = _state.Seen(scout));
        Command<Worked>(OnWorked);
        Command<Moved>(OnMoved);
        Command<Status.Failure>(OnFailed);
        Command<GetPrice>(_ => Sender.Tell(StatusNow()));
        Command<SaveSnapshotSuccess>(saved => DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)));
        Command<SaveSnapshotFailure>(failed => _log.Warning(failed.Cause, "The price goes on without the snapshot at {SequenceNr}", failed.Metadata.SequenceNr));
        Command<DeleteSnapshotsSuccess>(static _ => { });
        Command<DeleteSnapshotsFailure>(static _ => { });
    }

    /// <inheritdoc />
    public override string PersistenceId => "pricer";

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to start it so that it comes back after whatever stopped it.</summary>
    public static Props SupervisedProps(RefreshPricing pricing, SweepPolicy sweeps, IWorthIndex index, PricerPeers peers, DomainClock clock) => BackoffSupervisor.Props(Backoff
        .OnStop(Props.Create(() => new PricerActor(pricing, sweeps, index, peers, clock)), "pricer", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), 0.2, maxNrOfRetries: -1)
        .WithAutoReset(TimeSpan.FromSeconds(10)));

    /// <inheritdoc />
    protected override void PreStart()
    {
        base.PreStart();
        var pace = _clock.ToWall(_pricing.Settings.Step);
        Timers.StartPeriodicTimer(nameof(Step), Step.Instance, TimeSpan.Zero, pace > ShortestPace ? pace : ShortestPace);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        base.PostStop();
    }

    private void Take(PriceMemory told)
    {
        Keep(told);
        _state = _state.Recalled(told);
    }

    private void Keep(PriceMemory told)
    {
        if (_told.Count == PriceStatus.MostTold)
            _told.Dequeue();
        _told.Enqueue(told);
    }

    private void OnStep()
    {
        if (_working)
            return;
        // The waker's answer says what became due, the router's what there is; whoever is away, is asked again with the next step.
        if (_asked)
            _waiting = "The router or the waker does not answer.";
        _asked = true;
        _scout.Tell(GetScoutStatus.Instance);
        _waker.Tell(GetWakerStatus.Instance);
    }

    private void OnWaker(WakerStatus status)
    {
        _dueLooks = status.Looks;
        _router.Tell(GetBudget.Instance);
    }

    private void OnBudget(BudgetStatus budget)
    {
        if (_working)
            return;
        _asked = false;
        if (_terms is { } known)
            _router.Tell(new PriceTold(known.Price));
        (_budget, _state) = (budget, _state.Seen(budget));
        if (budget.RefillRate is null)
        {
            _waiting = "Keepa has not told the plan yet.";
            return;
        }

        _working = true;
        _ = WorkAsync(_clock.GetUtcNow(), _state, _dueLooks, TermsWith(budget), _stopping.Token).PipeTo(Self, success: worked => worked, failure: e => new Status.Failure(e));
    }

    private RefreshTerms TermsWith(BudgetStatus budget) => _terms is { } told ? _state.TermsWith(budget) with { Feeds = told.Feeds } : _state.TermsWith(budget);

    /// <summary>Counts, and reads the whole population where the last reading is old or of another number of deals.</summary>
    private async Task<Worked> WorkAsync(DateTimeOffset now, Pricing state, long dueLooks, RefreshTerms terms, CancellationToken cancellation)
    {
        var crowd = await _index.CountAsync(now, cancellation);
        if (!state.NeedsReading(crowd.Active, now))
            return new Worked(new PricingCount(now, crowd, null, dueLooks));
        var population = new Population();
        await foreach (var rows in _index.ReadAsync(cancellation))
        {
            foreach (var row in rows)
                population.Add(row.Subject, terms);
        }

        return new Worked(new PricingCount(now, crowd, population, dueLooks));
    }

    private void OnWorked(Worked worked)
    {
        (_working, _troubled, _waiting, _crowd) = (false, false, null, worked.Count.Crowd);
        var step = _state.After(worked.Count, _budget!);
        _state = step.Next;
        foreach (var e in step.Events)
            Note(e);
        switch (step.Order)
        {
            case PricingOrder.Wait wait:
                _waiting = wait.Reason;
                break;
            case PricingOrder.Tell tell:
                Tell(tell.Memory, tell.Terms);
                break;
            case PricingOrder.Follow follow:
                Replan(follow.Terms);
                break;
            case PricingOrder.Stay stay:
                _terms = _terms is { } told ? told with { Feeds = stay.Feeds } : null;
                break;
        }
    }

    private void Note(PriceEvent e)
    {
        switch (e)
        {
            case PriceEvent.AgeStretched stretched:
                _log.Warning(
                    "A maximum age of {Wanted} would cost {Share:P0} of the supply: every deal's is stretched to {Kept}", stretched.Wanted, stretched.Share, stretched.Kept);
                break;
            case PriceEvent.AgeKept kept:
                _log.Info("The maximum age of {Wanted} is kept again", kept.Wanted);
                break;
        }
    }

    /// <summary>What was told is stored before the due times follow it.</summary>
    private void Tell(PriceMemory memory, RefreshTerms terms)
    {
        _working = true;
        Persist(memory, told =>
        {
            Keep(told);
            _state = _state with { Told = told };
            if (LastSequenceNr % EventsPerSnapshot == 0)
                SaveSnapshot(new ToldPrices([.. _told]));
            Replan(terms);
        });
    }

    /// <summary>A step waits until the due times have followed the price.</summary>
    private void Replan(RefreshTerms terms)
    {
        (_working, _terms, _state) = (true, terms, _state with { IsBehind = true });
        _ = ReplanAsync(terms, _stopping.Token).PipeTo(Self, success: moved => new Moved(moved), failure: e => new Status.Failure(e));
    }

    private void OnMoved(Moved moved)
    {
        (_working, _replanned) = (false, _replanned + moved.Count);
        _state = _state with { IsBehind = false };
    }

    private async Task<int> ReplanAsync(RefreshTerms terms, CancellationToken cancellation)
    {
        var moved = 0;
        await foreach (var rows in _index.ReadAsync(cancellation))
        {
            var other = rows.Select(row => _pricing.Policy.Replanned(row.Next, row.Subject, terms) is { } next && IsFar(next, row) ? new DueMove(row.Id, row.Version, next) : null).OfType<DueMove>().ToList();
            if (other.Count > 0)
                moved += await _index.ReplanAsync(other, cancellation);
        }

        return moved;
    }

    // What moves by less is not worth a write: a deal that is woken too early says so, and its row follows.
    private static bool IsFar(Schedule next, WorthRow row) => (next.Due - row.Next.Due).Duration() > NoticeableMove * (next.Due - row.Subject.LookedAt);

    /// <inheritdoc />
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _working = false;
        base.OnPersistRejected(cause, @event, sequenceNr);
    }

    private void OnFailed(Status.Failure failure)
    {
        (_working, _waiting) = (false, $"The due index does not answer: {failure.Cause.GetBaseException().Message}");
        if (!_troubled)
            _log.Warning("The price stays as it is: {Error}", failure.Cause.GetBaseException().Message);
        _troubled = true;
    }

    private PriceStatus StatusNow() => new()
    {
        AsOf = _clock.GetUtcNow(),
        Terms = _terms,
        WantedMaxAge = _pricing.Settings.MaxAge,
        MaxAgeCost = _terms is null ? null : _state.Controller.MaxAgeCost,
        Supply = _state.Controller.Supply,
        Demand = _state.Controller.Demand,
        Backlog = _crowd.Due,
        Population = _state.Controller.Population,
        Freshness = _state.Freshness,
        Tracking = _state.Tracking,
        Replanned = _replanned,
        Waiting = _waiting,
        Told = [.. _told.Select(static t => new ToldPrice(t.At, t.Published))],
    };

    private sealed record Worked(PricingCount Count) : INoSerializationVerificationNeeded;

    private sealed record Moved(int Count) : INoSerializationVerificationNeeded;

    private sealed class Step : INoSerializationVerificationNeeded
    {
        public static readonly Step Instance = new();
    }
}

/// <summary>Whom who finds the price asks.</summary>
/// <param name="Router">For the plan, and what it costs.</param>
/// <param name="Waker">For what becomes due.</param>
/// <param name="Scout">For what passes bring.</param>
public sealed record PricerPeers(IActorRef Router, IActorRef Waker, IActorRef Scout);
