using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class SimulatedTrackingTests : SimulatedWorldFixture
{
    private const int Used = 2;
    private const string EveryChange = """
        "mainDomainId":1,"updateInterval":1,"individualNotificationInterval":1,"thresholdValues":[{"thresholdValue":100000000,"domain":1,"csvType":2,"isDrop":true}]
        """;

    private static readonly DateTimeOffset Epoch = new(2011, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Adding_costs_a_token_each_and_what_is_tracked_is_told_until_it_is_removed()
    {
        var asins = await AsinsAsync(3);
        var added = await AddAsync([.. asins[..2], "B000000000"]);
        Assert.Equal(2, Cost(added));
        Assert.Equal(asins[..2], added["trackings"]!.AsArray().Select(t => t!["asin"]!.GetValue<string>()));
        Assert.Equal("B000000000", added["error"]!["details"]!.GetValue<string>());
        Assert.Equal(1, Cost(await AddAsync(asins[0])));

        var one = (await AskAsync($"/tracking?type=get&asin={asins[0]}"))["trackings"]![0]!;
        Assert.Equal((1, true, 1, 17520), (one["updateInterval"]!.GetValue<int>(), one["isActive"]!.GetValue<bool>(), one["mainDomainId"]!.GetValue<int>(), one["ttl"]!.GetValue<int>()));
        Assert.Equal(100_000_000, one["thresholdValues"]![0]!["thresholdValueCSV"]![1]!.GetValue<long>());
        Assert.Equal(asins[..2].Order(StringComparer.Ordinal), Texts((await AskAsync("/tracking?type=list&asins-only=1"))["asinList"]));
        Assert.Single((await AskAsync("/tracking?type=list&perPage=1&page=1"))["trackings"]!.AsArray());
        Assert.Empty(Texts((await AskAsync("/tracking?type=listNames"))["trackingListNames"]));

        Assert.Equal(0, Cost(await AskAsync($"/tracking?type=remove&asin={asins[0]}")));
        await RefusedAsync($"/tracking?type=get&asin={asins[0]}", "asin");
        await RefusedAsync($"/tracking?type=remove&asin={asins[0]}", "asin");
        await AskAsync("/tracking?type=removeAll");
        Assert.Empty(Texts((await AskAsync("/tracking?type=list&asins-only=1"))["asinList"]));
    }

    [Theory]
    [InlineData("/tracking", "type")]
    [InlineData("/tracking?type=odd", "type")]
    [InlineData("/tracking?type=get", "asin")]
    [InlineData("/tracking?type=webhook&url=here", "url")]
    [InlineData("/tracking?type=webhook&url=ftp://127.0.0.1/", "url")]
    [InlineData("/tracking?type=add&tracking=rubbish", "tracking")]
    [InlineData("/tracking?type=add&tracking=[]", "tracking")]
    [InlineData("/tracking?type=list&list=mine", "list")]
    public Task What_Keepa_would_refuse_is_refused_with_the_field(string path, string details) => RefusedAsync(path, details);

    [Theory]
    [InlineData("\"mainDomainId\":1")]
    [InlineData("\"mainDomainId\":7,\"notifyIf\":[{\"domain\":1,\"csvType\":2,\"notifyIfType\":0}]")]
    [InlineData("\"mainDomainId\":1,\"notifyIf\":[{\"domain\":1,\"csvType\":2,\"notifyIfType\":2}]")]
    [InlineData("\"mainDomainId\":1,\"notifyIf\":[{\"domain\":1,\"csvType\":36,\"notifyIfType\":0}]")]
    [InlineData("\"mainDomainId\":1,\"updateInterval\":26,\"notifyIf\":[{\"domain\":1,\"csvType\":2,\"notifyIfType\":0}]")]
    public async Task A_tracking_that_waits_for_nothing_that_there_is_cannot_be_added(string fields)
    {
        var asin = (await AsinsAsync(1))[0];
        var body = await PostAsync($$"""{"asin":"{{asin}}",{{fields}}}""");
        Assert.Equal((0, asin), (Cost(body), body["error"]!["details"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Trackings_take_their_part_of_the_refill_from_five_minutes_on_and_give_it_back()
    {
        await AddAsync(await AsinsAsync(200));
        Assert.Equal(0m, (await AskAsync("/token"))["tokenFlowReduction"]!.GetValue<decimal>());
        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(3m, (await AskAsync("/token"))["tokenFlowReduction"]!.GetValue<decimal>());
        await OrderAsync(Keepa, "/_sim/drain", """{"tokensPerMinute":1000}""");
        var before = Number(await StatsAsync(Keepa), "refilled");
        Clock.Advance(10 * TimeSpan.FromMilliseconds(60_210));
        Assert.Equal(10 * (250 - 3), Number(await StatsAsync(Keepa), "refilled") - before);
        await AskAsync("/tracking?type=removeAll");
        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0m, (await AskAsync("/token"))["tokenFlowReduction"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Without_tokens_nothing_is_added_and_the_rest_is_answered()
    {
        await OrderAsync(Keepa, "/_sim/plan", """{"refillRate":1}""");
        await AddAsync(await AsinsAsync(56));
        for (var left = (await AskAsync("/token"))["tokensLeft"]!.GetValue<int>(); left > 0; left -= 5)
            await PageAsync(Keepa);
        using var http = new HttpClient { BaseAddress = Keepa.Address };
        using var body = Json("{}");
        using var refused = await http.PostAsync(new Uri("/tracking?key=a&type=add", UriKind.Relative), body);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal(56, (await AskAsync("/tracking?type=list"))["trackings"]!.AsArray().Count);
    }

    [Fact]
    public async Task More_than_the_refill_pays_for_cannot_be_added()
    {
        var asins = await AsinsAsync(8);
        await OrderAsync(Keepa, "/_sim/plan", """{"refillRate":1}""");
        // Six of 0.15 tokens a minute are below one; one that is there already is not counted twice.
        var rule = "\"mainDomainId\":1,\"updateInterval\":1,\"notifyIf\":[{\"domain\":1,\"csvType\":18,\"notifyIfType\":0}]";
        var body = await PostAsync("[" + string.Join(',', asins.Append(asins[0]).Select(a => $$"""{"asin":"{{a}}",{{rule}}}""")) + "]");
        Assert.Equal((7, string.Join(',', asins[6..])), (Cost(body), body["error"]!["details"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Every_change_of_a_tracked_price_is_pushed_with_the_values_of_its_time()
    {
        await using var hook = await Hook.StartAsync();
        await SetWebhookAsync(hook);
        var asins = await AsinsAsync(60);
        await AddAsync(asins);
        var told = new Dictionary<string, long>(StringComparer.Ordinal);
        var changes = 0;
        for (var hour = 1; hour <= 5; hour++)
        {
            Clock.Advance(TimeSpan.FromHours(1));
            var now = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var asin in asins)
                now[asin] = (await TruthAsync(asin))["types"]!.AsArray().Single(t => t!["type"]!.GetValue<int>() == Used)!["now"]!.GetValue<long>();
            // Without an offer there is no price at which it could be wished for.
            var due = now.Where(n => n.Value >= 0 && (!told.TryGetValue(n.Key, out var before) || before != n.Value)).Select(n => n.Key).Order(StringComparer.Ordinal).ToList();
            var bodies = await hook.TakeAsync(due.Count);
            Assert.Equal(due, bodies.Select(Asin).Order(StringComparer.Ordinal));
            foreach (var body in bodies)
            {
                var asin = Asin(body);
                Assert.Equal((int)(Clock.GetUtcNow() - Epoch).TotalMinutes, body["createDate"]!.GetValue<int>());
                Assert.Equal(now[asin], body["currentPrices"]![Used]!.GetValue<long>());
                Assert.Equal((1, 1, Used, told.ContainsKey(asin) ? 3 : 1), (
                    body["domainId"]!.GetValue<int>(), body["notificationDomainId"]!.GetValue<int>(), body["csvType"]!.GetValue<int>(), body["trackingNotificationCause"]!.GetValue<int>()));
                changes += told.ContainsKey(asin) ? 1 : 0;
                told[asin] = now[asin];
            }
        }

        Assert.True(changes > 3, $"{changes} changes in 60 products and five hours.");
        Assert.True(hook.IsEmpty);
        // What was pushed is read: it is told again only to who asks for it.
        await Eventually.Holds("all pushes have been answered", TimeSpan.FromSeconds(20), async () => (await AskAsync("/tracking?type=notification&since=0&revise=0"))["notifications"]!.AsArray().Count == 0);
        Assert.Equal(told.Count + changes, (await AskAsync("/tracking?type=notification&since=0&revise=1"))["notifications"]!.AsArray().Count);
        Clock.Advance(TimeSpan.FromHours(25));
        var since = (int)(Clock.GetUtcNow() - Epoch).TotalMinutes - 1440;
        Assert.All((await AskAsync("/tracking?type=notification&since=0&revise=1"))["notifications"]!.AsArray(), n => Assert.True(n!["createDate"]!.GetValue<int>() >= since));
    }

    [Fact]
    public async Task A_push_that_is_not_taken_is_said_once_more_after_fifteen_seconds_and_then_never()
    {
        await using var hook = await Hook.StartAsync();
        hook.Status = 503;
        await SetWebhookAsync(hook);
        await AddAsync((await AsinsAsync(60)).Take(1).ToArray());
        Clock.Advance(TimeSpan.FromHours(1));
        var first = Assert.Single(await hook.TakeAsync(1));
        // The second try is only armed once the first answer has come.
        JsonNode? again = null;
        await Eventually.Holds("it is said again", TimeSpan.FromSeconds(20), () =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(hook.TryTake(out again));
        });
        Assert.Equal(first.ToJsonString(), again!.ToJsonString());
        Assert.True(Clock.GetUtcNow() - Origin.AddDays(1).AddHours(1) >= TimeSpan.FromSeconds(15));
        Clock.Advance(TimeSpan.FromMinutes(20));
        var unread = (await AskAsync("/tracking?type=notification&since=0&revise=0"))["notifications"]!.AsArray();
        Assert.Equal(first.ToJsonString(), Assert.Single(unread)!.ToJsonString());
        Assert.True(hook.IsEmpty);
    }

    [Fact]
    public async Task A_tracking_ends_with_its_time_and_says_so_where_that_is_wished()
    {
        await using var hook = await Hook.StartAsync();
        await SetWebhookAsync(hook);
        var asin = (await AsinsAsync(1))[0];
        await PostAsync($$"""{"asin":"{{asin}}","ttl":2,"expireNotify":true,"mainDomainId":1,"updateInterval":25,"notifyIf":[{"domain":1,"csvType":2,"notifyIfType":0}]}""");
        Clock.Advance(TimeSpan.FromHours(2));
        var body = Assert.Single(await hook.TakeAsync(1));
        Assert.Equal((0, true), (body["trackingNotificationCause"]!.GetValue<int>(), body["currentPrices"] is null));
        await RefusedAsync($"/tracking?type=get&asin={asin}", "asin");
    }

    private Task<JsonNode> SetWebhookAsync(Hook hook) => AskAsync($"/tracking?type=webhook&url={Uri.EscapeDataString(hook.Address.ToString())}");

    /// <summary>Products with a used price.</summary>
    private async Task<string[]> AsinsAsync(int count)
    {
        var asins = new List<string>();
        for (var page = 0; asins.Count < count; page++)
            asins.AddRange((await RowsAsync(Keepa, Default.Replace("\"page\":0", $"\"page\":{page}", StringComparison.Ordinal))).Select(Asin));
        return [.. asins.Take(count)];
    }

    private Task<JsonNode> AddAsync(params string[] asins) => PostAsync("[" + string.Join(',', asins.Select(a => $$"""{"asin":"{{a}}",{{EveryChange}}}""")) + "]");

    private async Task<JsonNode> PostAsync(string body)
    {
        var (status, text) = await OrderAsync(Keepa, "/tracking?key=a&type=add", body);
        Assert.True(status == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Somebody to whom Keepa pushes.</summary>
    private sealed class Hook : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
        private readonly WebApplication _app;
        private readonly Channel<JsonNode> _taken = Channel.CreateUnbounded<JsonNode>();

        private Hook(WebApplication app) => _app = app;

        public Uri Address => new(new Uri(_app.Urls.Single()), "/hook");

        public int Status { get; set; } = 200;

        public bool IsEmpty => _taken.Reader.Count == 0;

        public static async Task<Hook> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var hook = new Hook(builder.Build());
            hook._app.MapPost("/hook", async (HttpRequest request) =>
            {
                Assert.Equal("application/json", request.ContentType);
                hook._taken.Writer.TryWrite((await JsonNode.ParseAsync(request.Body))!);
                return Results.StatusCode(hook.Status);
            });
            await hook._app.StartAsync();
            return hook;
        }

        public bool TryTake(out JsonNode? body) => _taken.Reader.TryRead(out body);

        public async Task<List<JsonNode>> TakeAsync(int count)
        {
            using var patience = new CancellationTokenSource(Patience);
            var bodies = new List<JsonNode>();
            while (bodies.Count < count)
                bodies.Add(await _taken.Reader.ReadAsync(patience.Token));
            return bodies;
        }

        public async ValueTask DisposeAsync() => await _app.DisposeAsync();
    }
}
