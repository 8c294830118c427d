using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Deals.Actors.Budget;
using Deals.Actors.Serialization;
using Deals.Tests.Serialization;
using Npgsql;

namespace Deals.Tests.Cluster;

/// <summary>A running cluster is upgraded node by node to a version that stores a field more and sends a message more, and back, while it is used.</summary>
[Collection(Processes.Name)]
public sealed class UpgradeTests : IAsyncLifetime
{
    private const string This = "Deals.Host.dll";
    private const int Size = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TemporaryFolder _folder = new();
    private readonly List<Node> _nodes = [];
    private readonly List<string> _past = [];
    private readonly HashSet<string> _promised = new(StringComparer.Ordinal);
    private PostgresServer _postgres = null!;
    private SimulatedKeepaProcess _keepa = null!;
    private string _database = "";

    public async Task InitializeAsync()
    {
        if (UpgradeFactAttribute.Reason is not null)
            return;
        _postgres = await PostgresServer.StartAsync();
        _database = await _postgres.CreateDatabaseAsync();
        _keepa = await SimulatedKeepaProcess.StartAsync(_folder.Path, "--rate", "60", "--deals", "2000", "--seed", "7");
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        if (_keepa is not null)
            await _keepa.DisposeAsync();
        _folder.Dispose();
    }

    [UpgradeFact]
    public async Task F61_a_cluster_under_load_is_upgraded_node_by_node_and_back()
    {
        var next = Path.Combine(await NextVersion.HostAsync(), This);
        await StartAsync();
        using var done = new CancellationTokenSource();
        var load = FollowAsync(done.Token);

        await RollAsync(next, "0.1.1");
        Assert.True(await SignedAsync() > 0, "The next version stored nothing of its own.");
        Assert.All(_nodes, node => Assert.Contains(node.Process.Output, line => line.Contains("A router of version 0.1.1 greets", StringComparison.Ordinal)));

        await RollAsync(This, "0.1.0");
        await done.CancelAsync();
        await load;

        await ComeToRestAsync();
        var listed = await _nodes[0].AllDealsAsync();
        Assert.Empty(_promised.Except(listed.Keys));
        Assert.True(_promised.Count > 20, $"Only {_promised.Count} deals were followed meanwhile.");
        Assert.Equal(0, (await _keepa.StatsAsync())!["refused429"]!.GetValue<int>());
        await AssertNoPermitWasSentTwiceAsync();
        foreach (var node in _nodes)
            _past.AddRange(node.Process.Output);
        Assert.Empty(_past.Where(IsOfTheWire));
    }

    private async Task StartAsync()
    {
        var ports = Enumerable.Range(0, Size).Select(_ => ProcessUnderTest.FreePort()).ToArray();
        var seeds = string.Join(',', ports.Select(port => $"akka.tcp://Deals@127.0.0.1:{port}"));
        foreach (var port in ports)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, $"node-{port}")).FullName;
            _nodes.Add(Node.At(
                folder,
                This,
                port: null,
                $"--Cluster:Port={port}",
                $"--Cluster:SeedNodes={seeds}",
                "--Cluster:MinMembers=2",
                "--Persistence:Provider=PostgreSql",
                $"--ConnectionStrings:Deals={_database}",
                $"--Keepa:BaseUrl={_keepa.Address}",
                "--Keepa:Timeout=5s"));
        }

        foreach (var node in _nodes)
            node.StartAgain();
        await UpAsync(_ => true);
    }

    /// <summary>One node after the other is told to leave and comes back as another version; the rest goes on meanwhile. The oldest, which has the singletons, is last.</summary>
    private async Task RollAsync(string program, string version)
    {
        foreach (var node in Enumerable.Reverse(_nodes))
        {
            var before = await _nodes.First(n => n != node).AllDealsAsync();
            var granted = await PermitsAsync();
            await node.Process.TerminateAsync();
            Assert.Equal(0, await node.Process.ExitAsync(Patience));
            _past.AddRange(node.Process.Output);
            node.StartAgain(program);
            await UpAsync(n => n != node || IsOf(n, version));
            await Eventually.Holds("permits go on being granted", Patience, async () => await PermitsAsync() > granted);
            var after = await node.AllDealsAsync();
            Assert.Empty(before.Keys.Except(after.Keys));
            Assert.All(before, deal => Assert.True(ListingAsOf(after[deal.Key]) >= ListingAsOf(deal.Value), $"{deal.Key} went back in time."));
        }

        Assert.All(await MembersAsync(_nodes[0]), m => Assert.Contains($"| {version}", m, StringComparison.Ordinal));
    }

    /// <summary>Waits until every node is ready and sees all of them up.</summary>
    private async Task UpAsync(Func<Node, bool> isRight)
    {
        foreach (var node in _nodes)
        {
            await node.ReadyAsync(Patience);
            await Eventually.Holds($"the node at {node.Address} sees {Size} members", Patience, async () =>
                (await MembersAsync(node)).Count(m => m.Contains(" | up |  | ", StringComparison.Ordinal)) == Size && isRight(node));
        }
    }

    /// <summary>The members as <c>cluster show</c> prints them.</summary>
    private static async Task<IReadOnlyList<string>> MembersAsync(Node node) =>
        [.. (await node.CommandAsync("cluster", "show")).Select(line => line["text"]?.GetValue<string>() ?? "").Where(line => line.StartsWith("akka.tcp://", StringComparison.Ordinal))];

    private static bool IsOf(Node node, string version) => node.Process.Output.Any(line => line.Contains($"Deals {version}", StringComparison.Ordinal));

    /// <summary>People follow products meanwhile, at whichever node answers; what was promised to them is remembered.</summary>
    private async Task FollowAsync(CancellationToken done)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        for (var i = 0; !done.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None); i++)
        {
            var asin = $"B{i:D9}";
            try
            {
                using var answer = await http.PostAsJsonAsync(new Uri(_nodes[i % Size].Address, "/api/deals"), new { domain = 1, asin }, CancellationToken.None);
                if (answer.IsSuccessStatusCode)
                    _promised.Add($"1-{asin}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // That node is away for a moment: nothing was promised.
            }
        }
    }

    private async Task ComeToRestAsync()
    {
        using var http = new HttpClient { BaseAddress = _nodes[0].Address };
        foreach (var lane in new[] { "interactive", "discovery", "enrichment", "refresh", "backfill" })
        {
            using var paused = await http.PostAsync(new Uri($"/api/lanes/{lane}/pause", UriKind.Relative), null);
            paused.EnsureSuccessStatusCode();
        }

        await Eventually.Holds("no permit is out", Patience, async () => (await _nodes[0].GetAsync("/api/budget"))["permits"]!.AsArray().All(p => p!["fateUnknown"]!.GetValue<bool>()));
        await Eventually.Holds("all rows agree with the journal", Patience, async () =>
            (await _nodes[0].CommandAsync("catalogue", "verify")).Any(line => line["text"]?.GetValue<string>().StartsWith("identical", StringComparison.Ordinal) == true));
    }

    /// <summary>Every permit is stored before it leaves and sent at most once: there are no more requests than permits.</summary>
    private async Task AssertNoPermitWasSentTwiceAsync()
    {
        var sent = (await _keepa.StatsAsync())!["requests"]!.AsObject().Sum(r => r.Value!.GetValue<long>());
        var granted = await PermitsAsync();
        Assert.True(sent <= granted, $"{sent} requests were sent on {granted} permits.");
    }

    private Task<long> PermitsAsync() => CountAsync(
        $"SELECT count(*) FROM journal WHERE persistence_id = '{KeepaRouter.JournalId}' AND manifest = '{WireTypes.All.Single(w => w.Type == typeof(PermitGranted)).Manifest}'");

    /// <summary>Stored events with the field that only the next version writes.</summary>
    private Task<long> SignedAsync() => CountAsync("SELECT count(*) FROM journal WHERE manifest IN ('dc-e', 'dl-e', 'ds-e') AND position('0.1.1'::bytea IN message) > 0");

    private async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var count = source.CreateCommand(sql);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static bool IsOfTheWire(string line) =>
        line.Contains("serializ", StringComparison.OrdinalIgnoreCase) || line.Contains("association error", StringComparison.OrdinalIgnoreCase) || line.Contains("unknown to this version", StringComparison.Ordinal);

    private static DateTimeOffset? ListingAsOf(JsonNode deal) => deal["listingAsOf"]?.GetValue<DateTimeOffset>() ?? DateTimeOffset.MinValue;
}

/// <summary>A test that needs a PostgreSQL server and the next version's sources.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UpgradeFactAttribute : FactAttribute
{
    internal static string? Reason => PostgresServer.Missing ?? NextVersion.Missing;

    public UpgradeFactAttribute() => Skip = Reason;
}
