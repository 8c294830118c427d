namespace Deals.Bench.Budget;

/// <summary>A contestant and a bucket on virtual time: event by event, the network and Keepa's processing between them.</summary>
internal sealed class BudgetDay
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    // The contestants' clock is behind Keepa's by this.
    private static readonly TimeSpan Skew = TimeSpan.FromMilliseconds(400);
    private readonly DayPlan _plan;
    private readonly IContestant _contestant;
    private readonly Random _random;
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _events = new();
    private readonly Queue<(DateTimeOffset At, int Tokens)> _foreign = [];
    private DateTimeOffset _now = Start;
    private long _order;
    private int _inFlight;
    private bool _refusedLast;
    private DateTimeOffset _foreignDue;
    private DateTimeOffset _waitUntil;

    private BudgetDay(DayPlan plan, Func<DateTimeOffset, IContestant> contestant)
    {
        _plan = plan;
        _random = new Random(plan.Seed);
        Bucket = new KeepaBucket(plan.Rate, plan.FirstBalance, Start + (KeepaBucket.Period * _random.NextDouble()), _random);
        _contestant = contestant(Ours);
    }

    /// <summary>The bucket.</summary>
    public KeepaBucket Bucket { get; }

    /// <summary>What each lane got.</summary>
    public LaneService Service { get; } = new();

    /// <summary>Tokens that the contestant was told its requests cost.</summary>
    public long Settled { get; private set; }

    /// <summary>Requests that were sent after a refusal and before the refill that it named.</summary>
    public int SentInWait { get; private set; }

    /// <summary>Refusals that followed another with nothing served between them.</summary>
    public int RefusedAgain { get; private set; }

    /// <summary>Every minute: since the start, what somebody else took a minute on average over the last half hour or since he began, and what the router thinks.</summary>
    public List<(TimeSpan After, double Truth, double Estimate)> Drain { get; } = [];

    /// <summary>The lowest balances of the three thirds of the day.</summary>
    public int[] LowestOfThird { get; } = [int.MaxValue, int.MaxValue, int.MaxValue];

    /// <summary>When it began and ended, Keepa's clock.</summary>
    public (DateTimeOffset Start, DateTimeOffset End) Times => (Start, Start + _plan.Length);

    /// <summary>The contestants' clock at its end.</summary>
    public DateTimeOffset OursAtEnd => Start + _plan.Length - Skew;

    /// <summary>Runs a day to its end, and until what is in flight is answered.</summary>
    public static BudgetDay Run(DayPlan plan, Func<DateTimeOffset, IContestant> contestant, CancellationToken cancellation)
    {
        var day = new BudgetDay(plan, contestant);
        day.Schedule();
        day.Live(cancellation);
        return day;
    }

    private DateTimeOffset Ours => _now - Skew;

    private void Schedule()
    {
        foreach (var change in _plan.Changes)
            At(Start + change.After, () => Bucket.Change(_now, change.Rate));
        if (_plan.Foreign is { } foreign)
        {
            _foreignDue = Start + TimeSpan.FromMinutes(foreign.Step / foreign.PerMinute);
            At(_foreignDue, () => ForeignStep(foreign));
        }

        for (var minute = 1; minute <= _plan.Length.TotalMinutes; minute++)
            At(Start + TimeSpan.FromMinutes(minute), Sample);
    }

    private void Live(CancellationToken cancellation)
    {
        var end = Start + _plan.Length;
        var wake = Start;
        while (_now < end || _inFlight > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = _events.TryPeek(out _, out var at) ? at.At : DateTimeOffset.MaxValue;
            if (next <= wake || _now >= end)
            {
                _now = next > _now ? next : _now;
                _events.Dequeue()();
            }
            else
            {
                _now = wake < end ? wake : end;
            }

            if (_now >= end)
                continue;
            var look = _contestant.Look(Ours, Send);
            wake = look > end ? end : look + Skew > _now + Instant ? look + Skew : _now + Instant;
        }

        Bucket.AdvanceTo(_now);
    }

    private void Send(Call call)
    {
        var (order, sentAt) = (_order, _now);
        SentInWait += call.Lane is not null && _now < _waitUntil ? 1 : 0;
        _inFlight++;
        At(_now + Between(20, 120), () => Arrive(call, order, sentAt));
    }

    private void Arrive(Call call, long order, DateTimeOffset sentAt)
    {
        if (call.Lane is not { } lane)
        {
            Answer(call, Bucket.Read(_now), refused: false);
            return;
        }

        if (!Bucket.Admits(_now))
        {
            RefusedAgain += _refusedLast ? 1 : 0;
            _refusedLast = true;
            Answer(call, Bucket.Read(_now), refused: true);
            return;
        }

        _refusedLast = false;
        Service.Add(order, lane, call.Cost, sentAt);
        At(_now + Between(300, 1300), () =>
        {
            var reading = Bucket.Charge(_now, call.Cost);
            Settled += call.Cost;
            NoteLowest();
            Answer(call, reading, refused: false);
        });
    }

    private void Answer(Call call, BucketReading reading, bool refused) => At(_now + Between(20, 120), () =>
    {
        _inFlight--;
        _waitUntil = refused ? reading.At + reading.RefillIn : _waitUntil;
        _contestant.Take(call, reading, refused, Ours);
    });

    private void ForeignStep(ForeignUser foreign)
    {
        if (!Bucket.TakeForeign(_now, foreign.Step))
        {
            // He too is refused, and comes again at the next refill, before anybody else.
            At(Bucket.NextTick + Between(1, 500), () => ForeignStep(foreign));
            return;
        }

        _foreign.Enqueue((_now, foreign.Step));
        NoteLowest();
        // What he could not get he wants still, up to an hour of it.
        _foreignDue = Later(_foreignDue, _now - TimeSpan.FromHours(1)) + TimeSpan.FromMinutes(foreign.Step / foreign.PerMinute);
        At(Later(_foreignDue, _now + Instant), () => ForeignStep(foreign));
    }

    private void NoteLowest()
    {
        var third = Math.Min(2, (int)(3 * ((_now - Start) / _plan.Length)));
        LowestOfThird[third] = Math.Min(LowestOfThird[third], Bucket.Balance);
    }

    private void Sample()
    {
        if (_plan.Foreign is null || _contestant is not DealsRouter router)
            return;
        var window = TimeSpan.FromMinutes(Math.Min(30, (_now - Start).TotalMinutes));
        while (_foreign.TryPeek(out var first) && first.At <= _now - window)
            _foreign.Dequeue();
        var taken = _foreign.Sum(static f => f.Tokens);
        Drain.Add((_now - Start, taken / window.TotalMinutes, router.Ledger.DrainPerMinute(Ours)));
    }

    private TimeSpan Between(int least, int most) => TimeSpan.FromMilliseconds(_random.Next(least, most));

    private void At(DateTimeOffset at, Action action) => _events.Enqueue(action, (at, _order++));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
