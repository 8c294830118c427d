using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;

namespace Deals.Bench.Budget;

/// <summary>System.Threading.RateLimiting's token bucket at the nominal rate, refilled by hand on virtual time. It starts with the true
/// balance and knows what a request costs in the mean; when an answer tells another rate it is made anew with the tokens that it had; on a
/// 429 it stays quiet until the announced refill and a second.</summary>
internal sealed class NominalLimiter : IContestant, IDisposable
{
    private const int Minutes = 60;
    private const int MostInFlight = 24;
    private static readonly TimeSpan Fudge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private readonly LanesInTurn _work;
    private readonly Queue<(Call Call, int Mean)> _again = new();
    private readonly Dictionary<Guid, int> _inFlight = [];
    private TokenBucketRateLimiter _limiter;
    private DateTimeOffset _madeAt;
    private long _madeStamp;
    private int _rate;
    private (Call Call, int Mean)? _next;
    private DateTimeOffset _quietUntil;

    /// <summary>Makes it.</summary>
    public NominalLimiter(LanesInTurn work, int rate, int balance, DateTimeOffset now)
    {
        (_work, _rate) = (work, rate);
        (_limiter, _madeStamp, _madeAt) = (Limiter(rate, balance), Stopwatch.GetTimestamp(), now);
    }

    /// <inheritdoc />
    public string Name => "rate limiter at the nominal rate";

    /// <summary>Takes tokens if they are there.</summary>
    public bool TryTake(int tokens, DateTimeOffset now)
    {
        Refill(_limiter, _madeStamp + (long)((now - _madeAt).TotalSeconds * Stopwatch.Frequency));
        using var lease = _limiter.AttemptAcquire(tokens);
        return lease.IsAcquired;
    }

    /// <inheritdoc />
    public DateTimeOffset Look(DateTimeOffset now, Action<Call> send)
    {
        if (now < _quietUntil)
            return _quietUntil;
        while (_inFlight.Count < MostInFlight)
        {
            // What was refused has paid already.
            var paid = _again.TryDequeue(out var next);
            if (!paid)
                next = _next ?? _work.Next(_rate);
            if (!paid && !TryTake(Math.Min(next.Mean, Minutes * _rate), now))
            {
                _next = next;
                return now + Poll;
            }

            _next = paid ? _next : null;
            _inFlight[next.Call.Id] = next.Mean;
            send(next.Call);
        }

        return DateTimeOffset.MaxValue;
    }

    /// <inheritdoc />
    public void Take(Call call, BucketReading reading, bool refused, DateTimeOffset now)
    {
        _inFlight.Remove(call.Id, out var mean);
        if (refused)
        {
            _again.Enqueue((call, mean));
            _quietUntil = now + reading.RefillIn + Fudge;
        }

        if (reading.Rate == _rate)
            return;
        TryTake(0, now);
        var had = (int)(_limiter.GetStatistics()?.CurrentAvailablePermits ?? 0);
        _limiter.Dispose();
        _rate = reading.Rate;
        (_limiter, _madeStamp, _madeAt) = (Limiter(_rate, had), Stopwatch.GetTimestamp(), now);
    }

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();

    private static TokenBucketRateLimiter Limiter(int rate, int tokens)
    {
        var limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = Minutes * rate,
            TokensPerPeriod = rate,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1),
            AutoReplenishment = false,
            QueueLimit = 0,
        });
        using var lease = limiter.AttemptAcquire(Math.Max(0, (Minutes * rate) - tokens));
        return limiter;
    }

    // Its own tests move its time in this way too; the public TryReplenish reads the machine's clock.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ReplenishInternal")]
    private static extern void Refill(TokenBucketRateLimiter limiter, long nowTicks);
}
