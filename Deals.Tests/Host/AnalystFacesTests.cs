using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Deals.Actors.Analysing;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Storage;

namespace Deals.Tests.Host;

/// <summary>How people see the analyst, and what they can want of it.</summary>
public sealed class AnalystFacesTests : IAsyncLifetime
{
    private const string Id = "1-B000000001";
    private FakeNode _node = null!;

    public async Task InitializeAsync() => _node = await FakeNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task F2_F70_the_analyst_says_what_of_the_day_is_used_by_whom_and_what_it_waits_for()
    {
        var answer = await GetAsync("/api/analyst");
        Assert.Equal((412, 1000, 1_234_500L, 2_000_000L, 3), (Whole(answer["calls"]), Whole(answer["dailyCalls"]), answer["microDollars"]!.GetValue<long>(), answer["dailyMicroDollars"]!.GetValue<long>(), Whole(answer["openCalls"])));
        Assert.Equal(("2026-03-01", "grok", true, true, false), (Text(answer["day"]), Text(answer["model"]), Flag(answer["configured"]), Flag(answer["broken"]), Flag(answer["stale"])));
        Assert.Equal(["interactive 1 2", "new 50 400", "sweep 20 10"], answer["lanes"]!.AsArray().Select(l => $"{l!["name"]} {l["waiting"]} {l["calls"]}"));
        Assert.StartsWith("throttled", Text(answer["reason"]), StringComparison.Ordinal);
        Assert.Equal((300, 80, 900, 40, 5), (Whole(answer["deals"]!["verified"]), Whole(answer["deals"]!["rejected"]), Whole(answer["deals"]!["unverified"]!["quota"]), Whole(answer["deals"]!["unverified"]!["no list price"]), Whole(answer["deals"]!["unseen"])));

        _node.Backends.Analyst.Silence = "The analyst did not answer.";
        _node.Backends.Analyst.IndexFailure = new StorageException("The disk is full.");
        answer = await GetAsync("/api/analyst");
        Assert.Equal((true, null, 412), (Flag(answer["stale"]), answer["deals"], Whole(answer["calls"])));
    }

    [Fact]
    public async Task An_analyst_of_whom_nothing_was_ever_heard_is_a_503()
    {
        _node.Backends.Analyst.Silence = "The analyst did not answer.";
        using var answer = await _node.Http.GetAsync(new Uri("/api/analyst", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_deal_is_put_to_the_analyst_before_everybody_else_or_the_reason_is_told()
    {
        var (status, answer) = await PostAsync($"/api/deals/{Id}/analyse");
        Assert.Equal((HttpStatusCode.Conflict, true), (status, Text(answer["detail"])!.Contains("not looked at yet", StringComparison.Ordinal)));
        _node.Backends.HasLooked = true;
        (status, answer) = await PostAsync($"/api/deals/{Id}/analyse");
        Assert.Equal((HttpStatusCode.Accepted, "queued", "interactive", 2), (status, Text(answer["status"]), Text(answer["lane"]), Whole(answer["place"])));
        Assert.Equal(["id", "status", "lane", "place", "eta", "reason"], answer.AsObject().Select(p => p.Key));
        Assert.Equal(DealId.Parse(Id), Assert.Single(_node.Backends.Analyst.Asked));
        _node.Backends.Analyst.Answer = static id => new AnalysisOrder(id, 0, "No analyst is configured: no key is set (Xai:ApiKey).", null);
        (status, answer) = await PostAsync($"/api/deals/{Id}/analyse");
        Assert.Equal((HttpStatusCode.Conflict, "No analyst is configured: no key is set (Xai:ApiKey)."), (status, Text(answer["detail"])));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/api/deals/1-B0ZZZZZZZZ/analyse")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/api/deals/7-B0/analyse")).Status);
        _node.Backends.Analyst.Silence = "The analyst did not answer.";
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PostAsync($"/api/deals/{Id}/analyse")).Status);
    }

    [Fact]
    public async Task F76_a_deal_shows_its_verdict_with_what_it_rests_on_and_what_it_cost()
    {
        _node.Backends.HasLooked = true;
        _node.Backends.Analysis = new AnalysisFacts(AnalysisState.Rejected, "Nobody pays that.")
        {
            Season = "Year-round",
            Reasons = ["3 sales.", "The median is 20.00 USD."],
            Origin = new AnalysisOrigin(1, "grok", "00ff", 900, 200, 1625),
            Price = 1999,
            PriceType = PriceType.New,
            ListPrice = 4800,
        };
        var deal = await GetAsync($"/api/deals/{Id}");
        Assert.Equal(("rejected", "Nobody pays that."), (Text(deal["analysis"]!["state"]), Text(deal["analysis"]!["reason"])));
        var facts = deal["facts"]!["analysis"]!;
        Assert.Equal("Analyst grok", Text(facts["source"]));
        Assert.Equal(["state", "reason", "cause", "season", "reasons", "price", "priceType", "listPrice", "retryAt", "origin"], facts["values"]!.AsObject().Select(p => p.Key));
        Assert.Equal((1625, 4800, "NEW"), (Whole(facts["values"]!["origin"]!["microDollars"]), Whole(facts["values"]!["listPrice"]), Text(facts["values"]!["priceType"])));
        var (_, output, _) = await HostProcess.RunAsync(["deals", "show", "-a", Id, "--node", _node.Address.ToString()]);
        Assert.Contains("  rejected: Nobody pays that.", output, StringComparison.Ordinal);
        Assert.Contains("season Year-round; judged a list price of 48.00 USD at a price of 19.99 USD (NEW)", output, StringComparison.Ordinal);
        Assert.Contains("by grok, prompt 1, 900 tokens in, 200 out, 0.001625 USD", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F2_the_command_line_and_the_metrics_tell_the_same()
    {
        var (code, output, _) = await HostProcess.RunAsync(["analyst", "status", "--node", _node.Address.ToString()]);
        Assert.Equal(0, code);
        Assert.Contains("waiting: throttled: the analyst refuses calls for a while; until", output, StringComparison.Ordinal);
        Assert.Contains("day         2026-03-01: 412 of 1,000 calls, 1.2345 of 2.00 USD; 3 calls open", output, StringComparison.Ordinal);
        Assert.Contains("unverified 940 (quota 900, no list price 40), unseen 5", output, StringComparison.Ordinal);
        var lines = (await _node.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');
        Assert.Contains(lines, static l => l.StartsWith("deals_analyst_calls_total{", StringComparison.Ordinal) && l.Split(' ')[1] == "9000");
        Assert.Contains(lines, static l => l.StartsWith("deals_analyst_outcomes_total{", StringComparison.Ordinal) && l.Contains("outcome=\"unparseable\"", StringComparison.Ordinal) && l.Split(' ')[1] == "3");
        _node.Backends.Analyst.Silence = "The analyst did not answer.";
        Assert.DoesNotContain("deals_analyst_calls_total{", await _node.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
    }

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private static int Whole(JsonNode? node) => node!.GetValue<int>();

    private static bool Flag(JsonNode? node) => node!.GetValue<bool>();

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _node.Http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string path)
    {
        using var answer = await _node.Http.PostAsync(new Uri(path, UriKind.Relative), null);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>())!);
    }
}
