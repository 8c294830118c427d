using System.Text.Json.Nodes;
using Deals.Simulator;
using Microsoft.Extensions.Time.Testing;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class SimulatorAdminTests : IDisposable
{
    private static readonly DateTimeOffset Origin = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] StatsKeys = ["initial", "refilled", "lostAtCap", "debited", "drained", "refused429", "injected429", "requests", "balance", "xai"];
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Origin.AddDays(1));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_stats_have_the_promised_keys_and_add_up_over_plans_and_drains()
    {
        await using var keepa = await StartAsync();
        Assert.Equal(StatsKeys, (await StatsAsync(keepa)).AsObject().Select(p => p.Key));
        await OrderAsync(keepa, "/_sim/drain", """{"tokensPerMinute":30}""");
        _clock.Advance(10 * TimeSpan.FromMilliseconds(60_210));
        var drained = await StatsAsync(keepa);
        Assert.Equal(300, Number(drained, "drained"));
        await OrderAsync(keepa, "/_sim/plan", """{"refillRate":5}""");
        var planned = await PageAsync(keepa);
        Assert.Equal((5, 295), (planned["refillRate"]!.GetValue<int>(), planned["tokensLeft"]!.GetValue<int>()));
        var stats = await StatsAsync(keepa);
        Assert.Equal(Number(stats, "balance"), Number(stats, "initial") + Number(stats, "refilled") - Number(stats, "debited") - Number(stats, "drained"));
    }

    [Theory]
    [InlineData("/_sim/plan", "rubbish", "JSON")]
    [InlineData("/_sim/plan", "", "JSON")]
    [InlineData("/_sim/plan", "[]", "refillRate")]
    [InlineData("/_sim/drain", "{}", "tokensPerMinute")]
    [InlineData("/_sim/flow", "{\"tokensPerMinute\":-1}", "tokensPerMinute")]
    [InlineData("/_sim/flow", "{\"tokensPerMinute\":\"1\"}", "tokensPerMinute")]
    [InlineData("/_sim/xai", "{\"mode\":\"odd\"}", "garbage")]
    [InlineData("/_sim/xai", "[]", "mode")]
    [InlineData("/_sim/score", "{}", "list")]
    [InlineData("/_sim/score", "[1]", "object")]
    [InlineData("/_sim/score", "[{\"asin\":1,\"value\":1}]", "asin")]
    [InlineData("/_sim/score", "[{\"asin\":\"B000000001\"}]", "value")]
    [InlineData("/_sim/score", "[{\"asin\":\"B000000001\",\"value\":1.5}]", "value")]
    [InlineData("/_sim/score", "[{\"asin\":\"B000000001\",\"value\":1,\"weight\":-1}]", "weight")]
    [InlineData("/_sim/score", "[{\"asin\":\"B000000001\",\"value\":1,\"seenAt\":\"noon\"}]", "seenAt")]
    [InlineData("/_sim/score", "[{\"asin\":\"B000000001\",\"value\":1,\"priceType\":99}]", "priceType")]
    [InlineData("/_sim/score", "rubbish", "JSON")]
    [InlineData("/_sim/faults", "rubbish", "JSON")]
    [InlineData("/_sim/faults", "[{\"path\":\"deal\",\"kind\":\"500\"}]", "path")]
    public async Task Rubbish_is_refused_with_what_was_expected(string path, string body, string names)
    {
        await using var keepa = await StartAsync();
        var (status, text) = await OrderAsync(keepa, path, body);
        Assert.Equal(400, (int)status);
        Assert.Contains(names, JsonNode.Parse(text)!["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_trackings_take_moves_to_the_envelope_and_the_refill_within_five_minutes()
    {
        await using var keepa = await StartAsync();
        Assert.Equal(200, (int)(await OrderAsync(keepa, "/_sim/flow", """{"tokensPerMinute":2.7}""")).Status);
        Assert.Equal(0m, (await PageAsync(keepa))["tokenFlowReduction"]!.GetValue<decimal>());
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(2.7m, (await PageAsync(keepa))["tokenFlowReduction"]!.GetValue<decimal>());
        await OrderAsync(keepa, "/_sim/drain", """{"tokensPerMinute":100}""");
        var before = Number(await StatsAsync(keepa), "refilled");
        _clock.Advance(10 * TimeSpan.FromMilliseconds(60_210));
        Assert.Equal(10 * 17, Number(await StatsAsync(keepa), "refilled") - before);
    }

    [Fact]
    public async Task A_change_of_what_trackings_take_outlives_a_restart_and_a_clock_set_back()
    {
        var state = Path.Combine(_folder.Path, "flow.json");
        await using (var keepa = await StartAsync(state))
            await OrderAsync(keepa, "/_sim/flow", """{"tokensPerMinute":3}""");
        var earlier = new FakeTimeProvider(Origin.AddHours(1));
        await using var again = await StartAsync(state, earlier);
        Assert.Equal(0m, (await PageAsync(again))["tokenFlowReduction"]!.GetValue<decimal>());
        earlier.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(3m, (await PageAsync(again))["tokenFlowReduction"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task What_is_not_there_is_answered_404()
    {
        await using var keepa = await StartAsync();
        Assert.Equal(404, (int)(await GetAsync(keepa, "/_sim/truth/B000000000")).Status);
        Assert.Equal(404, (int)(await OrderAsync(keepa, "/_sim/nothing", "{}")).Status);
    }

    [Theory]
    [InlineData("429", 429)]
    [InlineData("500", 500)]
    [InlineData("503", 503)]
    [InlineData("ok-with-error", 200)]
    public async Task A_fault_for_every_path_hits_the_status_too_and_keeps_the_envelope(string kind, int status)
    {
        await using var keepa = await StartAsync();
        await OrderAsync(keepa, "/_sim/faults", $$"""[{"path":"*","kind":"{{kind}}","count":1}]""");
        var (answered, body) = await GetAsync(keepa, "/token?key=a");
        Assert.Equal(status, (int)answered);
        Assert.Equal(20, JsonNode.Parse(body)!["refillRate"]!.GetValue<int>());
        Assert.Equal(kind == "429", JsonNode.Parse(body)!["error"] is null);
        // A refusal on purpose is not the client's fault, and is counted apart.
        Assert.Equal((0, kind == "429" ? 1 : 0), (Number(await StatsAsync(keepa), "refused429"), Number(await StatsAsync(keepa), "injected429")));
        Assert.Equal(200, (int)(await GetAsync(keepa, "/token?key=a")).Status);
    }

    [Fact]
    public async Task Faults_of_no_count_last_until_they_are_cleared()
    {
        await using var keepa = await StartAsync();
        await OrderAsync(keepa, "/_sim/faults", """[{"path":"/deal","kind":"503","probability":1,"count":null}]""");
        for (var i = 0; i < 5; i++)
            await PageAsync(keepa, status: 503);
        await OrderAsync(keepa, "/_sim/faults", "[]");
        await PageAsync(keepa);
    }

    [Fact]
    public async Task A_request_that_hangs_after_its_debit_is_charged_and_does_not_hold_up_the_end()
    {
        await using var keepa = await StartAsync();
        await OrderAsync(keepa, "/_sim/faults", """[{"path":"/deal","kind":"timeout-after-debit"}]""");
        using var http = new HttpClient { BaseAddress = keepa.Address };
        using var gone = new CancellationTokenSource();
        using var body = Json(Default);
        var hanging = http.PostAsync(new Uri("/deal?key=a", UriKind.Relative), body, gone.Token);
        await Eventually.Holds("the request is charged", TimeSpan.FromSeconds(20), async () => Number(await StatsAsync(keepa), "debited") == 5);
        Assert.False(hanging.IsCompleted);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task Counts_survive_a_kill_and_a_clock_set_back_does_not_stop_the_refills()
    {
        var state = Path.Combine(_folder.Path, "state.json");
        await using (var keepa = await StartAsync(state))
        {
            await PageAsync(keepa);
            await GetAsync(keepa, "/token?key=a");
            // As a kill leaves it: what is in the file now, whatever the end would write.
            File.Copy(state, state + ".killed");
        }

        File.Move(state + ".killed", state, overwrite: true);
        var earlier = new FakeTimeProvider(Origin.AddHours(1));
        await using var again = await StartAsync(state, earlier);
        Assert.Equal("""{"/deal":1,"/token":1}""", (await StatsAsync(again))["requests"]!.ToJsonString());
        earlier.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(5, Number(await StatsAsync(again), "refilled"));
    }

    [Fact]
    public async Task A_state_that_is_none_is_refused_by_its_name()
    {
        var state = Path.Combine(_folder.Path, "state.json");
        await File.WriteAllTextAsync(state, "{ torn");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(state));
        Assert.Contains("state.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_out_of_range_is_refused_before_anything_listens()
    {
        var refused = await Assert.ThrowsAsync<SimulatorOptionException>(() => SimulatedKeepa.StartAsync(new SimulatorOptions { RefillRate = 0 }, _clock));
        Assert.Contains("rate 0", refused.Message, StringComparison.Ordinal);
    }

    private Task<SimulatedKeepa> StartAsync(string? state = null, TimeProvider? clock = null) => SimulatedKeepa.StartAsync(
        new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), Deals = 60, Seed = 3, Origin = Origin, StateFile = state, SlowestPage = TimeSpan.FromMilliseconds(2) },
        clock ?? _clock);
}
