using System.Text.Json.Nodes;
using Deals.Simulator;
using Deals.Simulator.World;
using Microsoft.Extensions.Time.Testing;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class SimulatedProductsTests
{
    private const int Deals = 400;
    private const int Seed = 3;
    private static readonly DateTimeOffset Origin = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SimulatedWorld World = new(Seed, Deals);
    private readonly FakeTimeProvider _clock = new(Origin.AddDays(1));

    [Fact]
    public async Task A_product_says_of_the_same_look_what_its_deal_says()
    {
        await using var keepa = await StartAsync();
        var rows = (await RowsAsync(keepa, Default)).Take(100).ToList();
        var products = await ProductsAsync(keepa, $"stats=90&update=-1&asin={string.Join(',', rows.Select(Asin))}");
        Assert.Equal(100, products.Count);
        foreach (var (row, product) in rows.Zip(products))
        {
            Assert.Equal(Asin(row), Asin(product));
            Assert.Equal(row["lastUpdate"]!.GetValue<long>(), product["lastUpdate"]!.GetValue<long>());
            Assert.Equal(36, product["csv"]!.AsArray().Count);
            for (var type = 0; type < 36; type++)
            {
                var current = row["current"]![type]!.GetValue<long>();
                Assert.Equal(current, product["stats"]!["current"]![type]!.GetValue<long>());
                var points = NaiveStatistics.Points(product, type);
                Assert.Equal(points.Select(p => p.At).Distinct().Order(), points.Select(p => p.At));
                if (row["currentSince"]![type]!.GetValue<long>() < 0)
                    continue;
                // A lightning deal that is on ends with a point in the future.
                var last = type == 8 && current > 0 ? points[^2] : points[^1];
                Assert.Equal((row["currentSince"]![type]!.GetValue<long>(), current), last);
                Assert.Equal(row["avg"]![3]![type]!.GetValue<long>(), product["stats"]!["avg90"]![type]!.GetValue<long>());
            }

            foreach (var days in new[] { 30, 90, 180, 365 })
                Assert.Equal(row[$"salesRankDrops{days}"]!.GetValue<long>(), product["stats"]![$"salesRankDrops{days}"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task Every_product_that_was_served_is_counted_and_no_other_name_is_kept()
    {
        await using var keepa = await StartAsync();
        var (first, second) = (Asins(3), Asins(1));
        await ProductsAsync(keepa, $"asin={first},B0NOSUCH01");
        await ProductsAsync(keepa, $"asin={second}");
        var counts = JsonNode.Parse((await GetAsync(keepa, "/_sim/served")).Body)!.AsObject().ToDictionary(c => c.Key, c => c.Value!.GetValue<int>());
        Assert.Equal(first.Split(',').ToDictionary(a => a, a => a == second ? 2 : 1), counts);
        var times = JsonNode.Parse((await GetAsync(keepa, "/_sim/served/times")).Body)!.AsObject();
        Assert.All(counts, c => Assert.Equal(c.Value, times[c.Key]!.AsArray().Count));
    }

    [Fact]
    public async Task The_statistics_of_a_product_are_what_its_histories_give()
    {
        await using var keepa = await StartAsync();
        foreach (var product in await ProductsAsync(keepa, $"stats=30&asin={Asins(60)}"))
        {
            foreach (var type in Enumerable.Range(0, 36).Where(type => type != 8))
            {
                foreach (var days in new[] { 30, 90, 180, 365 })
                {
                    var average = product["stats"]![$"avg{days}"]![type]!.GetValue<long>();
                    Assert.Equal(NaiveStatistics.Average(product, type, days), average);
                    var share = product["stats"]![$"outOfStockPercentage{days}"]![type]!.GetValue<long>();
                    Assert.Equal(share < 0 ? share : NaiveStatistics.OutOfStock(product, type, days), share);
                }

                var values = NaiveStatistics.Points(product, type).Where(p => p.Value > 0).ToList();
                Assert.Equal(values.Count == 0, product["stats"]!["min"]![type] is null);
                Assert.Equal(values.Count == 0 ? null : values.Min(v => v.Value), product["stats"]!["min"]![type]?[1]!.GetValue<long>());
                Assert.Equal(values.Count == 0 ? null : values.Max(v => v.Value), product["stats"]!["max"]![type]?[1]!.GetValue<long>());
            }

            Assert.Equal(product["stats"]!["avg"]!.ToJsonString(), product["stats"]!["avg30"]!.ToJsonString());
            foreach (var days in new[] { 30, 90, 180, 365 })
                Assert.Equal(NaiveStatistics.RankDrops(product, days), product["stats"]![$"salesRankDrops{days}"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task What_is_older_than_an_hour_is_looked_at_on_arrival_and_shows_the_truth()
    {
        await using var keepa = await StartAsync();
        var now = (long)KeepaMinutes.Of(_clock.GetUtcNow());
        var (fresh, kept) = (0, 0);
        foreach (var product in await ProductsAsync(keepa, $"stats=30&asin={Asins(100)}"))
        {
            var known = World.Find(Asin(product))!;
            var look = known.LookedAt(now);
            var isFresh = now - look >= 60;
            (fresh, kept) = (fresh + (isFresh ? 1 : 0), kept + (isFresh ? 0 : 1));
            var at = product["lastUpdate"]!.GetValue<long>();
            Assert.Equal(isFresh ? now : look, at);
            for (var type = 0; type < 36; type++)
                Assert.Equal(Math.Max(-1, known.TrueValue(type, at).Value), product["stats"]!["current"]![type]!.GetValue<long>());
        }

        Assert.True(fresh > 10 && kept > 10);
    }

    [Fact]
    public async Task Offers_counts_and_lowest_prices_obey_each_other()
    {
        await using var keepa = await StartAsync();
        foreach (var product in await ProductsAsync(keepa, $"stats=30&offers=100&asin={Asins(80)}"))
        {
            if (!product["offersSuccessful"]!.GetValue<bool>())
                continue;
            var live = product["liveOffersOrder"]!.AsArray().Select(i => product["offers"]![i!.GetValue<int>()]!).ToList();
            Assert.All(product["offers"]!.AsArray(), o => Assert.Equal(0, o!["offerCSV"]!.AsArray().Count % 3));
            Assert.Equal(live.Count, live.Select(o => o["sellerId"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
            foreach (var (isUsed, price, count) in new[] { (false, 1, 11), (true, 2, 12) })
            {
                var offers = live.Where(o => o["condition"]!.GetValue<int>() > 1 == isUsed).Select(o => o["offerCSV"]!.AsArray()).ToList();
                Assert.Equal(Math.Max(0, Current(product, count)), offers.Count);
                // A new price holds the shipping, a used one does not.
                var prices = offers.Select(o => o[^2]!.GetValue<long>() + (isUsed ? 0 : o[^1]!.GetValue<long>())).ToList();
                Assert.Equal(Current(product, price), prices.Count == 0 ? -1 : prices.Min());
            }

            Assert.Equal(live.Count, product["stats"]!["retrievedOfferCount"]!.GetValue<int>());
            var box = product["stats"]!["buyBoxPrice"]!.GetValue<long>();
            Assert.Equal(Current(product, 18), box < 0 ? box : box + product["stats"]!["buyBoxShipping"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task The_world_says_the_same_whoever_asks_and_however_often()
    {
        await using var keepa = await StartAsync();
        await using var twin = await StartAsync();
        var query = $"stats=2025-06-01,2026-04-30&offers=20&stock=1&asin={Asins(10)}";
        var first = await ProductsAsync(keepa, query);
        Assert.Equal(first.Select(p => p.ToJsonString()), (await ProductsAsync(twin, query)).Select(p => p.ToJsonString()));
        _clock.Advance(TimeSpan.FromDays(10));
        foreach (var (before, after) in first.Zip(await ProductsAsync(keepa, query)))
        {
            // What regular looks had found stays as it was found.
            var look = World.Find(Asin(before))!.LookedAt(before["lastUpdate"]!.GetValue<long>());
            for (var type = 0; type < 36; type++)
            {
                var (old, now) = (NaiveStatistics.Points(before, type), NaiveStatistics.Points(after, type));
                var from = Math.Max(old.FirstOrDefault().At, now.FirstOrDefault().At);
                Assert.Equal(old.Where(p => p.At > from && p.At <= look), now.Where(p => p.At > from && p.At <= look));
            }
        }
    }

    [Fact]
    public async Task A_sale_takes_an_offer_away_and_makes_the_rank_better()
    {
        await using var keepa = await StartAsync();
        var (sales, seen, better) = (0, 0, 0);
        foreach (var product in World.Products.Where(p => p.Has(3) && p.Has(12) && p.GoneAt == long.MaxValue && p.Sales.PerDay < 1).Take(40))
        {
            var now = KeepaMinutes.Of(_clock.GetUtcNow());
            foreach (var sale in product.Sales.Between(now - (300 * 1440), now - (2 * 1440)).Where(s => s.IsUsed))
            {
                sales++;
                seen += product.TrueValue(12, sale.At + 0.01).Value < product.TrueValue(12, sale.At - 0.01).Value ? 1 : 0;
                var before = product.TrueValue(3, sale.At).Value;
                var after = Enumerable.Range(1, 24).Select(h => product.TrueValue(3, sale.At + (h * 60)).Value).Where(r => r > 0).DefaultIfEmpty(long.MaxValue).Min();
                better += before > 0 && after < before ? 1 : 0;
            }
        }

        Assert.True(sales > 300, $"{sales} sales");
        Assert.True(seen > sales * 0.97, $"{seen} of {sales} sales took an offer away.");
        Assert.True(better > sales * 0.9, $"{better} of {sales} sales made the rank better.");
        var truth = JsonNode.Parse((await GetAsync(keepa, $"/_sim/truth/{World.Products[0].Asin}")).Body)!["sales"]!.AsArray();
        Assert.NotEmpty(truth);
        Assert.All(truth, s => Assert.True(s!["price"]!.GetValue<long>() > 0 && s["condition"]!.GetValue<string>() is "used" or "new"));
    }

    [Fact]
    public async Task Without_history_there_is_none_and_days_limit_it()
    {
        await using var keepa = await StartAsync();
        var bare = (await ProductsAsync(keepa, $"history=0&asin={Asins(1)}"))[0];
        Assert.True(bare.AsObject().ContainsKey("csv"));
        Assert.Null(bare["csv"]);
        Assert.Null(bare["stats"]);
        foreach (var product in await ProductsAsync(keepa, $"days=30&asin={Asins(20)}"))
        {
            var from = product["lastUpdate"]!.GetValue<long>() - (30 * 1440);
            // One point may lie before: it held when the days began.
            Assert.All(Enumerable.Range(0, 36), type => Assert.True(NaiveStatistics.Points(product, type).Count(p => p.At <= from) <= 1));
        }
    }

    [Theory]
    [InlineData("2026-02-01,2026-05-02")]
    [InlineData("1769904000000,1777680000000")]
    public async Task An_interval_may_be_days_dates_or_instants(string interval)
    {
        await using var keepa = await StartAsync();
        // Looked at on arrival, the last update is now, and ninety days back from it is February's first.
        var days = await ProductsAsync(keepa, $"history=0&update=0&buybox=1&stats=90&asin={Asins(30)}");
        var named = await ProductsAsync(keepa, $"history=0&update=0&buybox=1&stats={interval}&asin={Asins(30)}");
        Assert.Equal(days.Select(p => p.ToJsonString()), named.Select(p => p.ToJsonString()));
        Assert.All(days, p => Assert.Equal(p["stats"]!["avg90"]!.ToJsonString(), p["stats"]!["avg"]!.ToJsonString()));
        var shares = days.Select(p => p["stats"]!["buyBoxStats"]).OfType<JsonNode>().Select(s => s.AsObject().Sum(w => w.Value!["percentageWon"]!.GetValue<double>())).ToList();
        Assert.NotEmpty(shares);
        Assert.All(shares, share => Assert.Equal(100, share, 1e-6));
    }

    [Fact]
    public async Task What_was_not_asked_for_of_the_buy_box_is_not_told()
    {
        await using var keepa = await StartAsync();
        var product = (await ProductsAsync(keepa, $"stats=90&asin={Asins(1)}"))[0];
        var stats = product["stats"]!;
        Assert.All(new[] { "buyBoxPrice", "buyBoxShipping", "retrievedOfferCount", "offerCountFBA", "offerCountFBM" }, key => Assert.Equal(-2, stats[key]!.GetValue<long>()));
        Assert.All(new[] { "buyBoxSellerId", "buyBoxIsFBA", "buyBoxStats" }, key => Assert.True(stats.AsObject().ContainsKey(key) && stats[key] is null));
        Assert.Null(product["offers"]);
        Assert.Null(product["buyBoxSellerIdHistory"]);
    }

    private static long Current(JsonNode product, int type) => product["stats"]!["current"]![type]!.GetValue<long>();

    private static string Asins(int count) => string.Join(',', World.Products.Take(count).Select(p => p.Asin));

    private static async Task<List<JsonNode>> ProductsAsync(SimulatedKeepa keepa, string query)
    {
        var (status, body) = await GetAsync(keepa, $"/product?key=a&domain=1&{query}");
        Assert.True((int)status == 200, body[..Math.Min(body.Length, 300)]);
        return [.. JsonNode.Parse(body)!["products"]!.AsArray().Select(p => p!)];
    }

    private Task<SimulatedKeepa> StartAsync() => SimulatedKeepa.StartAsync(
        new SimulatorOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Deals = Deals,
            RefillRate = 250,
            Seed = Seed,
            Origin = Origin,
            SlowestPage = TimeSpan.FromMilliseconds(2),
            SlowestOffers = TimeSpan.FromMilliseconds(2),
        },
        _clock);
}
