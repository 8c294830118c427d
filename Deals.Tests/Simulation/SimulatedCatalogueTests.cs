using System.Text.Json.Nodes;
using Deals.Simulator;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class SimulatedCatalogueTests : SimulatedWorldFixture
{
    [Fact]
    public async Task Best_sellers_are_the_products_of_a_category_by_rank_for_fifty_tokens()
    {
        var body = await AskAsync("/bestsellers?domain=1&category=283155");
        Assert.Equal(50, Cost(body));
        var list = body["bestSellersList"]!;
        Assert.Equal((1, 283155), (list["domainId"]!.GetValue<int>(), list["categoryId"]!.GetValue<long>()));
        var asins = Texts(list["asinList"]);
        // Midnight: the list of the hour is as of now.
        var ranks = new List<long>();
        foreach (var asin in asins)
            ranks.Add(await SeenAsync(asin, 3));
        Assert.True(ranks.Count > 100);
        Assert.Equal(ranks.Order(), ranks);
        Assert.Equal(list.ToJsonString(), (await AskAsync("/bestsellers?domain=1&category=books&range=0"))["bestSellersList"]!.ToJsonString());
        foreach (var range in new[] { 30, 90, 180 })
        {
            var average = Texts((await AskAsync($"/bestsellers?domain=1&category=283155&range={range}"))["bestSellersList"]!["asinList"]);
            Assert.NotEqual(asins, average);
            Assert.True(asins.Intersect(average, StringComparer.Ordinal).Count() > 100);
        }
    }

    [Theory]
    [InlineData("/bestsellers?domain=1&category=77")]
    [InlineData("/bestsellers?domain=1&category=Unheard-of")]
    [InlineData("/bestsellers?domain=3&category=283155")]
    public async Task Where_there_is_no_list_nothing_is_charged(string path)
    {
        var body = await AskAsync(path);
        Assert.Equal(0, Cost(body));
        Assert.True(body.AsObject().ContainsKey("bestSellersList"));
        Assert.Null(body["bestSellersList"]);
    }

    [Theory]
    [InlineData("/bestsellers?domain=1", "category")]
    [InlineData("/bestsellers?domain=1&category=283155&range=7", "range")]
    [InlineData("/bestsellers?category=283155", """[{"type":"domain","message":"invalid"}]""")]
    [InlineData("/topseller?domain=7", """[{"type":"domain","message":"invalid"}]""")]
    [InlineData("/category?domain=1", "category")]
    [InlineData("/category?domain=1&category=a", "category")]
    [InlineData("/category?domain=1&category=1,2,3,4,5,6,7,8,9,10,11", "category")]
    [InlineData("/search?domain=1&term=tent", "type")]
    [InlineData("/search?domain=1&type=category&term=te", "term")]
    [InlineData("/search?domain=1&type=product", "term")]
    [InlineData("/search?domain=1&type=product&term=tent&page=10", "page")]
    [InlineData("/lightningdeal?domain=1&asin=short", "asin")]
    [InlineData("/lightningdeal?domain=1&state=odd", "state")]
    public Task What_Keepa_would_refuse_is_refused_with_the_field(string path, string details) => RefusedAsync(path, details);

    [Fact]
    public async Task Top_sellers_cost_fifty_and_are_always_the_same()
    {
        var body = await AskAsync("/topseller?domain=1");
        Assert.Equal((50, 60), (Cost(body), Texts(body["sellerIdList"]).Distinct(StringComparer.Ordinal).Count()));
        Assert.All(Texts(body["sellerIdList"]), id => Assert.Matches("^A[0-9A-Z]{13}$", id));
        Assert.Equal(body["sellerIdList"]!.ToJsonString(), (await AskAsync("/topseller/?domain=1"))["sellerIdList"]!.ToJsonString());
    }

    [Fact]
    public async Task The_category_tree_can_be_walked_down_and_up_for_a_token_a_request()
    {
        var roots = await AskAsync("/category?domain=1&category=0");
        Assert.Equal((1, 10), (Cost(roots), roots["categories"]!.AsObject().Count));
        Assert.Null(roots["categoryParents"]);
        var books = roots["categories"]!["283155"]!;
        Assert.Equal(("Books", 0), (books["name"]!.GetValue<string>(), books["parent"]!.GetValue<long>()));
        var children = books["children"]!.AsArray().Select(c => c!.GetValue<long>()).Take(10).ToList();
        Assert.Equal(10, children.Count);
        var below = await AskAsync($"/category?domain=1&category={string.Join(',', children)}&parents=1");
        Assert.Equal((1, 10), (Cost(below), below["categories"]!.AsObject().Count));
        Assert.Equal("283155", Assert.Single(below["categoryParents"]!.AsObject()).Key);
        Assert.All(below["categories"]!.AsObject(), c => Assert.Equal((c.Key, 283155), ($"{c.Value!["catId"]}", c.Value!["parent"]!.GetValue<long>())));
        var unknown = await AskAsync("/category?domain=1&category=77&parents=0");
        Assert.Equal((1, 0), (Cost(unknown), unknown["categories"]!.AsObject().Count));
        Assert.Empty((await AskAsync("/category?domain=2&category=0"))["categories"]!.AsObject());
    }

    [Fact]
    public async Task Categories_are_found_by_words_fifty_at_most()
    {
        var found = await AskAsync("/search?domain=1&type=category&term=BOO");
        Assert.Equal(1, Cost(found));
        Assert.All(found["categories"]!.AsObject(), c => Assert.StartsWith("Books", c.Value!["name"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Equal(50, (await AskAsync("/search?domain=1&type=category&term=section"))["categories"]!.AsObject().Count);
    }

    [Theory]
    [InlineData("", 40, 40)]
    [InlineData("&page=0", 10, 10)]
    [InlineData("&page=3", 10, 10)]
    [InlineData("&page=9", 0, 10)]
    public async Task Products_are_found_by_words_at_ten_tokens_for_ten(string page, int products, int cost)
    {
        var body = await AskAsync($"/search?domain=1&type=product&term=tent{page}");
        Assert.Equal((products, cost), (body["products"]!.AsArray().Count, Cost(body)));
        var asins = Texts((await AskAsync($"/search?domain=1&type=product&term=tent&asins-only=1{page}"))["asinList"]);
        Assert.Equal(body["products"]!.AsArray().Select(p => Asin(p!)), asins);
    }

    [Fact]
    public async Task A_product_found_has_its_histories_oldest_first_unless_they_are_not_wanted()
    {
        var found = (await AskAsync("/search?domain=1&type=product&term=tent&page=0"))["products"]!.AsArray();
        foreach (var product in found)
        {
            var csv = product!["csv"]!.AsArray();
            Assert.Equal(36, csv.Count);
            for (var type = 0; type < 36; type++)
            {
                if (csv[type] is null)
                    continue;
                var step = type is 7 or 18 or 19 or 20 or 21 or 22 or 32 ? 3 : 2;
                Assert.Equal(0, csv[type]!.AsArray().Count % step);
                var times = csv[type]!.AsArray().Where((_, i) => i % step == 0).Select(t => t!.GetValue<long>()).ToList();
                Assert.Equal(times.Order(), times);
                Assert.Equal(await SeenAsync(Asin(product), type), csv[type]!.AsArray()[^(step - 1)]!.GetValue<long>());
            }
        }

        var without = (await AskAsync("/search?domain=1&type=product&term=tent&page=0&history=0"))["products"]!.AsArray();
        Assert.All(without, p => Assert.True(p!.AsObject().ContainsKey("csv") && p["csv"] is null));
    }

    [Fact]
    public async Task Lightning_deals_cost_one_for_a_product_and_five_hundred_for_all()
    {
        var all = await AskAsync("/lightningdeal?domain=1");
        Assert.Equal(500, Cost(all));
        var deals = all["lightningDeals"]!.AsArray();
        Assert.NotEmpty(deals);
        var now = (long)(Clock.GetUtcNow() - new DateTimeOffset(2011, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalMinutes;
        Assert.All(deals, d => Assert.Equal(d!["endTime"]!.GetValue<long>() > now ? "AVAILABLE" : "EXPIRED", d["dealState"]!.GetValue<string>()));
        Assert.All(deals, d => Assert.InRange(now - d!["endTime"]!.GetValue<long>(), -360, 4 * 1440));
        var expired = (await AskAsync("/lightningdeal?domain=1&state=EXPIRED"))["lightningDeals"]!.AsArray();
        Assert.Equal(deals.Count(d => d!["dealState"]!.GetValue<string>() == "EXPIRED"), expired.Count);
        var one = await AskAsync($"/lightningdeal?domain=1&asin={Asin(deals[0]!)}");
        Assert.Equal((1, Asin(deals[0]!)), (Cost(one), Asin(one["lightningDeals"]![0]!)));
        Assert.Empty((await AskAsync("/lightningdeal?domain=1&asin=B000000000"))["lightningDeals"]!.AsArray());
    }

    [Theory]
    [InlineData("/query?domain=1&selection={}")]
    [InlineData("/bestsellers?domain=1&category=283155")]
    [InlineData("/topseller?domain=1")]
    [InlineData("/category?domain=1&category=0")]
    [InlineData("/search?domain=1&type=product&term=tent")]
    [InlineData("/graphimage?domain=1&asin=B000000000")]
    [InlineData("/lightningdeal?domain=1")]
    public async Task With_nothing_left_every_path_is_refused_without_an_error(string path)
    {
        await OrderAsync(Keepa, "/_sim/plan", """{"refillRate":1}""");
        await AskAsync("/lightningdeal?domain=1");
        var refused = await AskAsync(path, 429);
        Assert.Equal((0, -440, null), (Cost(refused), refused["tokensLeft"]!.GetValue<int>(), refused["error"]));
    }

    [Theory]
    [InlineData("/query?domain=1&selection={}", "asinList", 10)]
    [InlineData("/topseller?domain=1", "sellerIdList", 50)]
    [InlineData("/search?domain=1&type=product&term=tent", "products", 40)]
    [InlineData("/lightningdeal?domain=1", "lightningDeals", 500)]
    public async Task Beside_recorded_bodies_nothing_is_made_up(string path, string list, int cost)
    {
        using var folder = new TemporaryFolder();
        await using var recorded = await SimulatedKeepa.StartAsync(
            new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), RefillRate = 250, Origin = Origin, WorldDirectory = folder.Path, SlowestPage = TimeSpan.FromMilliseconds(2) },
            Clock);
        var body = JsonNode.Parse((await GetAsync(recorded, $"{path}&key=a")).Body)!;
        Assert.Empty(body[list]!.AsArray());
        Assert.Equal(cost, Cost(body));
    }
}
