using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Tests.Budget;

/// <summary>What happens in a world.</summary>
public sealed record WorldPlan(int Seed, int Rate, int FirstBalance, int LargestCost)
{
    public TimeSpan Length { get; init; } = TimeSpan.FromHours(3);

    /// <summary>The longest way there, processing and way back, each.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The chance in a hundred that an answer is lost after the debit, and that a request is lost before it.</summary>
    public int LostPercent { get; init; }

    /// <summary>The chance in a hundred that a request is never sent, and is reported so.</summary>
    public int NotSentPercent { get; init; }

    /// <summary>Tokens an hour that somebody else takes.</summary>
    public int ForeignPerHour { get; init; }

    /// <summary>Rates that the plan takes one after the other, evenly over the length.</summary>
    public int[] LaterRates { get; init; } = [];

    /// <summary>Restarts of the owner, evenly over the length; half of the answers in flight are lost with each.</summary>
    public int Restarts { get; init; }

    /// <summary>How far Keepa's announcement of the next tick is off at most.</summary>
    public TimeSpan AnnouncementError { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether a tick may be credited up to half a second before its time, while the announcement says 522 ms, as recorded.</summary>
    public bool EarlyTicks { get; init; } = true;

    /// <summary>Keepa's clock less ours.</summary>
    public TimeSpan Skew { get; init; }

    public int InFlight { get; init; } = 16;
}

/// <summary>A naive reference: the true bucket, request by request on a time line of milliseconds, beside the ledger that has to predict it.</summary>
public sealed class BucketWorld
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(60_210);
    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(522);
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(140);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly WorldPlan _plan;
    private readonly Random _random;
    private readonly PriorityQueue<Action, (DateTimeOffset At, int Order)> _events = new();
    private readonly Dictionary<Guid, int> _undebited = [];
    private DateTimeOffset _server = Start;
    private DateTimeOffset _nextTick;
    private int _rate;
    private int _order;
    private int _life;
    private bool _asking;
    private bool _seen;
    private Guid _wish;
    private int _wishCost;

    public BucketWorld(WorldPlan plan)
    {
        _plan = plan;
        _random = new Random(plan.Seed);
        _rate = plan.Rate;
        Balance = plan.FirstBalance;
        _nextTick = Start + (Period * _random.NextDouble());
        var settings = new LedgerSettings();
        Ledger = TokenLedger.Empty(plan.EarlyTicks ? settings : settings with { AmbiguousRefillIn = TimeSpan.FromSeconds(-1) });
        NextWish();
        for (var i = 1; i <= plan.Restarts; i++)
            At(Start + (plan.Length * i / (plan.Restarts + 1)), Restart);
        for (var i = 0; i < plan.LaterRates.Length; i++)
        {
            var rate = plan.LaterRates[i];
            At(Start + (plan.Length * (i + 1) / (plan.LaterRates.Length + 1)), () => ChangePlan(rate));
        }

        for (var i = 0; i < plan.ForeignPerHour * plan.Length.TotalHours / 3; i++)
            At(Start + (plan.Length * _random.NextDouble()), () => Drain(3));
    }

    public TokenLedger Ledger { get; private set; }

    public List<LedgerEvent> Learned { get; } = [];

    public int Balance { get; private set; }

    /// <summary>What ticks brought since the first envelope.</summary>
    public long Ticked { get; private set; }

    public long LostAtCap { get; private set; }

    public long Debited { get; private set; }

    public long DebitedUnanswered { get; private set; }

    public long Drained { get; private set; }

    public int Refused { get; private set; }

    public int Granted { get; private set; }

    public int Sent { get; private set; }

    /// <summary>The worst lie: the largest excess of what the ledger thought free over what was free, at any grant.</summary>
    public int WorstOptimism { get; private set; } = int.MinValue;

    /// <summary>The longest time in which the ledger granted nothing although work waited.</summary>
    public TimeSpan LongestStall { get; private set; }

    /// <summary>How often a wait ended with nothing new and the ledger wanted to wait again.</summary>
    public int WaitsInVain { get; private set; }

    private DateTimeOffset Ours => _server - _plan.Skew;

    /// <summary>The most that the requests without an answer can have cost.</summary>
    public long WorstOfUnanswered { get; private set; }

    /// <summary>Runs to the end, then lets everything come to rest and asks Keepa once more.</summary>
    public BucketWorld Run()
    {
        Live(Start + _plan.Length, work: true);
        Live(_server + (2 * Hold), work: false);
        Ask();
        Live(_server + Hold, work: false);
        return this;
    }

    private void Live(DateTimeOffset end, bool work)
    {
        var lastGrant = _server;
        while (_server < end)
        {
            foreach (var overdue in Ledger.Overdue(Ours))
                Ledger = Ledger.MarkUnknown(overdue);
            if (Ledger.ReasonToAsk(Ours) is not null && !_asking)
                Ask();
            var (wait, granted) = work ? GrantAll() : (end, false);
            if (granted)
            {
                LongestStall = _server - lastGrant > LongestStall ? _server - lastGrant : LongestStall;
                lastGrant = _server;
            }

            if (_events.TryPeek(out _, out var next) && next.At <= wait)
            {
                Advance(next.At);
                _events.Dequeue()();
            }
            else
            {
                WaitsInVain += wait <= _server ? 1 : 0;
                Advance(wait < end ? Max(wait, _server + TimeSpan.FromMilliseconds(1)) : end);
            }
        }
    }

    private (DateTimeOffset WaitUntil, bool Granted) GrantAll()
    {
        var any = false;
        while (Ledger.Open.Values.Count(static r => !r.FateUnknown) < _plan.InFlight)
        {
            switch (Ledger.Decide(new PermitTerms(_wish, _wishCost, 0, Ours + Hold), Ours))
            {
                case LedgerDecision.Granted granted:
                    Ledger = granted.Ledger;
                    any = true;
                    Granted++;
                    Ticks();
                    Send(_wish, _wishCost);
                    Compare();
                    NextWish();
                    break;
                case LedgerDecision.WaitUntil wait:
                    Assert.True(wait.Instant >= Ours, "A wait ends in the past.");
                    return (wait.Instant + _plan.Skew, any);
                case LedgerDecision.Impossible:
                    NextWish();
                    break;
            }
        }

        return (DateTimeOffset.MaxValue, any);
    }

    /// <summary>I3: what the ledger thinks free is there, even if everything in flight that is not debited yet costs its worst case.</summary>
    private void Compare()
    {
        var free = Ledger.Balance(Ours)!.Value - Ledger.Held;
        var truth = Balance - _undebited.Values.Sum();
        WorstOptimism = Math.Max(WorstOptimism, free - truth);
    }

    private void Send(Guid id, int worst)
    {
        var issued = _server;
        if (Chance(_plan.NotSentPercent))
        {
            At(_server + Latency(), () => Settle(id, new PermitFate.NotSent("test")));
            return;
        }

        Sent++;
        _undebited[id] = worst;
        var life = _life;
        if (Chance(_plan.LostPercent))
        {
            // Lost on the way there: never debited, and nobody knows.
            WorstOfUnanswered += worst;
            At(issued + Hold, () => _undebited.Remove(id));
            return;
        }

        // Its answer will be lost; the half of those are given up for unknown before Keepa has even served them.
        var lost = Chance(_plan.LostPercent);
        if (lost && Chance(50))
            At(_server + (Latency() / 4), () => Settle(id, new PermitFate.Unknown("test")));
        At(_server + Latency(), () => Arrive(id, worst, _random.Next(worst) + 1, lost, life));
    }

    private void Arrive(Guid id, int worst, int cost, bool lost, int life)
    {
        Ticks();
        if (Balance <= 0)
        {
            Refused++;
            _undebited.Remove(id);
            var refusal = Envelope(_server, 0);
            At(_server + Latency(), () => Settle(id, new PermitFate.Answered(refusal, refusal.RefillIn + TimeSpan.FromSeconds(1))));
            return;
        }

        var arrived = _server;
        At(_server + Latency(), () => Complete(id, worst, cost, lost, arrived, life));
    }

    private void Complete(Guid id, int worst, int cost, bool lost, DateTimeOffset arrived, int life)
    {
        Ticks();
        if (_plan.EarlyTicks && _nextTick - _server <= Floor && Chance(50))
            Tick();
        Balance -= cost;
        Debited += cost;
        _undebited.Remove(id);
        var envelope = Envelope(arrived, cost);
        At(_server + Latency(), () =>
        {
            // A restart loses half of the answers that were on their way to the life before it.
            if (lost || (life != _life && Chance(50)))
                (DebitedUnanswered, WorstOfUnanswered) = (DebitedUnanswered + cost, WorstOfUnanswered + worst);
            else
                Settle(id, new PermitFate.Answered(envelope));
        });
    }

    private TokenEnvelope Envelope(DateTimeOffset arrived, int cost)
    {
        if (!_seen)
            (_seen, Ticked, LostAtCap, Drained) = (true, 0, 0, 0);
        var error = _plan.AnnouncementError * ((2 * _random.NextDouble()) - 1);
        var refillIn = _nextTick - _server + error;
        var (arrivedAt, completedAt) = (Milliseconds(arrived), Milliseconds(_server));
        return new TokenEnvelope(arrivedAt, Balance, Milliseconds(Announced(_nextTick - _server, error)), _rate, 0, cost, completedAt - arrivedAt);
    }

    /// <summary>As recorded: never less than 522 ms, and that also where the tick has come early.</summary>
    private TimeSpan Announced(TimeSpan toTick, TimeSpan error) =>
        !_plan.EarlyTicks ? toTick + error : toTick < Floor || toTick > Period || toTick + error < Floor ? Floor : toTick + error;

    private void Settle(Guid id, PermitFate fate)
    {
        var step = Ledger.Settle(id, fate, Ours);
        Ledger = step.Ledger;
        Learned.AddRange(step.Events);
        CheckSum();
    }

    public void CheckSum()
    {
        if (Ledger.Anchor is not { } anchor)
            return;
        var t = Ledger.Totals;
        var suspense = Ledger.Suspense.Sum(static s => (long)s.Shortfall + s.Wasted);
        Assert.Equal(anchor.TokensLeft, t.Initial + t.Refilled + t.Surplus - t.Wasted - t.Settled - t.Unknown - t.Foreign - suspense);
    }

    private void Ask()
    {
        var id = Guid.NewGuid();
        _asking = true;
        Ledger = Ledger.Reserve(id, 0, Ours, Ours + Hold);
        var life = _life;
        At(_server + Latency(), () =>
        {
            Ticks();
            var envelope = Envelope(_server, 0);
            At(_server + Latency(), () =>
            {
                if (life == _life)
                    _asking = false;
                Settle(id, new PermitFate.Answered(envelope));
            });
        });
    }

    private void Restart()
    {
        _life++;
        _asking = false;
        Ledger = Ledger.Reopen(Ours, Hold);
    }

    private void ChangePlan(int rate)
    {
        Ticks();
        _rate = rate;
        var clamped = Math.Min(Balance, 60 * rate);
        LostAtCap += Balance - clamped;
        Balance = clamped;
    }

    private void Drain(int tokens)
    {
        Ticks();
        if (Balance <= 0)
            return;
        Balance -= tokens;
        Drained += tokens;
    }

    private void Ticks()
    {
        while (_nextTick <= _server)
            Tick();
    }

    private void Tick()
    {
        Ticked += _rate;
        var full = Balance + _rate;
        Balance = Math.Min(Math.Max(Balance, 60 * _rate), full);
        LostAtCap += full - Balance;
        _nextTick += Period;
    }

    private void NextWish()
    {
        _wish = Guid.NewGuid();
        _wishCost = 1 + _random.Next(_plan.LargestCost);
    }

    private TimeSpan Latency() => _plan.Latency * _random.NextDouble();

    private bool Chance(int percent) => _random.Next(100) < percent;

    private void At(DateTimeOffset at, Action action) => _events.Enqueue(action, (at, _order++));

    private void Advance(DateTimeOffset to) => _server = Max(to, _server);

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Milliseconds(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());

    private static TimeSpan Milliseconds(TimeSpan interval) => TimeSpan.FromMilliseconds(Math.Floor(interval.TotalMilliseconds));
}
