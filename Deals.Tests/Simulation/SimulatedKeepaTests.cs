using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Deals.Simulator;
using Microsoft.Extensions.Time.Testing;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class SimulatedKeepaTests : IDisposable
{
    private static readonly DateTimeOffset Origin = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Origin.AddDays(1));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/token?key=abc", 200, null, null)]
    [InlineData("/token/?key=abc", 200, null, null)]
    [InlineData("/token", 400, "invalidParameter", "")]
    [InlineData("/token?key=a-b", 400, "invalidParameter", "")]
    [InlineData("/token?key=unknown", 402, "unauthorized", "")]
    [InlineData("/nothing?key=abc", 404, "notFound", "/nothing")]
    [InlineData("/deal?key=abc", 400, "invalidParameter", "")]
    [InlineData("/deal?key=abc&selection={", 400, "invalidParameter", "")]
    [InlineData("/deal?key=abc&selection={\"domainId\":1}", 400, "invalidParameter", "priceTypes")]
    [InlineData("/deal?key=abc&selection={\"domainId\":1,\"priceTypes\":[]}", 400, "invalidParameter", "priceTypes")]
    [InlineData("/deal?key=abc&selection={\"domainId\":1,\"priceTypes\":[2,3]}", 400, "invalidParameter", "priceTypes")]
    [InlineData("/deal?key=abc&selection={\"domainId\":1,\"priceTypes\":[4]}", 400, "invalidParameter", "priceTypes")]
    [InlineData("/deal?key=abc&selection={\"domainId\":1,\"priceTypes\":2,\"dateRange\":4}", 400, "invalidParameter", "dateRange")]
    [InlineData("/deal?key=abc&selection={\"domainId\":7,\"priceTypes\":2}", 400, "invalidParameter", "domainId")]
    [InlineData("/deal?key=abc&selection={\"domainId\":\"1\",\"priceTypes\":2,\"dateRange\":\"3\"}", 200, null, null)]
    public async Task Every_answer_has_its_status_its_error_and_its_envelope_gzipped(string path, int status, string? type, string? details)
    {
        await using var keepa = await StartAsync();
        using var http = new HttpClient { BaseAddress = keepa.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "gzip" } } };
        using var answer = await http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        await using var plain = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        var body = (await JsonNode.ParseAsync(plain))!;
        Assert.Equal(type, body["error"]?["type"]?.GetValue<string>());
        Assert.Equal(details, body["error"]?["details"]?.GetValue<string>());
        var isMalformedKey = status == 400 && !path.Contains("key=abc", StringComparison.Ordinal);
        Assert.Equal(isMalformedKey ? 0 : 20, body["refillRate"]!.GetValue<int>());
        Assert.Equal(status == 200 && path.StartsWith("/deal", StringComparison.Ordinal) ? 5 : 0, body["tokensConsumed"]!.GetValue<int>());
        if (!isMalformedKey)
            Assert.InRange(body["refillIn"]!.GetValue<long>(), 522, 60_210);
    }

    [Fact]
    public async Task The_bucket_serves_while_it_is_above_zero_then_refuses_without_an_error_and_refills_in_lumps()
    {
        await using var keepa = await StartAsync(rate: 1);
        for (var i = 0; i < 12; i++)
            Assert.Equal(5, (await PageAsync(keepa))["tokensConsumed"]!.GetValue<int>());
        var refused = await PageAsync(keepa, status: 429);
        Assert.Equal((0, 0, null), (refused["tokensLeft"]!.GetValue<int>(), refused["tokensConsumed"]!.GetValue<int>(), refused["error"]));
        _clock.Advance(TimeSpan.FromMilliseconds(60_210));
        Assert.Equal(-4, (await PageAsync(keepa))["tokensLeft"]!.GetValue<int>());
        var stats = await StatsAsync(keepa);
        Assert.Equal((60, 1, 65, 1, -4), (Number(stats, "initial"), Number(stats, "refilled"), Number(stats, "debited"), Number(stats, "refused429"), Number(stats, "balance")));
        Assert.Equal(14, stats["requests"]!["/deal"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_tick_is_sometimes_credited_before_its_time_and_is_announced_all_the_same()
    {
        await using var keepa = await StartAsync(rate: 1);
        async Task<(int Left, int RefillIn)> TokenAsync() =>
            JsonNode.Parse((await GetAsync(keepa, "/token?key=abc")).Body) is { } body ? (body["tokensLeft"]!.GetValue<int>(), body["refillIn"]!.GetValue<int>()) : default;
        for (var page = 0; page < 12; page++)
            await PageAsync(keepa);
        _clock.Advance(TimeSpan.FromMilliseconds((await TokenAsync()).RefillIn + 60_210 - 10_000));
        var early = 0;
        for (var tick = 0; tick < 40; tick++)
        {
            var before = await TokenAsync();
            Assert.InRange(before.RefillIn, 9_990, 10_000);
            _clock.Advance(TimeSpan.FromMilliseconds(9_600));
            var shortly = await TokenAsync();
            Assert.Equal(522, shortly.RefillIn);
            Assert.InRange(shortly.Left - before.Left, 0, 1);
            early += shortly.Left - before.Left;
            _clock.Advance(TimeSpan.FromMilliseconds(410));
            Assert.Equal(before.Left + 1, (await TokenAsync()).Left);
            _clock.Advance(TimeSpan.FromMilliseconds(60_210 - 9_600 - 410));
        }

        Assert.InRange(early, 1, 20);
    }

    [Fact]
    public async Task Ranges_are_ignored_unless_switched_on_and_categories_filter_always()
    {
        await using var keepa = await StartAsync(deals: 900);
        var all = await RowsAsync(keepa, Default);
        Assert.Equal(all.Select(Asin), (await RowsAsync(keepa, Default.Replace("{", "{\"currentRange\":[2000,3000],", StringComparison.Ordinal))).Select(Asin));
        var ranged = await RowsAsync(keepa, Default.Replace("{", "{\"isRangeEnabled\":true,\"currentRange\":[2000,3000],", StringComparison.Ordinal));
        Assert.NotEmpty(ranged);
        Assert.All(ranged, r => Assert.InRange(r["current"]![2]!.GetValue<long>(), 2000, 3000));
        var books = await RowsAsync(keepa, Default.Replace("{", "{\"includeCategories\":[283155],", StringComparison.Ordinal));
        Assert.NotEmpty(books);
        Assert.All(books, r => Assert.Equal(283155, r["rootCat"]!.GetValue<long>()));
        var byPercent = await RowsAsync(keepa, Default.Replace("\"sortType\":1", "\"sortType\":4", StringComparison.Ordinal));
        Assert.Equal(byPercent.Select(r => -r["deltaPercent"]![3]![2]!.GetValue<long>()).Order(), byPercent.Select(r => -r["deltaPercent"]![3]![2]!.GetValue<long>()));
        var titled = await RowsAsync(keepa, Default.Replace("{", "{\"isFilterEnabled\":true,\"titleSearch\":\"ALDER tent\",", StringComparison.Ordinal));
        Assert.All(titled, r => Assert.Contains("Tent", r["title"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ten_thousand_of_fifteen_thousand_match_the_default_feed_and_no_page_goes_further()
    {
        await using var keepa = await StartAsync(deals: 15_000, rate: 250);
        var asins = new HashSet<string>(StringComparer.Ordinal);
        for (var page = 0; page <= 67; page++)
        {
            var rows = await RowsAsync(keepa, Default.Replace("\"page\":0", $"\"page\":{page}", StringComparison.Ordinal));
            Assert.Equal(page < 66 ? 150 : page == 66 ? 100 : 0, rows.Count);
            asins.UnionWith(rows.Select(Asin));
        }

        Assert.Equal(10_000, asins.Count);
    }

    [Fact]
    public async Task A_result_is_kept_two_minutes_and_the_world_is_a_function_of_its_seed_and_time()
    {
        await using var keepa = await StartAsync(deals: 500);
        var first = await PageAsync(keepa);
        Assert.False(first["dealsCached"]!.GetValue<bool>());
        _clock.Advance(TimeSpan.FromSeconds(100));
        Assert.True((await PageAsync(keepa))["dealsCached"]!.GetValue<bool>());
        _clock.Advance(TimeSpan.FromSeconds(100));
        var later = await PageAsync(keepa);
        Assert.False(later["dealsCached"]!.GetValue<bool>());
        await using var twin = await StartAsync(deals: 500);
        Assert.Equal(later["deals"]!["dr"]!.ToJsonString(), (await PageAsync(twin))["deals"]!["dr"]!.ToJsonString());
    }

    [Theory]
    [InlineData("429", 429, 0)]
    [InlineData("500", 500, 0)]
    [InlineData("503", 503, 0)]
    [InlineData("ok-with-error", 200, 0)]
    [InlineData("malformed", 200, 5)]
    [InlineData("truncated-gzip", 200, 5)]
    [InlineData("reset", 0, 5)]
    public async Task A_fault_hits_as_often_as_it_was_told_to_and_charges_as_its_kind_says(string kind, int status, long charged)
    {
        await using var keepa = await StartAsync();
        using var http = new HttpClient { BaseAddress = keepa.Address };
        using (var faults = await http.PostAsync(new Uri("/_sim/faults", UriKind.Relative), Json($"[{{\"path\":\"/deal\",\"kind\":\"{kind}\",\"count\":1}}]")))
            Assert.True(faults.IsSuccessStatusCode);
        if (status == 0)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => http.PostAsync(new Uri("/deal?key=a", UriKind.Relative), Json(Default)));
        }
        else
        {
            using var answer = await http.PostAsync(new Uri("/deal?key=a", UriKind.Relative), Json(Default));
            Assert.Equal(status, (int)answer.StatusCode);
        }

        Assert.Equal(charged, Number(await StatsAsync(keepa), "debited"));
        Assert.Equal(5, (await PageAsync(keepa))["tokensConsumed"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("/_sim/faults", "{}")]
    [InlineData("/_sim/faults", "[{\"kind\":\"odd\"}]")]
    [InlineData("/_sim/faults", "[{\"kind\":\"500\",\"probability\":2}]")]
    [InlineData("/_sim/faults", "[{\"kind\":\"500\",\"count\":-1}]")]
    [InlineData("/_sim/plan", "{\"refillRate\":0}")]
    [InlineData("/_sim/drain", "{\"tokensPerMinute\":\"x\"}")]
    public async Task A_wrong_order_is_refused_with_what_was_expected(string path, string body)
    {
        await using var keepa = await StartAsync();
        using var http = new HttpClient { BaseAddress = keepa.Address };
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), Json(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("error", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_away_is_charged_and_a_kill_forgets_no_debit()
    {
        var state = Path.Combine(_folder.Path, "bucket.json");
        await using (var keepa = await StartAsync(state: state, slowest: TimeSpan.FromSeconds(2)))
        {
            using var gone = new CancellationTokenSource();
            using var http = new HttpClient { BaseAddress = keepa.Address };
            var request = http.PostAsync(new Uri("/deal?key=a", UriKind.Relative), Json(Default), gone.Token);
            await Eventually.Holds("the request is in", TimeSpan.FromSeconds(20), async () => (await StatsAsync(keepa))["requests"]!["/deal"] is not null);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
            await Eventually.Holds("the request is charged", TimeSpan.FromSeconds(20), async () => Number(await StatsAsync(keepa), "debited") == 5);
        }

        await using var again = await StartAsync(state: state);
        Assert.Equal((5, 1195), (Number(await StatsAsync(again), "debited"), Number(await StatsAsync(again), "balance")));
    }

    [Fact]
    public async Task Requests_in_parallel_leave_accounts_that_add_up()
    {
        await using var keepa = await StartAsync(rate: 2);
        using var http = new HttpClient { BaseAddress = keepa.Address };
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => http.PostAsync(new Uri("/deal?key=a", UriKind.Relative), Json(Default))));
        var stats = await StatsAsync(keepa);
        Assert.Equal(answers.Count(a => a.IsSuccessStatusCode) * 5, Number(stats, "debited"));
        Assert.Equal(answers.Count(a => (int)a.StatusCode == 429), Number(stats, "refused429"));
        Assert.Equal(Number(stats, "balance"), Number(stats, "initial") + Number(stats, "refilled") - Number(stats, "debited") - Number(stats, "drained"));
    }

    [Fact]
    public async Task A_recorded_world_is_served_as_it_is_and_a_broken_file_spoils_nothing()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "a.json"), """{"timestamp":1,"deals":{"dr":[{"asin":"B000000001","odd":[1]},{"asin":"B000000002"}],"categoryIds":[7]}}""");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "b.json"), "{ not json");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "c.jsonl"), "{}");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "d.json"), """{"products":[{"asin":"B000000003","csv":[]}]}""");
        await using var keepa = await StartAsync(world: _folder.Path);
        var page = await PageAsync(keepa);
        Assert.Equal("""[{"asin":"B000000001","odd":[1]},{"asin":"B000000002"}]""", page["deals"]!["dr"]!.ToJsonString());
        Assert.Empty(await RowsAsync(keepa, Default.Replace("\"page\":0", "\"page\":1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--port", "x")]
    [InlineData("--rate", "0")]
    [InlineData("--deals", "-1")]
    [InlineData("--time-scale", "0")]
    [InlineData("--time-origin", "yesterday")]
    [InlineData("--world", "nowhere-at-all")]
    [InlineData("--state", "/nowhere-at-all/state.json")]
    [InlineData("--colour", "red")]
    public async Task A_wrong_argument_ends_the_start_with_one_line_that_names_it(string name, string value)
    {
        await using var process = ProcessUnderTest.Start("Deals.Simulator.dll", _folder.Path, name, value);
        Assert.Equal(2, await process.ExitAsync(TimeSpan.FromSeconds(30)));
        var line = Assert.Single(process.Output, l => l.Length > 0);
        Assert.All([name, value, "expected"], part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    private Task<SimulatedKeepa> StartAsync(int deals = 300, int rate = 20, string? state = null, string? world = null, TimeSpan? slowest = null) => SimulatedKeepa.StartAsync(
        new SimulatorOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Deals = deals,
            RefillRate = rate,
            Seed = 3,
            Origin = Origin,
            StateFile = state,
            WorldDirectory = world,
            SlowestPage = slowest ?? TimeSpan.FromMilliseconds(2),
        },
        _clock);
}
