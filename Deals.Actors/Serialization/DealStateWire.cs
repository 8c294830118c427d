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
            DiscoveredAt = r.DiscoveredAt.ToWire(),
            ChangedAt = r.ChangedAt.ToWire(),
            Cycle = r.Cycle,
            Attempts = r.Attempts,
            GoneLooks = r.GoneLooks,
            Next = ScheduleWire.To(r.Next),
            IsWatched = r.IsWatched,
            Strikes = r.Strikes,
            Pace = PaceWire.To(r.Pace),
            OfferPace = PaceWire.To(r.OfferPace),
            Outlook = AppraisalWire.To(r.Outlook),
        };
        if (r.LookedAt is { } looked)
            state.LookedAt = looked.ToWire();
        if (r.Listing is { } listing)
            (state.Listing, state.ListingAsOf, state.ListingCheckedAt) = (FactsWire.To(listing.Facts), listing.AsOf.ToWire(), listing.CheckedAt.ToWire());
        if (r.Offers is { } offers)
            (state.Offers, state.OffersAsOf, state.OffersCheckedAt) = (ProductFactsWire.To(offers.Facts), offers.AsOf.ToWire(), offers.CheckedAt.ToWire());
        if (r.BuyBox is { } box)
            (state.BuyBox, state.BuyBoxAsOf, state.BuyBoxCheckedAt) = (ProductFactsWire.To(box.Facts), box.AsOf.ToWire(), box.CheckedAt.ToWire());
        state.Feeds.AddRange(r.Feeds);
        if (deal is Deal.Retired retired)
            state.Cause = (int)retired.Cause;
        if (r.LastError is not null)
            state.LastError = r.LastError;
        if (r.Product is { } product)
            (state.Product, state.ProductAsOf, state.ProductCheckedAt) = (ProductFactsWire.To(product.Facts), product.AsOf.ToWire(), product.CheckedAt.ToWire());
        if (r.Seller is { } seller)
            (state.Seller, state.SellerAsOf, state.SellerCheckedAt) = (FactsWire.To(seller.Facts), seller.AsOf.ToWire(), seller.CheckedAt.ToWire());
        if (r.Appraisal is { } appraisal)
            (state.Appraisal, state.AppraisalCheckedAt) = (AppraisalWire.To(appraisal.Facts), appraisal.CheckedAt.ToWire());
        if (r.Analysis is { } analysis)
            (state.Analysis, state.AnalysisAsOf, state.AnalysisCheckedAt) = (AnalysisWire.To(analysis.Facts), analysis.AsOf.ToWire(), analysis.CheckedAt.ToWire());
        return state;
    }

    public static Deal.Known From(Proto.State p)
    {
        var record = new DealRecord
        {
            Id = DealId.Parse(p.Id),
            Lens = FactsWire.From(p.Lens),
            Feeds = [.. p.Feeds],
            Listing = p.Listing is null ? null : new Group<ListingFacts>(FactsWire.From(p.Listing), p.ListingAsOf.ToInstant(), p.ListingCheckedAt.ToInstant()),
            Product = p.Product is null ? null : new Group<ProductFacts>(ProductFactsWire.From(p.Product), p.ProductAsOf.ToInstant(), p.ProductCheckedAt.ToInstant()),
            Seller = p.Seller is null ? null : new Group<SellerFacts>(FactsWire.From(p.Seller), p.SellerAsOf.ToInstant(), p.SellerCheckedAt.ToInstant()),
            Analysis = p.Analysis is null ? null : new Group<AnalysisFacts>(AnalysisWire.From(p.Analysis), p.AnalysisAsOf.ToInstant(), p.AnalysisCheckedAt.ToInstant()),
            DiscoveredAt = p.DiscoveredAt.ToInstant(),
            ChangedAt = p.ChangedAt.ToInstant(),
            Cycle = p.Cycle,
            Attempts = p.Attempts,
            LastError = p.HasLastError ? p.LastError : null,
            GoneLooks = p.GoneLooks,
            Next = ScheduleWire.From(p.Next) ?? (p.Status == Retired ? null : Schedule.AtOnce(p.DiscoveredAt.ToInstant(), DueReason.NoFacts)),
            Offers = p.Offers is null ? null : new Group<OfferFacts>(ProductFactsWire.From(p.Offers)!, p.OffersAsOf.ToInstant(), p.OffersCheckedAt.ToInstant()),
            BuyBox = p.BuyBox is null ? null : new Group<BuyBoxFacts>(ProductFactsWire.From(p.BuyBox)!, p.BuyBoxAsOf.ToInstant(), p.BuyBoxCheckedAt.ToInstant()),
            LookedAt = p.HasLookedAt ? p.LookedAt.ToInstant() : null,
            IsWatched = p.IsWatched,
            Strikes = p.Strikes,
            Pace = PaceWire.From(p.Pace),
            OfferPace = PaceWire.From(p.OfferPace),
            Appraisal = AppraisalWire.From(p.Appraisal, DealId.Parse(p.Id).Domain) is { } appraisal ? new Group<AppraisalFacts>(appraisal, appraisal.AsOf, p.AppraisalCheckedAt.ToInstant()) : null,
            Outlook = AppraisalWire.From(p.Outlook),
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
