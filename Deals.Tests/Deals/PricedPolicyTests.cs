using System.Collections.Immutable;
using CsCheck;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Deals;

/// <summary>A deal under a price: its due is where its next look is worth a token, and follows the price.</summary>
public sealed class PricedPolicyTests
{
    private static readonly PricedPolicy Policy = new(TimeSpan.FromDays(7));
    private static readonly DealId Id = DealId.Parse("1-055299068X");
    private static readonly FeedLens Lens = new("us-used", PriceType.Used, DateRange.Quarter);

    [Fact]
    public void Until_there_is_a_price_deals_are_looked_at_as_the_tiers_have_it_and_never_later_than_the_age()
    {
        var short_ = new PricedPolicy(TimeSpan.FromDays(2));
        foreach (var priority in Enumerable.Range(1, 5))
        {
            Assert.Equal(TieredPolicy.Default.AfterLook(Subject() with { Priority = priority }, null), Policy.AfterLook(Subject() with { Priority = priority }, null));
            Assert.True(short_.AfterLook(Subject() with { Priority = priority }, null).Due <= Any.T0.AddDays(2));
        }
    }

    [Fact]
    public void A_look_is_due_when_it_is_worth_the_price_within_the_bounds() => Gen.Select(Gen.Double[-9, 2], Gen.Double[0.01, 50], Gen.Int[0, 200]).Sample(static (log, changes, sales) =>
    {
        var terms = Terms(Math.Exp(log));
        var subject = Subject() with
        {
            Pace = new Pace(new ChangeRate(changes, 10), RatePrior.Default, Any.T0),
            Facts = new ImportanceFacts { RankDrops = sales },
        };
        var next = Policy.AfterLook(subject, terms);
        var worth = subject.Worth(terms);
        var (shortest, latest) = (Any.T0 + terms.Bounds.Shortest, Any.T0 + terms.Bounds.LatestDue);
        Assert.InRange(next.Due, shortest, latest);
        Assert.InRange(next.SoftDeadline, next.Due, Any.T0 + terms.Bounds.MaxAge);
        if (next.Due > shortest && next.Due < latest)
            Assert.Equal(terms.Price, worth.At(next.Due - Any.T0), terms.Price * 1e-6);
    });

    [Fact]
    public void A_higher_price_never_makes_a_deal_due_sooner_and_a_watched_one_is_never_older_than_six_hours() => Gen.Select(Gen.Double[-9, 2], Gen.Double[0, 3]).Sample(static (log, more) =>
    {
        var before = Policy.AfterLook(Subject(), Terms(Math.Exp(log)));
        var after = Policy.Replanned(before, Subject(), Terms(Math.Exp(log + more))) ?? before;
        Assert.True(after.Due >= before.Due);
        Assert.Equal(before.Priority, after.Priority);
        Assert.True(Policy.AfterLook(Subject() with { IsWatched = true }, Terms(Math.Exp(log + more))).Due <= Any.T0.AddHours(6));
    });

    [Fact]
    public void A_price_that_moves_moves_only_those_that_wait_for_their_age()
    {
        var age = Policy.AfterLook(Subject(), Terms(0.1));
        Assert.Null(Policy.Replanned(age, Subject(), Terms(0.1)));
        Assert.Null(Policy.Replanned(age, Subject(), null));
        foreach (var reason in Enum.GetValues<DueReason>().Where(static r => r != DueReason.Age))
            Assert.Null(Policy.Replanned(age with { Reason = reason }, Subject(), Terms(0.5)));
        Assert.Null(TieredPolicy.Default.Replanned(age, Subject(), Terms(0.5)));
    }

    [Fact]
    public void A_deal_that_shows_another_price_is_due_at_once_unless_it_changes_faster_than_it_is_worth()
    {
        var subject = Subject() with { Pace = new Pace(new ChangeRate(100, 100), RatePrior.Default, Any.T0) };
        var before = Policy.AfterLook(subject, Terms(0.1));
        var now = Any.T0.AddHours(3);
        Assert.Equal((now, DueReason.KnownStale), Taken(Policy.AfterChange(before, subject, Terms(0.1), now)));
        Assert.Equal((Any.T0.AddHours(1), DueReason.KnownStale), Taken(Policy.AfterChange(before, subject, Terms(0.1), Any.T0.AddMinutes(5))));

        var restless = subject with { Pace = new Pace(new ChangeRate(2000, 100), RatePrior.Default, Any.T0) };
        var waits = Policy.AfterLook(restless, Terms(0.1));
        Assert.NotEqual(DueReason.KnownStale, (Policy.AfterChange(waits, restless, Terms(0.1), now) ?? waits).Reason);
    }

    [Fact]
    public void A_row_that_shows_nothing_new_puts_the_look_off_by_the_time_that_it_saved()
    {
        var decider = new DealDecider(Policy, Terms(0.2));
        Deal deal = Deal.None;
        deal = Carry(decider, deal, new DealCommand.Sight(Id, Any.T0, Lens, Listing(900), Any.T0));
        deal = Carry(decider, deal, new DealCommand.RecordProduct(Id, Any.T0.AddMinutes(1), new ProductFacts(null, null, null, "00"), Any.T0)
        {
            Cycle = 0,
            Moves = [new PriceMoves(PriceType.Used, Any.T0.AddDays(-50), [.. Enumerable.Range(1, 40).Select(i => Any.T0.AddDays(-i))])],
        });
        var looked = ((Deal.Known)deal).Record;
        Assert.Equal(40, looked.Pace!.Seen.Changes);
        deal = Carry(decider, deal, new DealCommand.Sight(Id, Any.T0.AddHours(5), Lens, Listing(900), Any.T0.AddHours(5)));
        var seen = ((Deal.Known)deal).Record;
        Assert.InRange(seen.Next!.Due - looked.Next!.Due, TimeSpan.FromHours(4), TimeSpan.FromHours(6));
        Assert.Equal(DueReason.Age, seen.Next.Reason);

        deal = Carry(decider, deal, new DealCommand.Sight(Id, Any.T0.AddHours(6), Lens, Listing(800), Any.T0.AddHours(6)));
        Assert.Equal((Any.T0.AddHours(6), DueReason.KnownStale), Taken(((Deal.Known)deal).Record.Next));
    }

    [Fact]
    public void Rows_before_the_first_look_take_nothing_from_the_changes_that_its_history_names()
    {
        var decider = new DealDecider(Policy, Terms(0.2));
        var moves = new PriceMoves(PriceType.Used, Any.T0.AddDays(-90), [.. Enumerable.Range(1, 45).Select(i => Any.T0.AddDays(-2 * i).AddHours(1))]);
        Deal deal = Deal.None;
        foreach (var (hours, price) in new[] { (0, 900), (2, 900), (4, 800) })
            deal = Carry(decider, deal, new DealCommand.Sight(Id, Any.T0.AddHours(hours), Lens, Listing(price), Any.T0.AddHours(hours)));
        deal = Carry(decider, deal, new DealCommand.RecordProduct(Id, Any.T0.AddHours(5), new ProductFacts(null, null, null, "00"), Any.T0.AddHours(5)) { Cycle = 0, Moves = [moves] });
        var pace = ((Deal.Known)deal).Record.Pace!;
        Assert.Equal(45, pace.Seen.Changes);
        Assert.InRange(pace.Seen.Days, 90, 91);
    }

    [Fact]
    public void A_deal_that_speaks_says_what_it_plans_for_its_row_may_have_been_moved()
    {
        var decider = new DealDecider(Policy, Terms(0.5));
        var deal = Carry(decider, Deal.None, new DealCommand.Sight(Id, Any.T0, Lens, Listing(900), Any.T0));
        deal = Carry(decider, deal, new DealCommand.RecordProduct(Id, Any.T0, new ProductFacts(null, null, null, "00"), Any.T0) { Cycle = 0 });
        var own = ((Deal.Known)deal).Record.Next!;

        var watched = Assert.Single(decider.Decide(deal, new DealCommand.Watch(Id, Any.T0.AddHours(1), true)).Events);
        Assert.Equal(Any.T0.AddHours(6), watched.Next!.Due);
        var after = deal.Apply(watched);
        var unwatched = Assert.Single(decider.Decide(after, new DealCommand.Watch(Id, Any.T0.AddHours(2), false)).Events);
        Assert.Equal(own, unwatched.Next);

        // At its maximum age a row of the feed puts nothing off, and is said all the same.
        var seen = Assert.Single(decider.Decide(deal, new DealCommand.Sight(Id, Any.T0.AddHours(3), Lens, Listing(900), Any.T0.AddMinutes(1))).Events);
        Assert.NotNull(seen.Next);
        var notDue = Assert.IsType<DealReply.NotDue>(decider.Decide(deal, new DealCommand.Wake(Id, Any.T0.AddHours(1), 1, IsPull: false)).Reply);
        Assert.Equal(own, notDue.Plan);
        Assert.Null(Assert.Single(new DealDecider(TieredPolicy.Default).Decide(deal, new DealCommand.Sight(Id, Any.T0.AddHours(3), Lens, Listing(900), Any.T0.AddMinutes(1))).Events).Next);
    }

    [Fact]
    public void A_sleeping_deal_is_woken_by_the_price_of_now_and_not_by_that_of_its_last_look()
    {
        var deal = Carry(new DealDecider(Policy, Terms(0.5)), Deal.None, new DealCommand.Sight(Id, Any.T0, Lens, Listing(900), Any.T0));
        deal = Carry(new DealDecider(Policy, Terms(0.5)), deal, new DealCommand.RecordProduct(Id, Any.T0, new ProductFacts(null, null, null, "00"), Any.T0) { Cycle = 0 });
        var wake = new DealCommand.Wake(Id, Any.T0.AddHours(5), 1, IsPull: false);
        Assert.IsType<DealReply.NotDue>(new DealDecider(Policy, Terms(0.5)).Decide(deal, wake).Reply);
        Assert.NotNull(new DealDecider(Policy, Terms(0.0001)).Decide(deal, wake).Need);
    }

    [Fact]
    public void How_deep_a_look_is_follows_the_price_the_age_of_who_sells_it_and_how_often_that_changes()
    {
        var counts = PriceType.All.Single(static t => t.Name == "COUNT_USED");
        DealCommand.RecordProduct Looked(int day, long cycle, bool withOffers) => new(Id, Any.T0.AddDays(day), new ProductFacts(null, null, null, $"{day}"), Any.T0.AddDays(day))
        {
            Cycle = cycle,
            Moves = [new PriceMoves(counts, Any.T0.AddDays(day - 10), [.. Enumerable.Range(1, 10).Select(i => Any.T0.AddDays(day - 10 + (i * 0.9)))])],
            Offers = withOffers ? new OfferFacts() : null,
            BuyBox = withOffers ? new BuyBoxFacts(null, null) : null,
        };
        LookDepth? Depth(Deal of, double price, int day, long cycle, bool isPull = false) =>
            new DealDecider(Policy, Terms(price)).Decide(of, new DealCommand.Wake(Id, Any.T0.AddDays(day), cycle, isPull)).Need?.Depth;
        var deal = Carry(new DealDecider(Policy, Terms(0.5)), Deal.None, new DealCommand.Sight(Id, Any.T0, Lens, Listing(900), Any.T0));
        // The first look is plain at any price: what it tells decides what more is worth.
        Assert.Equal(LookDepth.Plain, Depth(deal, 1e-6, 0, 0));
        deal = Carry(new DealDecider(Policy, Terms(0.5)), deal, Looked(0, 0, withOffers: false));
        var record = Assert.IsType<Deal.Active>(deal).Record;
        Assert.InRange(record.OfferPace!.Estimate.PerDay, 0.8, 1.2);
        Assert.Equal(record.OfferPace.PerDay, record.AsSubject()!.OfferRate);
        Assert.Equal((LookDepth.Plain, LookDepth.BuyBox, LookDepth.Offers), (Depth(deal, 0.2, 7, 1), Depth(deal, 0.08, 7, 1), Depth(deal, 0.01, 7, 1)));
        Assert.Equal(LookDepth.BuyBox, Depth(deal, 0.08, 3, 1, isPull: true));
        Assert.True(new DealDecider(Policy, Terms(0.01)).Decide(deal, new DealCommand.Wake(Id, Any.T0.AddDays(7), 1, IsPull: false)).Need!.IsDepthChosen);
        // Bought just now, they are not bought again; a watched deal is always looked at whole.
        deal = Carry(new DealDecider(Policy, Terms(0.5)), deal, Looked(7, 1, withOffers: true));
        Assert.Equal(LookDepth.Plain, Depth(deal, 0.05, 8, 2, isPull: true));
        deal = Carry(new DealDecider(Policy, Terms(0.5)), deal, new DealCommand.Watch(Id, Any.T0.AddDays(7), On: true));
        Assert.Equal(LookDepth.Offers, Depth(deal, 10, 14, 2));
        Assert.False(new DealDecider(Policy, Terms(10)).Decide(deal, new DealCommand.Wake(Id, Any.T0.AddDays(14), 2, IsPull: false)).Need!.IsDepthChosen);
    }

    private static Deal Carry(DealDecider decider, Deal deal, DealCommand command) => decider.Decide(deal, command).Events.Aggregate(deal, static (d, e) => d.Apply(e));

    private static (DateTimeOffset, DueReason) Taken(Schedule? schedule) => (schedule!.Due, schedule.Reason);

    private static ListingFacts Listing(long price) => new()
    {
        Types = [new TypeFacts(PriceType.Used, price, null, null, new PerRange(null, null, null, null), new PerRange(null, null, null, null))],
    };

    private static RefreshSubject Subject() => new(Any.T0, Any.T0, 2, false, null, null);

    private static RefreshTerms Terms(double price) =>
        new(price, RefreshBounds.Within(TimeSpan.FromDays(7)), [1, 3, 6], ImmutableDictionary<long, RatePrior>.Empty);
}
