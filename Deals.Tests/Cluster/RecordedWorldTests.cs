using System.Globalization;
using System.Text.Json.Nodes;
using Deals.Tests.Recorded;

namespace Deals.Tests.Cluster;

/// <summary>Real input the whole way: a page that Keepa once sent, through a simulator that serves it, into deals, and out by the API and the command line.</summary>
[Collection(Processes.Name)]
public sealed class RecordedWorldTests : IDisposable
{
    private const int Used = 2;
    private const int Sales = 3;
    private const int Quarter = 3;
    private static readonly DateTimeOffset KeepaEpoch = new(2011, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RecordedFact]
    public async Task All_150_recorded_deals_are_listed_with_their_prices_percentages_ranks_and_times()
    {
        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Samples.PathOf("deal-1.json")))!["deals"]!["dr"]!.AsArray();
        await using var keepa = await SimulatedKeepaProcess.StartAsync(_folder.Path, "--world", Samples.Folder!);
        await using var node = Node.Start(_folder.Path, $"--Keepa:BaseUrl={keepa.Address}");
        await node.ReadyAsync();
        await Eventually.Holds("150 deals are listed", TimeSpan.FromSeconds(60), async () =>
            (await node.GetAsync("/api/deals?limit=1"))["total"]!.GetValue<long>() == 150);

        var listed = await node.AllDealsAsync();
        Assert.Equal(150, listed.Count);
        Assert.All(recorded, row => AssertSame(row!, listed["1-" + row!["asin"]!.GetValue<string>()]));

        var detail = await node.GetAsync("/api/deals/1-" + recorded[0]!["asin"]!.GetValue<string>());
        Assert.Contains("\"USED\"", detail.ToJsonString(), StringComparison.Ordinal);
        var byCommand = await CommandAsync(node, "deals", "list", "--limit", "500", "--sort", "asin", "--json");
        Assert.All(recorded, row => Assert.Contains(row!["asin"]!.GetValue<string>(), byCommand, StringComparison.Ordinal));
        var shown = await CommandAsync(node, "deals", "show", "-a", recorded[0]!["asin"]!.GetValue<string>());
        var price = recorded[0]!["current"]![Used]!.GetValue<long>() / 100m;
        Assert.Contains(price.ToString("F2", CultureInfo.InvariantCulture) + " USD", shown, StringComparison.Ordinal);
    }

    private static void AssertSame(JsonNode row, JsonNode item)
    {
        var asin = row["asin"]!.GetValue<string>();
        var current = row["current"]!.AsArray();
        Assert.Equal((asin, current[Used]!.GetValue<long>()), (asin, item["price"]!.GetValue<long>()));
        Assert.Equal("USED", item["priceType"]!.GetValue<string>());
        Assert.Equal("USD", item["currency"]!.GetValue<string>());
        var rank = current[Sales]!.GetValue<long>();
        Assert.Equal(rank > 0 ? rank : null, item["rank"]?.GetValue<long>());
        var asOf = KeepaEpoch.AddMinutes(row["lastUpdate"]!.GetValue<long>());
        Assert.Equal(asOf, item["listingAsOf"]!.GetValue<DateTimeOffset>());
        var percent = row["deltaPercent"]![Quarter]![Used]!.GetValue<long>();
        var average = row["avg"]![Quarter]![Used]!.GetValue<long>();
        if (average > 0)
            Assert.InRange((item["belowAverage"]!.GetValue<decimal>() * 100) - percent, -0.51m, 0.51m);
        else
            Assert.Null(item["belowAverage"]);
        Assert.Equal(row["title"]!.GetValue<string>().Trim(), item["title"]!.GetValue<string>());
    }

    private static async Task<string> CommandAsync(Node node, params IEnumerable<string> words)
    {
        await using var command = ProcessUnderTest.Start("Deals.Host.dll", AppContext.BaseDirectory, ["--node", node.Address.GetLeftPart(UriPartial.Authority), .. words]);
        Assert.Equal(0, await command.ExitAsync(TimeSpan.FromSeconds(60)));
        return string.Join('\n', command.Output);
    }
}
