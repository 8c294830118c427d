using System.Runtime.Serialization;
using Deals.Actors.Deals;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>A deal's whole state on the wire: its snapshot and its details.</summary>
internal static class DealStateWire
{
    private const int Pending = 1;
    private const int Active = 2;
    private const int Suspended = 3;
    private const int Retired = 4;

    public static Proto.State To(Deal.Known deal)
    {
        var r = deal.Record;
        var state = new Proto.State
        {
            Status = deal switch
            {
                Deal.PendingProcessing => Pending,
                Deal.Active => Active,
                Deal.Suspended => Suspended,
                Deal.Retired => Retired,
                _ => throw new SerializationException($"No number for state {deal.GetType()}."),
            },
            Id = r.Id.ToString(),
            Lens = FactsWire.To(r.Lens),
            Listing = FactsWire.To(r.Listing.Facts),
            ListingAsOf = r.Listing.AsOf.ToWire(),
            ListingCheckedAt = r.Listing.CheckedAt.ToWire(),
            DiscoveredAt = r.DiscoveredAt.ToWire(),
            ChangedAt = r.ChangedAt.ToWire(),
            Cycle = r.Cycle,
            Attempts = r.Attempts,
            GoneLooks = r.GoneLooks,
        };
        state.Feeds.AddRange(r.Feeds);
        if (deal is Deal.Retired retired)
            state.Cause = (int)retired.Cause;
        if (r.LastError is not null)
            state.LastError = r.LastError;
        if (r.Product is { } product)
            (state.Product, state.ProductAsOf, state.ProductCheckedAt) = (FactsWire.To(product.Facts), product.AsOf.ToWire(), product.CheckedAt.ToWire());
        if (r.Seller is { } seller)
            (state.Seller, state.SellerAsOf, state.SellerCheckedAt) = (FactsWire.To(seller.Facts), seller.AsOf.ToWire(), seller.CheckedAt.ToWire());
        if (r.Analysis is { } analysis)
            (state.Analysis, state.AnalysisAsOf, state.AnalysisCheckedAt) = (FactsWire.To(analysis.Facts), analysis.AsOf.ToWire(), analysis.CheckedAt.ToWire());
        return state;
    }

    public static Deal.Known From(Proto.State p)
    {
        var record = new DealRecord
        {
            Id = DealId.Parse(p.Id),
            Lens = FactsWire.From(p.Lens),
            Feeds = [.. p.Feeds],
            Listing = new Group<ListingFacts>(FactsWire.From(p.Listing), p.ListingAsOf.ToInstant(), p.ListingCheckedAt.ToInstant()),
            Product = p.Product is null ? null : new Group<ProductFacts>(FactsWire.From(p.Product), p.ProductAsOf.ToInstant(), p.ProductCheckedAt.ToInstant()),
            Seller = p.Seller is null ? null : new Group<SellerFacts>(FactsWire.From(p.Seller), p.SellerAsOf.ToInstant(), p.SellerCheckedAt.ToInstant()),
            Analysis = p.Analysis is null ? null : new Group<AnalysisFacts>(FactsWire.From(p.Analysis), p.AnalysisAsOf.ToInstant(), p.AnalysisCheckedAt.ToInstant()),
            DiscoveredAt = p.DiscoveredAt.ToInstant(),
            ChangedAt = p.ChangedAt.ToInstant(),
            Cycle = p.Cycle,
            Attempts = p.Attempts,
            LastError = p.HasLastError ? p.LastError : null,
            GoneLooks = p.GoneLooks,
        };
        return p.Status switch
        {
            Pending => new Deal.PendingProcessing(record),
            Active => new Deal.Active(record),
            Suspended => new Deal.Suspended(record),
            Retired => new Deal.Retired(record, (RetirementCause)p.Cause),
            _ => throw new SerializationException($"The state {p.Status} of deal {p.Id} is unknown to this version."),
        };
    }
}
