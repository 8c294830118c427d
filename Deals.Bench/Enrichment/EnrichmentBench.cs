using System.Globalization;
using Deals.Actors.Storage;
using Deals.Bench.Processes;
using Deals.Bench.Reporting;

namespace Deals.Bench.Enrichment;

/// <summary>The production's analysis of products whose true sales, season and resale price are known, beside naive rules; and the same bodies evaluated again from their store.</summary>
internal static class EnrichmentBench
{
    private const double LeastPeakExact = 30;
    private const double LeastNear = 75;

    private static readonly string[] Notes =
    [
        "The truth of a world is not what Keepa saw of it: its sales, what the goods are worth on each day, the fees. The price at which a product would sell is the median of what is paid in its best month. A false profit is",
        "listed, and earns nothing when it is sold for that price. Ours lists what has a profit on Keepa's own fees and the trust; the naive rules (Keepa's avg90 and avg365, the highest price of 90 days) have the same fees, and no trust. Their months are those of the mean price that was",
        "asked; one that lists less than a third of ours is shown and held against nobody. A profit at the one-year average is the production's averageProfit. Parts are by the truth, or by the rule that found ours' list price. 'never the mode' and 'the median of all sales' are the production with other settings.",
        "world: offers come, are sold and withdrawn; up to a fifth of the lowest prices are such as nobody pays; other conditions' sales better the rank, too; three in ten products have no season; a deal costs 40 to 110 % of the",
        "day's worth. simulator: no price is too dear to be paid, no product is without a season, some have two good times a year, and a deal is any product that is offered used, dear or cheap.",
    ];

    /// <summary>Runs it.</summary>
    public static async Task<BenchReport> RunAsync(EnrichmentOptions options, TextWriter progress, CancellationToken cancellation)
    {
        var (rows, bars) = (new List<BenchRow>(), new List<Bar>());
        using var folder = new TemporaryFolder();
        var store = new SqliteBodyStore(new SqliteFiles(folder.Path));
        store.Prepare();
        var world = new WorldRun("world", options, store);
        var simulator = new WorldRun("simulator", options, store);
        for (var seed = options.Seed; seed < options.Seed + options.Seeds; seed++)
        {
            var its = seed;
            await world.AddAsync(options.Products, i => KnownProduct.Of(WorldPlan.Default, its, i), cancellation);
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"world of seed {seed}: {world.Seconds:0} s"));
            if (options.Simulated == 0)
                continue;
            var goods = new SimulatedGoods(seed, options.Simulated);
            await simulator.AddAsync(options.Simulated, goods.Of, cancellation);
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"simulator's world of seed {seed}: {simulator.Seconds:0} s"));
        }

        foreach (var run in new[] { world, simulator }.Where(static r => r.Products > 0))
        {
            rows.AddRange(run.Accuracy.Rows());
            bars.AddRange(run.Accuracy.Bars());
        }

        bars.Add(Bar.AtLeast("world: peak month hit, percent of those said", Math.Round(world.Accuracy.Ours.PeakExact ?? 0, 2), LeastPeakExact));
        bars.Add(Bar.AtLeast("world: peak month hit within one month, percent", Math.Round(world.Accuracy.Ours.PeakNear ?? 0, 2), LeastNear));
        bars.Add(Bar.AtLeast("world: trough month hit within one month, percent", Math.Round(world.Accuracy.Ours.TroughNear ?? 0, 2), LeastNear));
        foreach (var run in new[] { world, simulator }.Where(static r => !r.Stored.IsEmpty))
            await new Reevaluation(run.Name, store, run.Stored, options.Workers).RunAsync(rows, bars, cancellation);
        return new BenchReport("enrichment", Machine.This(), rows, bars, Notes) { AllRows = true };
    }
}
