using System.Net;
using System.Text.Json.Nodes;
using Deals.Actors.Budget;
using Deals.Actors.Serialization;
using Npgsql;

namespace Deals.Tests.Cluster;

/// <summary>Three real nodes on a PostgreSQL server and a simulated Keepa, all of it a test's own.</summary>
internal sealed class ThreeNodes : IAsyncDisposable
{
    public const int Size = 3;

    /// <summary>How long anything is waited for on a machine that three nodes share with their database.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private const int LinesOfSingletons = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _past = [];
    private string _database = "";

    public PostgresServer Postgres { get; private set; } = null!;

    public SimulatedKeepaProcess Keepa { get; private set; } = null!;

    public IReadOnlyList<Node> Nodes { get; private set; } = [];

    /// <summary>Starts all of it and waits until the three know each other.</summary>
    public static async Task<ThreeNodes> StartAsync(params string[] keepa)
    {
        var three = new ThreeNodes();
        try
        {
            three.Postgres = await PostgresServer.StartAsync();
            three._database = await three.Postgres.CreateDatabaseAsync();
            three.Keepa = await SimulatedKeepaProcess.StartAsync(three._folder.Path, keepa);
            var ports = Enumerable.Range(0, Size).Select(_ => ProcessUnderTest.FreePort()).ToArray();
            three.Nodes = [.. ports.Select(port => three.NodeAt(port, ports))];
            foreach (var node in three.Nodes)
                node.StartAgain();
            await three.AllUpAsync();
            return three;
        }
        catch
        {
            await three.DisposeAsync();
            throw;
        }
    }

    private Node NodeAt(int port, IEnumerable<int> ports) => Node.At(
        Directory.CreateDirectory(Path.Combine(_folder.Path, $"node-{port}")).FullName,
        "Deals.Host.dll",
        port: null,
        $"--Cluster:Port={port}",
        $"--Cluster:SeedNodes={string.Join(',', ports.Select(p => $"akka.tcp://Deals@127.0.0.1:{p}"))}",
        "--Cluster:MinMembers=2",
        "--Cluster:StableAfter=5s",
        "--Persistence:Provider=PostgreSql",
        $"--ConnectionStrings:Deals={_database}",
        $"--Keepa:BaseUrl={Keepa.Address}",
        "--Keepa:Timeout=10s",
        "--Logging:LogLevel:Akka.Cluster.Tools.Singleton=Information");

    /// <summary>Starts a node again; what its last life printed is kept.</summary>
    /// <param name="node">The node.</param>
    /// <param name="program">Another host's dll, such as a newer version's; absent starts the same.</param>
    public void StartAgain(Node node, string? program = null)
    {
        _past.AddRange(node.Process.Output);
        node.StartAgain(program);
    }

    /// <summary>All that the nodes printed, in this life and before.</summary>
    public IEnumerable<string> Printed => [.. _past, .. Nodes.SelectMany(node => node.Process.Output)];

    /// <summary>Waits until every node is ready and sees all three.</summary>
    public async Task AllUpAsync()
    {
        try
        {
            foreach (var node in Nodes)
            {
                await node.ReadyAsync(Patience);
                await Eventually.Holds($"the node at {node.Address} sees {Size} members", Patience, async () => (await MembersAsync(node)).Count(IsUp) == Size);
            }
        }
        catch (NotInTimeException late)
        {
            // One node waits for what another has or has not: what each of them is doing is the only trace of it.
            throw new NotInTimeException(string.Join('\n', [late.Message, .. await Task.WhenAll(Nodes.Select(AccountAsync))]), late);
        }
    }

    private static async Task<string> AccountAsync(Node node)
    {
        var lines = new List<string> { $"The node at {node.Address}:" };
        foreach (var (palette, command, arguments) in new (string, string, string[])[]
        {
            ("cluster", "show", []),
            ("actor", "hierarchy", ["-s", "/user", "-d", "3"]),
            ("actor", "hierarchy", ["-s", "/system/sharding", "-d", "3"]),
        })
        {
            try
            {
                lines.AddRange((await node.CommandAsync(palette, command, arguments)).Select(line => line["text"]!.GetValue<string>()));
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                lines.Add($"{palette} {command}: {e.Message}");
            }
        }

        lines.AddRange(node.Process.Output.Where(IsOfSingletons).TakeLast(LinesOfSingletons));
        return string.Join('\n', lines);
    }

    private static bool IsOfSingletons(string line) => line.Contains("ClusterSingletonManager", StringComparison.Ordinal);

    /// <summary>The members as <c>cluster show</c> prints them.</summary>
    public static async Task<IReadOnlyList<string>> MembersAsync(Node node) =>
        [.. (await node.CommandAsync("cluster", "show")).Select(line => line["text"]!.GetValue<string>()).Where(line => line.StartsWith("akka.tcp://", StringComparison.Ordinal))];

    public static bool IsUp(string member) => member.Contains("| up |  |", StringComparison.Ordinal);

    /// <summary>The node where the router runs.</summary>
    public async Task<Node> RouterNodeAsync()
    {
        foreach (var node in Nodes.Where(n => !n.Process.HasExited))
        {
            if ((await node.CommandAsync("actor", "hierarchy", "-s", "/user", "-d", "3")).Any(l => l["text"]!.GetValue<string>().EndsWith("/keepa-router/router", StringComparison.Ordinal)))
                return node;
        }

        throw new NotInTimeException("No node runs the router.");
    }

    /// <summary>Waits until further permits are stored than there were.</summary>
    public async Task GrantsGoOnAsync(string after)
    {
        var before = await PermitsAsync();
        await Eventually.Holds($"permits are granted {after}", Patience, async () => await PermitsAsync() > before);
    }

    public Task<long> PermitsAsync() => CountAsync(
        $"SELECT count(*) FROM journal WHERE persistence_id = '{KeepaRouter.JournalId}' AND manifest = '{WireTypes.All.Single(w => w.Type == typeof(PermitGranted)).Manifest}'");

    public Task<long> EpochsAsync() => CountAsync(
        $"SELECT count(*) FROM journal WHERE persistence_id = '{KeepaRouter.JournalId}' AND manifest = '{WireTypes.All.Single(w => w.Type == typeof(EpochOpened)).Manifest}'");

    public async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database + ";Pooling=false");
        await using var count = source.CreateCommand(sql);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    // Rows follow their events; what is not listed in the end is lost.
    private async Task ListedAsync(string[] known)
    {
        string[] missing = [];
        try
        {
            await Eventually.Holds("all deals are listed", Patience, async () =>
                (missing = [.. known.Except((await Alive.AllDealsAsync()).Keys, StringComparer.Ordinal)]).Length == 0);
        }
        catch (NotInTimeException e)
        {
            var events = await CountAsync($"SELECT count(*) FROM tags WHERE persistence_id = 'deal-{missing[0]}'");
            throw new NotInTimeException($"{missing.Length} are not, {missing[0]} for one, of which the journal has {events} events.", e);
        }
    }

    /// <summary>The first node that answers.</summary>
    public Node Alive => Nodes.First(n => !n.Process.HasExited);

    /// <summary>Stops every lane, waits until nothing is out, and checks that nothing was lost, sent twice, overspent or forgotten.</summary>
    public async Task AssertWholeAsync(IEnumerable<string> known)
    {
        using (var http = new HttpClient { BaseAddress = Alive.Address })
        {
            foreach (var lane in new[] { "interactive", "discovery", "enrichment", "refresh", "backfill" })
            {
                // While the router moves, nobody can be told.
                await Eventually.Holds($"the lane {lane} is paused", Patience, async () =>
                {
                    using var paused = await http.PostAsync(new Uri($"/api/lanes/{lane}/pause", UriKind.Relative), null);
                    return paused.StatusCode == HttpStatusCode.Accepted;
                });
            }
        }

        JsonNode budget = null!;
        await Eventually.Holds("no permit is out or of unknown fate", Patience, async () =>
            (budget = await Alive.GetAsync("/api/budget"))["permits"]!.AsArray().Count == 0);
        await ListedAsync([.. known]);
        await Eventually.Holds("all rows agree with the journal", Patience, async () =>
            (await Alive.CommandAsync("catalogue", "verify")).Any(line => line["text"]!.GetValue<string>().StartsWith("identical", StringComparison.Ordinal)));
        var listed = await Alive.AllDealsAsync();
        Assert.All(listed.Values, deal => Assert.True(
            deal["status"]!.GetValue<string>() == "retired" || deal["nextDue"] is not null, $"{deal["id"]} has no future wake."));
        var stats = (await Keepa.StatsAsync())!;
        Assert.Equal(0, stats["refused429"]!.GetValue<int>());
        var sent = stats["requests"]!.AsObject().Sum(r => r.Value!.GetValue<long>());
        var permits = await PermitsAsync();
        Assert.True(sent <= permits, $"{sent} requests were sent on {permits} permits.");
        var (settled, unknown, debited) = (budget["settled"]!.GetValue<long>(), budget["unknown"]!.GetValue<long>(), stats["debited"]!.GetValue<long>());
        Assert.True(
            debited >= settled && debited <= settled + unknown,
            $"Keepa debited {debited} tokens, and {settled} settled with {unknown} unknown are booked. The budget: {budget.ToJsonString()} Keepa: {stats.ToJsonString()}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        if (Keepa is not null)
            await Keepa.DisposeAsync();
        if (Postgres is not null)
            await Postgres.DisposeAsync();
        _folder.Dispose();
    }
}
