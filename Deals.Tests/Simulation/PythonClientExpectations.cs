using System.IO.Compression;
using System.Text.Json.Nodes;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

/// <summary>What akaszynski/keepa, the client that most people use, insists on: every request is a GET of a path with a slash behind it, and every answer but
/// an image is JSON with the fields that it reads of the balance.</summary>
public sealed class PythonClientExpectations : SimulatedWorldFixture
{
    [Fact]
    public async Task Its_constructor_asks_for_the_balance()
    {
        var body = await CallAsync("token", 200);
        Assert.Equal((15_000, 250), (body["tokensLeft"]!.GetValue<int>(), body["refillRate"]!.GetValue<int>()));
        Assert.True(body["refillIn"]!.GetValue<int>() > 0);
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeMilliseconds(), body["timestamp"]!.GetValue<long>());
    }

    [Fact]
    public async Task Deals_are_a_list_named_dr()
    {
        var body = await CallAsync("deal", 200, $"&selection={Uri.EscapeDataString("""{"page":0,"domainId":1,"priceTypes":0,"isFilterEnabled":true,"excludeCategories":[1064954]}""")}");
        Assert.NotEmpty(body["deals"]!["dr"]!.AsArray());
        Assert.All(body["deals"]!["dr"]!.AsArray(), d => Assert.NotEmpty(Asin(d!)));
    }

    [Fact]
    public async Task The_finder_gives_a_list_of_ASINs()
    {
        var body = await CallAsync("query", 200, $"&domain=1&selection={Uri.EscapeDataString("""{"current_SALES_lte":1000000,"sort":["current_SALES","asc"],"perPage":50,"page":0}""")}");
        Assert.All(Texts(body["asinList"]), asin => Assert.Equal(10, asin.Length));
        Assert.Equal(50, Texts(body["asinList"]).Count);
    }

    [Fact]
    public async Task Best_sellers_are_a_list_of_ASINs_inside_an_object() =>
        Assert.NotEmpty(Texts((await CallAsync("bestsellers", 200, "&domain=1&category=283155&range=0"))["bestSellersList"]!["asinList"]));

    [Theory]
    [InlineData("category", "&domain=1&category=0&parents=0")]
    [InlineData("category", "&domain=1&category=283155&parents=1")]
    [InlineData("search", "&domain=1&type=category&term=books")]
    public async Task Categories_are_a_map_of_what_has_a_name(string path, string query)
    {
        var categories = (await CallAsync(path, 200, query))["categories"]!.AsObject();
        Assert.NotEmpty(categories);
        Assert.All(categories, c => Assert.NotEmpty(c.Value!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_product_has_a_csv_of_thirty_six_entries_or_null()
    {
        var products = (await CallAsync("search", 200, "&domain=1&type=product&term=tent&page=0"))["products"]!.AsArray();
        Assert.NotEmpty(products);
        Assert.All(products, p => Assert.Equal(36, p!["csv"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("&stats=90&offers=20&rating=1&history=1", true)]
    [InlineData("&update=0&buybox=1&history=1&days=30", false)]
    [InlineData("&history=0", false)]
    public async Task A_product_has_a_csv_whatever_is_asked_for_and_offers_come_as_triples(string query, bool hasOffers)
    {
        var products = (await CallAsync("product", 200, $"&domain=1{query}&asin={string.Join(',', Asins(20))},B0ZZZZZZZZ"))["products"]!.AsArray();
        Assert.Equal(21, products.Count);
        foreach (var product in products.Select(p => p!.AsObject()))
        {
            // parse_csv walks the indices from 0 to 35 of what is no null; videos and aPlus are there only for those who ask.
            Assert.True(product.ContainsKey("csv"));
            Assert.True(product["csv"] is null || product["csv"]!.AsArray().Count >= 36);
            Assert.Equal(query.Contains("history=0", StringComparison.Ordinal), products.All(p => p!["csv"] is null));
            Assert.False(product.ContainsKey("videos") || product.ContainsKey("aPlus"));
            foreach (var offer in product["offers"]?.AsArray() ?? [])
            {
                Assert.True(offer!["lastSeen"]!.GetValue<long>() > 0);
                Assert.Equal(0, offer["offerCSV"]!.AsArray().Count % 3);
            }
        }

        Assert.Equal(hasOffers, products.Any(p => p!["offers"] is JsonArray { Count: > 0 }));
        var asked = (await CallAsync("product", 200, $"&domain=1&videos=1&aplus=1&asin={Asins(1)[0]}"))["products"]![0]!.AsObject();
        Assert.True(asked.ContainsKey("videos") && asked.ContainsKey("aPlus"));
    }

    [Fact]
    public async Task Sellers_are_a_map_of_what_has_a_seller_id()
    {
        var known = (await CallAsync("product", 200, $"&domain=1&offers=20&asin={string.Join(',', Asins(5))}"))["products"]!.AsArray()
            .SelectMany(p => p!["offers"]?.AsArray() ?? []).Select(o => o!["sellerId"]!.GetValue<string>()).First();
        var sellers = (await CallAsync("seller", 200, $"&domain=1&seller={known},A1111111111111"))["sellers"]!.AsObject();
        Assert.Equal(known, Assert.Single(sellers).Value!["sellerId"]!.GetValue<string>());
        var shelf = (await CallAsync("seller", 200, $"&domain=1&seller={known}&storefront=1"))["sellers"]![known]!;
        Assert.All(Texts(shelf["asinList"]), asin => Assert.Equal(10, asin.Length));
    }

    [Fact]
    public async Task Without_tokens_it_reads_when_to_ask_again()
    {
        await KeepaWire.OrderAsync(Keepa, "/_sim/plan", """{"refillRate":1}""");
        while (Cost(await CallAsync("token", 200)) == 0 && (await CallAsync("token", 200))["tokensLeft"]!.GetValue<int>() > 0)
            await CallAsync("bestsellers", 200, "&domain=1&category=283155&range=0");
        var refused = await CallAsync("product", 429, $"&domain=1&asin={Asins(1)[0]}");
        Assert.Null(refused["error"]);
        Assert.True(refused["refillIn"]!.GetValue<int>() > 0);
        Assert.True(refused["tokensLeft"]!.GetValue<int>() <= 0);
    }

    [Fact]
    public async Task A_graph_is_a_PNG()
    {
        var (status, bytes) = await BytesAsync("/graphimage/?asin=B09YNQCQKR&key=a&domain=1&amazon=1&new=1&salesrank=1");
        Assert.Equal(200, status);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], bytes[..8]);
    }

    [Theory]
    [InlineData("token", "a-b", 400)]
    [InlineData("token", "unknown", 402)]
    [InlineData("deal", "a-b", 400)]
    [InlineData("query", "unknown", 402)]
    [InlineData("graphimage", "unknown", 402)]
    public async Task A_bad_key_is_an_error_in_JSON(string path, string key, int status)
    {
        var body = await CallAsync(path, status, key: key);
        Assert.NotEmpty(body["error"]!["message"]!.GetValue<string>());
    }

    private static List<string> Asins(int count) => [.. new Simulator.World.SimulatedWorld(3, 600).Products.Take(count).Select(p => p.Asin)];

    private async Task<JsonNode> CallAsync(string path, int status, string query = "", string key = "a")
    {
        var (answered, bytes) = await BytesAsync($"/{path}/?key={key}{query}");
        Assert.Equal(status, answered);
        // Compressed whenever it may be, an error no less: that client's library and Java's both unpack what comes.
        await using var plain = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var body = (await JsonNode.ParseAsync(plain))!;
        Assert.All(new[] { "tokensLeft", "refillIn", "refillRate", "timestamp" }, name => Assert.NotNull(body[name]));
        return body;
    }

    private async Task<(int Status, byte[] Body)> BytesAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = Keepa.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept-Encoding", "gzip, deflate" } } };
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync());
    }
}
