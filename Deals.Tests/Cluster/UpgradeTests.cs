using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Deals.Tests.Serialization;
using Xunit.Abstractions;

namespace Deals.Tests.Cluster;

/// <summary>A running cluster is upgraded node by node to a version that stores a field more and sends a message more, and back, while it is used.</summary>
[Collection(Processes.Name)]
public sealed class UpgradeTests(ITestOutputHelper output)
{
    private const string This = "Deals.Host.dll";
    private readonly HashSet<string> _promised = new(StringComparer.Ordinal);

    [UpgradeFact]
    public async Task A_cluster_under_load_is_upgraded_node_by_node_and_back()
    {
        var next = Path.Combine(await NextVersion.HostAsync(), This);
        await using var three = await ThreeNodes.StartAsync("--rate", "60", "--deals", "300", "--seed", "7");
        // What a large purchase costs the simulated Keepa is not what is looked at here: on two cores it would answer so late that nobody could say whose tokens they were.
        await Eventually.Holds("most deals have their first look", ThreeNodes.Patience, async () =>
            (await three.Nodes[0].GetAsync("/api/status"))["counts"]!["active"]!.GetValue<long>() >= 200);
        var listed = (await three.Nodes[0].AllDealsAsync()).Keys.ToArray();
        using var done = new CancellationTokenSource();
        var load = UseAsync(three, listed, done.Token);

        await RollAsync(three, next, NextVersion.Number);
        Assert.True(await three.CountAsync(SignedEvents) > 0, "The next version stored nothing of its own.");
        await Eventually.Holds("every gateway has read the message that only the next version sends", ThreeNodes.Patience, () => Task.FromResult(three.Nodes.All(node =>
            node.Process.Output.Any(line => line.Contains($"A router of version {NextVersion.Number} greets", StringComparison.Ordinal)))));

        await RollAsync(three, This, "0.1.0");
        await done.CancelAsync();
        await load;

        Assert.True(_promised.Count > 20, $"Only {_promised.Count} deals were followed meanwhile.");
        await three.AssertWholeAsync(_promised.Concat(listed));
        Assert.DoesNotContain(three.Printed, IsOfTheWire);
    }

    /// <summary>Stored events with the field that only the next version writes.</summary>
    private static string SignedEvents => $"SELECT count(*) FROM journal WHERE manifest IN ('do-e', 'dw-e') AND position('{NextVersion.Number}'::bytea IN message) > 0";

    /// <summary>One node after the other is told to leave and comes back as another version; the rest goes on meanwhile. The oldest, which has the singletons,
    /// is last.</summary>
    private async Task RollAsync(ThreeNodes three, string program, string version)
    {
        foreach (var node in Enumerable.Reverse(three.Nodes))
        {
            var before = await three.Nodes.First(n => n != node).AllDealsAsync();
            var watch = Stopwatch.StartNew();
            await node.Process.TerminateAsync();
            Assert.Equal(0, await node.Process.ExitAsync(ThreeNodes.Patience));
            var left = watch.Elapsed;
            three.StartAgain(node, program);
            await three.AllUpAsync();
            Assert.Contains(node.Process.Output, line => line.Contains($"Deals {version} listens", StringComparison.Ordinal));
            var up = watch.Elapsed;
            await three.GrantsGoOnAsync($"after a node became {version}");
            output.WriteLine($"A node became {version}: it left in {left.TotalSeconds:0.0} s, all were up after {up.TotalSeconds:0.0} s, a further permit was granted after {watch.Elapsed.TotalSeconds:0.0} s.");
            var after = await node.AllDealsAsync();
            Assert.Empty(before.Keys.Except(after.Keys));
            Assert.All(before, deal => Assert.True(ListingAsOf(after[deal.Key]) >= ListingAsOf(deal.Value), $"{deal.Key} went back in time."));
        }

        Assert.All(await ThreeNodes.MembersAsync(three.Nodes[0]), member => Assert.Contains($"| {version}", member, StringComparison.Ordinal));
    }

    /// <summary>People follow products and watch deals meanwhile, at whichever node answers; what was promised to them is remembered.</summary>
    private async Task UseAsync(ThreeNodes three, string[] listed, CancellationToken done)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        for (var i = 0; !done.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None); i++)
        {
            var (node, asin) = (three.Nodes[i % ThreeNodes.Size].Address, $"B{i:D9}");
            try
            {
                using var followed = await http.PostAsJsonAsync(new Uri(node, "/api/deals"), new { domain = 1, asin }, CancellationToken.None);
                if (followed.IsSuccessStatusCode)
                    _promised.Add($"1-{asin}");
                using var watched = await http.PutAsync(new Uri(node, $"/api/deals/{listed[i % listed.Length]}/watch"), null, CancellationToken.None);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // That node is away for a moment: nothing was promised.
            }
        }
    }

    private static bool IsOfTheWire(string line) => line.Contains("serializ", StringComparison.OrdinalIgnoreCase)
        || line.Contains("association error", StringComparison.OrdinalIgnoreCase) || line.Contains("unknown to this version", StringComparison.Ordinal);

    private static DateTimeOffset ListingAsOf(JsonNode deal) => deal["listingAsOf"]?.GetValue<DateTimeOffset>() ?? DateTimeOffset.MinValue;
}

/// <summary>A test that needs a PostgreSQL server and the next version's sources.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UpgradeFactAttribute : FactAttribute
{
    public UpgradeFactAttribute() => Skip = PostgresServer.Missing ?? NextVersion.Missing;
}
