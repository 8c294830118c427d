namespace Deals.Bench.Budget;

/// <summary>Threshold and recharge, as AgentArbitrage's token manager describes it: a request may start at a balance of 1 and more if the
/// balance stays above -180; the balance is what the last answer said and a refill that flows; below 10 tokens a minute an empty
/// bucket stops everything until 40 tokens are there, for an hour at most.</summary>
/// <param name="work">What it asks for.</param>
/// <param name="rate">The plan's rate at first; later the answers tell it.</param>
/// <param name="balance">The balance at first.</param>
/// <param name="now">Its own clock.</param>
internal sealed class ThresholdAndRecharge(LanesInTurn work, int rate, int balance, DateTimeOffset now) : IContestant
{
    private const int Minutes = 60;
    private const int LeastToStart = 1;
    private const int DeepestDebt = -180;
    private const int SlowBelow = 10;
    private const int Target = 40;
    private static readonly TimeSpan LongestRecharge = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan Fudge = TimeSpan.FromSeconds(1);
    private (Call Call, int Mean)? _next;
    private bool _inFlight;
    private int _rate = rate;
    private double _tokens = balance;
    private DateTimeOffset _at = now;
    private DateTimeOffset? _rechargeUntil;

    /// <inheritdoc />
    public string Name => "threshold and recharge";

    /// <summary>Whether everything is stopped until the target is reached.</summary>
    public bool Recharging => _rechargeUntil is not null;

    /// <inheritdoc />
    public DateTimeOffset Look(DateTimeOffset now, Action<Call> send)
    {
        if (_inFlight)
            return DateTimeOffset.MaxValue;
        var tokens = Math.Min(Minutes * _rate, _tokens + ((now - _at).TotalMinutes * _rate));
        if (_rechargeUntil is { } until && tokens < Target && now < until)
            return Sooner(now + Refill(Target - tokens), until);
        _rechargeUntil = null;
        var next = _next ??= work.Next(_rate);
        if (tokens < LeastToStart && _rate < SlowBelow)
        {
            _rechargeUntil = now + LongestRecharge;
            return Sooner(now + Refill(Target - tokens), _rechargeUntil.Value);
        }

        var missing = Math.Max(LeastToStart - tokens, DeepestDebt - (tokens - Math.Min(next.Mean, Minutes * _rate)));
        if (missing > 0)
            return now + Refill(missing);
        (_tokens, _at, _inFlight) = (tokens - next.Mean, now, true);
        send(next.Call);
        return DateTimeOffset.MaxValue;
    }

    /// <inheritdoc />
    public void Take(Call call, BucketReading reading, bool refused, DateTimeOffset now)
    {
        (_inFlight, _rate, _tokens, _at) = (false, reading.Rate, reading.Left, now);
        _next = refused ? _next : null;
    }

    private TimeSpan Refill(double tokens) => TimeSpan.FromMinutes(tokens / _rate) + Fudge;

    private static DateTimeOffset Sooner(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
