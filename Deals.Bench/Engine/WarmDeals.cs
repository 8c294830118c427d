using System.Globalization;
using Akka.Actor;
using Deals.Actors.Deals;
using Deals.Actors.Storage;
using Deals.Bench.Loading;
using Deals.Bench.Processes;
using Deals.Bench.Reporting;

namespace Deals.Bench.Engine;

/// <summary>Sightings to deals through shards, against the same events of as many plain persistent actors: first while they sleep or are not there yet, then while they are awake.</summary>
internal static class WarmDeals
{
    private const double Least = 0.7;
    private const int Rounds = 15;
    private const int FirstPlain = 500_000;
    private static readonly TimeSpan SleepAfter = TimeSpan.FromMinutes(15);

    /// <summary>Runs it on a database of its own.</summary>
    public static async Task<(BenchRow Row, Bar Bar)> RunAsync(PostgresServer server, int deals, TextWriter progress, CancellationToken cancellation)
    {
        var database = await server.CreateDatabaseAsync();
        await BulkLoad.IntoPostgresAsync(database, new StoredCrowd(deals, 0, DateTimeOffset.UtcNow - TimeSpan.FromHours(1)), cancellation);
        using var source = PostgresSource.From(database);
        await using var node = await InProcessNode.OnDatabaseAsync(source, SleepAfter);
        var plain = node.System.ActorOf(Props.Create(() => new PlainParent()), "plain");
        Task<double> StoreAsync(IActorRef to, int first, int round) => Sightings.StoreAsync(
            node.System, to, [.. Enumerable.Range(first, deals).Select(i => Sightings.Of(StoredCrowd.IdOf(i), round, node.Clock.GetUtcNow()))], cancellation);

        var cold = await StoreAsync(node.Deals, 0, 0);
        var found = await StoreAsync(node.Deals, deals, 0);
        var made = await StoreAsync(plain, FirstPlain, 0);
        var warm = new List<(double Deals, double Plain)>();
        for (var round = 1; round <= Rounds; round++)
        {
            // In turn, so that whatever else happens on the machine happens to both.
            warm.Add((await StoreAsync(node.Deals, 0, round), await StoreAsync(plain, FirstPlain, round)));
            await progress.WriteLineAsync(Text($"round {round} of {Rounds}: {warm[^1].Deals:0} events a second of deals through shards, {warm[^1].Plain:0} of plain actors"));
        }

        // The first round still compiles.
        var (ours, theirs) = (Median(warm.Skip(1).Select(w => w.Deals)), Median(warm.Skip(1).Select(w => w.Plain)));
        return (
            new BenchRow(Text($"sightings to {deals} warm deals"),
            [
                new("events a second, deals through shards", Math.Round(ours)),
                new("events a second, plain persistent actors under one parent", Math.Round(theirs)),
                new("events a second, deals that sleep (cold)", Math.Round(cold)),
                new("events a second, deals that nobody has seen (cold)", Math.Round(found)),
                new("events a second, plain actors that are not there yet (cold)", Math.Round(made)),
            ]),
            Bar.AtLeast("sightings to warm deals, against plain persistent actors", Math.Round(ours / theirs, 2), Least));
    }

    /// <summary>The middle one.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
