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
        await using var server = await PostgresServer.StartAsync();
        var (rows, bars) = (new List<BenchRow>(), new List<Bar>());
        if (options.Parts.Contains("sleeping"))
        {
            var (row, itsBars) = await SleepingDeals.RunAsync(options, folder.Path, progress, cancellation);
            rows.Add(row);
            bars.AddRange(itsBars);
        }

        if (options.Parts.Contains("warm"))
        {
            var (row, bar) = await WarmDeals.RunAsync(server, options.Warm, progress, cancellation);
            rows.Add(row);
            bars.Add(bar);
        }

        if (options.Parts.Contains("rows"))
            rows.AddRange(await ProjectionLag.RunAsync(server, progress, cancellation));
        foreach (var nodes in options.Parts.Contains("nodes") ? new[] { 1, 3 } : [])
            rows.Add(await NodesCompared.RunAsync(server, folder.Path, nodes, options.Warm, progress, cancellation));
        return new BenchReport("engine", Machine.This(), rows, bars, []) { AllRows = true };
    }
}
