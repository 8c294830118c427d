using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Deals.Actors.Catalogue;
using Deals.Actors.Hosting;

namespace Deals.Tests.Host;

public sealed class ApiKeyTests
{
    private static readonly ApiOptions Keys = new() { Keys = [Key("look", "reader-key", ApiRole.Reader), Key("ops", "operator-key", ApiRole.Operator)] };

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    [InlineData("reader-key ", HttpStatusCode.OK)]
    [InlineData("reader-key", HttpStatusCode.OK)]
    [InlineData("operator-key", HttpStatusCode.OK)]
    public async Task Every_call_of_the_api_needs_a_key_where_there_are_keys(string? key, HttpStatusCode expected)
    {
        await using var node = await FakeNode.StartAsync(Keys);

        foreach (var address in new[] { "/api/status", "/api/deals", "/api/deals/1-B000000000", "/api/budget", "/api/feeds", "/API/status" })
        {
            using var answer = await SendAsync(node, HttpMethod.Get, address, key, null);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_refusal_says_which_header_and_never_the_key()
    {
        await using var node = await FakeNode.StartAsync(Keys);

        using var answer = await SendAsync(node, HttpMethod.Get, "/api/nothing-here", "hunter2", null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.NotEmpty(answer.Headers.WwwAuthenticate);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("X-Api-Key", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health/progress")]
    [InlineData("/")]
    [InlineData("/app.js")]
    public async Task Probes_and_the_page_itself_need_none(string address)
    {
        await using var node = await FakeNode.StartAsync(Keys);

        using var answer = await node.Http.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_changes_something_takes_the_operator()
    {
        await using var node = await FakeNode.StartAsync(Keys);
        node.Backends.Work.Writer.TryWrite(new CatalogueStep(1, 1, "done", Finished: true, Failed: false));
        var rebuild = new { palette = "catalogue", command = "rebuild" };

        using var refused = await SendAsync(node, HttpMethod.Post, "/api/commands", "reader-key", rebuild);
        using var verify = await SendAsync(node, HttpMethod.Post, "/api/commands", "reader-key", new { palette = "catalogue", command = "verify" });
        using var accepted = await SendAsync(node, HttpMethod.Post, "/api/commands", "operator-key", rebuild);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.OK), (refused.StatusCode, verify.StatusCode, accepted.StatusCode));
        Assert.Contains("operator", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(FakeNode node, HttpMethod method, string address, string? key, object? body)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Content = body is null ? null : JsonContent.Create(body);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        return await node.Http.SendAsync(request);
    }

    private static ApiKey Key(string name, string key, ApiRole role) => new(name, SHA256.HashData(Encoding.UTF8.GetBytes(key)), role);
}
