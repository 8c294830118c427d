using Deals.Actors.Budget;

namespace Deals.Tests.Budget;

/// <summary>A naive reference: the true bucket, request by request on a time line of milliseconds, beside the ledger that has to predict it.</summary>
public sealed class BucketWorld
{
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(140);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly WorldPlan _plan;
    private readonly Random _random;
    private readonly Timeline _time = new(Start);
    private readonly TrueBucket _bucket;
    private readonly Dictionary<Guid, int> _undebited = [];
    private int _life;
    private bool _asking;
    private Guid _wish;
    private int _wishCost;

    public BucketWorld(WorldPlan plan)
    {
        _plan = plan;
        _random = new Random(plan.Seed);
        _bucket = new TrueBucket(plan, _time, _random);
        Ledger = TokenLedger.Empty(plan.Ledger);
        NextWish();
        for (var i = 1; i <= plan.Restarts; i++)
            _time.After(plan.Length * i / (plan.Restarts + 1), Restart);
    }

    public TokenLedger Ledger { get; private set; }

    public List<LedgerEvent> Learned { get; } = [];

    public int Balance => _bucket.Balance;

    /// <summary>What ticks brought since the first envelope.</summary>
    public long Ticked => _bucket.Ticked;

    public long LostAtCap => _bucket.LostAtCap;

    public long Debited => _bucket.Debited;

    public long DebitedUnanswered { get; private set; }

    public long Drained => _bucket.Drained;

    public int Refused => _bucket.Refused;

    public int Granted { get; private set; }

    public int Sent { get; private set; }

    /// <summary>The worst lie: the largest excess of what the ledger thought free over what was free, at any grant.</summary>
    public int WorstOptimism { get; private set; } = int.MinValue;

    /// <summary>The longest time in which the ledger granted nothing although work waited.</summary>
    public TimeSpan LongestStall { get; private set; }

    /// <summary>How often a wait ended with nothing new and the ledger wanted to wait again.</summary>
    public int WaitsInVain { get; private set; }

    private DateTimeOffset Ours => _time.Now - _plan.Skew;

    /// <summary>The most that the requests without an answer can have cost.</summary>
    public long WorstOfUnanswered { get; private set; }

    /// <summary>Runs to the end, then lets everything come to rest and asks Keepa once more.</summary>
    public BucketWorld Run()
    {
        Live(Start + _plan.Length, work: true);
        Live(_time.Now + (2 * Hold), work: false);
        Ask();
        Live(_time.Now + Hold, work: false);
        return this;
    }

    private void Live(DateTimeOffset end, bool work)
    {
        var lastGrant = _time.Now;
        while (_time.Now < end)
        {
            foreach (var overdue in Ledger.Overdue(Ours))
                Ledger = Ledger.MarkUnknown(overdue);
            if (Ledger.ReasonToAsk(Ours) is not null && !_asking)
                Ask();
            var (wait, granted) = work ? GrantAll() : (end, false);
            if (granted)
            {
                LongestStall = _time.Now - lastGrant > LongestStall ? _time.Now - lastGrant : LongestStall;
                lastGrant = _time.Now;
            }

            if (_time.DoNext(wait))
                continue;
            WaitsInVain += wait <= _time.Now ? 1 : 0;
            _time.AdvanceTo(wait < end ? Max(wait, _time.Now + TimeSpan.FromMilliseconds(1)) : end);
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
                    _time.Count();
                    _bucket.Ticks();
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
        var issued = _time.Now;
        if (Chance(_plan.NotSentPercent))
        {
            Later(() => Settle(id, new PermitFate.NotSent("test")));
            return;
        }

        Sent++;
        _undebited[id] = worst;
        var life = _life;
        if (Chance(_plan.LostPercent))
        {
            // Lost on the way there: never debited, and nobody knows.
            WorstOfUnanswered += worst;
            _time.At(issued + Hold, () => _undebited.Remove(id));
            return;
        }

        // Its answer will be lost; the half of those are given up for unknown before Keepa has even served them.
        var lost = Chance(_plan.LostPercent);
        if (lost && Chance(50))
            _time.After(Latency() / 4, () => Settle(id, new PermitFate.Unknown("test")));
        Later(() => Arrive(id, worst, _random.Next(worst) + 1, lost, life));
    }

    private void Arrive(Guid id, int worst, int cost, bool lost, int life)
    {
        if (_bucket.Refuses())
        {
            _undebited.Remove(id);
            var refusal = _bucket.Envelope(0, _time.Now);
            Later(() => Tell(id, new PermitFate.Answered(refusal, refusal.RefillIn + TimeSpan.FromSeconds(1))));
            return;
        }

        var arrived = _time.Now;
        Later(() => Complete(id, worst, cost, lost, arrived, life));
    }

    private void Complete(Guid id, int worst, int cost, bool lost, DateTimeOffset arrived, int life)
    {
        var envelope = _bucket.Debit(cost, arrived);
        _undebited.Remove(id);
        Later(() =>
        {
            // A restart loses half of the answers that were on their way to the life before it.
            if (lost || (life != _life && Chance(50)))
                (DebitedUnanswered, WorstOfUnanswered) = (DebitedUnanswered + cost, WorstOfUnanswered + worst);
            else
                Tell(id, new PermitFate.Answered(envelope));
        });
    }

    /// <summary>Tells what became of a request, and some of it again later.</summary>
    private void Tell(Guid id, PermitFate fate)
    {
        Settle(id, fate);
        if (Chance(_plan.DoubledPercent))
            Later(() => Settle(id, fate));
    }

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
        Later(() =>
        {
            var envelope = _bucket.Envelope(0, _time.Now);
            Later(() =>
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

    private void NextWish()
    {
        _wish = Guid.NewGuid();
        _wishCost = 1 + _random.Next(_plan.LargestCost);
    }

    private TimeSpan Latency() => _plan.Latency * _random.NextDouble();

    private bool Chance(int percent) => _random.Next(100) < percent;

    private void Later(Action action) => _time.After(Latency(), action);

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
