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
    private int _onTheWay;

    /// <summary>Every request that left a gateway, in order.</summary>
    public ConcurrentQueue<KeepaRequest> Left { get; } = [];

    /// <summary>Every request that arrived, in order.</summary>
    public ConcurrentQueue<KeepaRequest> Arrived { get; } = [];

    /// <summary>What a request costs: its worst case unless told otherwise.</summary>
    public Func<KeepaRequest, int> CostOf { get; set; } = static request => request.WorstCaseCost;

    /// <summary>What a request waits for before it is debited; absent for nothing.</summary>
    public Func<KeepaRequest, Task>? OnTheWay { get; set; }

    public int Debited { get; private set; }

    public int Refused { get; private set; }

    /// <summary>What was debited, and what the requests that have left and not arrived yet will be debited.</summary>
    public int DebitedForSure
    {
        get
        {
            lock (_lock)
                return Debited + _onTheWay;
        }
    }

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
        Left.Enqueue(request);
        if (OnTheWay is { } travels)
        {
            Travel(CostOf(request));
            await travels(request).ConfigureAwait(false);
            Travel(-CostOf(request));
        }

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

            var cost = CostOf(request);
            _balance -= cost;
            Debited += cost;
            var envelope = Envelope(cost);
            return Answer?.Invoke(request, envelope) ?? new KeepaOutcome.EmptyPage(envelope);
        }
    }

    private void Travel(int tokens)
    {
        lock (_lock)
            _onTheWay += tokens;
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
