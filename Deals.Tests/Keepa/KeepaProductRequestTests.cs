using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Tests.Keepa;

public sealed class KeepaProductRequestTests
{
    /// <summary>A shape, what one product may cost at most, and what it usually costs.</summary>
    public static TheoryData<ProductShape, int, int> Costs => new()
    {
        { new ProductShape(), 1, 1 },
        { new ProductShape { History = false, StatsDays = 90 }, 1, 1 },
        { ProductShape.Full, 1, 1 },
        { ProductShape.Full with { UpdateHours = 0 }, 2, 1 },
        { ProductShape.Full with { UpdateHours = -1 }, 1, 1 },
        { ProductShape.Full with { UpdateHours = 24 }, 1, 1 },
        { ProductShape.Full with { Rating = true }, 2, 2 },
        { ProductShape.Full with { BuyBox = true }, 3, 3 },
        { ProductShape.Full with { BuyBox = true, Rating = true, UpdateHours = 0 }, 5, 4 },
        { ProductShape.WithOffers, 12, 6 },
        { ProductShape.WithOffers with { BuyBox = true }, 12, 6 },
        { ProductShape.WithOffers with { Rating = true }, 13, 6 },
        { ProductShape.WithOffers with { Offers = 21 }, 18, 6 },
        { ProductShape.WithOffers with { Offers = 100, UpdateHours = 0 }, 61, 6 },
    };

    [Theory]
    [MemberData(nameof(Costs))]
    public void A_shape_has_its_price(ProductShape shape, int worst, int expected)
    {
        Assert.Equal((worst, expected), (shape.WorstCaseCost, shape.ExpectedCost));
        var products = new KeepaRequest.Products(AmazonDomain.Us, Asins(7), shape);
        Assert.Equal((7 * worst, 7 * expected), (products.WorstCaseCost, products.ExpectedCost));
        var byCode = new KeepaRequest.ProductsByCode(AmazonDomain.Us, ["9780552990684", "8809875456477"], shape, 3);
        Assert.Equal((6 * worst, 2 * expected), (byCode.WorstCaseCost, byCode.ExpectedCost));
    }

    [Fact]
    public void A_seller_costs_a_token()
    {
        var sellers = new KeepaRequest.Sellers(AmazonDomain.Us, [SellerId.Parse("ATVPDKIKX0DER"), SellerId.Parse("A33EGCJZUE9VE2")]);
        Assert.Equal((2, 2), (sellers.WorstCaseCost, sellers.ExpectedCost));
    }

    [Fact]
    public void What_Keepa_would_refuse_cannot_be_written()
    {
        Refused(() => new KeepaRequest.Products(AmazonDomain.Us, [], ProductShape.Full), "0 entries");
        Refused(() => new KeepaRequest.Products(AmazonDomain.Us, default, ProductShape.Full), "0 entries");
        Refused(() => new KeepaRequest.Products(AmazonDomain.Us, Asins(101), ProductShape.Full), "1 to 100");
        Refused(() => new KeepaRequest.Products(AmazonDomain.Us, Asins(21), ProductShape.WithOffers), "1 to 20");
        Refused(() => new KeepaRequest.Products(AmazonDomain.Us, [Asins(1)[0], Asins(1)[0]], ProductShape.Full), "B000000000 twice");
        Refused(() => new KeepaRequest.Products(AmazonDomain.Us, [default], ProductShape.Full), "parsed ASINs");
        foreach (var code in new[] { "", "1234567", "123456789012345", "97805529906 4", "055299068X" })
            Refused(() => new KeepaRequest.ProductsByCode(AmazonDomain.Us, [code], ProductShape.Full, 1), "8 to 14 digits");
        Refused(() => new KeepaRequest.ProductsByCode(AmazonDomain.Us, ["9780552990684"], ProductShape.Full, 0), "1 to 100");
        Refused(() => new KeepaRequest.Sellers(AmazonDomain.Us, [default]), "parsed seller ids");
        Refused(() => ProductShape.Full with { Offers = 19 }, "20 to 100");
        Refused(() => ProductShape.Full with { Offers = 101 }, "20 to 100");
        Refused(() => ProductShape.Full with { Days = 0 }, "Days is 0");
        Refused(() => ProductShape.Full with { StatsDays = -1 }, "StatsDays is -1");
        Refused(() => ProductShape.Full with { UpdateHours = -2 }, "-1 to 8760");
    }

    [Fact]
    public void Requests_are_the_same_when_they_ask_the_same()
    {
        var one = new KeepaRequest.Products(AmazonDomain.Us, Asins(3), ProductShape.Full);
        Assert.Equal(one, new KeepaRequest.Products(AmazonDomain.Us, Asins(3), new ProductShape { Days = 1095, StatsDays = 365 }));
        Assert.Equal(one.GetHashCode(), new KeepaRequest.Products(AmazonDomain.Us, Asins(3), ProductShape.Full).GetHashCode());
        Assert.NotEqual(one, new KeepaRequest.Products(AmazonDomain.Us, Asins(4), ProductShape.Full));
        Assert.NotEqual(one, new KeepaRequest.Products(AmazonDomain.De, Asins(3), ProductShape.Full));
        Assert.NotEqual(one, new KeepaRequest.Products(AmazonDomain.Us, Asins(3), ProductShape.WithOffers));
        Assert.Equal(
            new KeepaRequest.ProductsByCode(AmazonDomain.Us, ["9780552990684"], ProductShape.Full, 2),
            new KeepaRequest.ProductsByCode(AmazonDomain.Us, ["9780552990684"], ProductShape.Full, 2));
        Assert.Equal(new KeepaRequest.Sellers(AmazonDomain.Us, [SellerId.Parse("ATVPDKIKX0DER")]), new KeepaRequest.Sellers(AmazonDomain.Us, [SellerId.Parse("ATVPDKIKX0DER")]));
    }

    [Theory]
    [InlineData("Unknown")]
    [InlineData("unavailable")]
    [InlineData("-1")]
    [InlineData("-2")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("A123456789012345678901")]
    [InlineData("A33EGCJZUE9VE2,ATVPDKIKX0DER")]
    [InlineData("A33EGCJZUE9VE2&x")]
    public void F79_a_placeholder_is_no_seller_and_is_never_paid_for(string? text)
    {
        Assert.False(SellerId.TryParse(text, out _));
        Assert.Contains("seller's id", Assert.Throws<FormatException>(() => SellerId.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_is_asked_by_Keepas_own_names()
    {
        Assert.Equal(
            "domain=1&asin=B000000000,B000000001&history=1&days=1095&stats=365",
            KeepaQuery.ParametersOf(new KeepaRequest.Products(AmazonDomain.Us, Asins(2), ProductShape.Full)));
        var everything = new ProductShape { History = false, Days = 7, StatsDays = 90, Offers = 40, OnlyLiveOffers = true, Rating = true, BuyBox = true, UpdateHours = -1 };
        Assert.Equal(
            "domain=3&code=9780552990684&code-limit=2&history=0&days=7&stats=90&offers=40&only-live-offers=1&rating=1&buybox=1&update=-1",
            KeepaQuery.ParametersOf(new KeepaRequest.ProductsByCode(AmazonDomain.De, ["9780552990684"], everything, 2)));
        Assert.Equal("domain=1&seller=ATVPDKIKX0DER", KeepaQuery.ParametersOf(new KeepaRequest.Sellers(AmazonDomain.Us, [SellerId.Parse("ATVPDKIKX0DER")])));
    }

    [Fact]
    public void Only_a_request_for_offers_may_take_longer_and_none_less()
    {
        var settings = new KeepaClientSettings { Key = KeepaKey.Simulated, Timeout = TimeSpan.FromSeconds(30), OffersTimeout = TimeSpan.FromSeconds(90) };
        var (plain, offers) = (new KeepaRequest.Products(AmazonDomain.Us, Asins(1), ProductShape.Full), new KeepaRequest.Products(AmazonDomain.Us, Asins(1), ProductShape.WithOffers));
        Assert.Equal((30, 90), (settings.TimeoutOf(plain).TotalSeconds, settings.TimeoutOf(offers).TotalSeconds));
        Assert.Equal(30, (settings with { OffersTimeout = TimeSpan.FromSeconds(5) }).TimeoutOf(offers).TotalSeconds);
        Assert.Equal(30, (settings with { OffersTimeout = null }).TimeoutOf(offers).TotalSeconds);
    }

    private static ImmutableArray<Asin> Asins(int count) => [.. Enumerable.Range(0, count).Select(i => Asin.Parse($"B{i:000000000}"))];

    private static void Refused(Func<object> make, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);
}
