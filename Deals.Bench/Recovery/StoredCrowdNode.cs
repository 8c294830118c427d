using System.Diagnostics;
using System.Globalization;
using System.Net;
using Deals.Actors.Storage;
using Deals.Bench.Loading;
using Deals.Bench.Processes;
using Deals.Simulator.World;

namespace Deals.Bench.Recovery;

/// <summary>One start of a node.</summary>
/// <param name="Ready">Until it said that it is ready.</param>
/// <param name="FirstPermit">Until the first permit of its epoch was stored, for whatever.</param>
/// <param name="FirstGrant">Until the first permit for due deals was stored.</param>
internal sealed record ColdStart(TimeSpan? Ready, TimeSpan FirstPermit, TimeSpan FirstGrant);

/// <summary>What a node holds that has done what was due and sleeps.</summary>
/// <param name="Resident">Bytes of memory as it is.</param>
/// <param name="Collected">Bytes of memory once its garbage is collected.</param>
/// <param name="CpuALook">Processor time that each of the looks took which were due, from answer to row, with all that the node did beside.</param>
/// <param name="DatabaseADeal">Bytes that a deal takes in the database, its body not counted: events, tags, row, indexes.</param>
/// <param name="Body">Bytes that a body takes, compressed.</param>
internal sealed record IdleNode(long Resident, long Collected, TimeSpan CpuALook, long DatabaseADeal, long Body);

/// <summary>A database with a crowd of sleeping deals, some of them due, and a node that is started on it again and again.</summary>
internal sealed class StoredCrowdNode : IAsyncDisposable
{
    private const int Due = 1_000;
    private const int Rate = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Sleep = TimeSpan.FromSeconds(45);
    private readonly PostgresSource _source;
    private readonly GrantWatch _watch;
    private readonly Node _node;

    private StoredCrowdNode(LoadedDeals loaded, PostgresSource source, Node node) => (Loaded, _source, _node, _watch) = (loaded, source, node, new GrantWatch(source));

    /// <summary>What is stored.</summary>
    public LoadedDeals Loaded { get; }

    /// <summary>Loads the crowd; a thousand of them are due, and known to the simulated Keepa, whose bucket is never empty.</summary>
    public static async Task<StoredCrowdNode> LoadAsync(PostgresServer server, string folder, int deals, int seed, Uri keepa, CancellationToken cancellation)
    {
        var database = await server.CreateDatabaseAsync();
        var crowd = new StoredCrowd(deals, Due, DateTimeOffset.UtcNow) { Asins = World(seed), KeepaAge = TimeSpan.FromDays(365) };
        var loaded = await BulkLoad.IntoPostgresAsync(database, crowd, cancellation);
        var node = Node.At(
            Directory.CreateDirectory(folder).FullName,
            "Deals.Host.dll",
            port: null,
            "--Persistence:Provider=PostgreSql",
            $"--ConnectionStrings:Deals={database}",
            $"--Keepa:BaseUrl={keepa}",
            // What was in flight at a kill is held for this and 20 s more.
            "--Keepa:Timeout=30s");
        return new StoredCrowdNode(loaded, PostgresSource.From(database), node);
    }

    /// <summary>The simulated Keepa of both crowds.</summary>
    public static Task<SimulatedKeepaProcess> KeepaAsync(string folder, int seed) => SimulatedKeepaProcess.StartAsync(
        folder, "--rate", Rate.ToString(CultureInfo.InvariantCulture), "--deals", Due.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture));

    /// <summary>Starts the node, waits for the first permit for due deals, and kills it.</summary>
    public async Task<ColdStart> StartOnceAsync(CancellationToken cancellation)
    {
        await _watch.NextAsync(cancellation);
        var since = Stopwatch.StartNew();
        _node.StartAgain();
        var ready = ReadyAsync(since, cancellation);
        TimeSpan? first = null;
        while (since.Elapsed < Patience)
        {
            foreach (var e in await _watch.NextAsync(cancellation))
            {
                if (e is Deals.Actors.Budget.PermitGranted)
                    first ??= since.Elapsed;
                if (!GrantWatch.IsForDeals(e))
                    continue;
                var start = new ColdStart(await ready, first!.Value, since.Elapsed);
                await _node.KillAsync();
                return start;
            }

            await Pause.ForAsync(Glance, cancellation);
        }

        throw new NotInTimeException($"Nothing was granted within {Patience.TotalSeconds:0} s of the start. The node's last lines:\n{_node.Process.Tail()}");
    }

    /// <summary>Starts the node, lets it do what is due and fall asleep, and gives what it holds: as it is, and once its garbage is collected.</summary>
    public async Task<IdleNode> IdleAsync(CancellationToken cancellation)
    {
        _node.StartAgain();
        await _node.ReadyAsync(Patience);
        var (before, waiting) = (Usage.ProcessorTime(_node.Process.Id), await PendingAsync());
        await Eventually.Holds("no deal waits for its first look, and no permit is out", Patience, async () =>
        {
            cancellation.ThrowIfCancellationRequested();
            return await PendingAsync() == 0 && (await _node.GetAsync("/api/budget"))["permits"]!.AsArray().Count == 0;
        });
        var worked = Usage.ProcessorTime(_node.Process.Id) - before;
        // Deals fall asleep, and the reader of the journal comes to know all of it.
        await Pause.ForAsync(Sleep, cancellation);
        var resident = Usage.Resident(_node.Process.Id);
        var collected = await Usage.CollectedAsync(_node.Process.Id, cancellation);
        await _node.KillAsync();
        return new IdleNode(
            resident,
            collected,
            worked / Math.Max(1, waiting),
            await NumberAsync("SELECT (SUM(pg_total_relation_size(t::regclass)) / (SELECT COUNT(*) FROM deals))::bigint FROM unnest(ARRAY['journal', 'tags', 'snapshot', 'deals']) AS t", cancellation),
            await NumberAsync("SELECT COALESCE(AVG(octet_length(content)), 0)::bigint FROM bodies", cancellation));
    }

    private async Task<long> PendingAsync() => (await _node.GetAsync("/api/deals?status=pending_processing&limit=1"))["total"]!.GetValue<long>();

    private async Task<long> NumberAsync(string sql, CancellationToken cancellation)
    {
        await using var command = _source.Connections.CreateCommand(sql);
        command.CommandTimeout = (int)Patience.TotalSeconds;
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _source.Dispose();
    }

    private static List<string> World(int seed) => [.. new SimulatedWorld(seed, Due).Products.Select(p => p.Asin)];

    private async Task<TimeSpan?> ReadyAsync(Stopwatch since, CancellationToken cancellation)
    {
        while (since.Elapsed < Patience && !_node.Process.HasExited)
        {
            try
            {
                if (await _node.StatusOf("/health/ready") == HttpStatusCode.OK)
                    return since.Elapsed;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Pause.ForAsync(Glance, cancellation);
        }

        return null;
    }
}
