using System.Net;
using System.Text.Json.Nodes;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Cluster;

/// <summary>A real node on a real PostgreSQL server.</summary>
[Collection(Processes.Name)]
public sealed class PostgresNodeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task F61_F66_a_node_waits_for_its_schema_lists_deals_survives_kills_and_comes_back_after_the_database_was_away()
    {
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync(empty: true);
        string[] storage = ["--Persistence:Provider=PostgreSql", $"--ConnectionStrings:Deals={database}"];
        await using var node = Node.Start(_folder.Path, [.. storage, "--Simulator:Deals=1200", "--Simulator:Seed=3", "--Logging:LogLevel:Default=Information"]);

        Assert.Equal(1, await node.Process.ExitAsync(Patience));
        Assert.Equal("The database that ConnectionStrings:Deals names has no schema yet: run 'schema migrate' once.", Assert.Single(node.Process.Output));
        Assert.Contains("has no schema yet", await SchemaAsync(storage, "status"), StringComparison.Ordinal);
        Assert.Contains("steps taken: 1 journal, 2 catalogue, 3 bodies", await SchemaAsync(storage, "migrate"), StringComparison.Ordinal);

        node.StartAgain();
        await node.ReadyAsync();
        await Eventually.Holds("many deals are listed", Patience, async () => await TotalAsync(node) > 600);
        await node.KillAsync();
        node.StartAgain();
        await node.ReadyAsync();
        Assert.True(await TotalAsync(node) > 600);
        Assert.Contains("identical", await VerifyAsync(node), StringComparison.Ordinal);

        await server.StopAsync();
        await UnreadyAsync(node, "PostgreSQL");
        await Eventually.Holds("the list says that it cannot be read", Patience, async () => await node.StatusOf("/api/deals") == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, await node.StatusOf("/health/live"));
        await server.StartAgainAsync();
        await node.ReadyAsync();

        await server.FreezeAsync();
        await UnreadyAsync(node, "in time");
        await server.ThawAsync();
        await node.ReadyAsync();

        var before = await TotalAsync(node);
        await Eventually.Holds("more deals are found", TimeSpan.FromSeconds(120), async () => await TotalAsync(node) > before || before >= 1000);
        await Eventually.Holds("the projection is live", Patience, async () => (await node.GetAsync("/api/status"))["catalogue"]!["state"]!.GetValue<string>() == "live");
        Assert.Contains("identical", await VerifyAsync(node), StringComparison.Ordinal);
        Assert.Equal(0, (await node.GetAsync("/api/budget"))["throttled"]!.GetValue<int>());
    }

    [PostgresFact]
    public async Task F61_a_node_that_starts_before_its_database_waits_and_goes_on_by_itself()
    {
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await server.StopAsync();
        await using var node = Node.Start(
            _folder.Path, "--Persistence:Provider=PostgreSql", $"--ConnectionStrings:Deals={database}", "--Simulator:Deals=1200");
        await UnreadyAsync(node, "PostgreSQL cannot be reached: nothing listens there.");
        Assert.Equal(HttpStatusCode.OK, await node.StatusOf("/health/live"));
        await server.StartAgainAsync();
        await node.ReadyAsync();
    }

    private static async Task<long> TotalAsync(Node node) => (await node.GetAsync("/api/deals?limit=1"))["total"]!.GetValue<long>();

    /// <summary>Waits until the node says that it is not ready, for a reason that names nothing of the machine.</summary>
    private static Task UnreadyAsync(Node node, string reason) => Eventually.Holds($"the node says that it is not ready: {reason}", Patience, async () =>
    {
        using var http = new HttpClient { BaseAddress = node.Address, Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || !text.Contains(reason, StringComparison.Ordinal))
            return false;
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.All(JsonNode.Parse(text)!["reasons"]!.AsArray(), r => Assert.DoesNotContain('\n', r!.GetValue<string>()));
        return true;
    });

    private static async Task<string> SchemaAsync(string[] storage, string command)
    {
        await using var verb = ProcessUnderTest.Start("Deals.Host.dll", AppContext.BaseDirectory, [.. storage, "schema", command]);
        Assert.Equal(0, await verb.ExitAsync(Patience));
        return verb.Tail();
    }

    private static async Task<string> VerifyAsync(Node node)
    {
        await using var verb = ProcessUnderTest.Start("Deals.Host.dll", AppContext.BaseDirectory, "--node", node.Address.GetLeftPart(UriPartial.Authority), "catalogue", "verify");
        await verb.ExitAsync(Patience);
        return verb.Tail();
    }
}
