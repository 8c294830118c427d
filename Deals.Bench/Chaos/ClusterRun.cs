using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Deals.Actors.Hosting;
using Deals.Actors.Storage;
using Deals.Bench.Loading;
using Deals.Bench.Processes;
using Deals.Simulator.World;

namespace Deals.Bench.Chaos;

/// <summary>Runs a cluster of real nodes on PostgreSQL against a simulated Keepa, and kills one, two or all of them again and again.</summary>
internal sealed class ClusterRun
{
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WholePatience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan AimPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(75);
    private readonly ChaosOptions _options;
    private readonly SimulatedKeepaProcess _keepa;
    private readonly PostgresServer _server;
    private readonly RunningCluster _cluster;
    private readonly RunStores _stores;
    private readonly DomainClock _clock;
    private readonly TextWriter _progress;
    private readonly CancellationToken _cancellation;
    private readonly SeenDeals _seen = new();
    private readonly SeenFeeds _feeds = new();
    private readonly ShardPlaces _shards = new();
    private readonly List<Life> _lives = [];
    private readonly List<KillSample> _ownEnds = [];
    private Stopwatch _sinceKill = Stopwatch.StartNew();

    private ClusterRun(
        ChaosOptions options, SimulatedKeepaProcess keepa, PostgresServer server, RunningCluster cluster, RunStores stores, DomainClock clock, TextWriter progress, CancellationToken cancellation) =>
        (_options, _keepa, _server, _cluster, _stores, _clock, _progress, _cancellation) = (options, keepa, server, cluster, stores, clock, progress, cancellation);

    /// <summary>Runs it; whatever it has started has ended when this ends, however it ends.</summary>
    /// <param name="options">How.</param>
    /// <param name="folder">The nodes' working directories.</param>
    /// <param name="progress">Told of each kill.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<ChaosEvidence> EvidenceAsync(ChaosOptions options, string folder, TextWriter progress, CancellationToken cancellation)
    {
        var fresh = Math.Max(1, options.Deals / options.OneNewIn);
        var world = new SimulatedWorld(options.Seed, options.Deals + fresh).Products.Select(p => p.Asin).ToList();
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        var clock = new DomainClock(TimeProvider.System.GetUtcNow(), options.Scale);
        var crowd = new StoredCrowd(options.Deals, fresh, clock.Origin) { Asins = world, Spread = TimeSpan.FromDays(2), KeepaAge = TimeSpan.FromDays(365) };
        var loaded = await BulkLoad.IntoPostgresAsync(database, crowd, cancellation);
        await progress.WriteLineAsync($"{loaded.Deals} deals are stored ({loaded.Events} events, {loaded.Took.TotalSeconds:0.0} s), {fresh} more are to be found");

        var origin = clock.Origin.ToString("O", CultureInfo.InvariantCulture);
        var scale = options.Scale.ToString(CultureInfo.InvariantCulture);
        await using var keepa = await SimulatedKeepaProcess.StartAsync(
            folder,
            options.Port ?? ProcessUnderTest.FreePort(),
            ["--rate", $"{options.Rate}", "--deals", $"{world.Count}", "--seed", $"{options.Seed}", "--time-scale", scale, "--time-origin", origin]);
        await using var cluster = RunningCluster.Of(
            options.Nodes,
            folder,
            options.Host,
            database,
            $"--Keepa:BaseUrl={keepa.Address}",
            $"--Keepa:Timeout={options.KeepaTimeout.TotalSeconds}s",
            $"--Cluster:StableAfter={StableAfter.TotalSeconds}s",
            $"--Time:Scale={scale}",
            $"--Time:Origin={origin}");
        using var source = PostgresSource.From(database);
        return await new ClusterRun(options, keepa, server, cluster, new DatabaseStores(source), clock, progress, cancellation).TormentAsync(loaded.Deals, fresh);
    }

    private async Task<ChaosEvidence> TormentAsync(int loaded, int fresh)
    {
        var took = Stopwatch.StartNew();
        _cluster.OnOwnEnd = NoteOwnEndAsync;
        var first = await _cluster.WholeAsync(WholePatience, _cancellation);
        await _progress.WriteLineAsync($"{_options.Nodes} nodes are up after {first.TotalSeconds:0.0} s");
        foreach (var kill in ClusterKillPlan.Of(_options))
            await StrikeAsync(kill);

        var whole = await _cluster.WholeAsync(WholePatience, _cancellation);
        var wholeAfter = _sinceKill.Elapsed;
        var readyAt = _clock.GetUtcNow();
        await _progress.WriteLineAsync($"whole for the last time, {wholeAfter.TotalSeconds:0.0} s after the last kill; it settles");
        var aftermath = new Aftermath(_options, _keepa, () => _cluster.Living.Node, _cancellation);
        long pending;
        Accounts accounts;
        string verified;
        await using (_cluster.Tended(_cancellation))
        {
            pending = await aftermath.SettleAsync(readyAt, 2 * fresh);
            accounts = await aftermath.AccountsAsync();
            verified = await aftermath.VerifyAsync();
        }

        await _cluster.WholeAsync(WholePatience, _cancellation);
        await _seen.TakeAsync(_cluster.Living.Node.ItemsAsync());
        _feeds.Take(await FeedsAsync());
        await _shards.LookAsync(_cluster.Living.Node, _cancellation);
        var exits = await _cluster.StopAsync(StopPatience);
        var (stats, served) = await aftermath.QuietAsync();
        await _progress.WriteLineAsync($"stopped with {string.Join(", ", exits)}; what they left is read");
        var stored = await StoredData.ReadAsync(_stores, _cancellation);
        return new ChaosEvidence(_options, _clock, _lives, _seen, readyAt, whole, pending, accounts, verified, exits.MaxBy(Math.Abs), stats, served, stored, took.Elapsed)
        {
            Feeds = _feeds,
            Loaded = loaded,
            ShardLooks = _shards.Looks,
            ShardsInTwoPlaces = [.. _shards.InTwoPlaces],
            Deaths = _ownEnds,
            OwnEnds = _cluster.OwnEnds,
            FenceRefused = _server.Output.Count(line => line.Contains("journal_uq", StringComparison.Ordinal)),
        };
    }

    private async Task StrikeAsync(PlannedClusterKill kill)
    {
        TimeSpan? wholeAfter = null;
        int? listed = null;
        var moment = kill.Moment;
        if (moment == KillMoment.Starting)
        {
            await _cluster.WaitAsync(kill.After, _cancellation);
            await _cluster.WaitAsync(WholePatience, () => Task.FromResult(_cluster.Nodes.Any(n => n.IsRunning)), _cancellation);
        }
        else
        {
            await _cluster.WholeAsync(WholePatience, _cancellation);
            wholeAfter = _sinceKill.Elapsed;
            var since = Stopwatch.StartNew();
            var witness = _cluster.Nodes[kill.Order[^1]].Node;
            listed = await _seen.TakeAsync(witness.ItemsAsync());
            _feeds.Take(await FeedsAsync());
            await _shards.LookAsync(witness, _cancellation);
            if (kill.After > since.Elapsed)
                await _cluster.WaitAsync(kill.After - since.Elapsed, _cancellation);
            if (moment == KillMoment.Stored && !await _stores.AwaitBodiesAsync(AimPatience, _cancellation))
                moment = KillMoment.Working;
            await Pause.ForAsync(kill.Aim, _cancellation);
        }

        var router = _cluster.RoutersNode;
        var victims = _cluster.Nodes
            .Where(n => n.IsRunning)
            .OrderByDescending(n => kill.TakesRouter && n == router)
            .ThenBy(n => kill.Order[n.Number - 1])
            .Take(kill.Count)
            .ToList();
        var lived = _sinceKill.Elapsed;
        _sinceKill = Stopwatch.StartNew();
        await Task.WhenAll(victims.Select(n => n.KillAsync(kill.Away[n.Number - 1])));
        await NoteAsync(kill, moment, lived, wholeAfter, listed, [.. victims.Select(n => n.Number).Order()], victims.Any(n => n == router));
    }

    private async Task NoteAsync(PlannedClusterKill kill, KillMoment moment, TimeSpan lived, TimeSpan? wholeAfter, int? listed, int[] victims, bool tookRouter)
    {
        var sample = await SampleAsync();
        var requests = Aftermath.Requests((await _keepa.StatsAsync())!);
        _lives.Add(new Life(_lives.Count + 1, moment, lived, wholeAfter, listed, requests, sample) { Nodes = string.Join('+', victims), TookRouter = tookRouter });
        var whole = wholeAfter is { } after ? string.Create(CultureInfo.InvariantCulture, $"whole after {after.TotalSeconds:0.0} s") : "not whole";
        var away = string.Join(", ", victims.Select(n => kill.Away[n - 1].TotalSeconds.ToString("0", CultureInfo.InvariantCulture)));
        await _progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"kill {_lives.Count,3} of {_options.Kills}: {moment,-8} at {lived.TotalSeconds,5:0.0} s, {whole}, node {string.Join('+', victims)}{(tookRouter ? " with the router" : "")} for {away} s, {listed?.ToString(CultureInfo.InvariantCulture) ?? "-",6} deals listed, {requests} requests"));
    }

    // The scout may be on its way to another node.
    private Task<JsonNode> FeedsAsync() => Eventually.Get("a node tells of the feeds", WholePatience, async () => await _cluster.Living.Node.GetAsync("/api/feeds"));

    private async Task NoteOwnEndAsync(OwnEnd end)
    {
        _ownEnds.Add(await SampleAsync());
        await _progress.WriteLineAsync($"node {end.Number} has ended by itself with {end.ExitCode}: {end.LastWords.Split('\n')[^1]}");
    }

    private async Task<KillSample> SampleAsync()
    {
        var at = _clock.GetUtcNow();
        return new KillSample(at, await _stores.BodiesAsync(_cancellation));
    }
}
