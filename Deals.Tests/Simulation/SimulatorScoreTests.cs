using System.Text.Json.Nodes;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class SimulatorScoreTests : SimulatedWorldFixture
{
    [Fact]
    public async Task What_is_true_now_is_fresh_and_stays_so_until_the_truth_changes()
    {
        var asins = (await RowsAsync(Keepa, Default)).ConvertAll(Asin);
        var believed = new List<(string Asin, long Value)>();
        foreach (var asin in asins)
            believed.Add((asin, (await UsedAsync(asin)).Now));
        var items = Items(believed);
        Assert.Equal((1, 150, null), await ScoreAsync(items));

        Clock.Advance(TimeSpan.FromHours(6));
        var now = Clock.GetUtcNow();
        var changed = new List<double>();
        foreach (var (asin, value) in believed)
        {
            var (truth, since) = await UsedAsync(asin);
            // Where it changed once since, that was when it became wrong.
            if (truth != value)
                changed.Add((now - since).TotalMinutes);
        }

        var (freshness, count, stale) = await ScoreAsync(items);
        Assert.InRange(changed.Count, 10, 140);
        Assert.Equal(1 - (changed.Count / 150.0), freshness!.Value, 9);
        Assert.Equal(150, count);
        // What changed more than once has been wrong for longer than since its last change, and nothing for longer than it was believed.
        Assert.InRange(stale!.Value, changed.Average() - 0.001, 360);
    }

    [Fact]
    public async Task A_value_that_changed_once_has_been_wrong_since_then()
    {
        var asin = Asin((await RowsAsync(Keepa, Default))[0]);
        var (value, since) = await UsedAsync(asin);
        var changed = since;
        while (changed == since)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            (_, changed) = await UsedAsync(asin);
        }

        var (freshness, _, stale) = await ScoreAsync(Items([(asin, value)]));
        Assert.Equal(0, freshness);
        Assert.Equal((Clock.GetUtcNow() - changed).TotalMinutes, stale!.Value, 3);
    }

    [Fact]
    public async Task Weights_count_and_what_nobody_knows_is_not_fresh()
    {
        var asin = Asin((await RowsAsync(Keepa, Default))[0]);
        var (value, _) = await UsedAsync(asin);
        var body = await ScoreBodyAsync($$"""
            [{"domain":1,"asin":"{{asin}}","value":{{value}},"weight":3},{"asin":"{{asin}}","value":{{value}},"domain":3},{"asin":"B000000000","value":1}]
            """);
        Assert.Equal((0.6, 3), (body["freshness"]!.GetValue<double>(), body["count"]!.GetValue<int>()));
        Assert.Equal([asin, "B000000000"], Texts(body["unknown"]));
        Assert.Null(body["meanStaleMinutes"]);
        Assert.Equal((null, 0, null), await ScoreAsync("[]"));
    }

    [Fact]
    public async Task What_never_was_true_has_been_wrong_since_it_was_seen()
    {
        var asin = Asin((await RowsAsync(Keepa, Default))[0]);
        var seen = Clock.GetUtcNow().AddMinutes(-25);
        var (freshness, _, stale) = await ScoreAsync($$"""[{"asin":"{{asin}}","value":987654321,"seenAt":"{{seen:O}}"}]""");
        Assert.Equal((0, 25), (freshness!.Value, Math.Round(stale!.Value, 3)));
    }

    [Fact]
    public async Task No_offer_is_true_where_there_is_none_and_of_the_type_that_is_asked_for()
    {
        var fresh = 0;
        foreach (var asin in (await RowsAsync(Keepa, Default)).Select(Asin).Take(20))
        {
            var truth = (await TruthAsync(asin))["types"]!.AsArray().FirstOrDefault(t => t!["type"]!.GetValue<int>() == 0)?["now"]!.GetValue<long>() ?? -2;
            var (freshness, _, _) = await ScoreAsync($$"""[{"asin":"{{asin}}","value":null,"priceType":0}]""");
            Assert.Equal(truth < 0 ? 1 : 0, freshness);
            fresh += (int)freshness!.Value;
        }

        Assert.InRange(fresh, 1, 19);
    }

    [Fact]
    public async Task A_score_may_be_as_long_as_a_large_world()
    {
        var items = Items([.. Enumerable.Range(0, 30_000).Select(i => ($"B{i:D9}", 1999L))]);
        Assert.True(items.Length > 1_000_000);
        Assert.Equal((0, 30_000, null), await ScoreAsync(items));
    }

    private async Task<(long Now, DateTimeOffset Since)> UsedAsync(string asin)
    {
        var used = (await TruthAsync(asin))["types"]!.AsArray().First(t => t!["type"]!.GetValue<int>() == 2)!;
        return (used["now"]!.GetValue<long>(), used["since"]!.GetValue<DateTimeOffset>());
    }

    private string Items(IReadOnlyList<(string Asin, long Value)> believed) =>
        $"[{string.Join(',', believed.Select(b => $$"""{"domain":1,"asin":"{{b.Asin}}","value":{{b.Value}},"seenAt":"{{Clock.GetUtcNow():O}}"}"""))}]";

    private async Task<JsonNode> ScoreBodyAsync(string items)
    {
        var (status, body) = await OrderAsync(Keepa, "/_sim/score", items);
        Assert.Equal(200, (int)status);
        return JsonNode.Parse(body)!;
    }

    private async Task<(double? Freshness, int Count, double? StaleMinutes)> ScoreAsync(string items)
    {
        var body = await ScoreBodyAsync(items);
        return (body["freshness"]?.GetValue<double>(), body["count"]!.GetValue<int>(), body["meanStaleMinutes"]?.GetValue<double>());
    }
}
