using CsCheck;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Deals;

public sealed class DealScheduleTests
{
    private static readonly DealId Id = DealId.Parse("1-B0916T3WFJ");
    private static readonly FeedLens Lens = new("us-used", PriceType.Used, DateRange.Quarter);

    [Fact]
    public void Option_2_a_deal_is_looked_at_at_once_then_after_a_day_three_days_and_every_week()
    {
        var deal = Found();
        Assert.Equal((Lane.Enrichment, At(0), 1, DueReason.NoFacts), Plan(deal));
        deal = Look(deal, 1);
        Assert.Equal((Lane.Refresh, At(25), 2, DueReason.Age), Plan(deal));
        deal = Look(deal, 25);
        Assert.Equal((Lane.Refresh, At(25 + 72), 3, DueReason.Age), Plan(deal));
        foreach (var priority in new[] { 4, 5, 5, 5 })
        {
            deal = Look(deal, 200);
            Assert.Equal((Lane.Refresh, At(200 + 168), priority, DueReason.Age), Plan(deal));
        }
    }

    [Fact]
    public void Option_1_a_deal_of_the_maximum_age_goes_back_to_processing()
    {
        var decider = new DealDecider(new MaxAgePolicy(TimeSpan.FromDays(7)));
        var deal = Look(Found(), 1, decider);
        Assert.Equal(At(1).AddDays(7), Record(deal).Next!.Due);
        Assert.Null(decider.Decide(deal, Wake(deal, At(168))).Need);
        var decision = decider.Decide(deal, Wake(deal, At(169)));
        Assert.IsType<DealEvent.SentBack>(Assert.Single(decision.Events));
        Assert.Equal(Lane.Refresh, decision.Need!.Lane);
        Assert.IsType<Deal.PendingProcessing>(deal.Apply(decision.Events[0]));
    }

    [Fact]
    public void A_wake_of_an_older_cycle_or_before_the_time_does_nothing_and_a_pull_may_come_before_it()
    {
        var deal = Look(Found(), 1);
        var old = Any.Decider.Decide(deal, new DealCommand.Wake(Id, At(99), 0, IsPull: false));
        Assert.Equal((1L, At(25)), old.Reply is DealReply.NotDue n ? (n.Cycle, n.Next!.Value) : default);
        Assert.IsType<DealReply.NotDue>(Any.Decider.Decide(deal, new DealCommand.Wake(Id, At(24), 1, IsPull: false)).Reply);
        Assert.IsType<DealReply.NotDue>(Any.Decider.Decide(deal, new DealCommand.Wake(Id, At(1).AddMinutes(59), 1, IsPull: true)).Reply);
        Assert.Equal(LookDepth.BuyBox, Any.Decider.Decide(deal, new DealCommand.Wake(Id, At(2), 1, IsPull: true)).Need!.Depth);
        Assert.Equal(LookDepth.Plain, Any.Decider.Decide(deal, new DealCommand.Wake(Id, At(25), 1, IsPull: false)).Need!.Depth);
    }

    [Fact]
    public void F29_F57_a_failed_attempt_moves_back_by_its_own_growing_pause_and_goes_alone()
    {
        var deal = Found();
        var waits = new List<double>();
        for (var i = 0; i < DealDecider.MostStrikes - 1; i++)
        {
            deal = Carry(deal, new DealCommand.RecordFailure(Id, At(1), "500") { Cycle = 0 });
            Assert.Equal(DueReason.Retry, Record(deal).Next!.Reason);
            Assert.IsType<DealReply.NotDue>(Any.Decider.Decide(deal, new DealCommand.Wake(Id, At(1), 0, IsPull: true)).Reply);
            waits.Add((Record(deal).Next!.Due - At(1)).TotalMinutes);
        }

        Assert.Equal([1, 4, 16, 64], waits.Zip([1.0, 4, 16, 64], (wait, usual) => wait / usual is >= 0.75 and <= 1.25 ? usual : wait));
        var suspended = Assert.IsType<Deal.Suspended>(Carry(deal, new DealCommand.RecordFailure(Id, At(2), "500") { Cycle = 0 }));
        Assert.Equal((At(2).AddDays(30), DueReason.SetAside), (suspended.Record.Next!.Due, suspended.Record.Next.Reason));
        var again = Any.Decider.Decide(suspended, new DealCommand.Wake(Id, At(2).AddDays(30), 0, IsPull: false));
        Assert.IsType<DealEvent.Released>(Assert.Single(again.Events));
        Assert.NotNull(again.Need);
    }

    [Fact]
    public void F61_failures_that_others_shared_never_set_a_deal_aside()
    {
        var deal = Enumerable.Range(1, 50).Aggregate(Found(), (d, i) => Carry(d, new DealCommand.RecordFailure(Id, At(i), "Keepa is down.") { Cycle = 0, IsShared = true }));
        Assert.Equal((50, 0), (Assert.IsType<Deal.PendingProcessing>(deal).Record.Attempts, Record(deal).Strikes));
        Assert.Equal(0, Record(Look(deal, 60)).Attempts);
    }

    [Fact]
    public void F49_a_row_with_another_price_makes_the_deal_known_stale_without_pushing_those_that_get_old()
    {
        var deal = Look(Found(), 1);
        var same = Carry(deal, Sight(2, 1000));
        Assert.Equal(DueReason.Age, Record(same).Next!.Reason);
        var stale = Carry(deal, Sight(2, 900));
        Assert.Equal((DueReason.KnownStale, At(2), Record(deal).Next!.SoftDeadline), (Record(stale).Next!.Reason, Record(stale).Next!.Due, Record(stale).Next!.SoftDeadline));
        var soon = Carry(deal, Sight(1, 900, minutes: 10));
        Assert.Equal(At(2), Record(soon).Next!.Due);
        Assert.Equal(DueReason.Age, Record(Look(stale, 3)).Next!.Reason);
    }

    [Fact]
    public void F52_F53_a_plain_look_leaves_what_a_deeper_one_brought()
    {
        Gen.Select(Any.Product, Any.Product, Any.Offers, Any.BuyBox).Sample((deep, plain, offers, box) =>
        {
            var deal = Carry(Found(), new DealCommand.RecordProduct(Id, At(1), deep, At(1)) { Offers = offers, BuyBox = box });
            var after = Record(Carry(deal, new DealCommand.RecordProduct(Id, At(30), plain, At(30))));
            Assert.Equal((offers, At(1), box, At(1)), (after.Offers!.Facts, after.Offers.AsOf, after.BuyBox!.Facts, after.BuyBox.AsOf));
            Assert.Equal((plain, At(30)), (after.Product!.Facts, after.Product.AsOf));
        });
    }

    [Fact]
    public void A_look_that_brings_nothing_newer_is_over_all_the_same_and_one_of_an_older_cycle_is_only_late()
    {
        var deal = Look(Found(), 1);
        var again = new DealCommand.RecordProduct(Id, At(26), new ProductFacts(null, null, null, "00"), At(1)) { Cycle = 1 };
        var confirmed = Carry(deal, again);
        Assert.Equal((2L, At(26), At(1), At(26).AddDays(3)), (Record(confirmed).Cycle, Record(confirmed).LookedAt, Record(confirmed).Product!.AsOf, Record(confirmed).Next!.Due));
        Assert.Empty(Any.Decider.Decide(confirmed, again).Events);
        var deeper = again with { Offers = new OfferFacts { Total = 3 } };
        Assert.Equal(3, Record(Carry(confirmed, deeper)).Offers!.Facts.Total);
    }

    [Fact]
    public void A_followed_deal_is_processed_without_a_row_and_a_watched_one_is_looked_at_more_often_and_deeper()
    {
        var deal = Carry(Deal.None, new DealCommand.Follow(Id, At(0), Lens));
        Assert.Equal((Lane.Interactive, At(0), 1, DueReason.Followed), Plan(deal));
        Assert.Empty(Any.Decider.Decide(deal, new DealCommand.Follow(Id, At(1), Lens)).Events);
        var listing = new ListingFacts { Types = [new TypeFacts(PriceType.Used, 700, At(0), null, PerRange.None, PerRange.None)] };
        deal = Carry(deal, new DealCommand.RecordProduct(Id, At(1), new ProductFacts(null, null, null, "00"), At(1)) { Cycle = 0, Listing = listing });
        Assert.Equal(700, Record(deal).Listing!.Facts.Of(PriceType.Used)!.Current);
        deal = Carry(deal, new DealCommand.Watch(Id, At(2), On: true));
        Assert.Equal(At(7), Record(deal).Next!.Due);
        Assert.Equal(LookDepth.Offers, Any.Decider.Decide(deal, Wake(deal, At(7))).Need!.Depth);
        Assert.Equal(At(14), Record(Look(deal, 8)).Next!.Due);
    }

    [Fact]
    public void A_refresh_by_hand_goes_first_with_offers_and_a_suspended_deal_refuses_it()
    {
        var need = Any.Decider.Decide(Look(Found(), 1), new DealCommand.RefreshNow(Id, At(2))).Need!;
        Assert.Equal((Lane.Interactive, LookDepth.Offers, 1L), (need.Lane, need.Depth, need.Cycle));
        var suspended = Enumerable.Range(1, 5).Aggregate(Found(), (d, i) => Carry(d, new DealCommand.RecordFailure(Id, At(i), "500")));
        Assert.Contains("suspended", Assert.IsType<DealReply.Refused>(Any.Decider.Decide(suspended, new DealCommand.RefreshNow(Id, At(9))).Reply).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("USED", "AUSEDSELLER1")]
    [InlineData("NEW", "ANEWSELLER11")]
    public void The_seller_that_matters_is_the_one_whose_price_it_is(string type, string seller)
    {
        var offers = new Group<OfferFacts>(
            new OfferFacts
            {
                Cheapest =
                [
                    new OfferOfSeller(SellerId.Parse("ANEWSELLER11"), 1500, 0, OfferCondition.New, true),
                    new OfferOfSeller(SellerId.Parse("AGOODSELLER1"), 900, 399, OfferCondition.UsedGood, false),
                    new OfferOfSeller(SellerId.Parse("AUSEDSELLER1"), 1000, 0, OfferCondition.UsedVeryGood, true),
                    new OfferOfSeller(SellerId.Parse("AGHOSTSELLER"), 100, null, OfferCondition.UsedAcceptable, false),
                ],
            },
            At(0),
            At(0));
        Assert.True(PriceType.TryParse(type, out var priceType));
        Assert.Equal(seller, SellerThatMatters.Of(priceType, offers, null)!.Value.Value);
        var box = new Group<BuyBoxFacts>(new BuyBoxFacts(new OfferOfSeller(SellerId.Parse("ABOXSELLER11"), 1, 0, OfferCondition.New, true), null), At(1), At(1));
        Assert.Equal(type == "NEW" ? "ABOXSELLER11" : seller, SellerThatMatters.Of(priceType, offers, box)!.Value.Value);
    }

    private static Deal Found() => Carry(Deal.None, Sight(0, 1000));

    private static Deal Look(Deal deal, int hour, DealDecider? decider = null) => (decider ?? Any.Decider)
        .Decide(deal, new DealCommand.RecordProduct(Id, At(hour), new ProductFacts(null, null, null, "00"), At(hour)) { Cycle = Record(deal).Cycle })
        .Events.Aggregate(deal, (d, e) => d.Apply(e));

    private static DealCommand.Sight Sight(int hour, long used, int minutes = 0) => new(
        Id, At(hour).AddMinutes(minutes), Lens, new ListingFacts { Types = [new TypeFacts(PriceType.Used, used, At(hour), null, PerRange.None, PerRange.None)] }, At(hour).AddMinutes(minutes));

    private static DealCommand.Wake Wake(Deal deal, DateTimeOffset at) => new(Id, at, Record(deal).Cycle, IsPull: false);

    private static (Lane Lane, DateTimeOffset Due, int Priority, DueReason Reason) Plan(Deal deal) =>
        Record(deal).Next is { } next ? (next.Lane, next.Due, next.Priority, next.Reason) : default;

    private static DealRecord Record(Deal deal) => ((Deal.Known)deal).Record;

    private static DateTimeOffset At(int hour) => Any.T0.AddHours(hour);

    private static Deal Carry(Deal deal, DealCommand command) => Any.Decider.Decide(deal, command).Events.Aggregate(deal, (d, e) => d.Apply(e));
}
