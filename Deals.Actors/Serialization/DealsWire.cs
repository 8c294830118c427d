using System.Collections.Immutable;
using System.Runtime.Serialization;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>Deals on the wire. A manifest is for ever: <c>e</c> an event, <c>c</c> a command, <c>r</c> a reply, <c>s</c> a state.</summary>
internal static partial class DealsWire
{
    public static IEnumerable<WireType> Types =>
    [
        .. Events,
        .. Commands,
        .. Replies,
        WireType.Of<Deal.PendingProcessing, Proto.State>("dp-s", Proto.State.Parser, DealStateWire.To, p => (Deal.PendingProcessing)DealStateWire.From(p)),
        WireType.Of<Deal.Active, Proto.State>("da-s", Proto.State.Parser, DealStateWire.To, p => (Deal.Active)DealStateWire.From(p)),
        WireType.Of<Deal.Suspended, Proto.State>("ds-s", Proto.State.Parser, DealStateWire.To, p => (Deal.Suspended)DealStateWire.From(p)),
        WireType.Of<Deal.Retired, Proto.State>("dt-s", Proto.State.Parser, DealStateWire.To, p => (Deal.Retired)DealStateWire.From(p)),
    ];

    private static IEnumerable<WireType> Replies =>
    [
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
        WireType.Of("dw-r", Proto.NotDue.Parser,
            (DealReply.NotDue r) =>
            {
                var p = new Proto.NotDue { Id = r.Id.ToString(), Cycle = r.Cycle, Version = r.Version, Plan = ScheduleWire.To(r.Plan) };
                if (r.Next is { } next)
                    p.Next = next.ToWire();
                return p;
            },
            p => new DealReply.NotDue(DealId.Parse(p.Id), p.Cycle, p.HasNext ? p.Next.ToInstant() : null, p.Version) { Plan = ScheduleWire.From(p.Plan) }),
    ];

    private static Proto.Sighting Sighting(DealId id, DateTimeOffset at, Proto.Lens lens, ListingFacts listing, DateTimeOffset asOf, DealEvent? e = null) => new()
    {
        Id = id.ToString(),
        At = at.ToWire(),
        Lens = lens,
        Listing = FactsWire.To(listing),
        AsOf = asOf.ToWire(),
        Next = ScheduleWire.To(e?.Next),
        Pace = PaceWire.To(e?.Pace),
        Outlook = AppraisalWire.To(e?.Outlook),
    };

    private static Proto.SellerRecord Record(DealId id, DateTimeOffset at, SellerFacts seller, DateTimeOffset asOf) =>
        new() { Id = id.ToString(), At = at.ToWire(), Seller = FactsWire.To(seller), AsOf = asOf.ToWire() };

    private static Proto.AppraisalRecord Record(DealId id, DateTimeOffset at, AppraisalFacts appraisal, DealEvent? e = null) =>
        new() { Id = id.ToString(), At = at.ToWire(), Appraisal = AppraisalWire.To(appraisal), Outlook = AppraisalWire.To(e?.Outlook), Next = ScheduleWire.To(e?.Next) };

    private static AppraisalFacts AppraisalOf(Proto.AppraisalRecord p) =>
        AppraisalWire.From(p.Appraisal, DealId.Parse(p.Id).Domain) ?? throw new SerializationException($"The appraisal of {p.Id} is of a price type that this version does not know.");

    private static Proto.AnalysisRecord Record(DealId id, DateTimeOffset at, AnalysisFacts analysis, DateTimeOffset asOf) =>
        new() { Id = id.ToString(), At = at.ToWire(), Analysis = AnalysisWire.To(analysis), AsOf = asOf.ToWire() };
}
