using System.Globalization;
using Deals.Actors.Budget;
using Deals.Actors.Serialization;
using Npgsql;
using Xunit.Abstractions;

namespace Deals.Tests.Cluster;

/// <summary>Three nodes on hosts of their own; the one with the router does not hear the others any more, while all of them reach the database and Keepa.</summary>
[Collection(Processes.Name)]
public sealed class PartitionTests(ITestOutputHelper output) : IDisposable
{
    private const int Size = 3;
    private const int Port = 4053;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TemporaryFolder _folder = new();
    private string _database = "";
    private string _databaseFromThere = "";
    private Uri _keepa = null!;

    public void Dispose() => _folder.Dispose();

    [NetworkFact]
    public async Task F14_F60_of_two_parts_that_reach_keepa_and_the_database_one_alone_goes_on_and_nothing_is_sent_twice()
    {
        await using var network = await TestNetwork.MakeAsync(Size);
        await using var postgres = await PostgresServer.StartAsync();
        await using var simulator = await SimulatedKeepaProcess.StartAsync(_folder.Path, "--rate", "60", "--deals", "1500", "--seed", "5");
        _database = await postgres.CreateDatabaseAsync();
        _databaseFromThere = _database
            .Replace("Host=127.0.0.1", $"Host={TestNetwork.AddressOf(0)}", StringComparison.Ordinal)
            .Replace($"Port={postgres.Port}", $"Port={network.Forward(postgres.Port)}", StringComparison.Ordinal);
        _keepa = new Uri($"http://{TestNetwork.AddressOf(0)}:{network.Forward(simulator.Address.Port)}");
        // The first seed is the oldest, and what there is once in the cluster runs there.
        var nodes = new List<ProcessUnderTest>();
        try
        {
            for (var host = 1; host <= Size; host++)
            {
                nodes.Add(Start(network, host));
                if (host == 1)
                    await Eventually.Holds("the first node has begun", Patience, () => Task.FromResult(Said(nodes[0], "Welcome") || Said(nodes[0], "JOINING itself") || Said(nodes[0], "listens on")));
            }

            await Eventually.Holds("permits are granted", Patience, async () => await CountAsync<PermitGranted>() > 3);
            var epochs = await CountAsync<EpochOpened>();

            await network.CutAsync(1, 2);
            await network.CutAsync(1, 3);
            await Eventually.Holds("the part without the others grants nothing", Patience, () => Task.FromResult(Said(nodes[0], "Nothing is granted: 1 members")));
            await Eventually.Holds("the other part has a router", Patience, async () => await CountAsync<EpochOpened>() > epochs);
            var granted = await CountAsync<PermitGranted>();
            await Eventually.Holds("the other part grants", Patience, async () => await CountAsync<PermitGranted>() > granted);
            Assert.Equal(1, await nodes[0].ExitAsync(Patience));
            output.WriteLine(nodes[0].Tail(1));

            await network.HealAsync(1, 2);
            await network.HealAsync(1, 3);
            nodes.Add(Start(network, 1));
            await Eventually.Holds("the three are one cluster again", Patience, async () => await MembersAsync(network, 2) == Size);

            foreach (var node in nodes)
                await node.KillAsync();
            var stats = (await simulator.StatsAsync())!;
            Assert.Equal(0, stats["refused429"]!.GetValue<int>());
            var sent = stats["requests"]!.AsObject().Sum(r => r.Value!.GetValue<long>());
            var permits = await CountAsync<PermitGranted>();
            Assert.True(sent <= permits, $"{sent} requests were sent on {permits} permits.");
            Assert.Equal(0, await ScalarAsync("SELECT count(*) FROM (SELECT 1 FROM journal GROUP BY persistence_id, sequence_number HAVING count(*) > 1) AS twice"));
        }
        finally
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
    }

    private ProcessUnderTest Start(TestNetwork network, int host) => ProcessUnderTest.StartProgram("ip", _folder.Path,
    [
        .. network.On(host),
        "dotnet", Path.Combine(AppContext.BaseDirectory, "Deals.Host.dll"),
        $"--Cluster:Hostname={TestNetwork.AddressOf(host)}",
        $"--Cluster:Port={Port}",
        $"--Cluster:SeedNodes={string.Join(',', Enumerable.Range(1, Size).Select(h => $"akka.tcp://Deals@{TestNetwork.AddressOf(h)}:{Port}"))}",
        "--Cluster:MinMembers=2",
        "--Cluster:StableAfter=5s",
        "--Persistence:Provider=PostgreSql",
        $"--ConnectionStrings:Deals={_databaseFromThere}",
        $"--Keepa:BaseUrl={_keepa}",
        "--Keepa:Timeout=5s",
    ]);

    private async Task<int> MembersAsync(TestNetwork network, int host)
    {
        await using var verb = ProcessUnderTest.StartProgram(
            "ip", _folder.Path, [.. network.On(host), "dotnet", Path.Combine(AppContext.BaseDirectory, "Deals.Host.dll"), "cluster", "show"]);
        await verb.ExitAsync(Patience);
        return verb.Output.Count(ThreeNodes.IsUp);
    }

    private static bool Said(ProcessUnderTest node, string what) => node.Output.Any(line => line.Contains(what, StringComparison.Ordinal));

    private Task<long> CountAsync<T>() => ScalarAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT count(*) FROM journal WHERE persistence_id = '{KeepaRouter.JournalId}' AND manifest = '{WireTypes.All.Single(w => w.Type == typeof(T)).Manifest}'"));

    private async Task<long> ScalarAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database + ";Pooling=false");
        await using var count = source.CreateCommand(sql);
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
