using System.Globalization;
using Deals.Bench.Reporting;

namespace Deals.Bench.Freshness;

/// <summary>Another plan of Keepa's, and many deals at once: how soon the new optimum is reached, with nobody touching anything.</summary>
internal static class ChangesOfPlan
{
    private const int Settled = 3;
    private const double First = 10;
    private const double Second = 17;
    private const int End = 24;
    private const int Newcomers = 5_000;

    /// <summary>Runs both.</summary>
    public static async Task RunAsync(FreshnessOptions options, TextWriter progress, List<BenchRow> rows, List<Bar> bars, CancellationToken cancellation)
    {
        var plan = PopulationPlan.All.Single(static p => p.Name == "BASE");
        var (up, down, arrival) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var seed in Enumerable.Range(options.Seed, options.SeedsOfLong))
        {
            var figures = new List<KeyValuePair<string, object?>>();
            var population = plan.Draw(seed);
            var rates = PricedRun.Run(new PricedPlan(population, End, seed) { Rates = [(First, 40), (Second, 10)] }, cancellation);
            up.Add(Settle("20 -> 40 a minute", rates, Bounded.Of(population, 40).Optimum, (int)First, (int)Second, figures));
            down.Add(Settle("40 -> 10 a minute", rates, Bounded.Of(population, 10).Optimum, (int)Second, End, figures));
            figures.Add(new("20 -> 40 -> 10: tokens lost at the cap", rates.Bucket.LostAtCap));
            figures.Add(new("20 -> 40 -> 10: looks at what was older than the maximum age", rates.TooOld));

            var crowd = (plan with { Deals = plan.Deals + Newcomers }).Draw(seed);
            var late = Enumerable.Range(0, crowd.Count).Select(i => i % (crowd.Count / Newcomers) == 1).ToArray();
            var arrived = PricedRun.Run(new PricedPlan(crowd, (int)Second, seed) { Arrival = (First, late) }, cancellation);
            arrival.Add(Settle("5,000 deals at once", arrived, Bounded.Of(crowd, plan.Rate).Optimum, (int)First, (int)Second, figures));
            figures.Add(new("5,000 deals at once: tokens lost at the cap", arrived.Bucket.LostAtCap));
            figures.Add(new("5,000 deals at once: looks at what was older than the maximum age", arrived.TooOld));
            rows.Add(new BenchRow($"BASE with changes, seed {seed}", figures));
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"BASE with changes, seed {seed}: {up[^1]:0.00}, {down[^1]:0.00}, {arrival[^1]:0.00} % of the new optimum after three days"));
        }

        bars.Add(Bar.AtLeast("percent of the new optimum three days after 20 -> 40 a minute", Math.Round(up.Average(), 2), 99));
        bars.Add(Bar.AtLeast("percent of the new optimum three days after 40 -> 10 a minute", Math.Round(down.Average(), 2), 99));
        bars.Add(Bar.AtLeast("percent of the new optimum three days after 5,000 new deals", Math.Round(arrival.Average(), 2), 99));
    }

    private static double Settle(string name, PricedRun run, double optimum, int from, int to, List<KeyValuePair<string, object?>> figures)
    {
        for (var day = 0; day < Settled; day++)
            figures.Add(new($"{name}: percent of the new optimum on day {day + 1}", Math.Round(100 * run.Meter.Expected(from + day, from + day + 1) / optimum, 2)));
        var settled = 100 * run.Meter.Expected(from + Settled, to) / optimum;
        figures.Add(new($"{name}: percent of the new optimum from day {Settled + 1} on", Math.Round(settled, 2)));
        return settled;
    }
}
