using Deals.Actors.Budget;
using Microsoft.Extensions.Logging;

namespace Deals.Actors.Inspection;

/// <summary>Fills the log of live events while somebody follows it, and for a minute after: what nobody looks at is not read.</summary>
public sealed class LiveEventSource(
    LiveEventLog log, IDealEventSource deals, IClusterReader cluster, LastKnown<BudgetStatus> budget, TimeProvider wall, ILogger<LiveEventSource> logger) : IDisposable
{
    /// <summary>How often the budget is looked at, wall time.</summary>
    public static readonly TimeSpan BudgetEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long a reader may be away and still go on where it was, wall time.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private CancellationTokenSource? _running;
    private long _readAt;

    /// <summary>Follows; begins to fill the log where nobody followed before.</summary>
    public LiveEventReading Follow(string? lastId)
    {
        lock (_lock)
        {
            var reading = log.Follow(lastId);
            _readAt = wall.GetTimestamp();
            if (_running is null)
            {
                _running = new CancellationTokenSource();
                var token = _running.Token;
                _ = Task.WhenAll(
                    FillAsync("deals", async () => await DealsAsync(token), token),
                    FillAsync("cluster", async () => await ClusterAsync(token), token),
                    FillAsync("budget", async () => await BudgetAsync(token), token));
            }

            return reading;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _running?.Cancel();
            _running?.Dispose();
            _running = null;
        }
    }

    /// <summary>Fills from one place; after a failure again a little later, for as long as somebody follows.</summary>
    private async Task FillAsync(string what, Func<Task> fill, CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(BudgetEvery, wall);
        try
        {
            do
            {
                try
                {
                    await fill();
                }
                catch (Exception failure) when (!cancellation.IsCancellationRequested)
                {
                    logger.LogWarning("The live events of {What} stop for {Seconds:0} s: {Reason}", what, BudgetEvery.TotalSeconds, failure.Message);
                }
            }
            while (await pause.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            // Nobody follows any more, or the node stops.
        }
    }

    private async Task DealsAsync(CancellationToken cancellation)
    {
        await foreach (var happened in deals.FollowAsync(cancellation))
        {
            if (LiveEventKinds.Of(happened) is { } live)
                log.Add(live);
        }
    }

    private async Task ClusterAsync(CancellationToken cancellation)
    {
        await foreach (var change in cluster.FollowAsync(cancellation))
        {
            if (change.Event != ClusterChange.Followed)
                log.Add(LiveEventKinds.Of(change));
        }
    }

    private async Task BudgetAsync(CancellationToken cancellation)
    {
        string? last = null;
        using var every = new PeriodicTimer(BudgetEvery, wall);
        do
        {
            if (!IsWanted())
                return;
            var known = await budget.ReadAsync(cancellation);
            var report = BudgetReport.From(known.Value, known.Stale);
            // The time of the answer alone is no news.
            var figures = LiveEventKinds.Of(report with { AsOf = default }).Data;
            if (figures != last)
                log.Add(LiveEventKinds.Of(report));
            last = figures;
        }
        while (await every.WaitForNextTickAsync(cancellation));
    }

    private bool IsWanted()
    {
        lock (_lock)
        {
            if (log.Readers > 0)
                _readAt = wall.GetTimestamp();
            if (wall.GetElapsedTime(_readAt) < Linger)
                return true;
            _running?.Cancel();
            _running?.Dispose();
            _running = null;
            return false;
        }
    }
}
