using Deals.Actors.Deals;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>The events of deals.</summary>
internal static partial class DealsWire
{
    private static IEnumerable<WireType> Events =>
    [
        WireType.Of("dc-e", Proto.Sighting.Parser,
            (DealEvent.Discovered e) => Sighting(e.Id, e.At, FactsWire.To(e.Lens), e.Listing, e.AsOf, e),
            p => new DealEvent.Discovered(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Lens), FactsWire.From(p.Listing), p.AsOf.ToInstant())
            {
                Outlook = AppraisalWire.From(p.Outlook),
                Next = ScheduleWire.From(p.Next),
            }),
        WireType.Of("dl-e", Proto.Sighting.Parser,
            (DealEvent.ListingChanged e) => Sighting(e.Id, e.At, new Proto.Lens { Feed = e.Feed }, e.Listing, e.AsOf, e),
            p => new DealEvent.ListingChanged(DealId.Parse(p.Id), p.At.ToInstant(), p.Lens.Feed, FactsWire.From(p.Listing), p.AsOf.ToInstant())
            {
                Outlook = AppraisalWire.From(p.Outlook),
                Next = ScheduleWire.From(p.Next),
                Pace = PaceWire.From(p.Pace),
            }),
        WireType.Of("ds-e", Proto.Sighting.Parser,
            (DealEvent.ListingSeen e) => Sighting(e.Id, e.At, new Proto.Lens { Feed = e.Feed }, e.Listing, e.AsOf, e),
            p => new DealEvent.ListingSeen(DealId.Parse(p.Id), p.At.ToInstant(), p.Lens.Feed, FactsWire.From(p.Listing), p.AsOf.ToInstant())
            {
                Outlook = AppraisalWire.From(p.Outlook),
                Next = ScheduleWire.From(p.Next),
                Pace = PaceWire.From(p.Pace),
            }),
        WireType.Of("do-e", Proto.Happening.Parser,
            (DealEvent.Followed e) => Happening(e, lens: e.Lens),
            p => new DealEvent.Followed(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Lens)) { Next = ScheduleWire.From(p.Next) }),
        WireType.Of("dp-e", Proto.ProductRecord.Parser, (DealEvent.ProductRecorded e) => Record(e), Recorded),
        WireType.Of("dk-e", Proto.Happening.Parser,
            (DealEvent.ProductConfirmed e) => Happening(e),
            p => new DealEvent.ProductConfirmed(DealId.Parse(p.Id), p.At.ToInstant()) { Next = ScheduleWire.From(p.Next) }),
        WireType.Of("dr-e", Proto.SellerRecord.Parser,
            (DealEvent.SellerRecorded e) => Record(e.Id, e.At, e.Seller, e.AsOf),
            p => new DealEvent.SellerRecorded(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Seller), p.AsOf.ToInstant())),
        WireType.Of("da-e", Proto.AnalysisRecord.Parser,
            (DealEvent.AnalysisRecorded e) => Record(e.Id, e.At, e.Analysis, e.AsOf),
            p => new DealEvent.AnalysisRecorded(DealId.Parse(p.Id), p.At.ToInstant(), AnalysisWire.From(p.Analysis), p.AsOf.ToInstant())),
        WireType.Of("dj-e", Proto.AppraisalRecord.Parser,
            (DealEvent.Appraised e) => Record(e.Id, e.At, e.Appraisal, e),
            p => new DealEvent.Appraised(DealId.Parse(p.Id), p.At.ToInstant(), AppraisalOf(p)) { Outlook = AppraisalWire.From(p.Outlook), Next = ScheduleWire.From(p.Next) }),
        WireType.Of("df-e", Proto.Happening.Parser,
            (DealEvent.AttemptFailed e) => Happening(e, e.Error, isShared: e.IsShared),
            p => new DealEvent.AttemptFailed(DealId.Parse(p.Id), p.At.ToInstant(), p.Error) { IsShared = p.IsShared, Next = ScheduleWire.From(p.Next) }),
        WireType.Of("du-e", Proto.Happening.Parser,
            (DealEvent.Suspended e) => Happening(e, e.Error),
            p => new DealEvent.Suspended(DealId.Parse(p.Id), p.At.ToInstant(), p.Error) { Next = ScheduleWire.From(p.Next) }),
        WireType.Of("de-e", Proto.Happening.Parser,
            (DealEvent.Released e) => Happening(e),
            p => new DealEvent.Released(DealId.Parse(p.Id), p.At.ToInstant()) { Next = ScheduleWire.From(p.Next) }),
        WireType.Of("db-e", Proto.Happening.Parser,
            (DealEvent.SentBack e) => Happening(e),
            p => new DealEvent.SentBack(DealId.Parse(p.Id), p.At.ToInstant()) { Next = ScheduleWire.From(p.Next) }),
        WireType.Of("dw-e", Proto.Happening.Parser,
            (DealEvent.WatchChanged e) => Happening(e, on: e.On),
            p => new DealEvent.WatchChanged(DealId.Parse(p.Id), p.At.ToInstant(), p.On) { Next = ScheduleWire.From(p.Next) }),
        WireType.Of("dg-e", Proto.Happening.Parser,
            (DealEvent.FoundGone e) => Happening(e),
            p => new DealEvent.FoundGone(DealId.Parse(p.Id), p.At.ToInstant()) { Next = ScheduleWire.From(p.Next) }),
        WireType.Of("dt-e", Proto.Happening.Parser,
            (DealEvent.Retired e) => Happening(e, cause: e.Cause),
            p => new DealEvent.Retired(DealId.Parse(p.Id), p.At.ToInstant(), (RetirementCause)p.Cause)),
    ];

    private static Proto.ProductRecord Record(DealEvent.ProductRecorded e) => new()
    {
        Id = e.Id.ToString(),
        At = e.At.ToWire(),
        Product = ProductFactsWire.To(e.Product),
        AsOf = e.AsOf.ToWire(),
        Offers = ProductFactsWire.To(e.Offers),
        BuyBox = ProductFactsWire.To(e.BuyBox),
        Listing = e.Listing is null ? null : FactsWire.To(e.Listing),
        Next = ScheduleWire.To(e.Next),
        Pace = PaceWire.To(e.Pace),
        OfferPace = PaceWire.To(e.OfferPace),
        Appraisal = AppraisalWire.To(e.Appraisal),
        Outlook = AppraisalWire.To(e.Outlook),
    };

    private static DealEvent.ProductRecorded Recorded(Proto.ProductRecord p) =>
        new(DealId.Parse(p.Id), p.At.ToInstant(), ProductFactsWire.From(p.Product), p.AsOf.ToInstant())
        {
            Offers = ProductFactsWire.From(p.Offers),
            BuyBox = ProductFactsWire.From(p.BuyBox),
            Listing = p.Listing is null ? null : FactsWire.From(p.Listing),
            Next = ScheduleWire.From(p.Next),
            Pace = PaceWire.From(p.Pace),
            OfferPace = PaceWire.From(p.OfferPace),
            Appraisal = AppraisalWire.From(p.Appraisal, DealId.Parse(p.Id).Domain),
            Outlook = AppraisalWire.From(p.Outlook),
        };

    private static Proto.Happening Happening(DealEvent e, string? error = null, RetirementCause? cause = null, bool isShared = false, bool on = false, FeedLens? lens = null)
    {
        var happening = new Proto.Happening { Id = e.Id.ToString(), At = e.At.ToWire(), Next = ScheduleWire.To(e.Next), IsShared = isShared, On = on };
        if (error is not null)
            happening.Error = error;
        if (cause is not null)
            happening.Cause = (int)cause;
        if (lens is not null)
            happening.Lens = FactsWire.To(lens);
#if NEXT_WIRE
        return NextWire.Signed(happening);
#else
        return happening;
#endif
    }
}
