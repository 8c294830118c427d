using System.Collections.Concurrent;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;

namespace Deals.Tests.Budget;

/// <summary>A Keepa of the tests: a bucket by the documented rules, on the domain clock, that answers at once unless told otherwise.</summary>
internal sealed class FakeKeepa(TimeProvider clock, int rate = 20, int? balance = null) : IKeepaSender
{
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(60_210);
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _origin = clock.GetUtcNow();
    private long _ticksSeen;
    private int _balance = balance ?? 60 * rate;

    /// <summary>Every request that arrived, in order.</summary>
    public ConcurrentQueue<KeepaRequest> Arrived { get; } = [];

    public int Debited { get; private set; }

    public int Refused { get; private set; }

    /// <summary>What to do instead of answering; runs after the debit.</summary>
    public Func<KeepaRequest, CancellationToken, Task<KeepaOutcome?>>? Instead { get; set; }

    /// <summary>What to answer to a request that was served; absent for an empty page.</summary>
    public Func<KeepaRequest, TokenEnvelope, KeepaOutcome>? Answer { get; set; }

    public int Balance
    {
        get
        {
            lock (_lock)
            {
                Refill();
                return _balance;
            }
        }
    }

    /// <summary>Somebody else spends.</summary>
    public void Drain(int tokens)
    {
        lock (_lock)
            _balance -= tokens;
    }

    public async Task<KeepaOutcome> SendAsync(KeepaRequest request, CancellationToken cancellationToken)
    {
        var answer = Serve(request);
        Arrived.Enqueue(request);
        return Instead is { } instead && await instead(request, cancellationToken).ConfigureAwait(false) is { } other ? other : answer;
    }

    private KeepaOutcome Serve(KeepaRequest request)
    {
        lock (_lock)
        {
            Refill();
            if (request is KeepaRequest.Token)
                return new KeepaOutcome.TokenStatus(Envelope(0));
            if (_balance <= 0)
            {
                Refused++;
                var refusal = Envelope(0);
                return new KeepaOutcome.Throttled(refusal.RefillIn + TimeSpan.FromSeconds(1), refusal);
            }

            _balance -= request.WorstCaseCost;
            Debited += request.WorstCaseCost;
            var envelope = Envelope(request.WorstCaseCost);
            return Answer?.Invoke(request, envelope) ?? new KeepaOutcome.EmptyPage(envelope);
        }
    }

    private TokenEnvelope Envelope(int consumed)
    {
        var now = clock.GetUtcNow();
        var next = _origin + ((_ticksSeen + 1) * TickPeriod);
        return new TokenEnvelope(now, _balance, next - now, rate, 0, consumed, TimeSpan.Zero);
    }

    private void Refill()
    {
        var ticks = (clock.GetUtcNow() - _origin).Ticks / TickPeriod.Ticks;
        _balance = (int)Math.Min(Math.Max(_balance, 60 * rate), _balance + ((ticks - _ticksSeen) * rate));
        _ticksSeen = ticks;
    }
}
