using System.Text.Json.Nodes;
using Deals.Simulator;
using Deals.Simulator.Products;
using Deals.Simulator.World;
using Microsoft.Extensions.Time.Testing;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class ProductCostTests : IDisposable
{
    private const int Deals = 400;
    private const int Seed = 3;
    private const int RatingDays = 14;
    private const int StockDays = 7;
    private static readonly DateTimeOffset Origin = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SimulatedWorld World = new(Seed, Deals);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Origin.AddDays(1));

    private long Now => (long)KeepaMinutes.Of(_clock.GetUtcNow());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("asin=")]
    [InlineData("asin=B000000001&code=9780552990684", "asin")]
    [InlineData("asin=B00000000", "asin")]
    [InlineData("asin=b000000001", "asin")]
    [InlineData("code=12", "code")]
    [InlineData("asin=B000000001&domain=7", "domain")]
    [InlineData("asin=B000000001&domain=x", "domain")]
    [InlineData("asin=B000000001&offers=19", "offers")]
    [InlineData("asin=B000000001&offers=101", "offers")]
    [InlineData("asin=B000000001&stock=1", "stock")]
    [InlineData("asin=B000000001&stats=0", "stats")]
    [InlineData("asin=B000000001&stats=2026-02-01,2026-01-01", "stats")]
    [InlineData("asin=B000000001&history=2", "history")]
    [InlineData("asin=B000000001&days=-1", "days")]
    [InlineData("asin=B000000001&update=-2", "update")]
    public async Task What_is_wrong_is_named_and_free(string query, string details = "asin")
    {
        await using var keepa = await StartAsync();
        var domain = query.Contains("domain", StringComparison.Ordinal) ? "" : "&domain=1";
        var body = await AnswerAsync(keepa, query + domain, 400);
        Assert.Equal(("invalidParameter", details), (body["error"]!["type"]!.GetValue<string>(), body["error"]!["details"]!.GetValue<string>()));
        Assert.Equal(query.Contains("offers", StringComparison.Ordinal), body["error"]!["message"]!.GetValue<string>() == "Either no or a minimum of 20 offers must be requested.");
        Assert.Equal(0, Number(await StatsAsync(keepa), "debited"));
    }

    [Fact]
    public async Task More_than_a_hundred_are_refused_and_a_hundred_cost_one_each()
    {
        await using var keepa = await StartAsync();
        await AnswerAsync(keepa, $"domain=1&asin={Asins(101)}", 400);
        var body = await AnswerAsync(keepa, $"domain=1&stats=180&days=90&rental=1&videos=1&aplus=1&asin={Asins(100)}");
        Assert.Equal((100, 100), (Cost(body), body["products"]!.AsArray().Count));
        Assert.Equal(100, Number(await StatsAsync(keepa), "debited"));
    }

    [Fact]
    public async Task Every_extra_costs_what_it_costs_and_only_where_it_is_charged()
    {
        await using var keepa = await StartAsync();
        var seen = new HashSet<(bool, bool, bool, bool)>();
        foreach (var product in World.Products.Where(p => p.GoneAt > Now && !ProductUpdates.OffersFail(p, Now)).Take(60))
        {
            async Task<int> CostAsync(string extras) => Cost(await AnswerAsync(keepa, $"domain=1&history=0&asin={product.Asin}{extras}"));
            var (isFresh, isRated, isStocked, hasParent) = (Now - product.LookedAt(Now) < 60, Now - ProductUpdates.Rating(product, Now) < RatingDays * 1440,
                Now - ProductUpdates.Stock(product, Now) < StockDays * 1440, product.ParentIndex is not null);
            seen.Add((isFresh, isRated, isStocked, hasParent));
            Assert.Equal(1, await CostAsync("&update=5&stats=90"));
            Assert.Equal(1 + (isFresh ? 1 : 0), await CostAsync("&update=0"));
            Assert.Equal(1 + (isRated ? 1 : 0), await CostAsync("&rating=1"));
            Assert.Equal(3, await CostAsync("&buybox=1"));
            Assert.Equal(1 + (hasParent ? 1 : 0), await CostAsync("&historical-variations=1"));
            var offers = await AnswerAsync(keepa, $"domain=1&history=0&stats=1&offers=20&buybox=1&asin={product.Asin}");
            var pages = Math.Max(1, (offers["products"]![0]!["stats"]!["retrievedOfferCount"]!.GetValue<int>() + 9) / 10);
            Assert.Equal(6 * pages, Cost(offers));
            Assert.Equal((6 * pages) + (isStocked ? 2 : 0), await CostAsync("&offers=20&stock=1"));
        }

        // Each of them both ways, else this would show little.
        Assert.All(new Func<(bool, bool, bool, bool), bool>[] { s => s.Item1, s => s.Item2, s => s.Item3, s => s.Item4 }, flag => Assert.Equal(2, seen.Select(flag).Distinct().Count()));
    }

    [Fact]
    public async Task Offers_that_cannot_be_had_cost_one_and_say_so()
    {
        await using var keepa = await StartAsync();
        var product = World.Products.First(p => ProductUpdates.OffersFail(p, Now));
        var body = await AnswerAsync(keepa, $"domain=1&offers=20&asin={product.Asin}");
        Assert.Equal(1, Cost(body));
        Assert.False(body["products"]![0]!["offersSuccessful"]!.GetValue<bool>());
        Assert.Null(body["products"]![0]!["offers"]);
    }

    [Fact]
    public async Task An_asin_that_is_none_is_a_stub_and_charged_unless_nothing_is_to_be_updated()
    {
        await using var keepa = await StartAsync();
        var body = await AnswerAsync(keepa, $"domain=1&stats=90&asin=B0ZZZZZZZZ,{World.Products[0].Asin}");
        Assert.Equal(2, Cost(body));
        var stub = body["products"]![0]!.AsObject();
        Assert.Equal(("B0ZZZZZZZZ", 4), (Asin(stub), stub["productType"]!.GetValue<int>()));
        Assert.All(new[] { "title", "csv", "stats" }, key => Assert.True(stub.ContainsKey(key) && stub[key] is null));
        Assert.Equal(0, Cost(await AnswerAsync(keepa, "domain=1&update=-1&asin=B0ZZZZZZZZ")));
        // The world has one marketplace.
        Assert.Equal(4, (await AnswerAsync(keepa, $"domain=3&asin={World.Products[0].Asin}"))["products"]![0]!["productType"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_code_leads_to_every_product_that_bears_it_as_far_as_the_limit_allows()
    {
        await using var keepa = await StartAsync();
        var book = World.Products.First(p => p.IsBook);
        Assert.Equal(book.Asin, Asin((await AnswerAsync(keepa, $"domain=1&code={Identity.Ean(book)}"))["products"]![0]!));
        var shared = World.Products.Where(p => !p.IsBook && p.ParentIndex is not null).GroupBy(p => Identity.Upc(p)!).First(g => g.Count() == 2);
        var both = await AnswerAsync(keepa, $"domain=1&code={shared.Key}");
        Assert.Equal((2, 2), (Cost(both), both["products"]!.AsArray().Count));
        Assert.Equal(1, Cost(await AnswerAsync(keepa, $"domain=1&code-limit=1&code={shared.Key}")));
        Assert.Equal(0, Cost(await AnswerAsync(keepa, "domain=1&code=000000000000")));
    }

    [Fact]
    public async Task A_page_of_variations_has_no_price_and_a_product_that_is_gone_no_offer_but_its_history()
    {
        await using var keepa = await StartAsync();
        var child = World.Products.First(p => p.ParentIndex is not null);
        var parent = (await AnswerAsync(keepa, $"domain=1&asin={Identity.ParentAsin(child)}"))["products"]![0]!;
        Assert.Equal(5, parent["productType"]!.GetValue<int>());
        Assert.All(parent["csv"]!.AsArray(), Assert.Null);
        Assert.Contains(parent["variations"]!.AsArray(), v => Asin(v!) == child.Asin);

        var gone = World.Products.First(p => p.GoneAt < long.MaxValue && p.Has(2));
        _clock.SetUtcNow(KeepaMinutes.ToInstant(Math.Max(Now, gone.GoneAt + 3000)));
        var body = await AnswerAsync(keepa, $"domain=1&stats=90&offers=20&asin={gone.Asin}");
        var product = body["products"]![0]!;
        Assert.Equal((1, 3), (Cost(body), product["productType"]!.GetValue<int>()));
        Assert.Equal((-1, -1), (product["stats"]!["current"]![2]!.GetValue<long>(), product["stats"]!["current"]![12]!.GetValue<long>()));
        Assert.Contains(NaiveStatistics.Points(product, 2), p => p.Value > 0);
        Assert.DoesNotContain(await RowsAsync(keepa, Default), r => Asin(r) == gone.Asin);
    }

    [Fact]
    public async Task A_recorded_product_is_served_as_it_is_and_any_other_as_one_that_is_none()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "a.json"), """{"products":[{"asin":"B000000003","odd":[1,2.50]}]}""");
        await using var keepa = await StartAsync(_folder.Path);
        var (_, body) = await GetAsync(keepa, $"/product?key=a&domain=1&asin=B000000003,{World.Products[0].Asin}");
        Assert.Contains("""{"asin":"B000000003","odd":[1,2.50]}""", body, StringComparison.Ordinal);
        Assert.Equal(4, JsonNode.Parse(body)!["products"]![1]!["productType"]!.GetValue<int>());
    }

    private static int Cost(JsonNode body) => body["tokensConsumed"]!.GetValue<int>();

    private static string Asins(int count) => string.Join(',', World.Products.Take(count).Select(p => p.Asin));

    private static async Task<JsonNode> AnswerAsync(SimulatedKeepa keepa, string query, int expected = 200)
    {
        var (status, body) = await GetAsync(keepa, $"/product?key=a&{query}");
        Assert.Equal(expected, (int)status);
        return JsonNode.Parse(body)!;
    }

    private Task<SimulatedKeepa> StartAsync(string? world = null) => SimulatedKeepa.StartAsync(
        new SimulatorOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Deals = Deals,
            RefillRate = 250,
            Seed = Seed,
            Origin = Origin,
            WorldDirectory = world,
            SlowestPage = TimeSpan.FromMilliseconds(2),
            SlowestOffers = TimeSpan.FromMilliseconds(2),
        },
        _clock);
}
