using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Deals.Actors.Inspection;

namespace Deals.Tests.Host;

public sealed class ApiErrorsTests
{
    [Theory]
    [InlineData("GET", "/api/nothing")]
    [InlineData("POST", "/api/deals.csv/more")]
    [InlineData("GET", "/nothing")]
    public async Task What_there_is_not_is_a_problem_and_not_a_page(string method, string address)
    {
        await using var node = await FakeNode.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), address);

        using var answer = await node.Http.SendAsync(request);

        await AssertProblemAsync(answer, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/api/deals?colour=red", "colour")]
    [InlineData("/api/deals?Status=active", "Status")]
    [InlineData("/api/deals/1-B000000000?x=1", "x")]
    [InlineData("/api/deals?limit=0", "0")]
    [InlineData("/api/deals?limit=501", "501")]
    [InlineData("/api/deals?limit=many", "many")]
    [InlineData("/api/deals?limit=", "")]
    [InlineData("/api/deals?sort=colour", "colour")]
    [InlineData("/api/deals?status=sold", "sold")]
    [InlineData("/api/deals?cursor=c2", "c2")]
    [InlineData("/api/deals?limit=5&limit=6", "limit")]
    public async Task An_unknown_parameter_or_a_wrong_value_is_named(string address, string named)
    {
        await using var node = await FakeNode.StartAsync();

        using var answer = await node.Http.GetAsync(address);

        Assert.Contains($"'{named}'", await AssertProblemAsync(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B000000000")]
    [InlineData("7-B000000000")]
    [InlineData("1-B00000000")]
    [InlineData("1-B00000000-")]
    [InlineData("1%20-B000000000")]
    public async Task An_id_that_is_none_is_named(string id)
    {
        await using var node = await FakeNode.StartAsync();

        using var answer = await node.Http.GetAsync("/api/deals/" + id);

        var detail = await AssertProblemAsync(answer, HttpStatusCode.BadRequest);
        Assert.StartsWith($"'{Uri.UnescapeDataString(id)}' is not a deal id", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deal_that_nobody_has_seen_is_not_found()
    {
        await using var node = await FakeNode.StartAsync();

        using var answer = await node.Http.GetAsync("/api/deals/2-B000000000");

        Assert.Contains("2-B000000000", await AssertProblemAsync(answer, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deal_that_does_not_answer_is_a_problem_that_says_so()
    {
        await using var node = await FakeNode.StartAsync(backends: new FakeBackends { DealSilence = "The deal 1-B000000000 did not answer within 5 s." });

        using var answer = await node.Http.GetAsync("/api/deals/1-B000000000");

        Assert.Equal("The deal 1-B000000000 did not answer within 5 s.", await AssertProblemAsync(answer, HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task A_failure_inside_shows_neither_message_nor_path_nor_stack()
    {
        await using var node = await FakeNode.StartAsync(backends: new FakeBackends { CatalogueFailure = new InvalidOperationException("/var/lib/secret-path key=hunter2") });

        using var answer = await node.Http.GetAsync("/api/deals");

        await AssertProblemAsync(answer, HttpStatusCode.InternalServerError);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_catalogue_is_unavailable_not_broken()
    {
        await using var node = await FakeNode.StartAsync(backends: new FakeBackends { CatalogueFailure = new NoAnswerException("The catalogue is locked.") });

        using var answer = await node.Http.GetAsync("/api/deals");

        Assert.Equal("The catalogue is locked.", await AssertProblemAsync(answer, HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task A_web_page_that_points_its_own_name_here_gets_nothing()
    {
        await using var node = await FakeNode.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status");
        request.Headers.Host = "evil.example";

        using var answer = await node.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<string?> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        return problem.GetProperty("detail").GetString();
    }
}
