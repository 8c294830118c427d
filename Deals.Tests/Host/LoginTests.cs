using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Deals.Actors.Hosting;
using Deals.Host.Api;

namespace Deals.Tests.Host;

public sealed class LoginTests
{
    private static readonly ApiOptions Keys = new() { Keys = [Key("look", "reader-key", ApiRole.Reader), Key("ops", "operator-key", ApiRole.Operator)] };

    [Fact]
    public async Task A_browser_exchanges_a_key_for_a_cookie_that_no_script_reads()
    {
        await using var node = await FakeNode.StartAsync(Keys);
        using var browser = Browser(node);

        using var login = await browser.PostAsJsonAsync(new Uri("/login", UriKind.Relative), new { key = "reader-key" });
        using var status = await browser.GetAsync(new Uri("/api/status", UriKind.Relative));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK), (login.StatusCode, status.StatusCode));
        var cookie = login.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("reader-key", cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"key":"wrong"}""", "application/json", HttpStatusCode.Unauthorized)]
    [InlineData("""{"key":""}""", "application/json", HttpStatusCode.Unauthorized)]
    [InlineData("""{"colour":"red"}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("key=reader-key", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    public async Task Anything_else_gets_none(string body, string type, HttpStatusCode expected)
    {
        await using var node = await FakeNode.StartAsync(Keys);
        using var content = new StringContent(body, Encoding.UTF8, type);

        using var login = await node.Http.PostAsync(new Uri("/login", UriKind.Relative), content);

        Assert.Equal(expected, login.StatusCode);
        Assert.False(login.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("operator-key", null, HttpStatusCode.Unauthorized)]
    [InlineData("operator-key", "http://evil.example", HttpStatusCode.Unauthorized)]
    [InlineData("operator-key", "null", HttpStatusCode.Unauthorized)]
    [InlineData("operator-key", "own", HttpStatusCode.Accepted)]
    [InlineData("reader-key", "own", HttpStatusCode.Forbidden)]
    public async Task What_changes_something_comes_from_our_own_page(string key, string? origin, HttpStatusCode expected)
    {
        await using var node = await FakeNode.StartAsync(Keys);
        using var browser = Browser(node);
        using var login = await browser.PostAsJsonAsync(new Uri("/login", UriKind.Relative), new { key });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/deals/1-B000000000/refresh");
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin == "own" ? node.Address.GetLeftPart(UriPartial.Authority) : origin);

        using var answer = await browser.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Who_logs_out_is_out()
    {
        await using var node = await FakeNode.StartAsync(Keys);
        using var browser = Browser(node);
        using var login = await browser.PostAsJsonAsync(new Uri("/login", UriKind.Relative), new { key = "reader-key" });
        using var logout = await browser.PostAsync(new Uri("/logout", UriKind.Relative), null);

        using var status = await browser.GetAsync(new Uri("/api/status", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, status.StatusCode);
    }

    [Fact]
    public void A_session_ends_with_its_time_its_key_and_any_change_to_it()
    {
        var (key, now) = (Keys.Keys[1], FakeBackends.Now);
        var cookie = Sessions.Issue(key, now);

        Assert.Same(key, Sessions.Read(cookie, Keys.Keys, now.Add(Sessions.Longest).AddSeconds(-1)));
        Assert.Null(Sessions.Read(cookie, Keys.Keys, now.Add(Sessions.Longest)));
        Assert.Null(Sessions.Read(cookie, [Keys.Keys[0]], now));
        Assert.Null(Sessions.Read(cookie, [key with { Hash = SHA256.HashData("another key"u8) }], now));
        var later = cookie.Split('.');
        Assert.Null(Sessions.Read($"{later[0]}.{long.Parse(later[1], System.Globalization.CultureInfo.InvariantCulture) + 1}.{later[2]}", Keys.Keys, now));
        Assert.Null(Sessions.Read("..", Keys.Keys, now));
        Assert.Null(Sessions.Read("", Keys.Keys, now));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("Bearer reader-key", HttpStatusCode.OK)]
    [InlineData("Bearer wrong", HttpStatusCode.Unauthorized)]
    public async Task A_scraper_brings_its_key_as_a_bearer(string? authorization, HttpStatusCode expected)
    {
        await using var node = await FakeNode.StartAsync(Keys);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var answer = await node.Http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    private static HttpClient Browser(FakeNode node) => new(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = node.Address };

    private static ApiKey Key(string name, string text, ApiRole role) => new(name, SHA256.HashData(Encoding.UTF8.GetBytes(text)), role);
}
