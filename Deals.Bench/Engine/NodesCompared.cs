using System.Globalization;
using Akka.Actor;
using Deals.Actors.Storage;
using Deals.Bench.Loading;
using Deals.Bench.Processes;
using Deals.Bench.Reporting;

namespace Deals.Bench.Engine;

/// <summary>Sightings to warm deals on one node and on three, real processes on this one machine; who tells them is a node that only shows, in this process.</summary>
internal static class NodesCompared
{
    private const int Rounds = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Runs it for a number of nodes on a database of its own.</summary>
    public static async Task<BenchRow> RunAsync(PostgresServer server, string folder, int nodes, int deals, TextWriter progress, CancellationToken cancellation)
    {
        var database = await server.CreateDatabaseAsync();
        await BulkLoad.IntoPostgresAsync(database, new StoredCrowd(deals, 0, DateTimeOffset.UtcNow - TimeSpan.FromHours(1)), cancellation);
        using var source = PostgresSource.From(database);
        // Nobody listens there: nothing is bought.
        await using var cluster = RunningCluster.Of(nodes, Path.Combine(folder, $"{nodes}"), "Deals.Host.dll", database, $"--Keepa:BaseUrl=http://127.0.0.1:{ProcessUnderTest.FreePort()}");
        await cluster.WholeAsync(Patience, cancellation);
        await using var teller = await InProcessNode.OnDatabaseAsync(source, TimeSpan.FromMinutes(1), [.. cluster.Seeds.Select(Address.Parse)]);
        Task<double> StoreAsync(int round) => Sightings.StoreAsync(
            teller.System, teller.Deals, [.. Enumerable.Range(0, deals).Select(i => Sightings.Of(StoredCrowd.IdOf(i), round, teller.Clock.GetUtcNow()))], cancellation);

        var cold = await StoreAsync(0);
        var warm = new List<double>();
        for (var round = 1; round <= Rounds; round++)
            warm.Add(await StoreAsync(round));
        var median = WarmDeals.Median(warm.Skip(1));
        await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{nodes} nodes: {median:0} events a second of warm deals, {cold:0} of deals that slept"));
        return new BenchRow(string.Create(CultureInfo.InvariantCulture, $"{nodes} {(nodes == 1 ? "node" : "nodes")} on this machine"),
        [
            new("events a second, warm deals", Math.Round(median)),
            new("events a second, deals that sleep (cold)", Math.Round(cold)),
        ]);
    }
}
