using Deals.Actors.Deals;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>The commands to deals.</summary>
internal static partial class DealsWire
{
    private static IEnumerable<WireType> Commands =>
    [
        WireType.Of("ds-c", Proto.Sighting.Parser,
            (DealCommand.Sight c) => Sighting(c.Id, c.Now, FactsWire.To(c.Lens), c.Listing, c.AsOf),
            p => new DealCommand.Sight(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Lens), FactsWire.From(p.Listing), p.AsOf.ToInstant())),
        WireType.Of("dp-c", Proto.ProductRecord.Parser, (DealCommand.RecordProduct c) => Record(c), ToRecord),
        WireType.Of("dr-c", Proto.SellerRecord.Parser,
            (DealCommand.RecordSeller c) => Record(c.Id, c.Now, c.Seller, c.AsOf),
            p => new DealCommand.RecordSeller(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Seller), p.AsOf.ToInstant())),
        WireType.Of("da-c", Proto.AnalysisRecord.Parser,
            (DealCommand.RecordAnalysis c) => Record(c.Id, c.Now, c.Analysis, c.AsOf),
            p => new DealCommand.RecordAnalysis(DealId.Parse(p.Id), p.At.ToInstant(), AnalysisWire.From(p.Analysis), p.AsOf.ToInstant())),
        WireType.Of("dj-c", Proto.AppraisalRecord.Parser,
            (DealCommand.RecordAppraisal c) => Record(c.Id, c.Now, c.Appraisal),
            p => new DealCommand.RecordAppraisal(DealId.Parse(p.Id), p.At.ToInstant(), AppraisalOf(p))),
        WireType.Of("df-c", Proto.Happening.Parser,
            (DealCommand.RecordFailure c) => Telling(c, c.Cycle, c.Error, c.IsShared),
            p => new DealCommand.RecordFailure(DealId.Parse(p.Id), p.At.ToInstant(), p.Error) { Cycle = p.HasCycle ? p.Cycle : null, IsShared = p.IsShared }),
        WireType.Of("dg-c", Proto.Happening.Parser,
            (DealCommand.RecordGone c) => Telling(c, c.Cycle),
            p => new DealCommand.RecordGone(DealId.Parse(p.Id), p.At.ToInstant()) { Cycle = p.HasCycle ? p.Cycle : null }),
        WireType.Of("db-c", Proto.Happening.Parser, (DealCommand.Bury c) => Telling(c), p => new DealCommand.Bury(DealId.Parse(p.Id), p.At.ToInstant())),
        WireType.Of("dw-c", Proto.WakeDeal.Parser,
            (DealCommand.Wake c) => new Proto.WakeDeal { Id = c.Id.ToString(), At = c.Now.ToWire(), Cycle = c.Cycle, IsPull = c.IsPull },
            p => new DealCommand.Wake(DealId.Parse(p.Id), p.At.ToInstant(), p.Cycle, p.IsPull)),
        WireType.Of("dn-c", Proto.Happening.Parser,
            (DealCommand.RefreshNow c) => Telling(c),
            p => new DealCommand.RefreshNow(DealId.Parse(p.Id), p.At.ToInstant())),
        WireType.Of("do-c", Proto.Happening.Parser,
            (DealCommand.Follow c) => Telling(c, lens: c.Lens),
            p => new DealCommand.Follow(DealId.Parse(p.Id), p.At.ToInstant(), FactsWire.From(p.Lens))),
        WireType.Of("dv-c", Proto.Happening.Parser,
            (DealCommand.Watch c) => Telling(c, on: c.On),
            p => new DealCommand.Watch(DealId.Parse(p.Id), p.At.ToInstant(), p.On)),
        WireType.Of("de-c", Proto.Happening.Parser, (DealCommand.Release c) => Telling(c), p => new DealCommand.Release(DealId.Parse(p.Id), p.At.ToInstant())),
        WireType.Of("dt-c", Proto.Happening.Parser, (DealCommand.Retire c) => Telling(c), p => new DealCommand.Retire(DealId.Parse(p.Id), p.At.ToInstant())),
        WireType.Of("dq-c", Proto.DealIdOnly.Parser, (GetDeal c) => new Proto.DealIdOnly { Id = c.Id.ToString() }, p => new GetDeal(DealId.Parse(p.Id))),
        WireType.Of("dm-c", Proto.DealIdOnly.Parser, (MayBury c) => new Proto.DealIdOnly { Id = c.Id.ToString() }, p => new MayBury(DealId.Parse(p.Id))),
    ];

    private static Proto.ProductRecord Record(DealCommand.RecordProduct c)
    {
        var p = new Proto.ProductRecord
        {
            Id = c.Id.ToString(),
            At = c.Now.ToWire(),
            Product = ProductFactsWire.To(c.Product),
            AsOf = c.AsOf.ToWire(),
            Offers = ProductFactsWire.To(c.Offers),
            BuyBox = ProductFactsWire.To(c.BuyBox),
            Listing = c.Listing is null ? null : FactsWire.To(c.Listing),
            Appraisal = AppraisalWire.To(c.Appraisal),
        };
        p.Moves.AddRange(c.Moves.Select(PaceWire.To));
        if (c.Cycle is { } cycle)
            p.Cycle = cycle;
        return p;
    }

    private static DealCommand.RecordProduct ToRecord(Proto.ProductRecord p) =>
        new(DealId.Parse(p.Id), p.At.ToInstant(), ProductFactsWire.From(p.Product), p.AsOf.ToInstant())
        {
            Offers = ProductFactsWire.From(p.Offers),
            BuyBox = ProductFactsWire.From(p.BuyBox),
            Listing = p.Listing is null ? null : FactsWire.From(p.Listing),
            Appraisal = AppraisalWire.From(p.Appraisal, DealId.Parse(p.Id).Domain),
            Moves = [.. p.Moves.Select(PaceWire.From)],
            Cycle = p.HasCycle ? p.Cycle : null,
        };

    private static Proto.Happening Telling(DealCommand c, long? cycle = null, string? error = null, bool isShared = false, bool on = false, FeedLens? lens = null)
    {
        var happening = new Proto.Happening { Id = c.Id.ToString(), At = c.Now.ToWire(), IsShared = isShared, On = on };
        if (error is not null)
            happening.Error = error;
        if (cycle is { } refresh)
            happening.Cycle = refresh;
        if (lens is not null)
            happening.Lens = FactsWire.To(lens);
#if NEXT_WIRE
        return NextWire.Signed(happening);
#else
        return happening;
#endif
    }
}
