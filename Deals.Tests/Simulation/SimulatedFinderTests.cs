using System.Text.Json.Nodes;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class SimulatedFinderTests : SimulatedWorldFixture
{
    [Theory]
    [InlineData("""{"perPage":50}""", 50, 11)]
    [InlineData("""{"perPage":100}""", 100, 11)]
    [InlineData("""{"perPage":101}""", 101, 12)]
    [InlineData("""{"perPage":10000}""", 600, 16)]
    [InlineData("""{"perPage":"50","page":"11"}""", 50, 11)]
    [InlineData("""{"perPage":50,"page":12}""", 0, 10)]
    [InlineData("""{"perPage":50,"page":200}""", 0, 10)]
    [InlineData("""{"title":"no such thing"}""", 0, 10)]
    public async Task A_query_costs_ten_and_one_for_every_hundred_it_returns(string selection, int returned, int cost)
    {
        var body = await FindAsync(selection);
        Assert.Equal((returned, cost), (body["asinList"]!.AsArray().Count, Cost(body)));
        Assert.Equal(selection.Contains("title", StringComparison.Ordinal) ? 0 : 600, body["totalResults"]!.GetValue<int>());
        Assert.Null(body["searchInsights"]);
        var (_, posted) = await OrderAsync(Keepa, "/query/?key=a&domain=1", selection);
        Assert.Equal(body["asinList"]!.ToJsonString(), JsonNode.Parse(posted)!["asinList"]!.ToJsonString());
    }

    [Fact]
    public async Task Pages_are_disjoint_parts_of_one_order()
    {
        var whole = Texts((await FindAsync("""{"perPage":600}"""))["asinList"]);
        var pages = new List<string>();
        for (var page = 0; page < 6; page++)
            pages.AddRange(Texts((await FindAsync($$"""{"perPage":100,"page":{{page}}}"""))["asinList"]));
        Assert.Equal(whole, pages);
        Assert.Equal(600, whole.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("current_USED", 2)]
    [InlineData("current_SALES", 3)]
    [InlineData("current_NEW", 1)]
    [InlineData("current_AMAZON", 0)]
    public async Task A_range_holds_what_the_last_look_showed(string field, int type)
    {
        var (least, most) = type == 3 ? (10_000, 100_000) : (1_000, 2_000);
        var found = Texts((await FindAsync($$"""{"{{field}}_gte":{{least}},"{{field}}_lte":{{most}},"sort":[["{{field}}","desc"]],"perPage":600}"""))["asinList"]);
        Assert.NotEmpty(found);
        var seen = new List<long>();
        foreach (var asin in found)
            seen.Add(await SeenAsync(asin, type));
        Assert.All(seen, value => Assert.InRange(value, least, most));
        Assert.Equal(seen.OrderDescending(), seen);
        var without = Texts((await FindAsync($$"""{"{{field}}_gte":-1,"{{field}}_lte":-1}"""))["asinList"]);
        Assert.NotEmpty(without);
        Assert.True(await SeenAsync(without[0], type) < 0);
    }

    [Fact]
    public async Task Words_brands_and_roots_narrow_the_list()
    {
        var found = Texts((await FindAsync("""{"title":"ALDER tent","brand":["alder","Juno"],"perPage":600}"""))["asinList"]);
        Assert.NotEmpty(found);
        foreach (var asin in found)
            Assert.Matches("^Alder .*Tent", (await TruthAsync(asin))["title"]!.GetValue<string>());
        var books = (await FindAsync("""{"rootCategory":283155}"""))["totalResults"]!.GetValue<int>();
        var others = (await FindAsync("""{"rootCategory":[1055398,165793011,172282,468642,228013,3375251,1064954,5174,2619533011]}"""))["totalResults"]!.GetValue<int>();
        Assert.Equal(600, books + others);
        Assert.Equal(0, (await AskAsync("/query?domain=3&selection={}"))["totalResults"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"perPage":49}""", "perPage")]
    [InlineData("""{"perPage":10001}""", "perPage")]
    [InlineData("""{"perPage":10000,"page":2}""", "page")]
    [InlineData("""{"page":-1}""", "page")]
    [InlineData("""{"sort":[["current_SALES","asc"],["current_NEW","asc"],["current_USED","asc"],["current_AMAZON","asc"]]}""", "sort")]
    [InlineData("""{"sort":[["current_SALES","up"]]}""", "sort")]
    [InlineData("""{"sort":[["colour","asc"]]}""", "sort")]
    [InlineData("""{"sort":"current_SALES"}""", "sort")]
    [InlineData("""{"current_NEW_gte":"cheap"}""", "current_NEW_gte")]
    [InlineData("""{"brand":[1]}""", "brand")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    [InlineData("", "")]
    public Task What_Keepa_would_refuse_is_refused_with_the_field(string selection, string details) => RefusedAsync($"/query?domain=1&selection={Uri.EscapeDataString(selection)}", details);

    [Fact]
    public async Task Fifty_entries_are_the_most_also_in_a_field_that_is_not_simulated()
    {
        string Brands(int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"b{i}\""))}]";
        await FindAsync($$"""{"model":{{Brands(50)}}}""");
        await RefusedAsync($$"""/query?domain=1&selection={"model":{{Brands(51)}}}""", "model");
    }

    [Fact]
    public async Task Insights_cost_thirty_more_and_describe_all_that_match()
    {
        var body = await FindAsync("""{"rootCategory":283155}""", "&stats=1");
        Assert.Equal(41, Cost(body));
        var insights = body["searchInsights"]!;
        Assert.True(insights["avgBuyBox"]!.GetValue<int>() > 0);
        Assert.InRange(insights["soldByAmazonPercent"]!.GetValue<double>(), 0, 100);
        Assert.True(insights["highestRank"]!.GetValue<int>() > insights["lowestRank"]!.GetValue<int>());
        Assert.Equal(3, insights["topBrands"]!.AsArray().Count);
        Assert.NotNull((await FindAsync("""{"title":"no such thing"}""", "&stats=1"))["searchInsights"]);
    }

    [Fact]
    public async Task Two_simulators_of_one_seed_and_time_find_the_same()
    {
        await using var twin = await StartAsync();
        const string Path = """/query?key=a&domain=1&stats=1&selection={"current_USED_lte":3000}""";
        var (mine, others) = (JsonNode.Parse((await GetAsync(Keepa, Path)).Body)!, JsonNode.Parse((await GetAsync(twin, Path)).Body)!);
        Assert.Equal(mine["asinList"]!.ToJsonString(), others["asinList"]!.ToJsonString());
        Assert.Equal(mine["searchInsights"]!.ToJsonString(), others["searchInsights"]!.ToJsonString());
    }

    private Task<JsonNode> FindAsync(string selection, string more = "") => AskAsync($"/query?domain=1&selection={Uri.EscapeDataString(selection)}{more}");
}
