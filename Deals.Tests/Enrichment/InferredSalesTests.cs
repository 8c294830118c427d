using System.Text.Json.Nodes;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Tests.Enrichment;

public sealed class InferredSalesTests
{
    private const int Day = Products.Day;
    private const int Hour = Products.Hour;

    // A drop 100 days before the look.
    private const int T = Products.AsOf - (100 * Day);

    [Fact]
    public void F75_a_sale_has_the_price_before_the_drop_and_never_one_that_was_asked_after_it()
    {
        var sales = Sales(Drop().With(2, T - Day, 3000, T, 99_900, T + 1, 88_800));
        Assert.Equal([new InferredSale(KeepaTime.ToInstant(T), new Money(3000, Currency.Usd))], sales.All.AsEnumerable());
        Assert.Equal((1, 0), (sales.Drops, sales.Undecided));
    }

    [Theory]
    [InlineData(240 * Hour, 1)]
    [InlineData((240 * Hour) + 1, 0)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public void A_better_rank_counts_within_240_hours_after_the_drop(int after, int sales) =>
        Assert.Equal(sales, Sales(Drop().With(3, [.. At(T - Day, 1000), .. after == 0 ? At(T, 900) : [], .. At(T + 2, 1100), .. At(T + 3, 1200), .. after > 3 ? At(T + after, 900) : after == 1 ? At(T + 4, 900) : []])).All.Length);

    [Theory]
    [InlineData(720 * Hour, 1)]
    [InlineData((720 * Hour) + 1, 0)]
    public void With_fewer_than_two_ranks_in_240_hours_it_is_720(int after, int sales)
    {
        Assert.Equal(sales, Sales(Drop().With(3, T - Day, 1000, T + after, 900)).All.Length);
        Assert.Equal(sales, Sales(Drop().With(3, T - Day, 1000, T + Hour, 1000, T + after, 900)).All.Length);

        // One that says that there is no rank is no rank.
        Assert.Equal(sales, Sales(Drop().With(3, T - Day, 1000, T + Hour, 1000, T + (2 * Hour), -1, T + after, 900)).All.Length);
        Assert.Empty(Sales(Drop().With(3, T - Day, 1000, T + Hour, 1000, T + (2 * Hour), 1000, T + after, 900)).All);
    }

    [Fact]
    public void One_drop_counts_once_however_many_offers_went_and_a_count_that_ends_is_none()
    {
        Assert.Equal(1, Sales(Drop().With(12, T - Day, 9, T, 2)).Drops);
        Assert.Equal(1, Sales(Drop().With(12, T - Day, 1, T, 0)).Drops);
        Assert.Equal(0, Sales(Drop().With(12, T - Day, 9, T, -1, T + 1, 3)).Drops);
        Assert.Equal(0, Sales(Drop().With(12, T - Day, 3, T, 3, T + 1, 4)).Drops);
    }

    [Theory]
    [InlineData(1095 * Day, 0)]
    [InlineData((1095 * Day) - 1, 1)]
    public void Drops_are_counted_after_three_years_ago(int ago, int drops) =>
        Assert.Equal(drops, Sales(Drop().With(12, Products.AsOf - ago - Day, 3, Products.AsOf - ago, 2)).Drops);

    [Theory]
    [InlineData(240 * Hour, 1, 0)]
    [InlineData((240 * Hour) - 1, 0, 1)]
    public void F75_a_window_that_passes_the_look_is_undecided_even_where_a_better_rank_was_seen(int ago, int drops, int undecided)
    {
        var at = Products.AsOf - ago;
        var sales = Sales(Products.Empty().With(12, at - Day, 3, at, 2).With(2, at - Day, 3000).With(3, at - Day, 1000, at + 1, 900, at + 2, 800));
        Assert.Equal((drops, undecided, drops), (sales.Drops, sales.Undecided, sales.All.Length));
    }

    [Fact]
    public void A_sparse_window_that_passes_the_look_is_undecided_where_a_dense_one_is_not()
    {
        var at = Products.AsOf - (300 * Hour);
        var sparse = Sales(Products.Empty().With(12, at - Day, 3, at, 2).With(2, at - Day, 3000).With(3, at - Day, 1000, at + 1, 900));
        Assert.Equal((0, 1), (sparse.Drops, sparse.Undecided));
        var dense = Sales(Products.Empty().With(12, at - Day, 3, at, 2).With(2, at - Day, 3000).With(3, at - Day, 1000, at + 1, 900, at + 2, 1100));
        Assert.Equal((1, 0), (dense.Drops, dense.Undecided));
    }

    [Fact]
    public void F75_one_rank_point_serves_the_oldest_drop_alone()
    {
        var product = Products.Empty().With(12, T - Day, 5, T, 4, T + Hour, 3, T + (2 * Hour), 2).With(2, T - Day, 3000);
        var one = Sales(product.With(3, T - Day, 1000, T + Day, 900, T + (2 * Day), 1000, T + (3 * Day), 1000));
        Assert.Equal((3, KeepaTime.ToInstant(T)), (one.Drops, Assert.Single(one.All).At));
        var two = Sales(product.With(3, T - Day, 1000, T + Day, 900, T + (2 * Day), 800, T + (3 * Day), 1000));
        Assert.Equal([KeepaTime.ToInstant(T), KeepaTime.ToInstant(T + Hour)], two.All.Select(s => s.At));
    }

    [Fact]
    public void What_has_no_price_or_no_rank_to_fall_below_is_no_sale_and_takes_no_rank()
    {
        var counts = Products.Empty().With(12, T - Day, 5, T, 4, T + Hour, 3);
        var priceless = Sales(counts.With(2, T - Day, -1, T + 1, 3000).With(3, T - Day, 1000, T + Day, 900, T + (2 * Day), 1000));
        Assert.Equal((2, KeepaTime.ToInstant(T + Hour)), (priceless.Drops, Assert.Single(priceless.All).At));
        var rankless = Sales(counts.With(2, T - Day, 3000).With(3, T - Day, 1000, T - 1, -1, T + 1, 1000, T + Day, 900, T + (2 * Day), 1000));
        Assert.Equal((2, KeepaTime.ToInstant(T + Hour)), (rankless.Drops, Assert.Single(rankless.All).At));
    }

    [Fact]
    public void What_Keepa_tells_of_after_its_look_does_not_count()
    {
        var product = Drop();
        product["csv"]![12]!.AsArray().Add(Products.AsOf + 1);
        product["csv"]![12]!.AsArray().Add(0);
        Assert.Equal((1, 0), (Sales(product).Drops, Sales(product).Undecided));
    }

    [Fact]
    public void Without_counts_ranks_or_prices_nothing_is_claimed()
    {
        Assert.Equal(AbsenceReason.NoOfferCounts, Products.Analysed(Products.Empty()).Sales.Reason);
        JsonNode[] five = [.. Enumerable.Range(0, 2).Select(i => (JsonNode)Products.Empty().With(12, Enumerable.Range(0, 12).SelectMany(n => new[] { T + (n * Day), n % 2 })).With(i == 0 ? 2 : 3, T - Day, 3000))];
        var (rankless, priceless) = (Products.Analysed(five[0]), Products.Analysed(five[1]));
        Assert.Equal((AbsenceReason.NoRankHistory, AbsenceReason.NoRankHistory), (rankless.Trust.Reason!.Value, rankless.OneYearAverage.Reason!.Value));
        Assert.Equal((AbsenceReason.NoPriceHistory, AbsenceReason.NoPriceHistory), (priceless.Trust.Reason!.Value, priceless.ListPrice.Reason!.Value));
        Assert.Equal((5, 0), (Assert.IsType<Estimate<InferredSales>.Known>(priceless.Sales).Value.Drops, priceless.ListPrice.Evidence.Samples));
    }

    private static int[] At(int at, int rank) => [at, rank];

    private static JsonObject Drop() => Products.Empty().With(12, T - Day, 3, T, 2).With(2, T - Day, 3000).With(3, T - Day, 1000, T + Hour, 900, T + (2 * Hour), 1000);

    private static InferredSales Sales(JsonObject product) => Assert.IsType<Estimate<InferredSales>.Known>(Products.Analysed(product).Sales).Value;
}
