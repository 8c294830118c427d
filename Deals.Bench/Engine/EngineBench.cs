using Deals.Bench.Processes;
using Deals.Bench.Reporting;

namespace Deals.Bench.Engine;

/// <summary>What the engine itself does and holds, whatever Keepa says: deals asleep, deals that are told of a sighting, events that become rows.</summary>
internal static class EngineBench
{
    /// <summary>Runs all of it.</summary>
    public static async Task<BenchReport> RunAsync(EngineOptions options, TextWriter progress, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        var (asleep, asleepBars) = await SleepingDeals.RunAsync(options, folder.Path, progress, cancellation);
        await using var server = await PostgresServer.StartAsync();
        var (warm, warmBar) = await WarmDeals.RunAsync(server, options.Warm, progress, cancellation);
        var lags = await ProjectionLag.RunAsync(server, progress, cancellation);
        var one = await NodesCompared.RunAsync(server, folder.Path, 1, options.Warm, progress, cancellation);
        var three = await NodesCompared.RunAsync(server, folder.Path, 3, options.Warm, progress, cancellation);
        return new BenchReport("engine", Machine.This(), [asleep, warm, .. lags, one, three], [.. asleepBars, warmBar], []) { AllRows = true };
    }
}
