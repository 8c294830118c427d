using System.Globalization;
using Deals.Bench.Reporting;

namespace Deals.Bench.Freshness;

/// <summary>Pages of the feed as refreshes of 150 listings at five tokens, read at fixed shares of the supply and by the price.</summary>
internal static class SweepsCompared
{
    private static readonly double[] Shares = [0.05, 0.1, 0.25, 0.5];

    /// <summary>Runs one population.</summary>
    /// <param name="plan">Its distributions.</param>
    /// <param name="least">The least that sweeps by price have to reach, percent of the optimum of products alone; absent for none.</param>
    /// <param name="options">What is run.</param>
    /// <param name="progress">For people.</param>
    /// <param name="rows">Gets the figures.</param>
    /// <param name="bars">Gets the bars.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task RunAsync(
        PopulationPlan plan, double? least, FreshnessOptions options, TextWriter progress, List<BenchRow> rows, List<Bar> bars, CancellationToken cancellation)
    {
        List<(double[] Fixed, double Priced, double Hourly, double Optimum)> found = [];
        foreach (var seed in Enumerable.Range(options.Seed, options.SeedsOfLong))
        {
            var population = plan.Draw(seed);
            var optimum = Bounded.Of(population, plan.Rate).Optimum;
            var figures = new List<KeyValuePair<string, object?>> { new("optimum of products alone: percent fresh", Math.Round(100 * optimum, 2)) };
            var byShare = new double[Shares.Length];
            for (var s = 0; s < Shares.Length; s++)
                byShare[s] = Run(population, Sweeping.Fixed, Shares[s], string.Create(CultureInfo.InvariantCulture, $"{100 * Shares[s]} % of the supply"));
            var priced = Run(population, Sweeping.Priced, 0, "by the price");
            var hourly = Run(population, Sweeping.Priced, 0, "by the price, never within the hour");
            found.Add((byShare, priced, hourly, optimum));
            rows.Add(new BenchRow($"{plan.Name} with sweeps, seed {seed}", figures));
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{plan.Name} with sweeps, seed {seed}: {100 * priced / optimum:0.0} and, never within the hour, {100 * hourly / optimum:0.0} % of the optimum of products alone"));

            double Run(Population deals, Sweeping sweeping, double share, string name)
            {
                var sweeps = new PricedPlan(deals, options.Span.End, seed) { Sweeping = sweeping, SweepShare = share };
                var run = PricedRun.Run(name.EndsWith("hour", StringComparison.Ordinal) ? sweeps with { ShortestSweep = TimeSpan.FromHours(1) } : sweeps, cancellation);
                var freshness = run.Meter.Expected(options.Span.Start, options.Span.End);
                figures.Add(new($"sweeps, {name}: percent fresh", Math.Round(100 * freshness, 2)));
                figures.Add(new($"sweeps, {name}: percent of the optimum of products alone", Math.Round(100 * freshness / optimum, 2)));
                figures.Add(new($"sweeps, {name}: percent of what was spent", Math.Round(100.0 * run.Spent.Pages / (run.Spent.Pages + run.Spent.Products), 1)));
                figures.Add(new($"sweeps, {name}: hours between two readings of a page", Math.Round(run.SweepHours, 2)));
                figures.Add(new($"sweeps, {name}: looks at products older than the maximum age", run.TooOld));
                figures.Add(new($"sweeps, {name}: tokens lost at the cap", run.Bucket.LostAtCap));
                return freshness;
            }
        }

        if (least is { } target)
        {
            bars.Add(Bar.AtLeast($"sweeps by price, percent of the optimum of products, {plan.Name}", Math.Round(found.Average(static f => 100 * f.Priced / f.Optimum), 2), target));
            bars.Add(Bar.AtLeast($"the same never within the hour, {plan.Name}", Math.Round(found.Average(static f => 100 * f.Hourly / f.Optimum), 2), target));
        }

        var beyond = found.Average(static f => 100 * (f.Priced - f.Fixed.Max()));
        bars.Add(Bar.AtLeast($"sweeps by price less the best fixed share, points, {plan.Name}", Math.Round(beyond, 2), -2));
    }
}
