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

    [RecordedFact]
    public async Task Recorded_products_that_are_followed_are_processed_and_shown_as_they_were_recorded_and_unknown_ones_are_never_retired()
    {
        await using var keepa = await SimulatedKeepaProcess.StartAsync(_folder.Path, "--world", Samples.Folder!, "--rate", "60");
        await using var node = Node.Start(_folder.Path, $"--Keepa:BaseUrl={keepa.Address}");
        await node.ReadyAsync();
        foreach (var (file, asin) in new[] { ("product-1.json", "B0D8W1YVBX"), ("product-2.json", "055299068X"), ("product-4.json", "B0F7XPYCSJ") })
        {
            Assert.Contains($"1-{asin} followed", await CommandAsync(node, "deals", "add", "-a", asin), StringComparison.Ordinal);
            var recorded = JsonNode.Parse(await File.ReadAllBytesAsync(Samples.PathOf(file)))!;
            recorded = recorded["products"]?[0] ?? recorded;
            var shown = await Eventually.Get($"{asin} is active", TimeSpan.FromSeconds(60), async () =>
                await node.GetAsync($"/api/deals/1-{asin}") is { } deal && deal["status"]!.GetValue<string>() == "active" ? deal : null);
            var product = shown["facts"]!["product"]!["values"]!;
            Assert.Equal(recorded["title"]?.GetValue<string>(), product["title"]?.GetValue<string>());
            Assert.Equal(recorded["brand"]?.GetValue<string>(), product["brand"]?.GetValue<string>());
            Assert.Equal(recorded["fbaFees"]!["pickAndPackFee"]!.GetValue<long>(), product["fees"]!["pickAndPack"]!.GetValue<long>());
            Assert.Equal(KeepaEpoch.AddMinutes(recorded["lastUpdate"]!.GetValue<long>()), shown["productAsOf"]!.GetValue<DateTimeOffset>());
            var used = recorded["stats"]!["current"]![Used]!.GetValue<long>();
            Assert.Equal(used >= 0 ? used : null, shown["price"]?.GetValue<long>());
            var history = (await node.GetAsync($"/api/deals/1-{asin}/history?days=3650"))["series"]!.AsArray().ToDictionary(s => s!["type"]!.GetValue<string>(), s => s!["points"]!.AsArray());
            AssertSameHistories(recorded, history);
            AssertSameStatistics(recorded, product, $"{asin}");
        }

        // The other recorded deals have no recorded product: Keepa does not know them, and that is no proof that they are gone.
        await Eventually.Holds("an unknown product was looked for", TimeSpan.FromSeconds(60), async () =>
            (await node.AllDealsAsync()).Values.Any(d => d["lastError"]?.GetValue<string>().Contains("knows no product", StringComparison.Ordinal) == true));
        Assert.DoesNotContain((await node.AllDealsAsync()).Values, d => d["status"]!.GetValue<string>() == "retired");
    }

    /// <summary>Every recorded series, point by point: of its older part only what holds when the window begins.</summary>
    private static void AssertSameHistories(JsonNode recorded, Dictionary<string, JsonArray> shown)
    {
        var names = Actors.Keepa.PriceType.All;
        var compared = 0;
        for (var type = 0; type < names.Count; type++)
        {
            // The older recording is two types shorter.
            if (recorded["csv"]!.AsArray().ElementAtOrDefault(type) is not JsonArray { Count: > 0 } flat)
            {
                Assert.DoesNotContain(names[type].Name, shown.Keys);
                continue;
            }

            var width = names[type].WithShipping ? 3 : 2;
            var numbers = flat.Select(n => n!.GetValue<long>()).ToList();
            var points = Enumerable.Range(0, numbers.Count / width)
                .Select(i => (KeepaEpoch.AddMinutes(numbers[i * width]), Known(numbers[(i * width) + 1]), width == 3 ? Known(numbers[(i * width) + 2]) : null))
                .OrderBy(p => p.Item1).ToList();
            var told = shown[names[type].Name].Select(p => (p!["at"]!.GetValue<DateTimeOffset>(), p["value"]?.GetValue<long>(), p["shipping"]?.GetValue<long>())).ToList();
            Assert.Equal(points.TakeLast(told.Count), told);
            Assert.True(told.Count == points.Count || told[0].Item1 < DateTimeOffset.UtcNow.AddDays(-3650), $"{names[type].Name}: {told.Count} of {points.Count} points are told.");
            compared++;
        }

        Assert.Equal(compared, shown.Count);
    }

    private static void AssertSameStatistics(JsonNode recorded, JsonNode product, string asin)
    {
        var histories = product["histories"]!.AsArray().ToDictionary(h => h!["type"]!.GetValue<string>());
        Assert.NotEmpty(histories);
        foreach (var type in Actors.Keepa.PriceType.All.Where(t => histories.ContainsKey(t.Name)))
        {
            foreach (var (field, name) in new[] { ("current", "current"), ("avg30", "average30"), ("avg90", "average90"), ("avg365", "average365") })
                Assert.True(Known(recorded["stats"]![field]![type.Index]!.GetValue<long>()) == histories[type.Name]![name]?.GetValue<long>(), $"{asin}: {type.Name} {name}");
        }

        Assert.Equal(recorded["categoryTree"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()), product["categoryPath"]!.AsArray().Select(c => c!.GetValue<string>()));
        Assert.Equal(recorded["monthlySold"]?.GetValue<int>(), product["monthlySold"]?.GetValue<int>());
    }

    private static long? Known(long value) => value >= 0 ? value : null;

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
