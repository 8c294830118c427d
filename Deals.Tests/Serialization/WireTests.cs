using Akka.Actor;
using Akka.TestKit.Xunit2;
using CsCheck;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;
using Deals.Actors.Serialization;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Serialization;

public sealed class WireTests : TestKit
{
    private static readonly DealId Id = DealId.Parse("1-055299068X");
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly FeedLens Lens = new("us-used", PriceType.Used, DateRange.Quarter);

    private static readonly ListingFacts Listing = new()
    {
        Title = "A title",
        Image = "4Ivh.jpg",
        RootCategory = 283155,
        Categories = [7, 8],
        CreatedAt = T0,
        Types = [new TypeFacts(PriceType.Used, 2024, T0, 2422, new PerRange(2422, null, 2422, 2174), new PerRange(16, null, 16, 7))],
        Drops = new RankDrops(34, null, null, 581),
    };

    private static readonly RowCounts Counts = RowCounts.None with { Seen = 150, Sent = 3, Known = 146, Repeated = 1, Rejected = RowCounts.None.Rejected.Add("rank", 2), SetAside = ["row 4: odd"] };

    private readonly DealsSerializer _serializer;

    public WireTests() => _serializer = new DealsSerializer((ExtendedActorSystem)Sys);

    /// <summary>One value of each stored or sent type of these rooms, in the order of their manifests.</summary>
    private static IEnumerable<IDealsWire> Values =>
    [
        new DealEvent.Discovered(Id, T0, Lens, Listing, T0.AddMinutes(-5)),
        new DealEvent.ListingChanged(Id, T0, "us-used", Listing, T0),
        new DealEvent.ListingSeen(Id, T0, "us-used", Listing, T0),
        new DealEvent.ProductRecorded(Id, T0, new ProductFacts("Alder", null, 12, "00ff"), T0),
        new DealEvent.SellerRecorded(Id, T0, new SellerFacts("A33EGCJZUE9VE2", "A seller", 97, null), T0),
        new DealEvent.AnalysisRecorded(Id, T0, new AnalysisFacts(AnalysisState.Rejected, "too dear"), T0),
        new DealEvent.AttemptFailed(Id, T0, "It broke."),
        new DealEvent.Suspended(Id, T0, "It broke."),
        new DealEvent.Released(Id, T0),
        new DealEvent.FoundGone(Id, T0),
        new DealEvent.Retired(Id, T0, RetirementCause.Operator),
        Deal.None.Apply(new DealEvent.Discovered(Id, T0, Lens, Listing, T0)) as Deal.PendingProcessing ?? throw new InvalidOperationException(),
        new ScoutEvent.PassBegan("us-used", T0, 3, PassKind.Head),
        new ScoutEvent.PageStored("us-used", T0, 3, 2, true, Counts),
        new ScoutEvent.PassEnded("us-used", T0, 3, "page 2 failed"),
        new ProjectionStatus(ProjectionState.Waiting, "locked", true, 5, 9, 1),
        new CatalogueStep(1, 2, "1 of 2", false, false),
        new DealEvent.Discovered(Id, T0, Lens, Listing, T0.AddMinutes(-5)) { Next = Next },
        new DealEvent.ListingChanged(Id, T0, "us-used", Listing, T0) { Next = Next },
        new DealEvent.Followed(Id, T0, Lens) { Next = Next },
        new DealEvent.ProductRecorded(Id, T0, Product, T0) { Offers = Offers, BuyBox = BuyBox, Listing = Listing, Next = Next },
        new DealEvent.ProductConfirmed(Id, T0) { Next = Next },
        new DealEvent.AttemptFailed(Id, T0, "It broke.") { IsShared = true, Next = Next },
        new DealEvent.Suspended(Id, T0, "It broke.") { Next = Next },
        new DealEvent.Released(Id, T0) { Next = Next },
        new DealEvent.SentBack(Id, T0),
        new DealEvent.WatchChanged(Id, T0, true) { Next = Next },
        new DealEvent.FoundGone(Id, T0) { Next = Next },
        Looked,
        new SellerLearned(new SellerFacts("A33EGCJZUE9VE2", "A seller", 97, 12), T0, T0),
        new SellerLearned(null, T0, T0),
        new BackfillEvent.FeedBegan(T0, 2, "us-used", "scope", [new PriceSlice(1, 999), new PriceSlice(1000, int.MaxValue)]),
        new BackfillEvent.PageDone(T0, 2, "us-used", new PriceSlice(1, 999), 66, new SliceStep.Split(new PriceSlice(1, 31), new PriceSlice(32, 999)), Counts, 20),
        new BackfillEvent.PageDone(T0, 2, "us-used", new PriceSlice(7, 7), 66, SliceStep.Overflowed.Instance, Counts, null),
        new BackfillEvent.StepFailed(T0, 2, T0.AddHours(1), "page 3 failed"),
        new BackfillEvent.RoundEnded(T0, 2),
        Walked,
        new DealReply.NotDue(Id, 3, T0, 7),
        new DealCommand.Wake(Id, T0, 3, true),
        new AskSeller(AmazonDomain.Us, SellerId.Parse("A33EGCJZUE9VE2"), Id),
        new SellerArrived(AmazonDomain.Us, SellerId.Parse("A33EGCJZUE9VE2"), null, T0, T0),
        new WakerStatus(T0, 3, 40, 5, "Nobody is due."),
        new BreakerStatus(T0, 20, 19, 4),
    ];

    private static BackfillState Walked => new BackfillEvent[]
    {
        new BackfillEvent.FeedBegan(T0, 2, "us-used", "scope", [new PriceSlice(1, 999), new PriceSlice(1000, int.MaxValue)]),
        new BackfillEvent.PageDone(T0, 2, "us-used", new PriceSlice(1, 999), 0, SliceStep.Ended.Instance, Counts, 20),
        new BackfillEvent.StepFailed(T0, 2, T0.AddHours(1), "page 3 failed"),
    }.Aggregate(BackfillState.None, (state, e) => state.Apply(e));

    private static Schedule Next => new(Actors.Budget.Lane.Refresh, T0.AddDays(1), T0.AddHours(26), DueReason.Age, 2);

    private static ProductFacts Product => new("Alder", "Paperback", 12, "00ff")
    {
        Title = "A title",
        Manufacturer = "Alder & Co",
        ProductGroup = "Book",
        Kind = "Standard",
        CategoryPath = ["Books", "Law"],
        ListedSince = T0,
        TrackedSince = T0,
        PriceChangedAt = T0,
        Fees = new FeeFacts(550, 15.01m, 180),
        Histories = [new HistoryFacts(PriceType.Used, 1, 2, 3, 4, 5, 6, T0, 7, T0, 8)],
    };

    private static OfferFacts Offers => new()
    {
        Total = 9,
        FulfilledByAmazon = 4,
        FulfilledByMerchant = 5,
        Cheapest = [new OfferOfSeller(SellerId.Parse("A33EGCJZUE9VE2"), 900, 399, OfferCondition.UsedGood, true)],
    };

    private static BuyBoxFacts BuyBox => new(new OfferOfSeller(null, 1500, 0, OfferCondition.New, false), null);

    private static Deal.Known Looked => (Deal.Known)new DealEvent[]
    {
        new DealEvent.Followed(Id, T0, Lens) { Next = Next },
        new DealEvent.ProductRecorded(Id, T0, Product, T0) { Offers = Offers, BuyBox = BuyBox, Listing = Listing, Next = Next },
        new DealEvent.WatchChanged(Id, T0, true),
        new DealEvent.AttemptFailed(Id, T0, "It broke."),
    }.Aggregate(Deal.None, (deal, e) => deal.Apply(e));

    [Fact]
    public void What_was_stored_by_the_first_version_is_read_for_ever()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Serialization", "golden.txt");
        var golden = File.ReadAllLines(file).Where(l => l.Length > 0).Select(l => l.Split(' ', 2)).ToList();
        Assert.Equal(Values.Count(), golden.Count);
        foreach (var (value, line) in Values.Zip(golden))
        {
            Assert.Equal(line[0], _serializer.Manifest(value));
            Assert.Equal(line[1], Convert.ToBase64String(_serializer.ToBinary(value)));
            Assert.Equal(line[1], Convert.ToBase64String(_serializer.ToBinary(_serializer.FromBinary(Convert.FromBase64String(line[1]), line[0]))));
        }
    }

    /// <summary>A snapshot of the time before schedules: it is read, and its deal is due at once.</summary>
    [Fact]
    public void A_snapshot_without_a_schedule_is_due_at_once()
    {
        const string Old = "CAEaDDEtMDU1Mjk5MDY4WCINCgd1cy11c2VkEAIYAyoHdXMtdXNlZDJRCgdBIHRpdGxlEgg0SXZoLmpwZxiTpBEiAgcIMIDA+92S76nvCDolCAIQ6A8YgMD73ZLvqe8IIPYSKgkI9hIY9hIg/hAyBggQGBAgB0AiWMUEOIDA+92S76nvCECAwPvdku+p7wiQAYDA+92S76nvCJgBgMD73ZLvqe8I";
        var state = Assert.IsType<Deal.PendingProcessing>(_serializer.FromBinary(Convert.FromBase64String(Old), "dp-s"));
        Assert.Equal((T0, DueReason.NoFacts), (state.Record.Next!.Due, state.Record.Next.Reason));
    }

    [Fact]
    public void Random_commands_events_and_states_survive_the_way_there_and_back()
    {
        Any.Command(Id).Array[1, 20].Sample(commands =>
        {
            var deal = Deal.None;
            foreach (var command in commands)
            {
                AssertSurvives(command);
                var decision = Any.Decider.Decide(deal, command);
                if (decision.Reply is { } reply)
                    AssertSurvives(reply);
                foreach (var e in decision.Events)
                {
                    AssertSurvives(e);
                    deal = deal.Apply(e);
                }

                if (deal is Deal.Known known)
                {
                    AssertSurvives(known);
                    AssertSurvives(new DealReply.Details(Id, known, 7));
                }
            }
        });
    }

    [Fact]
    public void An_unknown_manifest_and_an_unlisted_type_are_refused_by_name()
    {
        Assert.Contains("'zz-9'", Assert.ThrowsAny<Exception>(() => _serializer.FromBinary([], "zz-9")).Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Unlisted), Assert.ThrowsAny<Exception>(() => _serializer.ToBinary(new Unlisted())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_type_of_a_later_version_is_left_out_and_the_rest_is_read()
    {
        var wire = FactsWire.To(Listing);
        wire.Types_.Add(new Actors.Serialization.DealsProto.TypeFacts { Type = 99, Current = 5 });
        Assert.Equal(PriceType.Used, Assert.Single(FactsWire.From(wire).Types).Type);
    }

    private void AssertSurvives(IDealsWire value)
    {
        var bytes = _serializer.ToBinary(value);
        var back = _serializer.FromBinary(bytes, _serializer.Manifest(value));
        Assert.Equal(value.GetType(), back.GetType());
        Assert.Equal(bytes, _serializer.ToBinary(back));
    }

    private sealed record Unlisted : IDealsWire;
}
