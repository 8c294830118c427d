using Deals.Actors.Budget;
using Deals.Actors.Freshness;
using Deals.Bench.Budget;

namespace Deals.Bench.Freshness;

/// <summary>The production policy on virtual time: worth, estimator, price controller, lanes, grant rules and ledger as they run in production; the due index is two
/// heaps. Event by event: a grant, a deal that becomes due, a reading of the controller, another plan.</summary>
internal sealed partial class PricedRun
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly PricedPlan _plan;
    private readonly Population _population;
    private readonly ChangeWorld _world;
    private readonly Random _random;
    private readonly DealState[] _deals;
    private readonly PriorityQueue<int, long> _sleeping = new();
    private readonly PriorityQueue<int, long> _ready = new();
    private readonly PriorityQueue<int, long> _first = new();
    private readonly Queue<(double Day, int Rate)> _rates;
    private readonly RefreshRouter _router;
    private readonly List<(int, long)> _tooYoung = [];
    private readonly WorthBins _bins = new();
    private PriceController _controller;
    private PooledRate _pool = PooledRate.Unseen;
    private DateTimeOffset _now = Start;
    private DateTimeOffset _readAt;
    private DateTimeOffset _solveAt;
    private double _tokensDue;
    private long _readyTokens;
    private bool _arrived;

    private PricedRun(PricedPlan plan)
    {
        _population = plan.Population;
        _plan = plan with { Price = plan.Price with { Shortest = TimeSpan.FromMinutes(_population.Plan.ShortestMinutes) } };
        _random = new Random(plan.Seed);
        _world = ChangeWorld.Of(_population, plan.Seed + 1, plan.Days + plan.HistoryDays + (2 * plan.Price.MaxAge.TotalDays));
        _deals = new DealState[_population.Count];
        _fed = new FeedDeal[plan.Feed is null ? 0 : _population.Count];
        _router = new RefreshRouter(_population.Plan.Rate, plan.Balance ?? 5 * _population.Plan.Rate, plan.Seed, Start);
        _rates = new Queue<(double Day, int Rate)>(plan.Rates);
        _controller = PriceController.New(_plan.Price);
        Meter = new FreshnessMeter(plan.Days);
    }

    /// <summary>How fresh they were.</summary>
    public FreshnessMeter Meter { get; }

    /// <summary>The bucket.</summary>
    public KeepaBucket Bucket => _router.Bucket;

    /// <summary>Tokens spent on products and on pages.</summary>
    public (long Products, long Pages) Spent => _router.Spent;

    /// <summary>The controller at the end.</summary>
    public PriceController Controller => _controller;

    /// <summary>The deals as the controller knows them.</summary>
    public WorthBins Bins => _bins;

    /// <summary>Prices that were told.</summary>
    public int Broadcasts { get; private set; }

    /// <summary>Looks that were pulled before they were due, and all.</summary>
    public (long Pulled, long All) Looks { get; private set; }

    /// <summary>The oldest that a product was when it was looked at, as a part of the maximum age, after the warm-up.</summary>
    public double OldestOfMaxAge { get; private set; }

    /// <summary>Looks after the warm-up at products that were older than the maximum.</summary>
    public long TooOld { get; private set; }

    /// <summary>Runs it to its end.</summary>
    public static PricedRun Run(PricedPlan plan, CancellationToken cancellation)
    {
        var run = new PricedRun(plan);
        run.Begin();
        run.Live(cancellation);
        run.Finish();
        return run;
    }

    private DateTimeOffset End => Start + TimeSpan.FromDays(_plan.Days);

    private RefreshWorth WorthOf(int i) => new(_population.Weights[i], _deals[i].Rate, _population.Costs[i]);

    private void Begin()
    {
        for (var i = 0; i < _deals.Length; i++)
        {
            if (_plan.Feed is not null || _plan.Arrival?.IsLate[i] == true)
                continue;
            // As if they had been kept by their age until now.
            var looked = Start - (_plan.Price.MaxAge * _random.NextDouble());
            FirstLook(i, looked.AddDays(-_plan.HistoryDays), looked);
            _deals[i].Phase = DealPhase.Sleeping;
            Meter.Present(_population.Weights[i], 0, _plan.Days);
        }

        _router.Look(_now);
        BeginSweeps();
        if (_plan.Feed is null)
            Solve(_router.SupplyPerMinute);
        (_readAt, _solveAt) = (_now + _plan.Price.Step, _now + _plan.SolveEvery);
    }

    private void Live(CancellationToken cancellation)
    {
        while (_now < End)
        {
            cancellation.ThrowIfCancellationRequested();
            Happen();
            Fill();
            var step = _router.Look(_now);
            if (step.Wishes.IsEmpty)
            {
                _now = Earliest(step.At);
                continue;
            }

            _now = step.At;
            foreach (var wish in step.Wishes)
            {
                switch (_plan.Feed, step.IsPage)
                {
                    case ({ } feed, true): FeedPage(feed, wish); break;
                    case ({ } feed, false): FeedLooked(feed, wish); break;
                    case (null, true): Swept(wish); break;
                    case (null, false): Looked(wish); break;
                }
            }
        }
    }

    // What has come by now: another plan, deals, readings, due times.
    private void Happen()
    {
        while (_rates.TryPeek(out var change) && Start.AddDays(change.Day) <= _now)
            Bucket.Change(_now, _rates.Dequeue().Rate);
        if (_plan.Arrival is { } arrival && !_arrived && Start.AddDays(arrival.Day) <= _now)
            Arrive(arrival.IsLate);
        while (_sleeping.TryPeek(out var i, out var due) && due <= Ticks(_now))
        {
            _sleeping.Dequeue();
            if (_deals[i].Phase != DealPhase.Sleeping || _deals[i].Due != due)
                continue;
            _tokensDue += _population.Costs[i];
            MakeReady(i);
        }

        if (_plan.Feed is { } feed)
            WishFeedPages(feed);
        else
            WishPages();
        if (_now >= _readAt)
            Read();
    }

    private void Read()
    {
        var reading = _plan.Feed is null ? new PriceReading(_tokensDue, _readyTokens + _router.Waiting, _router.SupplyPerMinute) : FeedReading();
        var step = _controller.Observe(reading);
        _tokensDue = 0;
        _readAt += _plan.Price.Step;
        Take(step);
        FeedTerms = FeedPricing?.At(_controller.Published, _controller.Bounds);
        if (_now < _solveAt)
            return;
        _solveAt = _now + _plan.SolveEvery;
        if (_bins.Count > 0 && _controller.NeedsSolving(Demand, reading.SupplyPerMinute))
            Solve(reading.SupplyPerMinute);
    }

    private void Solve(double supplyPerMinute) => Take(_controller.Solve(Demand, supplyPerMinute));

    private PricedDemand Demand => (_plan.Sweeping, FeedPricing) switch
    {
        (Sweeping.None, { } feed) => PricedDemand.Of(_bins) with { PerDay = (price, bounds) => feed.DemandPerDay(price, bounds, _depthFactor), TotalCost = _bins.TotalCost * _depthFactor },
        (Sweeping.None, null) => PricedDemand.Of(_bins),
        _ => PricedDemand.Of(_bins) with { PerDay = DemandWithSweeps },
    };

    private void Take(PriceStep step)
    {
        _controller = step.Next;
        if (!step.Events.OfType<PriceEvent.Published>().Any())
            return;
        Broadcasts++;
        PlanSweeps();
        Replan();
    }

    // A new price: every due time is another. In production the projection rewrites the rows in one statement.
    private void Replan()
    {
        var entries = new List<(int, long)>(_deals.Length);
        for (var i = 0; i < _deals.Length; i++)
        {
            if (_deals[i].Phase != DealPhase.Sleeping)
                continue;
            if (_plan.Feed is null || !_fed[i].IsStale)
                Schedule(i);
            entries.Add((i, _deals[i].Due));
        }

        _sleeping.Clear();
        _sleeping.EnqueueRange(entries);
    }

    private void Schedule(int i)
    {
        ref var deal = ref _deals[i];
        var next = Told.On(WorthOf(i)).After(At(deal.LookedAt!.Value), At(deal.SeenAt), _controller.Published, _controller.Bounds, SpreadOf(i, deal.LookedAt.Value));
        (deal.Due, deal.Soft) = (Ticks(next.Due), Ticks(next.SoftDeadline));
    }

    // From 0 to 1, a function of the deal and its look.
    private static double SpreadOf(int i, long lookedAt) => ((((ulong)lookedAt * 0x9E3779B97F4A7C15) ^ ((ulong)i * 0xC2B2AE3D27D4EB4F)) >> 54) / 1024.0;

    private void MakeReady(int i)
    {
        _deals[i].Phase = DealPhase.Ready;
        _readyTokens += _population.Costs[i];
        (_plan.Feed is not null && _deals[i].LookedAt is null ? _first : _ready).Enqueue(i, _deals[i].Soft);
    }

    // The lanes get what can be paid; where nobody is due and tokens are left, those who will be soonest.
    private void Fill()
    {
        if (_plan.Feed is not null)
        {
            FillFromFeed();
            return;
        }

        var free = _router.Free(_now);
        while (_router.Waiting < free && !_router.IsFull(Lane.Refresh) && _ready.TryDequeue(out var i, out var soft))
        {
            if (_deals[i].Phase != DealPhase.Ready || _deals[i].Soft != soft)
                continue;
            _readyTokens -= _population.Costs[i];
            Ask(i);
        }

        if (_ready.Count > 0)
            return;
        Pull();
    }

    // Those that are due soonest of the ones that were not looked at within the shortest interval: a look at the others would bring nothing new.
    private void Pull()
    {
        var idle = _router.Idle(_now);
        _tooYoung.Clear();
        while (_router.Waiting < idle && !_router.IsFull(Lane.Refresh) && _sleeping.TryDequeue(out var i, out var due))
        {
            ref var deal = ref _deals[i];
            if (deal.Phase != DealPhase.Sleeping || deal.Due != due)
                continue;
            if (At(deal.LookedAt!.Value) + _plan.Price.Shortest > _now)
            {
                _tooYoung.Add((i, due));
                continue;
            }

            Looks = (Looks.Pulled + 1, Looks.All);
            Ask(i);
        }

        _sleeping.EnqueueRange(_tooYoung);
    }

    private void Ask(int i)
    {
        ref var deal = ref _deals[i];
        deal.Phase = DealPhase.Asked;
        _router.Wish(i, CostOfAsk(i), deal.LookedAt is null ? Lane.Enrichment : Lane.Refresh, At(deal.Soft), _now);
    }

    private DateTimeOffset Earliest(DateTimeOffset until)
    {
        var next = until < _readAt ? until : _readAt;
        if (_sleeping.TryPeek(out _, out var due) && _router.Waiting == 0 && At(due) < next)
            next = At(due);
        return next > _now ? next : _now + TimeSpan.FromSeconds(1);
    }

    private static long Ticks(DateTimeOffset at) => (at - Start).Ticks;

    private static DateTimeOffset At(long ticks) => Start.AddTicks(ticks);

    private static double Days(long ticks) => ticks / (double)TimeSpan.TicksPerDay;
}
