using System.Diagnostics;
using System.Globalization;
using Deals.Actors.Budget;
using Deals.Actors.Hosting;
using Deals.Actors.Storage;
using Deals.Bench.Loading;
using Deals.Bench.Processes;
using Deals.Simulator.World;

namespace Deals.Bench.Recovery;

/// <summary>What a kill of the router's node cost.</summary>
/// <param name="StableAfter">The setting.</param>
/// <param name="ToEpoch">From the kill until another router had begun.</param>
/// <param name="ToGrant">From the kill until it granted deals their looks.</param>
/// <param name="Lost">Tokens that did not fit into Keepa's bucket meanwhile.</param>
/// <param name="BalanceAtKill">What was in it.</param>
/// <param name="Capacity">What it holds.</param>
internal sealed record RouterLoss(TimeSpan StableAfter, TimeSpan ToEpoch, TimeSpan ToGrant, long Lost, long BalanceAtKill, long Capacity);

/// <summary>Kills the node that grants in a cluster of three, while there is more to buy than tokens, and waits for the next grant.</summary>
internal static class RouterKilled
{
    private const int Size = 3;
    private const int Deals = 15_000;
    private const int Due = 2_000;
    private const int Rate = 20;
    private const int Scale = 10;
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    /// <summary>Does it once.</summary>
    public static async Task<RouterLoss> RunAsync(PostgresServer server, string folder, TimeSpan stableAfter, int seed, CancellationToken cancellation)
    {
        var database = await server.CreateDatabaseAsync();
        var clock = new DomainClock(TimeProvider.System.GetUtcNow(), Scale);
        var asins = new SimulatedWorld(seed, Due).Products.Select(p => p.Asin).ToList();
        await BulkLoad.IntoPostgresAsync(database, new StoredCrowd(Deals, Due, clock.Origin) { Asins = asins, KeepaAge = TimeSpan.FromDays(365) }, cancellation);
        var origin = clock.Origin.ToString("O", CultureInfo.InvariantCulture);
        await using var keepa = await SimulatedKeepaProcess.StartAsync(folder, "--rate", $"{Rate}", "--deals", $"{Due}", "--seed", $"{seed}", "--time-scale", $"{Scale}", "--time-origin", origin);
        await using var cluster = RunningCluster.Of(
            Size, folder, "Deals.Host.dll", database, $"--Keepa:BaseUrl={keepa.Address}", $"--Cluster:StableAfter={stableAfter.TotalSeconds}s", $"--Time:Scale={Scale}", $"--Time:Origin={origin}");
        using var source = PostgresSource.From(database);
        await cluster.WholeAsync(Patience, cancellation);

        // What comes in while nobody grants has to fit.
        const long Capacity = Rate * 60;
        var room = (long)(Rate * Scale * LongestGap.TotalMinutes);
        if (!await cluster.WaitAsync(Patience, async () => await BalanceAsync(keepa) <= Capacity - room, cancellation))
            throw new NotInTimeException($"The bucket had no room for {room} tokens within {Patience.TotalSeconds:0} s.");
        var watch = new GrantWatch(source);
        await watch.NextAsync(cancellation);
        if (!await cluster.WaitAsync(Patience, async () => (await watch.NextAsync(cancellation)).Any(GrantWatch.IsForDeals), cancellation))
            throw new NotInTimeException($"Nothing was granted within {Patience.TotalSeconds:0} s.");

        var before = (await keepa.StatsAsync())!;
        var victim = cluster.RoutersNode ?? throw new NotInTimeException("No node said that a router began on it.");
        var (epoch, since) = (victim.Epoch, Stopwatch.StartNew());
        await victim.KillAsync(restartAfter: TimeSpan.FromHours(1));
        TimeSpan? opened = null;
        while (since.Elapsed < Patience)
        {
            foreach (var e in await watch.NextAsync(cancellation))
            {
                if (e is EpochOpened { Epoch: var begun } && begun > epoch)
                    opened ??= since.Elapsed;
                if (opened is null || !GrantWatch.IsForDeals(e))
                    continue;
                var granted = since.Elapsed;
                var lost = (await keepa.StatsAsync())!["lostAtCap"]!.GetValue<long>() - before["lostAtCap"]!.GetValue<long>();
                return new RouterLoss(stableAfter, opened.Value, granted, lost, before["balance"]!.GetValue<long>(), Capacity);
            }

            await Pause.ForAsync(Glance, cancellation);
        }

        throw new NotInTimeException($"Nothing was granted within {Patience.TotalSeconds:0} s after the router's node was killed.");
    }

    private static async Task<long> BalanceAsync(SimulatedKeepaProcess keepa) => (await keepa.StatsAsync())!["balance"]!.GetValue<long>();
}
