using System.Text.RegularExpressions;

namespace Deals.Tests.Host;

public sealed partial class DashboardTests
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/app.css", "text/css")]
    [InlineData("/app.js", "text/javascript")]
    [InlineData("/format.js", "text/javascript")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    [InlineData("/api/status", "application/json")]
    [InlineData("/nothing", "application/problem+json")]
    public async Task Every_answer_allows_only_what_this_node_serves(string address, string type)
    {
        await using var node = await FakeNode.StartAsync();

        using var answer = await node.Http.GetAsync(address);

        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("default-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task The_page_loads_nothing_that_is_not_served_here()
    {
        await using var node = await FakeNode.StartAsync();

        var page = await node.Http.GetStringAsync("/");

        var references = Reference().Matches(page).Select(m => m.Groups["address"].Value).Where(a => !a.StartsWith('#')).ToArray();
        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            Assert.StartsWith("/", reference, StringComparison.Ordinal);
            using var answer = await node.Http.GetAsync(reference);
            answer.EnsureSuccessStatusCode();
        }
    }

    [Theory]
    [InlineData("lanes-answer")]
    [InlineData("freshness-body")]
    [InlineData("follow-answer")]
    [InlineData("deal-answer")]
    [InlineData("deal-next")]
    [InlineData("deal-charts")]
    [InlineData("deal-facts")]
    [InlineData("deal-events")]
    [InlineData("deal-refresh")]
    [InlineData("deal-release")]
    [InlineData("deal-retire-yes")]
    [InlineData("deal-watch")]
    public async Task The_page_has_the_part_that_its_script_fills(string part)
    {
        await using var node = await FakeNode.StartAsync();

        Assert.Contains($"id=\"{part}\"", await node.Http.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Contains($"at('{part}')", await node.Http.GetStringAsync("/app.js"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_the_page_nor_its_scripts_write_styles_that_the_policy_forbids()
    {
        await using var node = await FakeNode.StartAsync();

        var page = await node.Http.GetStringAsync("/");
        var script = await node.Http.GetStringAsync("/app.js") + await node.Http.GetStringAsync("/format.js");

        foreach (var way in new[] { " style=", "<style", "onclick=" })
            Assert.DoesNotContain(way, page, StringComparison.Ordinal);
        Assert.DoesNotContain("'style'", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_text_of_a_deal_can_become_html()
    {
        await using var node = await FakeNode.StartAsync();

        var script = await node.Http.GetStringAsync("/app.js") + await node.Http.GetStringAsync("/format.js");

        foreach (var way in new[] { "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(" })
            Assert.DoesNotContain(way, script, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:src|href)=\"(?<address>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
