using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Processing;

public sealed class MovesReadingTests
{
    private static readonly DateTimeOffset AsOf = Any.T0;

    [Fact]
    public void Only_other_prices_within_the_window_are_changes()
    {
        var moves = Of(PriceType.Used, (-100, 900L), (-80, 800), (-70, 800), (-60, null), (-59, null), (-1, 700));
        Assert.Equal(AsOf - PriceMoves.Window, moves.Since);
        Assert.Equal([AsOf.AddDays(-80), AsOf.AddDays(-60), AsOf.AddDays(-1)], moves.At.ToArray());
    }

    [Fact]
    public void Before_its_first_point_nothing_is_known_of_a_price_and_that_point_is_no_change()
    {
        var moves = Of(PriceType.Used, (-10, 900L), (-5, 800));
        Assert.Equal((AsOf.AddDays(-10), 1), (moves.Since, moves.At.Length));
    }

    [Fact]
    public void Of_very_many_changes_the_latest_are_named_and_the_span_begins_with_the_last_that_is_not()
    {
        var moves = Of(PriceType.Used, [.. Enumerable.Range(0, 100).Select(i => (i - 100, (long?)(1000 + i)))]);
        Assert.Equal(PriceMoves.Most, moves.At.Length);
        Assert.Equal(AsOf.AddDays(-1), moves.At[^1]);
        Assert.Equal(moves.At[0].AddDays(-1), moves.Since);
    }

    [Fact]
    public void Numbers_of_offers_have_their_changes_too() =>
        Assert.Equal([AsOf.AddDays(-2)], Of(PriceType.All.Single(static t => t.Name == "COUNT_USED"), (-9, 4L), (-5, 4), (-2, 3)).At.ToArray());

    [Fact]
    public void What_is_to_come_and_what_is_no_price_is_left_out()
    {
        Assert.Empty(Of(PriceType.Used, (-5, 900L), (1, 800)).At);
        Assert.Empty(MovesReading.Of(Record(PriceType.Sales, (-5, 900L), (-1, 800))));
        Assert.Empty(MovesReading.Of(Record(PriceType.Used, (0, 900L))));
    }

    private static PriceMoves Of(PriceType type, params (int Day, long? Value)[] points) => Assert.Single(MovesReading.Of(Record(type, points)));

    private static ProductRecord Record(PriceType type, params (int Day, long? Value)[] points) => new()
    {
        Asin = Asin.Parse("055299068X"),
        Domain = AmazonDomain.Us,
        Body = default,
        LastUpdate = AsOf,
        Histories = [new PriceHistory(type, [.. points.Select(p => new HistoryPoint(AsOf.AddDays(p.Day), p.Value))])],
    };
}
