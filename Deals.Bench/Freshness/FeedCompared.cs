using System.Globalization;
using Deals.Actors.Budget;
using Deals.Bench.Reporting;

namespace Deals.Bench.Freshness;

/// <summary>A feed of the simulator's world on virtual time, from an empty list: passes that bid for their tokens beside passes at fixed shares of the refill.</summary>
internal static class FeedCompared
{
    private const int Days = 6;
    private static readonly DateTimeOffset Origin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly (int Deals, int Rate)[] Sizes = [(1_500, 2), (6_000, 5)];

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(FreshnessOptions options, TextWriter progress, List<BenchRow> rows, List<Bar> bars, CancellationToken cancellation)
    {
        foreach (var (deals, rate) in Sizes)
        {
            var plan = PlanOf(deals, rate, options.Seed);
            var bid = Run(plan, "bid for their tokens");
            var shares = Run(plan with { SweepsBid = false }, "take fixed shares");
            Run(plan with { LooksWhereRowsDiffer = false }, "bid, and rows with another price lead to no look");
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"a feed of {deals} deals at {rate} a minute: {bid:0.0} % true where passes bid, {shares:0.0} % at fixed shares"));
            bars.Add(Bar.AtLeast($"passes that bid less passes at fixed shares, points, {deals} deals at {rate} a minute", Math.Round(bid - shares, 2), 0));

            double Run(PricedPlan run, string name)
            {
                var result = PricedRun.Run(run, cancellation);
                rows.Add(new BenchRow($"{deals} deals at {rate} a minute, passes {name}", Figures(result)));
                return Score(result);
            }
        }
    }

    private static PricedPlan PlanOf(int deals, int rate, int seed)
    {
        var feed = new SimulatedFeed(seed, deals, Origin);
        var all = Enumerable.Range(0, feed.Count).ToList();
        var population = new Population(
            new PopulationPlan("simulator", feed.Count, 0.5) { Rate = rate }, [.. all.Select(static _ => 1.0)], [.. all.Select(feed.RateOf)], [.. all.Select(static _ => 1)]);
        return new PricedPlan(population, Days, seed)
        {
            Feed = feed,
            SampleAt = [.. Enumerable.Range(1, Days * 24).Select(static h => h / 24.0)],
            Balance = 60 * rate,
            HalfLifeDays = Deals.Actors.Deals.Pace.HalfLifeDays,
            SolveEvery = TimeSpan.FromMinutes(5),
        };
    }

    private static double Score(PricedRun run) => FeedScore.Mean(run.Scores, Days / 2.0, Days, static s => s.Weighted)!.Value;

    private static KeyValuePair<string, object?>[] Figures(PricedRun run) =>
    [
        new("percent true in the second half", Math.Round(Score(run), 2)),
        new("percent that the controller believes at the end", Math.Round(100 * run.Believed, 2)),
        new("price at the end", Math.Round(run.Controller.Published, 5)),
        new("prices told a day", run.Broadcasts / Days),
        new("hours from one full pass to the next at the end", run.FeedTerms is { } full ? Math.Round(full.FullEvery.TotalHours, 2) : null),
        new("minutes from one head pass to the next at the end", run.FeedTerms is { } head ? Math.Round(head.HeadEvery.TotalMinutes, 1) : null),
        new("what a look costs in the mean, in plain looks", Math.Round(run.DepthFactor, 2)),
        new("passes a day", Math.Round(run.Passes / (double)Days, 1)),
        new("part of the news that head passes reach", Math.Round(run.Yield.Reach, 3)),
        .. LaneOrder.All.Select(lane => new KeyValuePair<string, object?>($"tokens of {lane.ToString().ToLowerInvariant()} a day", run.SettledOf(lane) / Days)),
        new("tokens lost at the cap", run.Bucket.LostAtCap),
    ];
}
