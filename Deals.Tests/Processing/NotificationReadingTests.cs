using CsCheck;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Processing;

public sealed class NotificationReadingTests
{
    private static readonly PerRange Averages = new(2500, 2000, 4000, null);

    [Fact]
    public void A_pushed_price_is_laid_against_the_averages_that_are_known()
    {
        var known = Listing(new TypeFacts(PriceType.Used, 2200, Any.T0.AddDays(-1), 2300, Averages, new PerRange(12, -10, 45, null)));

        var now = Assert.Single(NotificationReading.Of(Pushed(PriceType.Used, (PriceType.Used, 2000)), known).Types);

        Assert.Equal(new TypeFacts(PriceType.Used, 2000, Any.T0, 2200, Averages, new PerRange(20, 0, 50, null)), now);
    }

    [Fact]
    public void No_offer_is_a_price_that_is_gone_and_no_data_says_nothing()
    {
        var known = Listing(Type(PriceType.Amazon, 900), Type(PriceType.Used, 2200), Type(PriceType.Sales, 70));

        var types = NotificationReading.Of(Pushed(PriceType.Used, (PriceType.Used, null), (PriceType.Sales, 80)), known).Types;

        Assert.Equal([(PriceType.Amazon, (long?)900), (PriceType.Used, null), (PriceType.Sales, 80)], types.Select(t => (t.Type, t.Current)));
        Assert.Equal(PerRange.None, types[1].DeltaPercents);
    }

    [Fact]
    public void What_a_regular_tracking_does_not_follow_is_left_as_it_is_and_a_marketplace_tracking_tells_it()
    {
        var known = Listing(Type(PriceType.Used, 2200), Type(PriceType.BuyBox, 3000));

        Assert.Equal([2000L, 3000L], Currents(Pushed(PriceType.Used, (PriceType.Used, 2000), (PriceType.BuyBox, null)), known));
        Assert.Equal([2000L, 2900L], Currents(Pushed(PriceType.BuyBox, (PriceType.Used, 2000), (PriceType.BuyBox, 2900)), known));
    }

    [Fact]
    public void A_type_that_was_not_known_is_added_in_its_place_and_its_absence_is_not()
    {
        var listing = NotificationReading.Of(Pushed(PriceType.Used, (PriceType.Amazon, null), (PriceType.New, 1900), (PriceType.Used, 2200)), Listing(Type(PriceType.Used, 2200)));

        Assert.Equal([new TypeFacts(PriceType.New, 1900, null, null, PerRange.None, PerRange.None), Type(PriceType.Used, 2200)], listing.Types.AsEnumerable());
        Assert.Equal(Any.T0.AddDays(-3), listing.CreatedAt);
    }

    [Fact]
    public void A_percentage_that_is_laid_against_another_price_is_not_guessed()
    {
        var known = Listing(new TypeFacts(PriceType.Warehouse, 2200, null, null, Averages, new PerRange(1, 2, 3, 4)));
        Assert.Equal(PerRange.None, NotificationReading.Of(Pushed(PriceType.Warehouse, (PriceType.Warehouse, 2000)), known).Types[0].DeltaPercents);
    }

    [Fact]
    public void For_a_deal_that_nothing_has_shown_it_is_the_first_listing()
    {
        var listing = NotificationReading.Of(Pushed(PriceType.Used, (PriceType.Used, 2000)), null);
        Assert.Equal(("Pushed", "p.jpg", 2000L), (listing.Title, listing.Image, listing.Of(PriceType.Used)!.Current!.Value));
    }

    /// <summary>A light update cannot touch what it does not mention.</summary>
    [Fact]
    public void F52_F53_nothing_but_current_values_is_ever_changed_and_the_same_again_changes_nothing() => Gen.Select(Any.Listing, Any.TypeFacts.Array[0, 8], Any.Type).Sample((known, told, trigger) =>
    {
        var notification = Pushed(trigger, [.. told.DistinctBy(t => t.Type.Index).OrderBy(t => t.Type.Index).Select(t => (t.Type, t.Current))]);

        var now = NotificationReading.Of(notification, known);

        Assert.Equal((known.Title ?? "Pushed", known.Image ?? "p.jpg", known.RootCategory, known.ParentAsin, known.Drops, known.WarehouseCondition), (now.Title, now.Image, now.RootCategory, now.ParentAsin, now.Drops, now.WarehouseCondition));
        Assert.Equal(known.Categories.AsEnumerable(), now.Categories);
        Assert.Equal(now.Types.Select(t => t.Type.Index).Order(), now.Types.Select(t => t.Type.Index));
        foreach (var before in known.Types)
        {
            var after = now.Of(before.Type)!;
            Assert.Equal(before.Averages, after.Averages);
            if (!TrackingTariff.Follows(notification.Kind, before.Type) || notification.Values.All(v => v.Type != before.Type))
                Assert.Equal(before, after);
        }

        var again = NotificationReading.Of(notification, now);
        Assert.Equal(now.Types.AsEnumerable(), again.Types);
        Assert.Equal(now.CreatedAt, again.CreatedAt);
    });

    private static IEnumerable<long?> Currents(KeepaNotification notification, ListingFacts known) => NotificationReading.Of(notification, known).Types.Select(t => t.Current);

    private static TypeFacts Type(PriceType type, long? current) => new(type, current, Any.T0.AddDays(-2), null, PerRange.None, PerRange.None);

    private static ListingFacts Listing(params TypeFacts[] types) => new() { Title = "Known", Image = "k.jpg", CreatedAt = Any.T0.AddDays(-3), Types = [.. types] };

    private static KeepaNotification Pushed(PriceType trigger, params (PriceType Type, long? Value)[] values) => new()
    {
        Asin = Asin.Parse("B000000000"),
        Domain = AmazonDomain.Us,
        MainDomain = AmazonDomain.Us,
        CreatedAt = Any.T0,
        Type = trigger,
        Title = "Pushed",
        Image = "p.jpg",
        Values = [.. values.Select(v => new NotifiedValue(v.Type, v.Value))],
    };
}
