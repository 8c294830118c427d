using System.Text.Json.Nodes;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Tests.Enrichment;

public sealed class ShippingTests
{
    private const int Day = Products.Day;

    [Fact]
    public void F75_a_merchants_unknown_shipping_is_a_reason_not_to_state_all_in_and_profit()
    {
        var product = Used().Sold((Products.AsOf - (50 * Day), 3000)).Offer(OfferCondition.UsedGood, 1000, -1);
        var analysis = Products.Analysed(product);
        Assert.True(analysis.ListPrice.TryGet(out _));
        foreach (var figure in new Estimate[] { analysis.Shipping, analysis.Earnings.AllIn, analysis.Earnings.Profit, analysis.Earnings.Roi, analysis.Earnings.MinimumListing })
            Assert.Equal(AbsenceReason.ShippingUnknown, figure.Reason);
    }

    [Theory]
    [InlineData("AMAZON", 0)]
    [InlineData("WAREHOUSE", 0)]
    [InlineData("NEW_FBA", 0)]
    [InlineData("NEW", 0)]
    [InlineData("USED", null)]
    [InlineData("COLLECTIBLE", null)]
    [InlineData("REFURBISHED", null)]
    [InlineData("LIGHTNING_DEAL", null)]
    [InlineData("PRIME_EXCL", null)]
    [InlineData("USED_GOOD_SHIPPING", null)]
    public void A_price_type_alone_tells_the_shipping_or_does_not(string name, int? shipping)
    {
        Assert.True(PriceType.TryParse(name, out var type));
        Assert.Equal(shipping, Minor(Products.Analysed(Products.Empty().Stat("current", type.Index, 1000), type)));
    }

    [Theory]
    [InlineData("2026-02-15T23:59Z", null)]
    [InlineData("2026-02-16T00:00Z", 0)]
    public void NEW_holds_the_shipping_since_the_day_that_Keepa_changed_it(string at, int? shipping)
    {
        var product = Products.Empty().Stat("current", 1, 1000);
        product["lastUpdate"] = KeepaTime.FromInstant(DateTimeOffset.Parse(at));
        Assert.Equal(shipping, Minor(Products.Analysed(product, PriceType.New)));
    }

    [Theory]
    [InlineData(399, 0)]
    [InlineData(-1, null)]
    public void A_type_with_shipping_holds_it_where_its_last_point_tells_it(int told, int? shipping)
    {
        var product = Products.Empty().Stat("current", 21, 1399).With(21, Products.AsOf - Day, 1000, told);
        Assert.Equal(shipping, Minor(Products.Analysed(product, PriceType.FromIndex(21))));
    }

    [Fact]
    public void A_live_offer_with_the_price_tells_the_least_of_several_is_taken_and_others_tell_nothing()
    {
        Assert.Equal(350, Minor(Products.Analysed(Used().Offer(OfferCondition.UsedGood, 1000, 399).Offer(OfferCondition.UsedVeryGood, 1000, 350).Offer(OfferCondition.UsedGood, 1000, -1))));
        Assert.Equal(0, Minor(Products.Analysed(Used().Offer(OfferCondition.UsedGood, 1000, 399, isFba: true))));
        Assert.Null(Minor(Products.Analysed(Used().Offer(OfferCondition.New, 1000, 350).Offer(OfferCondition.UsedGood, 1001, 350))));
        Assert.Null(Minor(Products.Analysed(Used().Offer(OfferCondition.UsedGood, 1000, 350, isLive: false).Offer(OfferCondition.UsedGood, 1000, 350, isScam: true))));
        Assert.Equal(399, Minor(Products.Analysed(Products.Empty().Stat("current", 21, 1000).Offer(OfferCondition.UsedGood, 1000, 399).Offer(OfferCondition.UsedVeryGood, 1000, 1), PriceType.FromIndex(21))));
    }

    [Theory]
    [InlineData(1000, 4, 399, false, 399)]
    [InlineData(1000, 4, -1, true, 0)]
    [InlineData(1000, 1, 399, false, null)]
    [InlineData(1001, 4, 399, false, null)]
    public void The_buy_box_of_the_condition_with_the_price_tells(long price, int condition, long told, bool isFba, int? shipping)
    {
        var product = Used();
        (product["stats"]!["buyBoxUsedPrice"], product["stats"]!["buyBoxUsedShipping"], product["stats"]!["buyBoxUsedCondition"], product["stats"]!["buyBoxUsedIsFBA"]) = (price, told, condition, isFba);
        product["stats"]!["lastBuyBoxUpdate"] = Products.AsOf - 7;
        var analysis = Products.Analysed(product);
        Assert.Equal(shipping, Minor(analysis));
        if (shipping is not null)
            Assert.Equal((Rules.ShippingOfBuyBox, (DateTimeOffset?)KeepaTime.ToInstant(Products.AsOf - 7)), (analysis.Shipping.Evidence.Rule, analysis.Shipping.Evidence.OldestInput));
    }

    [Fact]
    public void A_series_with_the_price_tells_if_it_was_looked_at_since_the_price_began()
    {
        const int since = Products.AsOf - (10 * Day);
        JsonObject Product(int at) => Used().With(2, since, 1000).With(21, at, 1000, 399);
        var fresh = Products.Analysed(Product(since));
        Assert.Equal((399, Rules.ShippingOfSeries), (Minor(fresh), fresh.Shipping.Evidence.Rule));
        Assert.Equal(KeepaTime.ToInstant(since), fresh.Shipping.Evidence.OldestInput);
        Assert.Null(Minor(Products.Analysed(Product(since - 1))));
        var looked = Product(since - 1);
        looked["stats"]!["lastOffersUpdate"] = since + 5;
        Assert.Equal(KeepaTime.ToInstant(since + 5), Products.Analysed(looked).Shipping.Evidence.OldestInput);
        Assert.Null(Minor(Products.Analysed(Product(since).With(21, since, 999, 399))));
        Assert.Equal(0, Minor(Products.Analysed(Product(since).With(21, since, 999, 399).With(9, since, 1000))));
        Assert.Equal(299, Minor(Products.Analysed(Product(since).With(20, since, 1000, 299))));
    }

    private static JsonObject Used() => Products.Empty().Stat("current", 2, 1000);

    private static int? Minor(ProductAnalysis analysis) => analysis.Shipping.TryGet(out var shipping) ? (int)shipping.Minor : null;
}
