using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;
using Deals.Tests.Processing;

namespace Deals.Tests.Host;

public sealed class OrdersTests : IAsyncLifetime
{
    private const string Id = "1-B000000001";
    private FakeNode _node = null!;

    public async Task InitializeAsync() => _node = await FakeNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task A_product_is_followed_from_now_on_or_was_already()
    {
        _node.Backends.Outcome = new OrderOutcome.Done(DealChange.Discovered);
        var (status, answer) = await PostAsync("/api/deals", """{"domain":1,"asin":"B0916T3WFJ"}""");
        Assert.Equal((HttpStatusCode.Accepted, "1-B0916T3WFJ", "followed", "interactive"), (status, Text(answer, "id"), Text(answer, "status"), Text(answer, "lane")));
        var follow = Assert.IsType<DealCommand.Follow>(Assert.Single(_node.Backends.Ordered));
        Assert.Equal(("followed", PriceType.Used), (follow.Lens.Feed, follow.Lens.PriceType));
        _node.Backends.Outcome = new OrderOutcome.Done(DealChange.None);
        (status, answer) = await PostAsync("/api/deals", """{"domain":3,"asin":"B0916T3WFJ"}""");
        Assert.Equal((HttpStatusCode.OK, "known"), (status, Text(answer, "status")));
    }

    [Theory]
    [InlineData("""{"domain":7,"asin":"B0916T3WFJ"}""", "domain is '7'")]
    [InlineData("""{"asin":"B0916T3WFJ"}""", "domain is missing")]
    [InlineData("""{"domain":1,"asin":"B09"}""", "asin is 'B09'")]
    [InlineData("""{"domain":1}""", "asin is")]
    [InlineData("""{"domain":1,"asin":"B0916T3WFJ","price":5}""", "could not be read")]
    [InlineData("""{"domain":"x"}""", "could not be read")]
    [InlineData("[]", "could not be read")]
    [InlineData("", "could not be read")]
    public async Task A_body_that_cannot_be_followed_is_told_what_was_expected(string body, string expected)
    {
        var (status, answer) = await PostAsync("/api/deals", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(expected, Text(answer, "detail"), StringComparison.Ordinal);
        Assert.Empty(_node.Backends.Ordered);
    }

    [Theory]
    [InlineData("POST", "refresh", typeof(DealCommand.RefreshNow))]
    [InlineData("POST", "release", typeof(DealCommand.Release))]
    [InlineData("POST", "retire", typeof(DealCommand.Retire))]
    [InlineData("PUT", "watch", typeof(DealCommand.Watch))]
    [InlineData("DELETE", "watch", typeof(DealCommand.Watch))]
    public async Task An_order_is_accepted_with_lane_place_and_eta_or_refused_with_its_reason(string method, string verb, Type command)
    {
        var (status, answer) = await SendAsync(method, $"/api/deals/{Id}/{verb}");
        Assert.Equal((HttpStatusCode.Accepted, "interactive", "2"), (status, Text(answer, "lane"), Text(answer, "place")));
        Assert.Equal(["id", "status", "lane", "place", "eta"], answer.AsObject().Select(p => p.Key));
        Assert.IsType(command, Assert.Single(_node.Backends.Ordered));
        _node.Backends.Outcome = new OrderOutcome.Refused("It is retired.");
        (status, answer) = await SendAsync(method, $"/api/deals/{Id}/{verb}");
        Assert.Equal((HttpStatusCode.Conflict, "It is retired."), (status, Text(answer, "detail")));
        _node.Backends.Outcome = new OrderOutcome.NotKnown();
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(method, $"/api/deals/{Id}/{verb}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(method, $"/api/deals/7-B0/{verb}")).Status);
        _node.Backends.DealSilence = "The deal did not answer.";
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(method, $"/api/deals/{Id}/{verb}")).Status);
    }

    [Fact]
    public async Task F21_a_lane_is_paused_and_resumed_by_name()
    {
        var (status, answer) = await SendAsync("POST", "/api/lanes/Refresh/pause");
        Assert.Equal((HttpStatusCode.Accepted, "refresh", "true", "true"), (status, Text(answer, "lane"), Text(answer, "paused"), Text(answer, "changed")));
        Assert.Equal("false", Text((await SendAsync("POST", "/api/lanes/refresh/resume")).Answer, "paused"));
        (status, answer) = await SendAsync("POST", "/api/lanes/fast/pause");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("interactive, discovery", Text(answer, "detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("POST", "/api/lanes/3/pause")).Status);
    }

    [Fact]
    public async Task F55_freshness_gives_an_age_for_every_group_the_reachable_cadence_and_who_is_next_with_its_reason()
    {
        _node.Backends.Breaker = new BreakerStatus(FakeBackends.Now, 2, 2, 5);
        var answer = JsonNode.Parse(await _node.Http.GetStringAsync(new Uri("/api/freshness", UriKind.Relative)))!;
        Assert.Equal(["listing", "product", "seller", "analysis"], answer["groups"]!.AsObject().Select(p => p.Key));
        Assert.Equal((300L, 32400L), (answer["groups"]!["listing"]!["medianSeconds"]!.GetValue<long>(), answer["groups"]!["listing"]!["oldestSeconds"]!.GetValue<long>()));
        Assert.Null(answer["groups"]!["seller"]!["medianSeconds"]);
        Assert.Equal(("Tiered", 26280L, 7.0), (Text(answer, "policy"), answer["cadence"]!["tokensADay"]!.GetValue<long>(), answer["cadence"]!["wantedDays"]!.GetValue<double>()));
        var next = Assert.Single(answer["nextInLine"]!.AsArray())!;
        Assert.Equal(("refresh", "A feed showed another price since its facts were taken."), (Text(next, "lane"), Text(next, "reason")));
        Assert.Contains("tokens", Text(next, "waitsFor"), StringComparison.Ordinal);
        Assert.Contains("5 deals look gone", Text(answer["warnings"]!, 0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_past_has_series_in_their_window_and_the_deals_own_events()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", $"/api/deals/{Id}/history")).Status);
        _node.Backends.Events.Add((1, new DealEvent.Followed(DealId.Parse(Id), FakeBackends.Now, new FeedLens("followed", PriceType.Used, DateRange.Quarter)) { Next = Schedule.AtOnce(FakeBackends.Now, DueReason.Followed) }));
        var empty = (await SendAsync("GET", $"/api/deals/{Id}/history")).Answer;
        Assert.Equal(("Followed", "No record of the product is stored yet."), (Text(empty["events"]![0]!, "kind"), Text(empty, "reason")));
        _node.Backends.Product = Records.Of("B000000001", FakeBackends.Now.AddHours(-1));
        var full = (await SendAsync("GET", $"/api/deals/{Id}/history?days=2&types=used")).Answer;
        var series = Assert.Single(full["series"]!.AsArray())!;
        Assert.Equal(("USED", "money"), (Text(series, "type"), Text(series, "unit")));
        Assert.Equal([2400L, 1200L], series["points"]!.AsArray().Select(p => p!["value"]!.GetValue<long>()));
        foreach (var wrong in new[] { "days=0", "days=x", "types=GOLD", "when=now" })
            Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("GET", $"/api/deals/{Id}/history?{wrong}")).Status);
    }

    private static string? Text(JsonNode node, object key) => (key is int index ? node[index] : node[(string)key])?.ToString();

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _node.Http.PostAsync(new Uri(path, UriKind.Relative), content);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await _node.Http.SendAsync(request);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>())!);
    }
}
