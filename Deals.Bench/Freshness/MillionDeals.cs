using System.Diagnostics;
using System.Globalization;
using Deals.Bench.Reporting;

namespace Deals.Bench.Freshness;

/// <summary>A million deals at the largest plan: what a deal costs in memory and a look in time.</summary>
internal static class MillionDeals
{
    private const int Deals = 1_000_000;
    private const int Rate = 500;
    private const int Days = 14;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(FreshnessOptions options, TextWriter progress, List<BenchRow> rows, List<Bar> bars, CancellationToken cancellation)
    {
        var population = new PopulationPlan("1M", Deals, 0.5) { Rate = Rate }.Draw(options.Seed);
        var bounded = Bounded.Of(population, Rate);
        await progress.WriteLineAsync("A million deals: the population is there.");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var run = PricedRun.Run(new PricedPlan(population, Days, options.Seed), cancellation);
        var seconds = watch.Elapsed.TotalSeconds;
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        var share = 100 * run.Meter.Expected(FreshnessOptions.WarmUp, Days) / bounded.Optimum;
        rows.Add(new BenchRow(string.Create(CultureInfo.InvariantCulture, $"{Deals:N0} deals at {Rate} tokens a minute, {Days} days"),
        [
            new("bytes a deal: state, due index and controller", Math.Round(bytes / (double)Deals, 1)),
            new("bins in use", run.Bins.Used),
            new("seconds", Math.Round(seconds, 1)),
            new("looks", run.Looks.All),
            new("microseconds a look, everything counted", Math.Round(1e6 * seconds / run.Looks.All, 1)),
            new("prices told", run.Broadcasts),
            new("percent of the optimum", Math.Round(share, 2)),
            new("maximum age: its cost, percent of the supply", Math.Round(100 * bounded.MaxAgeCost, 1)),
            new("looks at what was older than the maximum age", run.TooOld),
            new("tokens lost at the cap", run.Bucket.LostAtCap),
        ]));
        bars.Add(Bar.AtLeast("rates learned, percent of the optimum, a million deals", Math.Round(share, 2), 98));
        bars.Add(Bar.None("tokens lost at the cap, a million deals", run.Bucket.LostAtCap));
        GC.KeepAlive(run);
    }
}
