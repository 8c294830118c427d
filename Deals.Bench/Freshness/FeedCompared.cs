using System.Globalization;
using Deals.Actors.Budget;
using Deals.Bench.Reporting;

namespace Deals.Bench.Freshness;

/// <summary>A feed of the simulator's world on virtual time: passes that bid for their tokens beside passes at fixed shares.</summary>
internal static class FeedCompared
{
    private const int Days = 6;
    private static readonly DateTimeOffset Origin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(FreshnessOptions options, TextWriter progress, List<BenchRow> rows, List<Bar> bars, CancellationToken cancellation)
    {
        foreach (var (deals, rate) in new[] { (1_500, 2), (6_000, 5) })
        {
            var feed = new SimulatedFeed(options.Seed, deals, Origin);
            var population = new Population(
                new PopulationPlan("simulator", feed.Count, 0.5) { Rate = rate },
                [.. Enumerable.Range(0, feed.Count).Select(static _ => 1.0)],
                [.. Enumerable.Range(0, feed.Count).Select(feed.RateOf)],
                [.. Enumerable.Range(0, feed.Count).Select(static _ => 1)]);
            var plan = new PricedPlan(population, Days, options.Seed)
            {
                Feed = feed,
                SampleAt = [.. Enumerable.Range(1, Days * 24).Select(static h => h / 24.0)],
                Balance = 60 * rate,
                HalfLifeDays = Deals.Actors.Deals.Pace.HalfLifeDays,
                SolveEvery = TimeSpan.FromMinutes(5),
            };
            foreach (var (name, run) in new[] { ("bid", plan), ("shares", plan with { SweepsBid = false }), ("bid, no looks at stale", plan with { LooksWhereRowsDiffer = false }), ("shares, no looks at stale", plan with { SweepsBid = false, LooksWhereRowsDiffer = false }) })
            {
                var result = PricedRun.Run(run, cancellation);
                var score = FeedScore.Mean(result.Scores, Days / 2.0, Days, static s => s.Weighted);
                await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{deals} at {rate}: {name}: {score:0.00} % believed {100 * result.Believed:0.00} price {result.Controller.Published:0.0000} told {result.Broadcasts / Days} a day, full every {result.FeedTerms?.FullEvery.TotalHours:0.00} h head {result.FeedTerms?.HeadEvery.TotalHours:0.00} h, told {result.FeedTerms?.Told.Reached:0.00} {result.FeedTerms?.Told.PerDay:0.0}, recent {result.Yield.RecentPerDay:0.0} finds {result.Yield.FindsPerDay:0.0} news {result.Yield.NewsPerDay:0.0} left {result.Yield.LeftPerDay:0.0} lag {result.Yield.Lag.TotalHours:0.00}, passes {result.Passes}, discovery {result.SettledOf(Lane.Discovery)} refresh {result.SettledOf(Lane.Refresh)} first {result.SettledOf(Lane.Enrichment)} backfill {result.SettledOf(Lane.Backfill)} lost {result.Bucket.LostAtCap} listed {result.Scores[^1].Listed}"));
            }
        }
    }
}
