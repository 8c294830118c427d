using Deals.Actors.Keepa;

namespace Deals.Tests.Budget;

/// <summary>Keepa's bucket as it truly is, beside the ledger that has to predict it.</summary>
internal sealed class TrueBucket
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(60_210);
    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(522);

    private readonly WorldPlan _plan;
    private readonly Timeline _time;
    private readonly Random _random;
    private DateTimeOffset _nextTick;
    private int _rate;
    private bool _seen;

    public TrueBucket(WorldPlan plan, Timeline time, Random random)
    {
        (_plan, _time, _random, _rate, Balance) = (plan, time, random, plan.Rate, plan.FirstBalance);
        _nextTick = time.Now + (Period * random.NextDouble());
        for (var i = 0; i < plan.LaterRates.Length; i++)
        {
            var rate = plan.LaterRates[i];
            time.After(plan.Length * (i + 1) / (plan.LaterRates.Length + 1), () => ChangePlan(rate));
        }

        for (var i = 0; i < plan.ForeignPerHour * plan.Length.TotalHours / 3; i++)
            time.After(plan.Length * random.NextDouble(), () => Drain(3));
    }

    public int Balance { get; private set; }

    /// <summary>The lowest that the balance ever was.</summary>
    public int Lowest { get; private set; }

    /// <summary>What ticks brought since the first envelope.</summary>
    public long Ticked { get; private set; }

    public long LostAtCap { get; private set; }

    public long Debited { get; private set; }

    public long Drained { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Whether a request that arrives now is refused, which is counted.</summary>
    public bool Refuses()
    {
        Ticks();
        if (Balance > 0)
            return false;
        Refused++;
        return true;
    }

    public TokenEnvelope Debit(int cost, DateTimeOffset arrived)
    {
        Ticks();
        if (_plan.EarlyTicks && _nextTick - _time.Now <= Floor && _random.Next(2) == 0)
            Tick();
        Balance -= cost;
        Lowest = Math.Min(Lowest, Balance);
        Debited += cost;
        return Envelope(cost, arrived);
    }

    public TokenEnvelope Envelope(int cost, DateTimeOffset arrived)
    {
        Ticks();
        if (!_seen)
            (_seen, Ticked, LostAtCap, Drained) = (true, 0, 0, 0);
        var error = _plan.AnnouncementError * ((2 * _random.NextDouble()) - 1);
        var (arrivedAt, completedAt) = (Milliseconds(arrived), Milliseconds(_time.Now));
        return new TokenEnvelope(arrivedAt, Balance, Milliseconds(Announced(_nextTick - _time.Now, error)), _rate, 0, cost, completedAt - arrivedAt);
    }

    public void Ticks()
    {
        while (_nextTick <= _time.Now)
            Tick();
    }

    /// <summary>As recorded: never less than 522 ms, and that also where the tick has come early.</summary>
    private TimeSpan Announced(TimeSpan toTick, TimeSpan error) =>
        !_plan.EarlyTicks ? toTick + error : toTick < Floor || toTick > Period || toTick + error < Floor ? Floor : toTick + error;

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

    private void Tick()
    {
        _time.Count();
        Ticked += _rate;
        var full = Balance + _rate;
        Balance = Math.Min(Math.Max(Balance, 60 * _rate), full);
        LostAtCap += full - Balance;
        _nextTick += Period;
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());

    private static TimeSpan Milliseconds(TimeSpan interval) => TimeSpan.FromMilliseconds(Math.Floor(interval.TotalMilliseconds));
}
