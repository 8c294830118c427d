using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Deals.Tests.Cluster;

/// <summary>What a real node says of itself: the readers behind the commands ask real actors here.</summary>
[Collection(Processes.Name)]
public sealed partial class InspectedNodeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_node_says_of_the_cluster_is_true_until_it_leaves()
    {
        await using var node = Node.Start(_folder.Path, "--Simulator:Deals=300");
        using var http = new HttpClient { BaseAddress = node.Address, Timeout = Patience };
        await node.ReadyAsync();
        using var events = new StreamReader(await http.GetStreamAsync(new Uri("/api/events", UriKind.Relative)));
        Assert.Equal("event: ping", await events.ReadLineAsync());

        var show = await TextAsync(node, "cluster", "show");
        Assert.Matches(@"^akka\.tcp://Deals@127\.0\.0\.1:\d+ \| \[deals\] \| up \|  \| \d+\.\d+\.\d+$", show[0]);
        var self = show[0].Split(' ')[0];
        Assert.Equal([show[0], "Count: 1 nodes"], show);
        Assert.Equal([self], await TextAsync(node, "cluster", "leader"));
        Assert.Equal(["/user"], await TextAsync(node, "actor", "hierarchy", "-s", $"{self}/user", "-d", "0"));
        Assert.Contains("/user/keepa-router", await TextAsync(node, "actor", "hierarchy", "-s", $"{self}/user", "-d", "1"));
        Assert.Contains(await TextAsync(node, "log", "tail", "--once"), line => line.Contains("Keepa is SIMULATED", StringComparison.Ordinal));

        await Eventually.Holds("deals are awake, and every shard is somewhere", Patience, async () =>
        {
            var stats = Stats().Match((await TextAsync(node, "cluster-sharding", "region-stats", "-r", "deal")).Single());
            Assert.Equal(self, stats.Groups["address"].Value);
            var shards = await TextAsync(node, "cluster-sharding", "list-shards", "-r", "deal");
            var answer = (await node.GetAsync("/api/cluster"))["regions"]![0]!;
            return int.Parse(stats.Groups["entities"].Value, CultureInfo.InvariantCulture) > 0
                && shards[^1] == $"Count: {stats.Groups["shards"].Value} shards"
                && answer["complete"]!.GetValue<bool>() && answer["entities"]!.GetValue<int>() > 0;
        });
        using (var patience = new CancellationTokenSource(Patience))
        {
            while (await events.ReadLineAsync(patience.Token) is { } line && line != "event: deal.found")
                Assert.NotEqual("event: gap", line);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/commands") { Content = JsonContent.Create(new { palette = "cluster", command = "tail" }) };
        using var tail = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await tail.Content.ReadAsStreamAsync());
        // The state of the beginning: from there on nothing is missed.
        Assert.Contains(self, await lines.ReadLineAsync(), StringComparison.Ordinal);
        await TextAsync(node, "cluster", "leave");
        var changes = (await lines.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();

        Assert.Contains(changes, c => c["text"]!.GetValue<string>().Contains(" MemberLeft " + self, StringComparison.Ordinal));
        Assert.True(changes[^1]["final"]!.GetValue<bool>());
        // Whoever keeps the node running has to see that it ended although nobody told the process to.
        Assert.Equal(0, await node.Process.ExitAsync(Patience));
    }

    private static async Task<IReadOnlyList<string>> TextAsync(Node node, string palette, string command, params string[] arguments)
    {
        var lines = await node.CommandAsync(palette, command, arguments);
        Assert.False(lines[^1]["error"]!.GetValue<bool>(), lines[^1]["text"]!.GetValue<string>());
        return [.. lines.SkipLast(1).Select(l => l["text"]!.GetValue<string>())];
    }

    [GeneratedRegex(@"^(?<address>\S+) \| \[deals\] \| up \|  \| \S+ \[coordinator\]\(deal\) \| shards: (?<shards>\d+) \| entities: (?<entities>\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stats();
}
