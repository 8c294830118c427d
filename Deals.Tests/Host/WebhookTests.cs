using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;
using Deals.Host.Api;
using Deals.Tests.Keepa;
using Deals.Tests.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Host;

/// <summary>Keepa pushes: who may, what becomes of it, and that it is taken once however often it is said.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Secret = "s3cret-of-sixteen-and-more_";
    private const string Address = "/keepa/notifications/" + Secret;
    private static readonly WebhookOptions Webhook = new() { Secret = WebhookSecret.From(Secret) };
    private readonly KeptDeals _deals = new();
    private readonly FakeTimeProvider _clock = new(FakeBackends.Now);
    private readonly LoggedLines _log = new();
    private FakeNode _node = null!;

    public async Task InitializeAsync() => _node = await FakeNode.StartAsync(clock: _clock, webhook: Webhook, also: WithDeals);

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task A_pushed_change_is_a_sighting_of_the_deal_and_the_same_once_more_changes_nothing()
    {
        var id = _deals.Keep("B000000000", 2499);
        var body = NotificationDecoderTests.Notification(prices: [-1, -1, 1999]);

        Assert.Equal((HttpStatusCode.OK, "new"), await OutcomeAsync(body));
        var after = _deals.RecordOf(id);
        Assert.Equal((1999L, NotificationDecoderTests.At, FakeBackends.Now), (after.Listing!.Facts.Of(PriceType.Used)!.Current!.Value, after.Listing.AsOf, after.Listing.CheckedAt));
        Assert.Equal(["us", "tracking"], after.Feeds.AsEnumerable());
        Assert.IsType<DealEvent.ListingChanged>(_deals.Events[^1]);

        var events = _deals.Events.Count;
        Assert.Equal((HttpStatusCode.OK, "repeated"), await OutcomeAsync(body));
        Assert.Equal(events, _deals.Events.Count);
        Assert.Same(after, _deals.RecordOf(id));
    }

    [Fact]
    public async Task A_change_that_is_pushed_makes_what_was_looked_at_known_stale()
    {
        var id = _deals.Keep("B000000000", 2499, lookedAt: FakeBackends.Now.AddHours(-5));
        await OutcomeAsync(NotificationDecoderTests.Notification(prices: [-1, -1, 1999]));
        Assert.Equal((DueReason.KnownStale, FakeBackends.Now), (_deals.RecordOf(id).Next!.Reason, _deals.RecordOf(id).Next!.Due));
    }

    [Fact]
    public async Task F39_an_older_notification_than_what_is_known_changes_nothing()
    {
        var id = _deals.Keep("B000000000", 2499);
        Assert.Equal("repeated", (await OutcomeAsync(NotificationDecoderTests.Notification(prices: [-1, -1, 1999], at: KeptDeals.ListedAt))).Outcome);
        Assert.Equal(2499, _deals.RecordOf(id).Listing!.Facts.Of(PriceType.Used)!.Current);
    }

    [Fact]
    public async Task A_deal_that_nobody_keeps_is_counted_and_not_begun()
    {
        Assert.Equal((HttpStatusCode.OK, "unknown"), await OutcomeAsync(NotificationDecoderTests.Notification(asin: "B000000077")));
        var retired = _deals.Keep("B000000001", 100);
        _deals.Tell(new DealCommand.Retire(retired, FakeBackends.Now));
        Assert.Equal((HttpStatusCode.OK, "unknown"), await OutcomeAsync(NotificationDecoderTests.Notification(asin: "B000000001")));
        Assert.DoesNotContain(_deals.Events, e => e.Id.Asin.Value == "B000000077");
    }

    [Fact]
    public async Task What_cannot_mean_a_price_is_answered_and_changes_nothing()
    {
        _deals.Keep("B000000000", 2499);
        var events = _deals.Events.Count;
        var foreign = NotificationDecoderTests.Notification();
        foreign["domainId"] = 3;

        Assert.Equal((HttpStatusCode.OK, "expired"), await OutcomeAsync(NotificationDecoderTests.Notification(prices: null, type: 0)));
        Assert.Equal((HttpStatusCode.OK, "refused"), await OutcomeAsync(foreign));
        Assert.Equal(events, _deals.Events.Count);
    }

    [Theory]
    [InlineData("/keepa/notifications/s3cret-of-sixteen-and-more")]
    [InlineData("/keepa/notifications/wrong")]
    [InlineData("/keepa/notifications/")]
    [InlineData("/keepa/notifications/S3CRET-OF-SIXTEEN-AND-MORE_")]
    [InlineData("/keepa/notifications/s3cret-of-sixteen-and-more_/more")]
    public async Task With_another_secret_there_is_nothing_just_as_without_a_webhook(string address)
    {
        await using var without = await FakeNode.StartAsync(webhook: new WebhookOptions());
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Get })
        {
            var (here, there) = (await BodyAsync(_node, method, address), await BodyAsync(without, method, address));
            Assert.Equal(HttpStatusCode.NotFound, here.Status);
            Assert.Equal(there, here);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await BodyAsync(without, HttpMethod.Post, Address)).Status);
        Assert.Empty(_deals.Read);
    }

    [Theory]
    [InlineData("rubbish", 400, "it is no JSON: one Notification object was expected")]
    [InlineData("", 400, "it is no JSON")]
    [InlineData("[]", 400, "it is Array: one Notification object was expected")]
    [InlineData("{}", 400, "its asin is '': ten letters or digits were expected")]
    [InlineData("{\"asin\":\"B000000000\",\"domainId\":1}", 400, "its createDate is '': Keepa minutes above 0 were expected")]
    public async Task What_is_malformed_is_a_problem_that_names_what_was_expected(string body, int status, string expected)
    {
        using var answer = await PostAsync(body);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains(expected, JsonNode.Parse(text)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.Equal(1, (await CountsAsync())["refused"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_body_is_bounded_and_only_json_is_taken()
    {
        using var large = await PostAsync("\"" + new string('a', 1_000_000) + "\"");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var form = await _node.Http.PostAsync(Address, new StringContent("asin=B000000000", Encoding.UTF8, "application/x-www-form-urlencoded"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        using var got = await _node.Http.GetAsync(Address);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, got.StatusCode);
        Assert.Equal(2, (await CountsAsync())["refused"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_deal_that_does_not_answer_in_five_seconds_leaves_keepas_second_try_to_work()
    {
        _deals.Keep("B000000000", 2499);
        _deals.Hold();
        var waiting = PostAsync(NotificationDecoderTests.Notification(prices: [-1, -1, 1999]).ToJsonString());
        await _deals.Asked(1);
        _clock.Advance(WebhookReceiver.Patience);
        using (var late = await waiting)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(15), late.Headers.RetryAfter?.Delta);
        }

        _deals.LetGo();
        Assert.Equal("new", (await OutcomeAsync(NotificationDecoderTests.Notification(prices: [-1, -1, 1999]))).Outcome);
        Assert.Equal((1, 1), ((await CountsAsync())["unanswered"]!.GetValue<int>(), (await CountsAsync())["new"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_deal_that_cannot_store_is_no_deal_that_has_answered()
    {
        _deals.Keep("B000000000", 2499);
        _deals.Silence = "The deal 1-B000000000 did not answer within 5 s.";
        using var answer = await PostAsync(NotificationDecoderTests.Notification().ToJsonString());
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(15)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
    }

    [Fact]
    public async Task No_more_are_taken_at_once_than_the_bound()
    {
        _deals.Keep("B000000000", 2499);
        _deals.Hold();
        var body = NotificationDecoderTests.Notification().ToJsonString();
        var taken = Enumerable.Range(0, WebhookReceiver.MostAtOnce).Select(_ => PostAsync(body)).ToList();
        await _deals.Asked(WebhookReceiver.MostAtOnce);
        using (var further = await PostAsync(body))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(15)), (further.StatusCode, further.Headers.RetryAfter?.Delta));
        _deals.LetGo();
        foreach (var answer in await Task.WhenAll(taken))
        {
            using (answer)
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task What_came_is_counted_by_what_became_of_it_in_the_feeds_and_the_metrics()
    {
        _deals.Keep("B000000000", 2499);
        await OutcomeAsync(NotificationDecoderTests.Notification(prices: [-1, -1, 1999]));
        await OutcomeAsync(NotificationDecoderTests.Notification(prices: [-1, -1, 1999]));
        await OutcomeAsync(NotificationDecoderTests.Notification(asin: "B000000077"));
        (await PostAsync("rubbish")).Dispose();

        Assert.Equal("""{"received":4,"new":1,"repeated":1,"unknown":1,"expired":0,"refused":1,"unanswered":0}""", (await CountsAsync()).ToJsonString());
        var metrics = (await _node.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');
        string Value(string start, string with) => Assert.Single(metrics, l => l.StartsWith(start, StringComparison.Ordinal) && l.Contains(with, StringComparison.Ordinal)).Split(' ')[1];
        Assert.Equal("4", Value("deals_notifications_received_total{", ""));
        Assert.Equal("1", Value("deals_notifications_outcome_total{", "outcome=\"repeated\""));
    }

    [Fact]
    public async Task Without_a_webhook_nothing_is_counted()
    {
        await using var without = await FakeNode.StartAsync();
        Assert.Equal(JsonValueKind.Null, (await without.Http.GetFromJsonAsync<JsonElement>("/api/feeds")).GetProperty("notifications").ValueKind);
        Assert.DoesNotContain("deals_notifications", await without.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_is_the_authentication_and_keys_are_for_the_rest()
    {
        var keys = new ApiOptions { Keys = [new ApiKey("look", SHA256.HashData("reader-key"u8), ApiRole.Reader)] };
        await using var node = await FakeNode.StartAsync(keys, clock: _clock, webhook: Webhook, also: WithDeals);
        _deals.Keep("B000000000", 2499);
        using var taken = await node.Http.PostAsJsonAsync(Address, NotificationDecoderTests.Notification(prices: [-1, -1, 1999]));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        using var feeds = await node.Http.GetAsync("/api/feeds");
        Assert.Equal(HttpStatusCode.Unauthorized, feeds.StatusCode);
    }

    [Fact]
    public async Task F69_the_secret_is_in_no_log_whatever_fails_and_in_no_description()
    {
        _deals.Keep("B000000000", 2499);
        _deals.Failure = new InvalidOperationException("Broken inside.");
        using var failed = await PostAsync(NotificationDecoderTests.Notification().ToJsonString());
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        (await PostAsync("rubbish")).Dispose();

        Assert.Contains(_log.All, l => l.Contains("/keepa/notifications/*** failed", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.All, l => l.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain("notifications/", await _node.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal("***", Webhook.Secret!.ToString());
        Assert.DoesNotContain(Secret, Webhook.ToString(), StringComparison.Ordinal);
    }

    private void WithDeals(IServiceCollection services) => services
        .AddSingleton<IDealReader>(_deals)
        .AddSingleton<IDealTeller>(_deals)
        .AddSingleton<ILoggerProvider>(_log);

    private Task<HttpResponseMessage> PostAsync(string body) => _node.Http.PostAsync(Address, new StringContent(body, Encoding.UTF8, "application/json"));

    private async Task<(HttpStatusCode Status, string? Outcome)> OutcomeAsync(JsonObject body)
    {
        using var answer = await PostAsync(body.ToJsonString());
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["outcome"]?.GetValue<string>());
    }

    private async Task<JsonNode> CountsAsync() => JsonNode.Parse(await _node.Http.GetStringAsync(new Uri("/api/feeds", UriKind.Relative)))!["notifications"]!;

    private static async Task<(HttpStatusCode Status, string Body)> BodyAsync(FakeNode node, HttpMethod method, string address)
    {
        using var request = new HttpRequestMessage(method, address);
        if (method == HttpMethod.Post)
            request.Content = JsonContent.Create(NotificationDecoderTests.Notification());
        using var answer = await node.Http.SendAsync(request);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        // Each request has a number of its own.
        problem.Remove("traceId");
        return (answer.StatusCode, problem.ToJsonString());
    }
}
