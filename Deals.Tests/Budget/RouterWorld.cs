using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Tests.Budget;

/// <summary>All of the router that is pure, its state, its lanes and its rules, beside the true bucket: wishes become batches, senders die with what they have,
/// answers are lost, overtake each other and come twice, and requests cost what Keepa likes.</summary>
public sealed class RouterWorld
{
    private static readonly TimeSpan Hold = BucketWorld.Hold;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private const int Senders = 3, Waiting = 40;

    private readonly WorldPlan _plan;
    private readonly Random _random;
    private readonly Timeline _time = new(Start);
    private readonly TrueBucket _bucket;
    private readonly WorldWishes _wishes;
    private readonly GrantRules _rules;
    private readonly Dictionary<Guid, int> _undebited = [];
    private readonly Dictionary<Guid, int> _senderOf = [];
    private readonly List<(int Envelope, int Tokens)> _excess = [];
    private readonly int[] _deathsOf = new int[Senders];
    private RouterState _state;
    private Lanes _lanes = Lanes.Empty(LaneShares.Default, 1000);
    private bool _asking;
    private int _waiting;
    private int _envelopes;
    private int _known;
    private DateTimeOffset? _richSince;

    public RouterWorld(WorldPlan plan)
    {
        _plan = plan;
        _random = new Random(plan.Seed);
        _bucket = new TrueBucket(plan, _time, _random);
        _state = RouterState.Empty(plan.Ledger);
        _wishes = new WorldWishes(_random);
        _rules = new GrantRules(10, plan.LargestShare, TimeSpan.Zero);
        for (var i = 1; i <= plan.Restarts; i++)
            _time.After(plan.Length * i / (plan.Restarts + 1), Restart);
        for (var i = 1; i <= plan.Deaths; i++)
            _time.After(plan.Length * i / (plan.Deaths + 1), () => Die(_random.Next(Senders)));
    }

    public TokenLedger Ledger => _state.Ledger;

    public long Steps => _time.Steps;

    public long Debited => _bucket.Debited;

    public int Balance => _bucket.Balance;

    public long DebitedUnanswered { get; private set; }

    /// <summary>The most that the permits of senders that died, and the other requests without an answer, can have cost by what was held for them.</summary>
    public long WorstOfUnanswered { get; private set; }

    public int Refused => _bucket.Refused;

    public int RefusedUnheard { get; private set; }

    public int LowestBalance => _bucket.Lowest;

    public long LostAtCap => _bucket.LostAtCap;

    public int Granted { get; private set; }

    public int LargestBatch { get; private set; }

    /// <summary>Requests that could never be sent under the plan, by what the router had learned.</summary>
    public int Impossible { get; private set; }

    /// <summary>The largest excess of what the ledger thought free over what was free, at any grant, but for what no answer could have told it yet.</summary>
    public int WorstOptimism { get; private set; } = int.MinValue;

    /// <summary>The longest time in which the tokens for the next request were truly there and it was not granted.</summary>
    public TimeSpan LongestIdle { get; private set; }

    private DateTimeOffset Ours => _time.Now - _plan.Skew;

    /// <summary>Runs to the end, then lets everything come to rest and asks Keepa once more.</summary>
    public RouterWorld Run()
    {
        Live(Start + _plan.Length, work: true);
        Live(_time.Now + (2 * Hold), work: false);
        Ask();
        Live(_time.Now + Hold, work: false);
        return this;
    }

    private void Live(DateTimeOffset end, bool work)
    {
        while (_time.Now < end)
        {
            foreach (var overdue in Ledger.Overdue(Ours))
                Take(new PermitUnknown(overdue, "test", Ours));
            if (Ledger.ReasonToAsk(Ours) is not null && !_asking)
                Ask();
            var wait = work ? GrantAll() : end;
            if (!_time.DoNext(wait < end ? wait : end))
                _time.AdvanceTo(wait < end ? Later(wait, _time.Now + TimeSpan.FromMilliseconds(1)) : end);
        }
    }

    private DateTimeOffset GrantAll()
    {
        while (Ledger.Open.Values.Count(static r => !r.FateUnknown) < _plan.InFlight)
        {
            for (; _waiting < Waiting; _waiting++)
                _lanes = _lanes.Enqueue(_wishes.Next(Ours));
            if (GrantRules.Turn(_lanes, Ledger, Ours) is not GrantStep.Turn turn)
                throw new InvalidOperationException("Something always waits.");
            switch (_rules.Form(turn.Head, _lanes, Ledger, _state.Costs, Ours))
            {
                case GrantStep.Grant grant:
                    Grant(grant);
                    break;
                case GrantStep.Impossible impossible:
                    Impossible++;
                    _waiting--;
                    _lanes = _lanes.Remove(impossible.Head);
                    break;
                case GrantStep.Wait wait:
                    Idle(turn.Head);
                    Assert.True(wait.Until >= Ours, "A wait ends in the past.");
                    return wait.Until + _plan.Skew;
            }
        }

        _richSince = null;
        return DateTimeOffset.MaxValue;
    }

    private void Grant(GrantStep.Grant grant)
    {
        var (id, lane) = (Guid.NewGuid(), grant.Batch[0].Lane);
        Take(new PermitGranted(id, _state.Epoch, id, lane, grant.Request, grant.WorstCase, Ours + Hold, null, "", Ours));
        _lanes = _lanes.Take(grant.Batch);
        _waiting -= grant.Batch.Length;
        _time.Count();
        Granted++;
        _richSince = null;
        LargestBatch = Math.Max(LargestBatch, grant.Batch.Length);
        _bucket.Ticks();
        Send(id, grant);
        Compare();
    }

    /// <summary>What the ledger thinks free is there, even if everything that is in flight and not debited yet costs what is held for it. What was debited beyond
    /// that counts from the first answer on that was made after it: before, nobody but Keepa knows.</summary>
    private void Compare()
    {
        var free = Ledger.Balance(Ours)!.Value - Ledger.Held;
        var truth = _bucket.Balance - _undebited.Values.Sum() + _excess.Sum(static e => e.Tokens);
        WorstOptimism = Math.Max(WorstOptimism, free - truth);
    }

    private void Idle(QueuedRequest head)
    {
        _bucket.Ticks();
        var needed = Math.Max(1, _rules.WorstCaseOf(head.Request, _state.Costs, Ledger) - Ledger.DebtNow(_rules.Debt(head.Lane, Ledger)));
        var rich = _bucket.Balance - _undebited.Values.Sum() >= needed;
        _richSince = rich ? _richSince ?? _time.Now : null;
        if (_richSince is { } since && _time.Now - since > LongestIdle)
            LongestIdle = _time.Now - since;
    }

    private void Send(Guid id, GrantStep.Grant grant)
    {
        if (Chance(_plan.NotSentPercent))
        {
            After(() => Tell(id, new PermitFate.NotSent("test")));
            return;
        }

        var sender = _random.Next(Senders);
        var sent = new Sent(id, grant.WorstCase, CostOf(grant.Request.WorstCaseCost), sender, _deathsOf[sender], _state.Epoch);
        _senderOf[id] = sender;
        _undebited[id] = sent.Held;
        _time.After(Hold, () => _undebited.Remove(id));
        After(() => Leave(sent));
    }

    private int CostOf(int documented)
    {
        var dear = _time.Now < Start + (_plan.Length / 2) && Chance(_plan.DearPercent);
        return 1 + _random.Next(dear ? 10 * documented : documented);
    }

    private void Leave(Sent sent)
    {
        if (IsGone(sent) || Chance(_plan.LostPercent))
            WorstOfUnanswered += sent.Held;
        else
            After(() => Arrive(sent));
    }

    private void Arrive(Sent sent)
    {
        if (_bucket.Refuses())
        {
            _undebited.Remove(sent.Id);
            var refusal = _bucket.Envelope(0, _time.Now);
            Answer(sent, 0, new PermitFate.Answered(refusal, refusal.RefillIn + TimeSpan.FromSeconds(1)));
            return;
        }

        var envelope = _bucket.Debit(sent.Cost, _time.Now);
        _undebited.Remove(sent.Id);
        if (sent.Cost > sent.Held)
            _excess.Add((_envelopes + 1, sent.Cost - sent.Held));
        Answer(sent, sent.Cost, new PermitFate.Answered(envelope));
    }

    private void Answer(Sent sent, int cost, PermitFate.Answered fate)
    {
        var number = ++_envelopes;
        After(() =>
        {
            // A restart loses half of the answers that were on their way to the life before it, a sender's death all that it had.
            if (!IsGone(sent) && !Chance(_plan.LostPercent) && (sent.Epoch == _state.Epoch || Chance(50)))
            {
                Learn(sent.Id, number);
                Tell(sent.Id, fate);
                return;
            }

            RefusedUnheard += fate.RetryAfter is null ? 0 : 1;
            (DebitedUnanswered, WorstOfUnanswered) = (DebitedUnanswered + cost, WorstOfUnanswered + sent.Held);
        });
    }

    /// <summary>An answer that is taken in tells of all that was debited before it was made.</summary>
    private void Learn(Guid id, int number)
    {
        if (!Ledger.Open.ContainsKey(id))
            return;
        _known = Math.Max(_known, number);
        _excess.RemoveAll(e => e.Envelope <= _known);
    }

    /// <summary>Tells what became of a request, and some of it again later.</summary>
    private void Tell(Guid id, PermitFate fate)
    {
        Take(new PermitSettled(id, fate, Ours));
        if (Chance(_plan.DoubledPercent))
            After(() => Take(new PermitSettled(id, fate, Ours)));
    }

    private void Take(IBudgetEvent @event) => _state = _state.Apply(@event).State;

    private void Ask()
    {
        var (id, epoch) = (Guid.NewGuid(), _state.Epoch);
        _asking = true;
        Take(new PermitGranted(id, epoch, id, null, new KeepaRequest.Token(), 0, Ours + Hold, null, "", Ours));
        After(() =>
        {
            var (envelope, number) = (_bucket.Envelope(0, _time.Now), ++_envelopes);
            After(() =>
            {
                _asking &= epoch != _state.Epoch;
                Learn(id, number);
                Take(new PermitSettled(id, new PermitFate.Answered(envelope), Ours));
            });
        });
    }

    private void Restart()
    {
        _asking = false;
        (_lanes, _waiting) = (Lanes.Empty(LaneShares.Default, 1000), 0);
        Take(new EpochOpened(_state.Epoch + 1, Hold, Ours));
    }

    /// <summary>Its node is gone; half of the time the router hears it, and otherwise it waits for the deadlines.</summary>
    private void Die(int sender)
    {
        _deathsOf[sender]++;
        var lost = Ledger.Open.Keys.Where(id => _senderOf.TryGetValue(id, out var of) && of == sender).ToList();
        if (Chance(50))
            After(() => lost.ForEach(id => Take(new PermitUnknown(id, "test", Ours))));
    }

    private bool IsGone(Sent sent) => _deathsOf[sent.Sender] != sent.DeathsBefore;

    private bool Chance(int percent) => _random.Next(100) < percent;

    private void After(Action action) => _time.After(_plan.Latency * _random.NextDouble(), action);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <summary>A request that a sender has.</summary>
    private sealed record Sent(Guid Id, int Held, int Cost, int Sender, int DeathsBefore, long Epoch);
}
