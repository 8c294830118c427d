using System.Collections.Immutable;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>Deals on the wire. A manifest is for ever: <c>e</c> an event, <c>c</c> a command, <c>r</c> a reply, <c>s</c> a state.</summary>
internal static class DealsWire
{
    public static IEnumerable<WireType> Types =>
    [
        WireType.Of("dc-e", Proto.Sighting.Parser,
            (DealEvent.Discovered e) => Sighting(e.Id, e.At, e.Lens, e.Listing, e.AsOf),
            p => new DealEvent.Discovered(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Lens), FactsWire.From(p.Listing), p.AsOf.ToInstant())),
        WireType.Of("dl-e", Proto.Sighting.Parser,
            (DealEvent.ListingChanged e) => Sighting(e.Id, e.At, new Proto.Lens { Feed = e.Feed }, e.Listing, e.AsOf),
            p => new DealEvent.ListingChanged(DealId.Parse(p.Id), p.At.ToInstant(), p.Lens.Feed, FactsWire.From(p.Listing), p.AsOf.ToInstant())),
        WireType.Of("ds-e", Proto.Sighting.Parser,
            (DealEvent.ListingSeen e) => Sighting(e.Id, e.At, new Proto.Lens { Feed = e.Feed }, e.Listing, e.AsOf),
            p => new DealEvent.ListingSeen(DealId.Parse(p.Id), p.At.ToInstant(), p.Lens.Feed, FactsWire.From(p.Listing), p.AsOf.ToInstant())),
        WireType.Of("dp-e", Proto.ProductRecord.Parser,
            (DealEvent.ProductRecorded e) => Record(e.Id, e.At, e.Product, e.AsOf),
            p => new DealEvent.ProductRecorded(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Product), p.AsOf.ToInstant())),
        WireType.Of("dr-e", Proto.SellerRecord.Parser,
            (DealEvent.SellerRecorded e) => Record(e.Id, e.At, e.Seller, e.AsOf),
            p => new DealEvent.SellerRecorded(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Seller), p.AsOf.ToInstant())),
        WireType.Of("da-e", Proto.AnalysisRecord.Parser,
            (DealEvent.AnalysisRecorded e) => Record(e.Id, e.At, e.Analysis, e.AsOf),
            p => new DealEvent.AnalysisRecorded(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Analysis), p.AsOf.ToInstant())),
        WireType.Of("df-e", Proto.Happening.Parser,
            (DealEvent.AttemptFailed e) => Happening(e.Id, e.At, e.Error),
            p => new DealEvent.AttemptFailed(DealId.Parse(p.Id), p.At.ToInstant(), p.Error)),
        WireType.Of("du-e", Proto.Happening.Parser,
            (DealEvent.Suspended e) => Happening(e.Id, e.At, e.Error),
            p => new DealEvent.Suspended(DealId.Parse(p.Id), p.At.ToInstant(), p.Error)),
        WireType.Of("de-e", Proto.Happening.Parser,
            (DealEvent.Released e) => Happening(e.Id, e.At),
            p => new DealEvent.Released(DealId.Parse(p.Id), p.At.ToInstant())),
        WireType.Of("dg-e", Proto.Happening.Parser,
            (DealEvent.FoundGone e) => Happening(e.Id, e.At),
            p => new DealEvent.FoundGone(DealId.Parse(p.Id), p.At.ToInstant())),
        WireType.Of("dt-e", Proto.Happening.Parser,
            (DealEvent.Retired e) => Happening(e.Id, e.At, cause: e.Cause),
            p => new DealEvent.Retired(DealId.Parse(p.Id), p.At.ToInstant(), (RetirementCause)p.Cause)),

        WireType.Of("ds-c", Proto.Sighting.Parser,
            (DealCommand.Sight c) => Sighting(c.Id, c.Now, c.Lens, c.Listing, c.AsOf),
            p => new DealCommand.Sight(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Lens), FactsWire.From(p.Listing), p.AsOf.ToInstant())),
        WireType.Of("dp-c", Proto.ProductRecord.Parser,
            (DealCommand.RecordProduct c) => Record(c.Id, c.Now, c.Product, c.AsOf),
            p => new DealCommand.RecordProduct(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Product), p.AsOf.ToInstant())),
        WireType.Of("dr-c", Proto.SellerRecord.Parser,
            (DealCommand.RecordSeller c) => Record(c.Id, c.Now, c.Seller, c.AsOf),
            p => new DealCommand.RecordSeller(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Seller), p.AsOf.ToInstant())),
        WireType.Of("da-c", Proto.AnalysisRecord.Parser,
            (DealCommand.RecordAnalysis c) => Record(c.Id, c.Now, c.Analysis, c.AsOf),
            p => new DealCommand.RecordAnalysis(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Analysis), p.AsOf.ToInstant())),
        WireType.Of("df-c", Proto.Happening.Parser,
            (DealCommand.RecordFailure c) => Happening(c.Id, c.Now, c.Error),
            p => new DealCommand.RecordFailure(DealId.Parse(p.Id), p.At.ToInstant(), p.Error)),
        WireType.Of("dg-c", Proto.Happening.Parser,
            (DealCommand.RecordGone c) => Happening(c.Id, c.Now),
            p => new DealCommand.RecordGone(DealId.Parse(p.Id), p.At.ToInstant())),
        WireType.Of("de-c", Proto.Happening.Parser,
            (DealCommand.Release c) => Happening(c.Id, c.Now),
            p => new DealCommand.Release(DealId.Parse(p.Id), p.At.ToInstant())),
        WireType.Of("dt-c", Proto.Happening.Parser,
            (DealCommand.Retire c) => Happening(c.Id, c.Now),
            p => new DealCommand.Retire(DealId.Parse(p.Id), p.At.ToInstant())),
        WireType.Of("dq-c", Proto.DealIdOnly.Parser,
            (GetDeal c) => new Proto.DealIdOnly { Id = c.Id.ToString() },
            p => new GetDeal(DealId.Parse(p.Id))),

        WireType.Of("dd-r", Proto.Reply.Parser,
            (DealReply.Done r) => new Proto.Reply { Id = r.Id.ToString(), Change = (int)r.Change },
            p => new DealReply.Done(DealId.Parse(p.Id), (DealChange)p.Change)),
        WireType.Of("dx-r", Proto.Reply.Parser,
            (DealReply.Refused r) => new Proto.Reply { Id = r.Id.ToString(), Reason = r.Reason },
            p => new DealReply.Refused(DealId.Parse(p.Id), p.Reason)),
        WireType.Of("dn-r", Proto.Reply.Parser,
            (DealReply.NotKnown r) => new Proto.Reply { Id = r.Id.ToString() },
            p => new DealReply.NotKnown(DealId.Parse(p.Id))),
        WireType.Of("di-r", Proto.Details.Parser,
            (DealReply.Details r) => new Proto.Details { State = DealStateWire.To(r.State), Version = r.Version },
            p => new DealReply.Details(DealId.Parse(p.State.Id), DealStateWire.From(p.State), p.Version)),

        WireType.Of<Deal.PendingProcessing, Proto.State>("dp-s", Proto.State.Parser, DealStateWire.To, p => (Deal.PendingProcessing)DealStateWire.From(p)),
        WireType.Of<Deal.Active, Proto.State>("da-s", Proto.State.Parser, DealStateWire.To, p => (Deal.Active)DealStateWire.From(p)),
        WireType.Of<Deal.Suspended, Proto.State>("ds-s", Proto.State.Parser, DealStateWire.To, p => (Deal.Suspended)DealStateWire.From(p)),
        WireType.Of<Deal.Retired, Proto.State>("dt-s", Proto.State.Parser, DealStateWire.To, p => (Deal.Retired)DealStateWire.From(p)),
    ];

    private static Proto.Sighting Sighting(DealId id, DateTimeOffset at, FeedLens lens, ListingFacts listing, DateTimeOffset asOf) =>
        Sighting(id, at, FactsWire.To(lens), listing, asOf);

    private static Proto.Sighting Sighting(DealId id, DateTimeOffset at, Proto.Lens lens, ListingFacts listing, DateTimeOffset asOf) =>
        new() { Id = id.ToString(), At = at.ToWire(), Lens = lens, Listing = FactsWire.To(listing), AsOf = asOf.ToWire() };

    private static Proto.ProductRecord Record(DealId id, DateTimeOffset at, ProductFacts product, DateTimeOffset asOf) =>
        new() { Id = id.ToString(), At = at.ToWire(), Product = FactsWire.To(product), AsOf = asOf.ToWire() };

    private static Proto.SellerRecord Record(DealId id, DateTimeOffset at, SellerFacts seller, DateTimeOffset asOf) =>
        new() { Id = id.ToString(), At = at.ToWire(), Seller = FactsWire.To(seller), AsOf = asOf.ToWire() };

    private static Proto.AnalysisRecord Record(DealId id, DateTimeOffset at, AnalysisFacts analysis, DateTimeOffset asOf) =>
        new() { Id = id.ToString(), At = at.ToWire(), Analysis = FactsWire.To(analysis), AsOf = asOf.ToWire() };

    private static Proto.Happening Happening(DealId id, DateTimeOffset at, string? error = null, RetirementCause? cause = null)
    {
        var happening = new Proto.Happening { Id = id.ToString(), At = at.ToWire() };
        if (error is not null)
            happening.Error = error;
        if (cause is not null)
            happening.Cause = (int)cause;
        return happening;
    }
}
