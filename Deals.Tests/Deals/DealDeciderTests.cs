using CsCheck;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;
using Deals.Tests.TestSupport;
using Google.Protobuf;

namespace Deals.Tests.Deals;

public sealed class DealDeciderTests
{
    private static readonly DealId Id = DealId.Parse("1-B0916T3WFJ");
    private static readonly FeedLens Lens = new("us-used", PriceType.Used, DateRange.Quarter);

    [Fact]
    public void F49_whatever_is_said_in_whatever_order_a_deal_that_lives_has_one_future_wake_and_replay_gives_the_same()
    {
        Any.Command(Id).Array[0, 40].Sample(commands =>
        {
            var deal = Deal.None;
            var history = new List<DealEvent>();
            foreach (var command in commands)
            {
                var decision = Any.Decider.Decide(deal, command);
                var next = decision.Events.Aggregate(deal, (d, e) => d.Apply(e));
                AssertLegal(deal, command, next);
                history.AddRange(decision.Events);
                deal = next;
            }

            var replayed = history.Aggregate(Deal.None, (d, e) => d.Apply(e));
            Assert.Equal(Bytes(deal), Bytes(replayed));
        });
    }

    [Fact]
    public void F39_when_a_deal_was_checked_never_goes_back_whatever_arrives_late()
    {
        Any.Command(Id).Array[0, 40].Sample(commands =>
        {
            var deal = Deal.None;
            CatalogueRow? row = null;
            var number = 0L;
            foreach (var command in commands)
            {
                foreach (var e in Any.Decider.Decide(deal, command).Events)
                {
                    deal = deal.Apply(e);
                    var next = RowFold.Apply(row, e, ++number);
                    Assert.True(next.CheckedAt >= (row?.CheckedAt ?? DateTimeOffset.MinValue), $"{e.GetType().Name} set it back from {row?.CheckedAt:O} to {next.CheckedAt:O}.");
                    row = next;
                }
            }
        });
    }

    [Fact]
    public void F38_sightings_in_any_order_end_in_the_newest_listing()
    {
        Gen.Select(Any.Listing, Any.Instant, (listing, asOf) => (listing, asOf)).Array[1, 12].Sample(sightings =>
        {
            var newest = sightings.Max(s => s.asOf);
            foreach (var order in new[] { sightings, [.. sightings.Reverse()], [.. sightings.OrderBy(s => s.asOf)] })
            {
                var deal = order.Aggregate(Deal.None, (d, s) => Carry(d, new DealCommand.Sight(Id, Any.T0, Lens, s.listing, s.asOf)));
                Assert.Equal(newest, Assert.IsType<Deal.PendingProcessing>(deal).Record.Listing!.AsOf);
            }
        });
    }

    [Fact]
    public void F48_F53_a_sighting_cannot_touch_a_fact_of_another_group()
    {
        Gen.Select(Any.Product, Any.Seller, Any.Analysis, Any.Listing.Array[1, 6]).Sample((product, seller, analysis, listings) =>
        {
            var deal = Carry(
                Carry(Carry(Carry(Deal.None, Sight(0)), new DealCommand.RecordProduct(Id, Any.T0, product, Any.T0)), new DealCommand.RecordSeller(Id, Any.T0, seller, Any.T0)),
                new DealCommand.RecordAnalysis(Id, Any.T0, analysis, Any.T0));
            var before = ((Deal.Known)deal).Record;
            var after = ((Deal.Active)listings.Select((listing, i) => new DealCommand.Sight(Id, Any.T0.AddHours(i), Lens, listing, Any.T0.AddHours(i + 1))).Aggregate(deal, Carry)).Record;
            Assert.Equal((before.Product, before.Seller, before.Analysis, before.Cycle), (after.Product, after.Seller, after.Analysis, after.Cycle));
            Assert.Equal(Any.T0, after.Product!.AsOf);
        });
    }

    [Fact]
    public void F55_checked_and_changed_are_two_times()
    {
        var first = Carry(Deal.None, Sight(0, used: 1000));
        var seen = (Deal.Known)Carry(first, Sight(1, used: 1000, rank: 7));
        Assert.Equal((At(0), At(1)), (seen.Record.ChangedAt, seen.Record.Listing!.CheckedAt));
        Assert.Equal(7, seen.Record.Listing!.Facts.Of(PriceType.Sales)!.Current);
        var changed = (Deal.Known)Carry(seen, Sight(2, used: 900, rank: 7));
        Assert.Equal((At(2), At(2)), (changed.Record.ChangedAt, changed.Record.Listing!.CheckedAt));
        Assert.Equal(DealChange.PriceChanged, Assert.IsType<DealReply.Done>(Any.Decider.Decide(seen, Sight(2, used: 900)).Reply).Change);
    }

    [Fact]
    public void A_row_that_is_not_newer_changes_nothing_unless_another_feed_shows_it()
    {
        var deal = Carry(Deal.None, Sight(1));
        Assert.Empty(Any.Decider.Decide(deal, Sight(1, used: 5)).Events);
        Assert.Empty(Any.Decider.Decide(deal, Sight(0, used: 5)).Events);
        var other = Sight(0, used: 5) with { Lens = Lens with { Feed = "books" } };
        var shown = (Deal.Known)Carry(deal, other);
        Assert.Equal(["us-used", "books"], shown.Record.Feeds.AsEnumerable());
        Assert.Equal((At(1), 1000), (shown.Record.Listing!.AsOf, shown.Record.Listing!.Facts.Of(PriceType.Used)!.Current));
    }

    [Fact]
    public void F57_five_failures_suspend_and_a_release_brings_back()
    {
        var deal = Carry(Deal.None, Sight(0));
        for (var i = 1; i < DealDecider.MostStrikes; i++)
            deal = Assert.IsType<Deal.PendingProcessing>(Carry(deal, new DealCommand.RecordFailure(Id, At(i), $"failure {i}")));
        var suspended = Assert.IsType<Deal.Suspended>(Carry(deal, new DealCommand.RecordFailure(Id, At(9), "the last")));
        Assert.Equal((DealDecider.MostStrikes, "the last"), (suspended.Record.Attempts, suspended.Record.LastError));
        Assert.IsType<DealReply.Refused>(Any.Decider.Decide(deal, new DealCommand.Release(Id, At(9))).Reply);
        Assert.Equal(0, Assert.IsType<Deal.PendingProcessing>(Carry(suspended, new DealCommand.Release(Id, At(10)))).Record.Attempts);
        Assert.IsType<Deal.Active>(Carry(suspended, new DealCommand.RecordProduct(Id, At(10), new ProductFacts(null, null, null, "00"), At(10))));
    }

    [Fact]
    public void F47_a_deal_is_retired_only_by_looks_that_found_it_gone_and_with_leave()
    {
        var deal = Carry(Deal.None, Sight(0));
        var gone = new DealCommand.RecordGone(Id, At(1));
        var bury = new DealCommand.Bury(Id, At(1));
        deal = Carry(Carry(deal, gone), gone);
        Assert.IsType<Deal.PendingProcessing>(Carry(deal, bury));
        var found = Carry(deal, new DealCommand.RecordProduct(Id, At(2), new ProductFacts(null, null, null, "00"), At(2)));
        Assert.IsType<Deal.Active>(Carry(Carry(Carry(found, gone), gone), bury));
        var thrice = Carry(deal, gone);
        Assert.IsType<Deal.PendingProcessing>(thrice);
        var retired = Assert.IsType<Deal.Retired>(Carry(thrice, bury));
        Assert.Equal((RetirementCause.Gone, null), (retired.Cause, retired.Record.Next));
        Assert.IsType<Deal.Retired>(Carry(retired, Sight(0)));
        Assert.IsType<Deal.PendingProcessing>(Carry(retired, Sight(5)));
        var ended = Carry(deal, new DealCommand.Retire(Id, At(3)));
        Assert.IsType<Deal.Retired>(Carry(ended, Sight(9)));
        Assert.IsType<Deal.PendingProcessing>(Carry(ended, new DealCommand.Release(Id, At(4))));
    }

    [Theory]
    [InlineData("1-055299068X", true)]
    [InlineData("12-B0916T3WFJ", true)]
    [InlineData("7-B0916T3WFJ", false)]
    [InlineData("B0916T3WFJ", false)]
    [InlineData("1-B0916", false)]
    [InlineData("-1-B0916T3WFJ", false)]
    [InlineData("", false)]
    public void An_id_is_a_marketplace_and_an_asin(string text, bool isOne)
    {
        Assert.Equal(isOne, DealId.TryParse(text, out var id));
        if (isOne)
            Assert.Equal(text, id!.ToString());
        else
            Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => DealId.Parse(text)).Message, StringComparison.Ordinal);
    }

    private static void AssertLegal(Deal before, DealCommand command, Deal after)
    {
        var allowed = (before, command) switch
        {
            (Deal.Unseen or Deal.Retired, DealCommand.Follow) => after is Deal.PendingProcessing,
            (Deal.Unseen, DealCommand.Sight) => after is Deal.PendingProcessing,
            (Deal.Unseen, _) => after is Deal.Unseen,
            (Deal.Retired { Cause: RetirementCause.Operator }, DealCommand.Release) => after is Deal.PendingProcessing,
            (Deal.Retired, DealCommand.Sight or DealCommand.Release) => after is Deal.Retired or Deal.PendingProcessing,
            (Deal.Retired, _) => after is Deal.Retired,
            (_, DealCommand.Retire) => after is Deal.Retired,
            (_, DealCommand.Bury) => after is Deal.Retired || after.GetType() == before.GetType(),
            (Deal.Suspended, DealCommand.Wake) => after is Deal.PendingProcessing or Deal.Suspended,
            (_, DealCommand.RecordFailure) => after is Deal.Suspended || after.GetType() == before.GetType(),
            (_, DealCommand.RecordProduct) => after is Deal.Active || after.GetType() == before.GetType(),
            (Deal.Suspended, DealCommand.Release) => after is Deal.PendingProcessing,
            _ => after.GetType() == before.GetType(),
        };
        Assert.True(allowed, $"{before.GetType().Name} became {after.GetType().Name} by {command.GetType().Name}.");
        if (before is Deal.Known k && after is Deal.Known l)
        {
            Assert.True(after is Deal.Retired == l.Record.Next is null, "A deal that is not retired has exactly one future wake.");
            Assert.True(k.Record.Listing is null || l.Record.Listing!.AsOf >= k.Record.Listing.AsOf, "The listing went back in time.");
            Assert.True(k.Record.Product is null || l.Record.Product!.AsOf >= k.Record.Product.AsOf, "The product went back in time.");
            Assert.True(l.Record.Cycle >= k.Record.Cycle);
        }
    }

    private static DealCommand.Sight Sight(int hour, long used = 1000, long rank = 5) => new(Id, At(hour), Lens, new ListingFacts
    {
        Types =
        [
            new TypeFacts(PriceType.Used, used, At(hour), null, PerRange.None, PerRange.None),
            new TypeFacts(PriceType.Sales, rank, At(hour), null, PerRange.None, PerRange.None),
        ],
    }, At(hour));

    private static DateTimeOffset At(int hour) => Any.T0.AddHours(hour);

    private static Deal Carry(Deal deal, DealCommand command) => Any.Decider.Decide(deal, command).Events.Aggregate(deal, (d, e) => d.Apply(e));

    private static byte[] Bytes(Deal deal) => deal is Deal.Known known ? DealStateWire.To(known).ToByteArray() : [];
}
