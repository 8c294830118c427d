using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Deals.Tests.Cluster;

/// <summary>The whole way of a push: a price changes in the simulated time, Keepa's tracking finds it, pushes it to a real node, and the deal's listing follows.</summary>
[Collection(Processes.Name)]
public sealed class PushedPricesTests : IDisposable
{
    private const string Secret = "not-for-the-log-of-a-node";
    private const int Used = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly DateTimeOffset KeepaEpoch = new(2011, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task F69_a_price_that_changes_is_pushed_and_the_listing_of_its_deal_follows_while_nothing_is_bought()
    {
        // An hour of Keepa's, in which a tracking is updated, is eighteen seconds.
        var simulator = new Uri($"http://127.0.0.1:{ProcessUnderTest.FreePort()}");
        await using var node = Node.Start(_folder.Path, $"--Simulator:Url={simulator.GetLeftPart(UriPartial.Authority)}", "--Simulator:Deals=300", "--Simulator:RefillRate=250", "--Time:Scale=200", $"--Keepa:Webhook:Secret={Secret}");
        await node.ReadyAsync();
        using var http = new HttpClient { BaseAddress = node.Address };
        using var keepa = new HttpClient { BaseAddress = simulator };
        await Eventually.Holds("deals are listed", Patience, async () => (await node.GetAsync("/api/deals?limit=1"))["total"]!.GetValue<long>() > 100);
        var before = await StillAsync(node, http);

        async Task<long> DebitedAsync() => JsonNode.Parse(await keepa.GetStringAsync(new Uri("/_sim/stats", UriKind.Relative)))!["debited"]!.GetValue<long>();
        var debited = await DebitedAsync();
        using var address = await keepa.GetAsync(new Uri($"/tracking?key=a&type=webhook&url={Uri.EscapeDataString($"{node.Address}keepa/notifications/{Secret}")}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, address.StatusCode);
        using var added = await keepa.PostAsJsonAsync(new Uri("/tracking?key=a&type=add", UriKind.Relative), before.Values.Select(d => EveryChangeOf(d["asin"]!.GetValue<string>())));
        Assert.Equal(before.Count, JsonNode.Parse(await added.Content.ReadAsStringAsync())!["tokensConsumed"]!.GetValue<int>());

        var moved = await Eventually.Get("a deal has another price", Patience, async () =>
            (await node.AllDealsAsync("&feed=tracking")).Values.FirstOrDefault(d => before.TryGetValue(IdOf(d), out var was) && d["price"]?.GetValue<long>() != was["price"]?.GetValue<long>()));
        var (id, asin) = (IdOf(moved), moved["asin"]!.GetValue<string>());
        var pushed = await Eventually.Get("Keepa has the notification", Patience, async () =>
            JsonNode.Parse(await keepa.GetStringAsync(new Uri("/tracking?key=a&type=notification&since=0&revise=1", UriKind.Relative)))!["notifications"]!.AsArray().FirstOrDefault(n =>
                n!["asin"]!.GetValue<string>() == asin && KeepaEpoch.AddMinutes(n["createDate"]!.GetValue<long>()) == moved["listingAsOf"]!.GetValue<DateTimeOffset>()));
        var value = pushed["currentPrices"]![Used]!.GetValue<long>();
        Assert.Equal(value >= 0 ? value : null, moved["price"]?.GetValue<long>());
        Assert.True(moved["listingAsOf"]!.GetValue<DateTimeOffset>() > before[id]["listingAsOf"]!.GetValue<DateTimeOffset>());
        Assert.Contains("Keepa pushed another price", (await node.GetAsync($"/api/deals/{id}/history"))["events"]!.ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(debited + before.Count, await DebitedAsync());

        // Said once more, and by somebody else.
        using var again = await http.PostAsJsonAsync(new Uri($"/keepa/notifications/{Secret}", UriKind.Relative), pushed);
        Assert.Equal("""{"outcome":"repeated"}""", await again.Content.ReadAsStringAsync());
        using var forged = await http.PostAsJsonAsync(new Uri("/keepa/notifications/not-for-the-log-of-any-node", UriKind.Relative), pushed);
        Assert.Equal(HttpStatusCode.NotFound, forged.StatusCode);

        var counts = (await node.GetAsync("/api/feeds"))["notifications"]!;
        Assert.True(counts["new"]!.GetValue<long>() > 0, counts.ToJsonString());
        Assert.Equal(0, counts["unknown"]!.GetValue<long>() + counts["refused"]!.GetValue<long>());
        Assert.DoesNotContain(node.Process.Output, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    /// <summary>The list once nothing is bought any more: what it says from now on has been pushed.</summary>
    private static async Task<SortedDictionary<string, JsonNode>> StillAsync(Node node, HttpClient http)
    {
        foreach (var lane in new[] { "interactive", "discovery", "enrichment", "refresh", "backfill" })
        {
            using var paused = await http.PostAsync(new Uri($"/api/lanes/{lane}/pause", UriKind.Relative), null);
            Assert.Equal(HttpStatusCode.Accepted, paused.StatusCode);
        }

        await Eventually.Holds("nothing is on its way to Keepa", Patience, async () => (await node.GetAsync("/api/budget"))["permits"]!.AsArray().Count == 0);
        // What came last is with its deal, and its row follows a moment later.
        var last = await node.AllDealsAsync();
        return await Eventually.Get("the list does not change any more", Patience, async () =>
        {
            var before = last;
            last = await node.AllDealsAsync();
            return before.Count == last.Count && before.Values.Zip(last.Values, JsonNode.DeepEquals).All(static same => same) ? last : null;
        });
    }

    private static string IdOf(JsonNode deal) => deal["id"]!.GetValue<string>();

    // A wish that every price fulfils, rearmed at once: each change after the first notification is told.
    private static JsonObject EveryChangeOf(string asin) => new()
    {
        ["asin"] = asin,
        ["mainDomainId"] = 1,
        ["updateInterval"] = 1,
        ["individualNotificationInterval"] = 1,
        ["thresholdValues"] = new JsonArray(new JsonObject { ["thresholdValue"] = 100_000_000, ["domain"] = 1, ["csvType"] = Used, ["isDrop"] = true }),
    };
}
