using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Hosting;

namespace Deals.Actors.Scheduling;

/// <summary>Finds the price of a look: reads the plan from the router and the population from the due index, lets <see cref="PriceController"/> decide, tells
/// the terms to whoever asks, and moves the due times of sleeping deals when the price has moved. It remembers the prices that it told, so that a restart moves nothing.</summary>
public sealed class PricerActor : ReceivePersistentActor, IWithTimers
{
    private const int EventsPerSnapshot = 50;
    private const double NoticeableMove = 0.02;
    private static readonly TimeSpan ShortestPace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PopulationLives = TimeSpan.FromHours(1);

    private readonly RefreshPricing _pricing;
    private readonly IWorthIndex _index;
    private readonly IActorRef _router;
    private readonly IActorRef _waker;
    private readonly DomainClock _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<PriceMemory> _told = new();
    private PriceController _controller;
    private Population? _population;
    private DateTimeOffset _readAt;
    private RefreshSupply? _supply;
    private RefreshTerms? _terms;
    private BudgetStatus? _budget;
    private long? _dueLooks;
    private Crowd _crowd = new(0, 0, 0);
    private long _newDueLooks;
    private long _replanned;
    private double? _freshness;
    private BetterTracked? _tracking;
    private bool _working;
    private bool _behind = true;
    private bool _asked;
    private DateTimeOffset? _observedAt;
    private bool _troubled;
    private string? _waiting = "It begins.";

    /// <summary>Makes the actor; see <see cref="SupervisedProps"/>.</summary>
    public PricerActor(RefreshPricing pricing, IWorthIndex index, IActorRef router, IActorRef waker, DomainClock clock)
    {
        (_pricing, _index, _router, _waker, _clock) = (pricing, index, router, waker, clock);
        _controller = PriceController.New(pricing.Settings);
        Recover<PriceMemory>(Take);
        Recover<SnapshotOffer>(offer =>
        {
            foreach (var told in ((ToldPrices)offer.Snapshot).Told)
                Take(told);
        });
        Command<Step>(_ => OnStep());
        Command<BudgetStatus>(OnBudget);
        Command<WakerStatus>(OnWaker);
        Command<Worked>(OnWorked);
        Command<Moved>(moved => (_working, _behind, _replanned) = (false, false, _replanned + moved.Count));
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
    public static Props SupervisedProps(RefreshPricing pricing, IWorthIndex index, IActorRef router, IActorRef waker, DomainClock clock) => BackoffSupervisor.Props(Backoff
        .OnStop(Props.Create(() => new PricerActor(pricing, index, router, waker, clock)), "pricer", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), 0.2, maxNrOfRetries: -1)
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
        _controller = PriceController.Recall(_pricing.Settings, told);
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
        _waker.Tell(GetWakerStatus.Instance);
    }

    private void OnWaker(WakerStatus status)
    {
        _newDueLooks = status.Looks;
        _router.Tell(GetBudget.Instance);
    }

    private void OnBudget(BudgetStatus budget)
    {
        if (_working)
            return;
        _asked = false;
        if (_terms is { } known)
            _router.Tell(new PriceTold(known.Price));
        _budget = budget;
        _supply = _supply?.Seen(budget) ?? RefreshSupply.Of(budget, _told.LastOrDefault()?.UsedByOthers ?? 0, _told.LastOrDefault()?.UsedByFirstLooks ?? 0);
        if (budget.RefillRate is null)
        {
            _waiting = "Keepa has not told the plan yet.";
            return;
        }

        _working = true;
        var now = _clock.GetUtcNow();
        _ = WorkAsync(now, _population is not null && now - _readAt < PopulationLives ? _population.Bins.Count : 0, TermsWith(budget), _stopping.Token).PipeTo(Self, success: worked => worked, failure: e => new Status.Failure(e));
    }

    /// <summary>Counts, and reads the whole population where the last reading is old or of another number of deals.</summary>
    private async Task<Worked> WorkAsync(DateTimeOffset now, long known, RefreshTerms terms, CancellationToken cancellation)
    {
        var crowd = await _index.CountAsync(now, cancellation);
        if (known > 0 && Math.Abs(crowd.Active - known) <= _pricing.Settings.ResolveFrom * known)
            return new Worked(now, crowd, null);
        var population = new Population();
        await foreach (var rows in _index.ReadAsync(cancellation))
        {
            foreach (var row in rows)
                population.Add(row.Subject, terms);
        }

        return new Worked(now, crowd, population);
    }

    private void OnWorked(Worked worked)
    {
        (_working, _troubled, _crowd) = (false, false, worked.Crowd);
        if (worked.Population is { } read)
            (_population, _readAt, _behind) = (read, worked.At, true);
        if (_population is not { Bins: { Count: > 0 } bins } || _budget is not { } budget)
        {
            _waiting = "No deal is active yet.";
            return;
        }

        _waiting = null;
        var supply = _supply!.PerMinute(budget, worked.Crowd.Pending, LookCosts.Of(LookDepth.Plain, budget).Each)!.Value;
        var demand = PricedDemand.Of(bins);
        var reading = ReadingOf(worked, bins, supply);
        var step = _controller.NeedsSolving(demand, supply) ? _controller.Solve(demand, supply) : _controller.Observe(reading);
        _controller = step.Next;
        foreach (var e in step.Events)
            Note(e);
        // Everybody keeps the terms by which due times were planned, until these follow others.
        var terms = TermsWith(budget);
        if (IsOtherThanTold(terms))
            Tell(_controller.Remember(_clock.GetUtcNow()) with { UsedByOthers = _supply.Others, UsedByFirstLooks = _supply.FirstLooks }, terms);
        else if (_behind)
            Replan(terms with { Price = _told.Last().Published });
    }

    /// <summary>What became due since the reading before, as much as it would have been in one step.</summary>
    private PriceReading ReadingOf(Worked worked, WorthBins bins, double supply)
    {
        var each = bins.TotalCost / bins.Count;
        var looks = _dueLooks is { } before && _newDueLooks >= before ? _newDueLooks - before : 0;
        var steps = _observedAt is { } at && worked.At > at ? (worked.At - at) / _pricing.Settings.Step : 1;
        (_dueLooks, _observedAt) = (_newDueLooks, worked.At);
        return new PriceReading(looks * each / Math.Max(steps, 1e-3), worked.Crowd.Due * each, supply);
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

    private bool IsOtherThanTold(RefreshTerms terms) => _told.LastOrDefault() is not { } told
        || told.MaxAge != terms.Bounds.MaxAge
        || Math.Abs(Math.Log(terms.Price / told.Published)) > _pricing.Settings.Noticeable;

    /// <summary>What was told is stored before the due times follow it.</summary>
    private void Tell(PriceMemory memory, RefreshTerms terms)
    {
        _working = true;
        Persist(memory, told =>
        {
            Keep(told);
            if (LastSequenceNr % EventsPerSnapshot == 0)
                SaveSnapshot(new ToldPrices([.. _told]));
            Replan(terms);
        });
    }

    /// <summary>A step waits until the due times have followed the price.</summary>
    private void Replan(RefreshTerms terms)
    {
        (_working, _behind, _terms) = (true, true, terms);
        (_freshness, _tracking) = (_population?.Bins.FreshnessAt(terms.Price, terms.Bounds), _population?.Trackable.At(terms.Price, terms.Bounds));
        _ = ReplanAsync(terms, _stopping.Token).PipeTo(Self, success: moved => new Moved(moved), failure: e => new Status.Failure(e));
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

    private RefreshTerms TermsWith(BudgetStatus budget) => new(
        _controller.Published, _controller.Bounds, LookCosts.All(budget), _population?.Priors() ?? ImmutableDictionary<long, RatePrior>.Empty)
    {
        Prior = _population?.Pool.Prior ?? RatePrior.Default,
        Importance = _pricing.Importance,
    };

    private PriceStatus StatusNow() => new()
    {
        AsOf = _clock.GetUtcNow(),
        Terms = _terms,
        WantedMaxAge = _pricing.Settings.MaxAge,
        MaxAgeCost = _terms is null ? null : _controller.MaxAgeCost,
        Supply = _controller.Supply,
        Demand = _controller.Demand,
        Backlog = _crowd.Due,
        Population = _controller.Population,
        Freshness = _freshness,
        Tracking = _tracking,
        Replanned = _replanned,
        Waiting = _waiting,
        Told = [.. _told.Select(static t => new ToldPrice(t.At, t.Published))],
    };

    private sealed record Worked(DateTimeOffset At, Crowd Crowd, Population? Population) : INoSerializationVerificationNeeded;

    private sealed record Moved(int Count) : INoSerializationVerificationNeeded;

    private sealed class Step : INoSerializationVerificationNeeded
    {
        public static readonly Step Instance = new();
    }
}
