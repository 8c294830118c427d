using System.Text.Json.Nodes;
using Deals.Simulator;
using Microsoft.Extensions.Time.Testing;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class SimulatedDealsTests
{
    private static readonly DateTimeOffset Origin = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Origin.AddDays(1));

    [Fact]
    public async Task The_averages_of_a_row_are_the_weighted_averages_of_the_history_behind_it()
    {
        await using var keepa = await StartAsync(deals: 60);
        var compared = 0;
        foreach (var row in await RowsAsync(keepa, Default))
        {
            var truth = JsonNode.Parse((await GetAsync(keepa, $"/_sim/truth/{Asin(row)}")).Body)!;
            foreach (var type in truth["types"]!.AsArray())
            {
                var number = type!["type"]!.GetValue<int>();
                Assert.Equal(type["seen"]!.GetValue<long>(), row["current"]![number]!.GetValue<long>());
                var (sum, minutes) = (0d, 0d);
                foreach (var held in type["history"]!.AsArray().Where(h => h!["value"]!.GetValue<long>() > 0))
                {
                    var length = (held!["to"]!.GetValue<DateTimeOffset>() - held["from"]!.GetValue<DateTimeOffset>()).TotalMinutes;
                    (sum, minutes) = (sum + (length * held["value"]!.GetValue<long>()), minutes + length);
                }

                var average = row["avg"]![1]![number]!.GetValue<long>();
                Assert.True(minutes == 0 ? average == -1 : Math.Abs(average - (sum / minutes)) <= 1, $"{Asin(row)} type {number}: {average}, {sum} over {minutes}");
                compared++;
            }
        }

        Assert.True(compared > 300);
    }

    [Fact]
    public async Task Category_counts_follow_the_filters_but_not_the_categories_asked_for()
    {
        await using var keepa = await StartAsync(deals: 900);
        async Task<string> CountsAsync(string body) => (await PageAsync(keepa, body))["deals"]!["categoryCount"]!.ToJsonString();
        var all = await CountsAsync(Default);
        Assert.Equal(all, await CountsAsync(With("\"includeCategories\":[283155]")));
        Assert.NotEqual(all, await CountsAsync(With("\"isRangeEnabled\":true,\"currentRange\":[2000,3000]")));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task Sorted_by_rank_what_has_none_comes_last_whichever_way(int sort)
    {
        await using var keepa = await StartAsync(deals: 150);
        var ranks = (await RowsAsync(keepa, Default.Replace("\"sortType\":1", $"\"sortType\":{sort}", StringComparison.Ordinal))).ConvertAll(r => r["current"]![3]!.GetValue<long>());
        var ranked = ranks.TakeWhile(r => r > 0).ToList();
        Assert.All(ranks.Skip(ranked.Count), r => Assert.Equal(-1, r));
        Assert.InRange(ranked.Count, 100, ranks.Count - 1);
        Assert.Equal(sort > 0 ? ranked.Order() : ranked.OrderDescending(), ranked);
    }

    [Fact]
    public async Task Filters_count_where_they_are_switched_on_and_only_there()
    {
        await using var keepa = await StartAsync(deals: 900);
        var all = (await RowsAsync(keepa, Default)).ConvertAll(Asin);
        foreach (var filter in new[] { "\"minRating\":45", "\"hasReviews\":true", "\"mustHaveAmazonOffer\":true", "\"titleSearch\":\"kettle\"", "\"isLowest90\":true", "\"singleVariation\":true" })
        {
            Assert.Equal(all, (await RowsAsync(keepa, With(filter))).Select(Asin));
            Assert.NotEqual(all, (await RowsAsync(keepa, With("\"isFilterEnabled\":true," + filter))).Select(Asin));
        }

        var rated = await RowsAsync(keepa, With("\"isFilterEnabled\":true,\"minRating\":45"));
        Assert.NotEmpty(rated);
        Assert.All(rated, r => Assert.True(r["current"]![16]!.GetValue<long>() >= 45));
        var ranked = await RowsAsync(keepa, With("\"isRangeEnabled\":true,\"salesRankRange\":[100000,-1]"));
        Assert.NotEmpty(ranked);
        Assert.All(ranked, r => Assert.True(r["current"]![3]!.GetValue<long>() >= 100_000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_riser_is_above_its_average_of_the_range_that_is_asked_for(int range)
    {
        await using var keepa = await StartAsync(deals: 140);
        var query = Default.Replace("\"dateRange\":3", $"\"dateRange\":{range}", StringComparison.Ordinal);
        var rising = (await RowsAsync(keepa, query)).Where(r => r["delta"]![range]![2]!.GetValue<long>() < 0).Select(Asin).ToHashSet(StringComparer.Ordinal);
        var risers = await RowsAsync(keepa, query.Replace("{", "{\"isFilterEnabled\":true,\"isRisers\":true,", StringComparison.Ordinal));
        Assert.InRange(rising.Count, 1, 139);
        Assert.Equal(rising.Order(StringComparer.Ordinal), risers.Select(Asin).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_in_the_feed_was_looked_at_more_than_a_day_ago_and_nearly_all_products_are_in_it()
    {
        await using var keepa = await StartAsync(deals: 2_000);
        for (var day = 0; day < 3; day++, _clock.Advance(TimeSpan.FromHours(29)))
        {
            var rows = new List<JsonNode>();
            for (var page = 0; page < 14; page++)
                rows.AddRange(await RowsAsync(keepa, Default.Replace("\"page\":0", $"\"page\":{page}", StringComparison.Ordinal)));
            var now = (long)(_clock.GetUtcNow() - new DateTimeOffset(2011, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalMinutes;
            Assert.All(rows, r => Assert.InRange(now - r["lastUpdate"]!.GetValue<long>(), 0, 1440));
            Assert.InRange(rows.Select(Asin).Distinct(StringComparer.Ordinal).Count(), 1_900, 2_000);
        }
    }

    [Fact]
    public async Task Pages_asked_for_at_once_are_pages_of_one_result()
    {
        await using var keepa = await StartAsync(deals: 900);
        var pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(page => PageAsync(keepa, Default.Replace("\"page\":0", $"\"page\":{page}", StringComparison.Ordinal))));
        Assert.Single(pages, p => !p["dealsCached"]!.GetValue<bool>());
        var asins = pages.SelectMany(p => p["deals"]!["dr"]!.AsArray()).Select(r => Asin(r!)).ToList();
        Assert.Equal(asins.Count, asins.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_query_with_five_hundred_categories_fits_into_an_address()
    {
        await using var keepa = await StartAsync(deals: 60);
        var categories = string.Join(',', Enumerable.Range(0, 500).Select(i => 9_000_000_000_000_000_000 + i));
        var query = Uri.EscapeDataString(With($"\"excludeCategories\":[{categories}]"));
        Assert.Equal(200, (int)(await GetAsync(keepa, $"/deal/?key=abc&selection={query}")).Status);
        Assert.Equal(400, (int)(await OrderAsync(keepa, "/deal?key=abc", new string(' ', 1_100_000))).Status);
    }

    private Task<SimulatedKeepa> StartAsync(int deals) => SimulatedKeepa.StartAsync(
        new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), Deals = deals, RefillRate = 250, Seed = 3, Origin = Origin, SlowestPage = TimeSpan.FromMilliseconds(2) },
        _clock);
}
