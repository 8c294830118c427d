using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Actors.Processing;

namespace Deals.Tests.Host;

/// <summary><c>/api/analysis</c> and the palette <c>analysis</c>.</summary>
public sealed class AnalysisTests
{
    private static readonly Uri Analysis = new("/api/analysis", UriKind.Relative);
    private static readonly Uri Recompute = new("/api/analysis/recompute", UriKind.Relative);

    [Fact]
    public async Task F58_how_deals_are_appraised_and_how_far_making_it_again_is()
    {
        await using var node = await FakeNode.StartAsync();

        var report = await node.Http.GetFromJsonAsync<JsonElement>(Analysis);

        Assert.Equal((2, false), (report.GetProperty("version").GetInt32(), report.GetProperty("stale").GetBoolean()));
        var run = report.GetProperty("recompute");
        Assert.Equal(("running", 3, 42, 100), (run.GetProperty("state").GetString(), run.GetProperty("run").GetInt32(), run.GetProperty("done").GetInt32(), run.GetProperty("total").GetInt32()));
        // 58 left at 2.04 a second.
        Assert.Equal((2.0, 28), (run.GetProperty("perSecond").GetDouble(), run.GetProperty("etaSeconds").GetInt32()));
        var counts = report.GetProperty("counts");
        Assert.Equal((40, 20, 10, 50), (counts.GetProperty("listed").GetInt32(), counts.GetProperty("notAppraised").GetInt32(), counts.GetProperty("unlisted").GetProperty("defaultFees").GetInt32(), counts.GetProperty("unlisted").GetProperty("noSale").GetInt32()));
        Assert.Equal(["2 aaaa 47", "1 bbbb 53"], counts.GetProperty("byVersion").EnumerateArray().Select(v => $"{v.GetProperty("version")} {v.GetProperty("settings")} {v.GetProperty("deals")}"));
    }

    [Fact]
    public async Task A_recompute_is_accepted_and_refused_while_one_is_under_way()
    {
        await using var node = await FakeNode.StartAsync();
        using (var accepted = await node.Http.PostAsync(Recompute, null))
        {
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            Assert.Equal((4, 120), ((await accepted.Content.ReadFromJsonAsync<JsonElement>()) is var answer ? (answer.GetProperty("run").GetInt32(), answer.GetProperty("total").GetInt32()) : default));
        }

        node.Backends.Recompute.Answer = new RecomputeAnswer(FakeBackends.Now, 4, Started: false, 120);
        using var refused = await node.Http.PostAsync(Recompute, null);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("Run 4 is under way", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_operator_may_have_it_made_again()
    {
        await using var node = await FakeNode.StartAsync(new ApiOptions { Keys = [new ApiKey("reader", SHA256.HashData("secret"u8), ApiRole.Reader)] });
        node.Http.DefaultRequestHeaders.Add("X-Api-Key", "secret");
        using var refused = await node.Http.PostAsync(Recompute, null);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var read = await node.Http.GetAsync(Analysis);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task A_list_that_does_not_answer_is_left_out_and_who_is_away_is_told_as_of_when_it_spoke()
    {
        await using var node = await FakeNode.StartAsync();
        node.Backends.CatalogueFailure = new Actors.Storage.StorageException("catalogue.db is locked.");
        Assert.Equal(JsonValueKind.Null, (await node.Http.GetFromJsonAsync<JsonElement>(Analysis)).GetProperty("counts").ValueKind);
        node.Backends.Recompute.Silence = "It did not answer within 5 s.";
        Assert.True((await node.Http.GetFromJsonAsync<JsonElement>(Analysis)).GetProperty("stale").GetBoolean());
    }

    [Fact]
    public async Task The_command_line_says_it_in_words()
    {
        await using var node = await FakeNode.StartAsync();
        var text = await RunAsync(node, "status");
        Assert.Contains("rules        version 2, settings 0011223344556677", text, StringComparison.Ordinal);
        Assert.Contains("run          3: 42 of 100, began", text, StringComparison.Ordinal);
        Assert.Contains("outcome      40 changed, 1 unreadable, 1 without a body, 0 unanswered", text, StringComparison.Ordinal);
        Assert.Contains("speed        2 bodies a second; 28s left", text, StringComparison.Ordinal);
        Assert.Contains("deals        40 with a profit in the list, 20 not appraised yet", text, StringComparison.Ordinal);
        Assert.Contains("unlisted   10 defaultFees", text, StringComparison.Ordinal);
        Assert.Contains("Run 4 goes through 120 deals", await RunAsync(node, "recompute"), StringComparison.Ordinal);
        node.Backends.Recompute.Answer = node.Backends.Recompute.Answer with { Started = false };
        Assert.Contains("\"error\":true", await RunAsync(node, "recompute"), StringComparison.Ordinal);
        Assert.True(Palettes.AnalysisRecompute.Mutates);
    }

    private static async Task<string> RunAsync(FakeNode node, string command)
    {
        using var answer = await node.Http.PostAsJsonAsync(new Uri("/api/commands", UriKind.Relative), new { palette = "analysis", command });
        return await answer.Content.ReadAsStringAsync();
    }
}
