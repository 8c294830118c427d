using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Deals.Actors.Enrichment;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Tests.Enrichment;

namespace Deals.Tests.Host;

public sealed class ApiTests
{
    private static readonly string[] ItemKeys =
    [
        "id", "domain", "asin", "title", "status", "price", "priceType", "currency", "rank", "belowAverage", "profit", "roi", "trust", "importance",
        "changeRate", "checkedAt", "changedAt", "listingAsOf", "productAsOf", "sellerAsOf", "analysedAt", "analysis", "nextDue", "lane", "attempts", "lastError", "averageProfit",
    ];

    [Fact]
    public async Task Status_says_what_runs_and_counts_every_status()
    {
        await using var node = await FakeNode.StartAsync();

        var status = await node.Http.GetFromJsonAsync<JsonElement>("/api/status");

        Assert.Equal(["version", "mode", "node", "startedAt", "schemaVersion", "counts"], Keys(status).Take(6));
        Assert.Equal(("0.1.0", "simulated", "akka.tcp://Deals@127.0.0.1:4053", 1), (Text(status, "version"), Text(status, "mode"), Text(status, "node"), status.GetProperty("schemaVersion").GetInt32()));
        Assert.Equal("2026-03-01T12:00:00Z", Text(status, "startedAt"));
        Assert.Equal(["pending_processing", "active", "suspended", "retired"], Keys(status.GetProperty("counts")));
    }

    [Fact]
    public async Task Status_still_answers_when_the_catalogue_does_not()
    {
        await using var node = await FakeNode.StartAsync(backends: new FakeBackends { CatalogueFailure = new NoAnswerException("It is locked.") });

        var status = await node.Http.GetFromJsonAsync<JsonElement>("/api/status");

        Assert.Equal(JsonValueKind.Null, status.GetProperty("counts").ValueKind);
        Assert.Equal("unknown", Text(status.GetProperty("catalogue"), "state"));
    }

    [Fact]
    public async Task A_live_node_says_so()
    {
        await using var node = await FakeNode.StartAsync(simulated: false);

        Assert.Equal("live", Text(await node.Http.GetFromJsonAsync<JsonElement>("/api/status"), "mode"));
    }

    [Fact]
    public async Task An_item_has_the_keys_of_the_contract_in_their_order_absent_ones_null()
    {
        await using var node = await FakeNode.StartAsync();

        var list = await node.Http.GetFromJsonAsync<JsonElement>("/api/deals");

        Assert.Equal(["items", "total", "nextCursor"], Keys(list));
        Assert.Equal((120, "c2"), (list.GetProperty("total").GetInt32(), Text(list, "nextCursor")));
        Assert.All(list.GetProperty("items").EnumerateArray(), item => Assert.Equal(ItemKeys, Keys(item)));
        var first = list.GetProperty("items")[0];
        Assert.Equal(JsonValueKind.Null, first.GetProperty("profit").ValueKind);
        Assert.Equal(["state", "reason"], Keys(first.GetProperty("analysis")));
        Assert.Equal((2024, "USD", -0.1m), (first.GetProperty("price").GetInt32(), Text(first, "currency"), first.GetProperty("belowAverage").GetDecimal()));
        Assert.Equal("2026-03-01T12:00:00Z", Text(first, "checkedAt"));
    }

    [Fact]
    public async Task The_end_of_the_list_has_a_null_cursor()
    {
        var backends = new FakeBackends();
        backends.Rows.RemoveRange(3, backends.Rows.Count - 3);
        await using var node = await FakeNode.StartAsync(backends: backends);

        var list = await node.Http.GetFromJsonAsync<JsonElement>("/api/deals");

        Assert.Equal(JsonValueKind.Null, list.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task One_deal_is_its_item_then_every_fact_with_source_and_ages()
    {
        await using var node = await FakeNode.StartAsync();

        var deal = await node.Http.GetFromJsonAsync<JsonElement>("/api/deals/1-B000000000");

        Assert.Equal([.. ItemKeys, "version", "cycle", "next", "lookedAt", "watched", "strikes", "goneLooks", "discoveredAt", "feeds", "worth", "lens", "facts"], Keys(deal));
        var facts = deal.GetProperty("facts");
        Assert.Equal(["listing", "product", "offers", "buyBox", "seller", "appraisal", "analysis"], Keys(facts));
        Assert.Equal(JsonValueKind.Null, facts.GetProperty("product").ValueKind);
        var listing = facts.GetProperty("listing");
        Assert.Equal(["source", "asOf", "checkedAt", "ageSeconds", "checkedAgeSeconds", "values"], Keys(listing));
        Assert.Equal((7 * 60, 2 * 60), (listing.GetProperty("ageSeconds").GetInt32(), listing.GetProperty("checkedAgeSeconds").GetInt32()));
        var type = listing.GetProperty("values").GetProperty("types")[0];
        Assert.Equal(["index", "name", "unit", "current", "since", "previous", "delta", "averages", "deltaPercents"], Keys(type));
        Assert.Equal(("NEW", 2024, -975), (Text(type, "name"), type.GetProperty("current").GetInt32(), type.GetProperty("delta").GetInt32()));
        Assert.Equal(["day", "week", "month", "quarter"], Keys(type.GetProperty("averages")));
    }

    [Fact]
    public async Task The_budget_has_the_keys_of_the_contract()
    {
        await using var node = await FakeNode.StartAsync();

        var budget = await node.Http.GetFromJsonAsync<JsonElement>("/api/budget");

        string[] expected =
        [
            "asOf", "stale", "tokensLeft", "capacity", "refillRate", "tokenFlowReduction", "nextTickAt", "price", "reserved", "foreignDrainPerMinute",
            "refilled", "settled", "unknown", "wasted", "throttled", "utilisation", "lanes", "permits",
        ];
        Assert.Equal(expected, Keys(budget).Take(expected.Length));
        Assert.False(budget.GetProperty("stale").GetBoolean());
        var lanes = budget.GetProperty("lanes").EnumerateArray().ToArray();
        Assert.Equal(["interactive", "discovery", "enrichment", "refresh", "backfill"], lanes.Select(l => Text(l, "name")));
        Assert.All(lanes, lane => Assert.Equal(["name", "floor", "queued", "oldestWaitSeconds", "etaSeconds", "settled", "paused"], Keys(lane)));
    }

    [Fact]
    public async Task While_the_router_is_away_the_last_known_budget_is_shown_as_stale()
    {
        await using var node = await FakeNode.StartAsync();
        await node.Http.GetFromJsonAsync<JsonElement>("/api/budget");
        node.Backends.RouterSilence = "The router did not answer within 5 s: it is away.";

        var stale = await node.Http.GetFromJsonAsync<JsonElement>("/api/budget");

        Assert.True(stale.GetProperty("stale").GetBoolean());
        Assert.Equal(412, stale.GetProperty("tokensLeft").GetInt32());
        node.Backends.RouterSilence = null;
        Assert.False((await node.Http.GetFromJsonAsync<JsonElement>("/api/budget")).GetProperty("stale").GetBoolean());
    }

    [Theory]
    [InlineData("/api/budget")]
    [InlineData("/api/feeds")]
    public async Task Where_nothing_was_ever_known_the_silence_is_said(string address)
    {
        await using var node = await FakeNode.StartAsync(backends: new FakeBackends { RouterSilence = "Nobody home.", ScoutSilence = "Nobody home." });

        using var answer = await node.Http.GetAsync(address);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("Nobody home.", Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "detail"));
    }

    [Fact]
    public async Task F55_F75_an_appraisal_says_each_figure_with_its_samples_and_why_its_profit_is_not_listed()
    {
        await using var node = await FakeNode.StartAsync();
        var product = Products.Empty().Sold(Enumerable.Range(1, 6).Select(i => (Products.AsOf - (40 * i * Products.Day), 3000))).Stat("current", 1, 2024);
        (product["csv"]![11], product["csv"]![1]) = (product["csv"]![12]!.DeepClone(), product["csv"]![2]!.DeepClone());
        node.Backends.Appraisal = AppraisalReading.TryOf(Products.Decoded(product), "00ff", PriceType.New, AnalysisSettings.Default, out _);

        var deal = await node.Http.GetFromJsonAsync<JsonElement>($"/api/deals/1-{FakeBackends.AsinOf(0)}");

        var group = deal.GetProperty("facts").GetProperty("appraisal");
        Assert.Equal(("Analysis of the stored record", "2026-05-15T00:00:00Z"), (Text(group, "source"), Text(group, "asOf")));
        var values = group.GetProperty("values");
        JsonElement Figure(string name) => values.GetProperty(name);
        Assert.Equal((3000 - 2024 - 550 - 450, JsonValueKind.Null), (Figure("profit").GetProperty("value").GetInt32(), Figure("profit").GetProperty("reason").ValueKind));
        Assert.Equal((6, 0.5m), (Figure("listPrice").GetProperty("samples").GetInt32(), Figure("profit").GetProperty("confidence").GetDecimal()));
        Assert.Equal((false, "defaultFees", "default", "00ff"), (Figure("listed").GetBoolean(), Text(values, "unlisted"), Text(Figure("fees"), "rule"), Text(values, "bodyHash")));
        Assert.Equal("noSeason", Text(Figure("peak"), "reason"));
        Assert.Equal((6, 6), (Figure("sales").GetProperty("value").GetProperty("drops").GetInt32(), Figure("sales").GetProperty("value").GetProperty("kept").GetInt32()));
        // The list has what stands on its own strength alone.
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, 1m), (deal.GetProperty("profit").ValueKind, deal.GetProperty("roi").ValueKind, deal.GetProperty("trust").GetDecimal()));

        using var shown = await node.Http.PostAsJsonAsync("/api/commands", new { palette = "deals", command = "show", arguments = new[] { "-a", $"1-{FakeBackends.AsinOf(0)}" } });
        var text = await shown.Content.ReadAsStringAsync();
        Assert.Contains("profit        - (- at the one-year average), return -, trust 100 %; not listed on its own strength: defaultFees", text, StringComparison.Ordinal);
        Assert.Contains("  list price    30.00 USD (6 samples, confidence 0.55, list price: median of all)", text, StringComparison.Ordinal);
        Assert.Contains("  peak          none (noSeason)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F22_F45_feeds_say_pass_cursor_gap_rejections_by_reason_and_what_an_accepted_deal_costs()
    {
        await using var node = await FakeNode.StartAsync();

        var feed = (await node.Http.GetFromJsonAsync<JsonElement>("/api/feeds")).GetProperty("feeds")[0];

        Assert.Equal(("us", 7, 0), (Text(feed, "name"), feed.GetProperty("pass").GetInt32(), feed.GetProperty("cursor").GetInt32()));
        Assert.Equal(JsonValueKind.Null, feed.GetProperty("gapSince").ValueKind);
        Assert.Equal(12, feed.GetProperty("rejections").GetProperty("rank too high").GetInt32());
        var cost = feed.GetProperty("cost");
        Assert.Equal((1330, 400, 3.32), (cost.GetProperty("tokens").GetInt32(), cost.GetProperty("accepted").GetInt32(), cost.GetProperty("tokensPerAccepted").GetDouble()));
    }

    private static string[] Keys(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];

    private static string? Text(JsonElement element, string key) => element.GetProperty(key).GetString();
}
