using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Deals.Actors.Inspection;

namespace Deals.Tests.Host;

public sealed class DescriptionTests
{
    [Fact]
    public async Task Every_call_of_the_api_is_described_with_its_filters()
    {
        await using var node = await FakeNode.StartAsync();

        var paths = (await node.Http.GetFromJsonAsync<JsonElement>(new Uri("/openapi/v1.json", UriKind.Relative))).GetProperty("paths");

        Assert.Empty(paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject(), (p, o) => (Call: $"{o.Name} {p.Name}", Operation: o.Value)).Where(o => !o.Operation.TryGetProperty("summary", out _)).Select(o => o.Call));
        var described = paths.EnumerateObject().Select(p => p.Name).ToList();
        foreach (var path in new[] { "/api/status", "/api/deals", "/api/deals/{id}", "/api/deals/{id}/history", "/api/deals.csv", "/api/deals.ndjson", "/api/budget", "/api/budget/plan", "/api/freshness", "/api/cluster", "/api/feeds", "/api/analysis", "/api/analysis/recompute", "/api/commands", "/api/events", "/health/ready" })
            Assert.Contains(path, described);
        Assert.Equal(
            DealListArguments.All.Select(a => a.Name),
            paths.GetProperty("/api/deals").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task The_explorer_needs_nothing_from_outside_and_its_policy_lets_it_run()
    {
        await using var node = await FakeNode.StartAsync();

        using var page = await node.Http.GetAsync(new Uri("/scalar/v1", UriKind.Relative));
        var html = await page.Content.ReadAsStringAsync();
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var nonce = Regex.Match(policy, "'nonce-(?<n>[^']+)'", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["n"].Value;
        Assert.NotEqual("", nonce);
        var scripts = Regex.Matches(html, "<script[^>]*>", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Value).ToList();
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.Contains($"nonce=\"{WebUtility.HtmlEncode(nonce)}\"", script, StringComparison.Ordinal));
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", html);
        foreach (var source in Regex.Matches(html, "src=\"(?<s>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => m.Groups["s"].Value))
        {
            using var script = await node.Http.GetAsync(new Uri(new Uri(node.Address, "/scalar/"), source));
            Assert.Equal(HttpStatusCode.OK, script.StatusCode);
        }
    }

    [Fact]
    public async Task The_metrics_have_the_budget_its_lanes_and_the_deals()
    {
        await using var node = await FakeNode.StartAsync();

        var lines = (await node.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');
        string Value(string start) => Assert.Single(lines, l => l.StartsWith(start, StringComparison.Ordinal) && !l.StartsWith('#')).Split(' ')[1];

        Assert.Equal("412", Value("deals_tokens_left{"));
        Assert.Equal("8000", Value("deals_tokens_settled_total{"));
        Assert.Equal("0", Value("deals_refusals_total{"));
        Assert.Equal("4", Assert.Single(lines, l => l.StartsWith("deals_lane_queued{", StringComparison.Ordinal) && l.Contains("lane=\"discovery\"", StringComparison.Ordinal)).Split(' ')[1]);
        Assert.Equal("24", Assert.Single(lines, l => l.StartsWith("deals_count{", StringComparison.Ordinal) && l.Contains("status=\"active\"", StringComparison.Ordinal)).Split(' ')[1]);
    }

    [Fact]
    public async Task F22_F58_F75_the_metrics_have_the_deals_by_version_of_their_rules_and_by_why_no_profit_is_listed_and_what_feeds_cost()
    {
        await using var node = await FakeNode.StartAsync();

        var lines = (await node.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');
        string Value(string name, string tag) => Assert.Single(lines, l => l.StartsWith(name, StringComparison.Ordinal) && l.Contains(tag, StringComparison.Ordinal)).Split(' ')[1];

        Assert.Equal(("47", "53"), (Value("deals_appraisal_version{", "version=\"2\""), Value("deals_appraisal_version{", "version=\"1\"")));
        Assert.Equal(("10", "50"), (Value("deals_appraisal_unlisted{", "reason=\"defaultFees\""), Value("deals_appraisal_unlisted{", "reason=\"noSale\"")));
        Assert.Equal(("40", "20"), (Value("deals_appraisal_listed{", ""), Value("deals_appraisal_none{", "")));
        Assert.Equal(("1330", "400"), (Value("deals_feed_tokens_total{", "feed=\"us\""), Value("deals_feed_accepted_total{", "feed=\"us\"")));
        Assert.Equal(("42", "100", "2"), (Value("deals_recompute_done{", ""), Value("deals_recompute_total{", ""), Value("deals_recompute_failed{", "")));
    }

    [Fact]
    public async Task A_router_that_is_away_leaves_a_gap_and_no_old_figure()
    {
        await using var node = await FakeNode.StartAsync();
        node.Backends.RouterSilence = "The router did not answer.";

        var text = await node.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        Assert.DoesNotContain("\ndeals_tokens_left", text, StringComparison.Ordinal);
        Assert.Contains("deals_count", text, StringComparison.Ordinal);
    }
}
