using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Deals.Tests.Cluster;

[Collection(Processes.Name)]
public sealed class KilledNodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task F61_after_a_kill_of_a_quiet_node_everything_is_as_it_was()
    {
        await using var keepa = await SimulatedKeepaProcess.StartAsync(_folder.Path, "--deals", "1200", "--seed", "3");
        await using var node = Node.Start(_folder.Path, $"--Keepa:BaseUrl={keepa.Address}");
        await node.ReadyAsync();
        await FullPassAsync(node);
        await PauseAsync(node, "enrichment", "refresh", "backfill", "discovery");
        await Eventually.Holds("no permit is out", TimeSpan.FromSeconds(60), async () => (await node.GetAsync("/api/budget"))["permits"]!.AsArray().Count == 0);
        var deals = await StableDealsAsync(node);
        var feed = (await node.GetAsync("/api/feeds"))["feeds"]![0]!;
        var budget = await node.GetAsync("/api/budget");

        await node.KillAsync();
        node.StartAgain();
        await node.ReadyAsync();

        var again = await node.AllDealsAsync();
        Assert.Equal(deals.Keys, again.Keys);
        Assert.All(deals, deal => Assert.Equal(deal.Value.ToJsonString(), again[deal.Key].ToJsonString()));
        var feedAgain = (await node.GetAsync("/api/feeds"))["feeds"]![0]!;
        foreach (var key in new[] { "pass", "lastFullPass", "lastPass", "rowsSeen", "rowsSent" })
            Assert.Equal(feed[key]?.ToJsonString(), feedAgain[key]?.ToJsonString());
        var budgetAgain = await node.GetAsync("/api/budget");
        foreach (var key in new[] { "settled", "unknown", "throttled" })
            Assert.Equal(budget[key]?.ToJsonString(), budgetAgain[key]?.ToJsonString());
        Assert.Equal("identical", await VerifyAsync(node));
    }

    [Fact]
    public async Task F21_F68_a_node_that_is_told_to_stop_waits_for_what_it_has_paid_for_and_its_pauses_are_kept()
    {
        await using var keepa = await SimulatedKeepaProcess.StartAsync(_folder.Path, "--deals", "1200", "--seed", "11");
        await keepa.FaultsAsync("""[{"path":"/product","kind":"slow","probability":1}]""");
        await using var node = Node.Start(_folder.Path, $"--Keepa:BaseUrl={keepa.Address}");
        await node.ReadyAsync();
        await PauseAsync(node, "backfill");
        await Eventually.Holds("a product is on its way", TimeSpan.FromSeconds(60), async () =>
            (await node.GetAsync("/api/budget"))["permits"]!.AsArray().Any(p => p!["request"]!.GetValue<string>().Contains("products", StringComparison.Ordinal)));
        await node.Process.TerminateAsync();
        Assert.Equal(0, await node.Process.ExitAsync(TimeSpan.FromSeconds(60)));

        await keepa.FaultsAsync("[]");
        node.StartAgain();
        await node.ReadyAsync();
        var status = await node.GetAsync("/api/status");
        Assert.True(status["counts"]!["active"]!.GetValue<long>() > 0, "What was on its way was not waited for.");
        var budget = await node.GetAsync("/api/budget");
        Assert.Equal(0, budget["unknown"]!.GetValue<int>());
        Assert.DoesNotContain(budget["permits"]!.AsArray(), p => p!["fateUnknown"]!.GetValue<bool>());
        Assert.True(budget["lanes"]!.AsArray().Single(l => l!["name"]!.GetValue<string>() == "backfill")!["paused"]!.GetValue<bool>());
    }

    [Fact]
    public async Task F61_every_singleton_comes_back_after_its_database_was_locked()
    {
        await using var keepa = await SimulatedKeepaProcess.StartAsync(_folder.Path, "--deals", "1200", "--seed", "5");
        await using var node = Node.Start(_folder.Path, $"--Keepa:BaseUrl={keepa.Address}");
        await node.ReadyAsync();
        await Eventually.Holds("some deals are listed", TimeSpan.FromSeconds(60), async () =>
            (await node.GetAsync("/api/deals?limit=1"))["total"]!.GetValue<long>() > 0);

        await using (var journal = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "data", "journal.db")};Pooling=False;Default Timeout=30"))
        {
            await journal.OpenAsync();
            await using var seize = journal.CreateCommand();
            seize.CommandText = "BEGIN EXCLUSIVE";
            await seize.ExecuteNonQueryAsync();
            await Eventually.Holds("the node says that it is not ready", TimeSpan.FromSeconds(60), async () =>
                await node.StatusOf("/health/ready") == System.Net.HttpStatusCode.ServiceUnavailable);
            await Eventually.Holds("a persist has failed", TimeSpan.FromSeconds(90), () =>
                Task.FromResult(node.Process.Output.Any(l => l.Contains("persist", StringComparison.OrdinalIgnoreCase) && l.Contains("fail", StringComparison.OrdinalIgnoreCase))));
            await using var release = journal.CreateCommand();
            release.CommandText = "ROLLBACK";
            await release.ExecuteNonQueryAsync();
        }

        await node.ReadyAsync(TimeSpan.FromSeconds(120));
        await FullPassAsync(node);
        await PauseAsync(node, "enrichment", "refresh", "backfill", "discovery");
        await StableDealsAsync(node);
        Assert.Equal("identical", await VerifyAsync(node));
        Assert.Equal(0, (await keepa.StatsAsync())!["refused429"]!.GetValue<int>());
    }

    private static async Task PauseAsync(Node node, params string[] lanes)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        foreach (var lane in lanes)
        {
            using var answer = await http.PostAsync(new Uri($"/api/lanes/{lane}/pause", UriKind.Relative), null);
            Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        }
    }

    private static Task FullPassAsync(Node node) => Eventually.Holds("a full pass is complete", TimeSpan.FromSeconds(240), async () =>
        (await node.GetAsync("/api/feeds"))["feeds"]![0]!["lastFullPass"] is not null);

    /// <summary>The list once the projection has caught up with what the scout sent.</summary>
    private static Task<SortedDictionary<string, JsonNode>> StableDealsAsync(Node node) =>
        Eventually.Get("the list holds every deal that was sent", TimeSpan.FromSeconds(60), async () =>
        {
            var before = await node.AllDealsAsync();
            if (await VerifyAsync(node) != "identical")
                return null;
            var after = await node.AllDealsAsync();
            return after.Count == before.Count && after.All(d => d.Value.ToJsonString() == before[d.Key].ToJsonString() && KnowsItsAnalysis(d.Value)) ? after : null;
        });

    // A deal that was looked at is told a little later that there is no analyst.
    private static bool KnowsItsAnalysis(JsonNode deal) => deal["status"]!.GetValue<string>() != "active" || deal["analysis"]!["state"] is not null;

    private static async Task<string> VerifyAsync(Node node)
    {
        var verify = ProcessUnderTest.Start("Deals.Host.dll", AppContext.BaseDirectory, "--node", node.Address.GetLeftPart(UriPartial.Authority), "catalogue", "verify");
        await using (verify)
        {
            var code = await verify.ExitAsync(TimeSpan.FromSeconds(60));
            return code == 0 ? "identical" : verify.Tail();
        }
    }
}
