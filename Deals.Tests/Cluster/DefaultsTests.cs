using System.Text.Json.Nodes;

namespace Deals.Tests.Cluster;

[Collection(Processes.Name)]
public sealed class DefaultsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task F6_from_an_empty_folder_the_defaults_list_nine_thousand_deals_without_one_refusal()
    {
        var simulator = ProcessUnderTest.FreePort();
        await using var node = Node.Start(_folder.Path, $"--Simulator:Url=http://127.0.0.1:{simulator}");
        await node.ReadyAsync();
        using var keepa = new HttpClient();
        async Task<JsonNode> StatsAsync() => JsonNode.Parse(await keepa.GetStringAsync(new Uri($"http://127.0.0.1:{simulator}/_sim/stats")))!;
        await Eventually.Holds("the first page was asked for", TimeSpan.FromSeconds(60), async () => (await StatsAsync())["debited"]!.GetValue<long>() > 0);

        await Eventually.Holds("the first deals are active within a minute", TimeSpan.FromSeconds(60), async () =>
            (await node.GetAsync("/api/status"))["counts"]!["active"]!.GetValue<long>() > 0);
        await Eventually.Holds("more than 9,000 deals are listed", TimeSpan.FromSeconds(120), async () =>
            (await node.GetAsync("/api/deals?limit=1"))["total"]!.GetValue<long>() > 9_000);

        var status = await node.GetAsync("/api/status");
        Assert.Equal("simulated", status["mode"]!.GetValue<string>());
        var stats = await StatsAsync();
        Assert.Equal(0, stats["refused429"]!.GetValue<int>());
        var budget = await node.GetAsync("/api/budget");
        Assert.Equal(0, budget["throttled"]!.GetValue<int>());
        Assert.Equal(0d, budget["foreignDrainPerMinute"]!.GetValue<double>());
        Assert.Equal(0, budget["unknown"]!.GetValue<int>());
        Assert.Contains(node.Process.Output, line => line.Contains("simulated", StringComparison.OrdinalIgnoreCase));
    }
}
