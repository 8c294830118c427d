using System.Text.Json.Nodes;
using Deals.Simulator;
using Deals.Simulator.Products;
using Deals.Simulator.World;
using Microsoft.Extensions.Time.Testing;
using static Deals.Tests.Simulation.KeepaWire;

namespace Deals.Tests.Simulation;

public sealed class SimulatedSellersTests
{
    private const int Seed = 3;
    private static readonly DateTimeOffset Origin = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Origin.AddDays(1));

    [Theory]
    [InlineData("", "seller")]
    [InlineData("&seller=Unknown", "seller")]
    [InlineData("&seller=A1,A2", "seller")]
    [InlineData("&storefront=1&seller=ATVPDKIKX0DER,A2L77EE7U53NWQ", "storefront")]
    [InlineData("&storefront=x&seller=ATVPDKIKX0DER", "storefront")]
    public async Task What_is_wrong_is_named_and_free(string query, string details)
    {
        await using var keepa = await StartAsync();
        var body = await AnswerAsync(keepa, query, 400);
        Assert.Equal(("invalidParameter", details), (body["error"]!["type"]!.GetValue<string>(), body["error"]!["details"]!.GetValue<string>()));
        Assert.Equal(0, Number(await StatsAsync(keepa), "debited"));
    }

    [Fact]
    public async Task Sellers_cost_one_each_and_who_is_none_is_absent_and_free()
    {
        await using var keepa = await StartAsync();
        var ids = Enumerable.Range(0, 99).Select(i => Sellers.Id(new Noise(Seed), i)).ToList();
        var body = await AnswerAsync(keepa, $"&seller={string.Join(',', ids)},A1111111111111");
        Assert.Equal(99, body["tokensConsumed"]!.GetValue<int>());
        Assert.Equal(ids, body["sellers"]!.AsObject().Select(s => s.Key));
        foreach (var (id, seller) in body["sellers"]!.AsObject())
        {
            Assert.Equal(id, seller!["sellerId"]!.GetValue<string>());
            Assert.Equal(seller["currentRatingCount"]!.GetValue<long>(), seller["csv"]![1]!.AsArray()[^1]!.GetValue<long>());
            Assert.Equal(seller["currentRating"]!.GetValue<long>(), seller["csv"]![0]!.AsArray()[^1]!.GetValue<long>());
            Assert.All(seller["csv"]!.AsArray(), csv => Assert.Equal(0, csv!.AsArray().Count % 2));
            var counts = seller["ratingCount"]!.AsArray().Select(c => c!.GetValue<long>()).ToList();
            Assert.Equal(counts.Order(), counts);
            Assert.InRange(seller["positiveRating"]![3]!.GetValue<long>(), -1, 100);
        }

        Assert.Contains(body["sellers"]!.AsObject(), s => s.Value!["currentRatingCount"]!.GetValue<long>() < 10);
        var none = await AnswerAsync(keepa, "&seller=A1111111111111");
        Assert.Equal((0, "{}"), (none["tokensConsumed"]!.GetValue<int>(), none["sellers"]!.ToJsonString()));
    }

    [Fact]
    public async Task Offers_name_sellers_that_exist_and_a_storefront_names_the_product()
    {
        await using var keepa = await StartAsync();
        var product = JsonNode.Parse((await GetAsync(keepa, $"/product?key=a&domain=1&offers=20&only-live-offers=1&asin={Asin()}")).Body)!["products"]![0]!;
        var ids = product["offers"]!.AsArray().Select(o => o!["sellerId"]!.GetValue<string>()).ToList();
        Assert.NotEmpty(ids);
        var sellers = (await AnswerAsync(keepa, $"&seller={string.Join(',', ids)}"))["sellers"]!.AsObject();
        Assert.Equal(ids.Order(StringComparer.Ordinal), sellers.Select(s => s.Key).Order(StringComparer.Ordinal));

        var shelves = await Task.WhenAll(ids.Select(id => AnswerAsync(keepa, $"&storefront=1&seller={id}")));
        foreach (var shelf in shelves)
        {
            var asins = shelf["sellers"]!.AsObject().Single().Value!["asinList"]!.AsArray();
            Assert.Equal(asins.Count >= 2 ? 10 : 1, shelf["tokensConsumed"]!.GetValue<int>());
        }

        Assert.Contains(shelves, s => s["sellers"]!.AsObject().Single().Value!["asinList"]!.AsArray().Any(a => a!.GetValue<string>() == Asin()));
        Assert.Equal(10, (await AnswerAsync(keepa, $"&storefront=1&update=10000&seller={ids[0]}"))["tokensConsumed"]!.GetValue<int>());
        Assert.Equal(50, (await AnswerAsync(keepa, $"&storefront=1&update=0&seller={ids[0]}"))["tokensConsumed"]!.GetValue<int>());
    }

    private string Asin() => new SimulatedWorld(Seed, 2_000).Products
        .First(p => p.TrueValue(2, KeepaMinutes.Of(_clock.GetUtcNow())).Value > 0 && !ProductUpdates.OffersFail(p, (long)KeepaMinutes.Of(_clock.GetUtcNow()))).Asin;

    private static async Task<JsonNode> AnswerAsync(SimulatedKeepa keepa, string query, int expected = 200)
    {
        var (status, body) = await GetAsync(keepa, $"/seller?key=a&domain=1{query}");
        Assert.Equal(expected, (int)status);
        return JsonNode.Parse(body)!;
    }

    private Task<SimulatedKeepa> StartAsync() => SimulatedKeepa.StartAsync(
        new SimulatorOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Deals = 2_000,
            RefillRate = 250,
            Seed = Seed,
            Origin = Origin,
            SlowestPage = TimeSpan.FromMilliseconds(2),
            SlowestOffers = TimeSpan.FromMilliseconds(2),
        },
        _clock);
}
