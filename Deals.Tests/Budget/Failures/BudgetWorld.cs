using System.Collections.Immutable;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Bench.Budget;

namespace Deals.Tests.Budget.Failures;

/// <summary>A request that Keepa has seen.</summary>
/// <param name="Permit">Its permit; without a lane it is a question for the balance.</param>
/// <param name="At">When it arrived, since the start.</param>
/// <param name="Before">The balance that it found.</param>
/// <param name="Cost">What it cost; 0 where it was refused.</param>
/// <param name="Refused">Whether it was refused with 429.</param>
internal sealed record Served(PermitGranted Permit, TimeSpan At, int Before, int Cost, bool Refused);

/// <summary>The router on virtual time beside a bucket that charges like Keepa, with the network between them and consumers that ask. A test sets a situation
/// and looks at what Keepa saw. The router's clock is behind Keepa's by 400 ms; nothing tells it the plan but the answers.</summary>
internal sealed partial class BudgetWorld
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Skew = TimeSpan.FromMilliseconds(400);
    private readonly Random _random;
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _events = new();
    private readonly Dictionary<Guid, int> _undebited = [];
    private DateTimeOffset _now = Start;
    private DateTimeOffset _wake = Start;
    private long _order;

    /// <summary>A world before the router's first question.</summary>
    /// <param name="rate">Tokens a minute of the plan.</param>
    /// <param name="balance">What is in the bucket; absent for half of what it holds.</param>
    /// <param name="seed">What makes it another than the next.</param>
    /// <param name="firstTick">When the first refill comes; absent for somewhere within a minute.</param>
    public BudgetWorld(int rate, int? balance = null, int seed = 7, TimeSpan? firstTick = null)
    {
        _random = new Random(seed);
        Bucket = new KeepaBucket(rate, balance ?? 30 * rate, Start + (firstTick ?? KeepaBucket.Period * _random.NextDouble()), _random);
        FirstBalance = Bucket.Balance;
        Router = new VirtualRouter(new KeepaRouterSettings(), Ours);
    }

    public KeepaBucket Bucket { get; private set; }

    public VirtualRouter Router { get; }

    public int FirstBalance { get; }

    /// <summary>What a request costs in truth.</summary>
    public Func<KeepaRequest, int> CostOf { get; set; } = static request => request.WorstCaseCost;

    /// <summary>Whether a permit is lost on its way: it never reaches Keepa, and nobody tells.</summary>
    public Func<PermitGranted, bool> IsLost { get; set; } = static _ => false;

    /// <summary>Whether Keepa answers with an error that nobody can read: served, perhaps charged, and of unknown fate.</summary>
    public Func<PermitGranted, bool> Fails { get; set; } = static _ => false;

    /// <summary>Called when a request of a lane has its answer.</summary>
    public Action<PermitGranted, PermitFate> OnAnswer { get; set; } = static (_, _) => { };

    /// <summary>The longest that Keepa takes for an answer.</summary>
    public TimeSpan Processing { get; set; } = TimeSpan.FromSeconds(1.3);

    public int MostInFlight { get; set; } = 24;

    /// <summary>Since the start.</summary>
    public TimeSpan Elapsed => _now - Start;

    /// <summary>All that Keepa has seen, in order.</summary>
    public List<Served> All { get; } = [];

    /// <summary>What Keepa has served for lanes.</summary>
    public IEnumerable<Served> Paid => All.Where(static s => s is { Permit.Lane: not null, Refused: false });

    /// <summary>How many permits left the router, those for the balance too.</summary>
    public int Permits { get; private set; }

    /// <summary>What each lane got of what was spent.</summary>
    public LaneService Service { get; } = new();

    /// <summary>The most by which the router thought free what was not, at any grant. It cannot know of somebody else before an answer shows him.</summary>
    public int WorstOptimism { get; private set; } = int.MinValue;

    /// <summary>Moments in which something waited, nothing was in flight, and the router could not say for what or until when.</summary>
    public List<string> SilentWaits { get; } = [];

    /// <summary>Requests that were sent after a refusal was known and before the refill that it named.</summary>
    public int SentInQuiet { get; private set; }

    /// <summary>The highest balance that a refill has left since it was last set to zero.</summary>
    public int Highest { get; set; }

    /// <summary>The lowest balance that a charge has left since it was last set.</summary>
    public int Lowest { get; set; } = int.MaxValue;

    /// <summary>Tokens that were served for lanes from a time on.</summary>
    public long SpentSince(TimeSpan since) => Paid.Where(s => s.At >= since).Sum(static s => (long)s.Cost);

    /// <summary>The router's own clock.</summary>
    public DateTimeOffset Ours => _now - Skew;

    /// <summary>Another bucket in the place of this one, as when somebody has set the balance by hand.</summary>
    public void SetBalance(int balance) => Bucket = new KeepaBucket(Bucket.Rate, balance, Bucket.NextTick, _random);

    public void At(TimeSpan after, Action action) => Schedule(Start + after, action);

    /// <summary>Repeats something, the first time at once.</summary>
    public void Every(TimeSpan interval, Action action)
    {
        action();
        Schedule(_now + interval, () => Every(interval, action));
    }

    /// <summary>Somebody else on the key who takes a token at a time from now on, and what he could not get as soon as there is some.</summary>
    public void ForeignUser(double perMinute) => Foreign(perMinute, _now + TimeSpan.FromMinutes(1 / perMinute));

    /// <summary>Runs for a time.</summary>
    public BudgetWorld Run(TimeSpan length)
    {
        RunUntil(static () => false, length, isRequired: false);
        return this;
    }

    /// <summary>Runs until something holds.</summary>
    public BudgetWorld RunUntil(Func<bool> holds, TimeSpan atMost, bool isRequired = true)
    {
        var end = _now + atMost;
        while (_now < end && !holds())
        {
            Look();
            var next = _events.TryPeek(out _, out var at) ? at.At : DateTimeOffset.MaxValue;
            var step = next < _wake ? next : _wake;
            MoveTo(step < end ? step : end);
            while (_events.TryPeek(out _, out at) && at.At <= _now)
                _events.Dequeue()();
        }

        if (isRequired)
            Assert.True(holds(), $"It did not come about in {atMost}: {Router.Waiting?.Reason}");
        return this;
    }

    private void Foreign(double perMinute, DateTimeOffset due) => Schedule(
        due > _now ? due : _now + TimeSpan.FromMilliseconds(1),
        () =>
        {
            if (Bucket.TakeForeign(_now, 1))
                Foreign(perMinute, due + TimeSpan.FromMinutes(1 / perMinute));
            else
                Schedule(Bucket.NextTick + Between(1, 500), () => Foreign(perMinute, due));
        });

    private void MoveTo(DateTimeOffset instant)
    {
        while (Bucket.NextTick <= instant)
        {
            Bucket.AdvanceTo(Bucket.NextTick);
            Highest = Math.Max(Highest, Bucket.Balance);
        }

        _now = instant > _now ? instant : _now;
    }

    private void Look()
    {
        foreach (var permit in Router.GiveUpOverdue(Ours))
            Ended(permit, new PermitFate.Unknown("No answer came by its deadline."));
        Fill();
        var look = Router.Pump(Ours, MostInFlight, Send);
        NoteSilence();
        _wake = look + Skew > _now ? look + Skew : _now + TimeSpan.FromMilliseconds(1);
    }

    private void NoteSilence()
    {
        var waits = LaneOrder.All.Any(lane => !Router.Lanes.Of(lane).IsEmpty);
        if (!waits || Router.Ledger.Open.Values.Count(static r => !r.FateUnknown) >= MostInFlight)
            return;
        if (Router.Waiting is not var (reason, until) || reason.Length < 10 || until <= Ours)
            SilentWaits.Add($"{Elapsed}: {Router.Waiting}");
    }

    private void Send(PermitGranted permit)
    {
        Permits++;
        if (permit.Lane is not null)
        {
            SentInQuiet += Router.Ledger.QuietUntil > Ours ? 1 : 0;
            _undebited[permit.PermitId] = permit.WorstCase;
            MoveTo(_now);
            WorstOptimism = Math.Max(WorstOptimism, Router.Ledger.Balance(Ours)!.Value - Router.Ledger.Held - (Bucket.Balance - _undebited.Values.Sum()));
        }

        if (IsLost(permit))
            Schedule(_now + Router.Settings.LongestHold, () => _undebited.Remove(permit.PermitId));
        else
            Schedule(_now + Between(20, 120), () => Arrive(permit));
    }

    private void Arrive(PermitGranted permit)
    {
        var before = Bucket.Balance;
        if (permit.Lane is null || !Bucket.Admits(_now))
        {
            _undebited.Remove(permit.PermitId);
            All.Add(new Served(permit, Elapsed, before, 0, Refused: permit.Lane is not null));
            Answer(permit, Bucket.Read(_now), refused: permit.Lane is not null);
            return;
        }

        Schedule(_now + Between(300, Math.Max(301, (int)Processing.TotalMilliseconds)), () => Serve(permit, before));
    }

    private void Serve(PermitGranted permit, int before)
    {
        var cost = CostOf(permit.Request);
        var reading = Bucket.Charge(_now, cost);
        _undebited.Remove(permit.PermitId);
        Lowest = Math.Min(Lowest, Bucket.Balance);
        All.Add(new Served(permit, Elapsed, before, cost, Refused: false));
        Service.Add(_order, permit.Lane!.Value, cost, _now);
        Answer(permit, reading, refused: false);
    }

    private void Answer(PermitGranted permit, BucketReading reading, bool refused)
    {
        var envelope = new TokenEnvelope(reading.At, reading.Left, reading.RefillIn, reading.Rate, 0, reading.Consumed, TimeSpan.Zero);
        PermitFate fate = Fails(permit)
            ? new PermitFate.Unknown("The answer could not be read.")
            : new PermitFate.Answered(envelope, refused ? reading.RefillIn + TimeSpan.FromSeconds(1) : null);
        Schedule(_now + Between(20, 120), () =>
        {
            Router.Settle(permit, fate, Ours);
            CheckSum();
            Ended(permit, fate);
        });
    }

    private void CheckSum()
    {
        if (Router.Ledger.Anchor is not { } anchor)
            return;
        var t = Router.Ledger.Totals;
        var suspense = Router.Ledger.Suspense.Sum(static s => (long)s.Shortfall + s.Wasted);
        Assert.Equal(anchor.TokensLeft, t.Initial + t.Refilled + t.Surplus - t.Wasted - t.Settled - t.Unknown - t.Foreign - suspense);
    }

    private TimeSpan Between(int least, int most) => TimeSpan.FromMilliseconds(_random.Next(least, most));

    private void Schedule(DateTimeOffset at, Action action) => _events.Enqueue(action, (at, _order++));
}
