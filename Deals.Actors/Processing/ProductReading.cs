using System.Collections.Immutable;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Actors.Storage;

namespace Deals.Actors.Processing;

/// <summary>Reads a deal's facts from Keepa's record of its product. Pure: what was bought now and what was stored before give the same facts.</summary>
public static class ProductReading
{
    /// <summary>The command that tells a deal what a record says.</summary>
    /// <param name="id">The deal.</param>
    /// <param name="record">The record; it has data.</param>
    /// <param name="body">Its stored body.</param>
    /// <param name="now">Domain time.</param>
    public static DealCommand.RecordProduct Of(DealId id, ProductRecord record, Body body, DateTimeOffset now) =>
        new(id, now, ProductOf(record, body.Hash), record.LastUpdate!.Value)
        {
            Offers = OffersOf(record),
            BuyBox = record.Stats is { } stats && (stats.BuyBox is not null || stats.BuyBoxUsed is not null)
                ? new BuyBoxFacts(BoxOf(stats.BuyBox), BoxOf(stats.BuyBoxUsed))
                : null,
            Listing = ListingReading.Of(record),
            Moves = MovesReading.Of(record),
        };

    /// <summary>The same, where a record that cannot be read must cost nobody but its own deal.</summary>
    /// <param name="id">The deal.</param>
    /// <param name="record">The record; it has data.</param>
    /// <param name="body">Its stored body.</param>
    /// <param name="now">Domain time.</param>
    /// <param name="type">The price that makes the deal, for which it is appraised; absent where nobody said it.</param>
    /// <param name="analysis">The numbers of the analysis.</param>
    /// <param name="reason">Why it cannot be read, where it cannot.</param>
    public static DealCommand.RecordProduct? TryOf(DealId id, ProductRecord record, Body body, DateTimeOffset now, PriceType? type, AnalysisSettings analysis, out string reason)
    {
        reason = "";
        try
        {
            return Of(id, record, body, now) with { Appraisal = type is null ? null : AppraisalReading.TryOf(record, body.Hash, type, analysis, out _) };
        }
#pragma warning disable CA1031 // A record of a form that nobody foresaw: its neighbours go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            reason = $"its facts end in {exception.GetType().Name}";
            return null;
        }
    }

    private static ProductFacts ProductOf(ProductRecord record, string hash) =>
        new(record.Brand, record.Binding ?? record.ProductGroup, record.MonthlySold, hash)
        {
            Title = record.Title,
            Manufacturer = record.Manufacturer,
            ProductGroup = record.ProductGroup,
            Kind = record.Kind?.ToString(),
            CategoryPath = [.. record.CategoryPath.Select(c => c.Name)],
            ListedSince = record.ListedSince,
            TrackedSince = record.TrackingSince,
            PriceChangedAt = record.LastPriceChange,
            Fees = new FeeFacts(record.Fees.PickAndPack, record.Fees.ReferralPercent, record.Fees.Closing),
            Histories = [.. (record.Stats?.Types ?? []).Select(HistoryOf)],
        };

    private static HistoryFacts HistoryOf(TypeStats stats) => new(
        stats.Type,
        stats.Current,
        stats.Averages.Days30,
        stats.Averages.Days90,
        stats.Averages.Days180,
        stats.Averages.Days365,
        stats.Min?.Value,
        stats.Min?.At,
        stats.Max?.Value,
        stats.Max?.At,
        (int?)stats.OutOfStockPercent.Days90);

    private static OfferFacts? OffersOf(ProductRecord record)
    {
        if (record.OffersSuccessful is not true && record.Offers.IsEmpty)
            return null;
        return new OfferFacts
        {
            Total = record.Stats?.TotalOfferCount,
            FulfilledByAmazon = record.Stats?.OfferCountFba,
            FulfilledByMerchant = record.Stats?.OfferCountFbm,
            Cheapest = [.. record.Offers.Where(o => o is { IsLive: true, History.IsEmpty: false, IsScam: not true } && o.History[^1].Value is not null)
                .GroupBy(o => o.Condition)
                .OrderBy(g => g.Key)
                .Select(g => OfferOf(g.MinBy(TotalOf)!))],
        };
    }

    private static OfferOfSeller OfferOf(ProductOffer offer) =>
        new(offer.Seller, offer.History[^1].Value, offer.History[^1].Shipping, offer.Condition, offer.IsFba);

    // Unknown shipping of a merchant may be anything: such an offer comes last. Amazon ships its own for nothing.
    private static (bool IsUnknown, long Total) TotalOf(ProductOffer offer)
    {
        var last = offer.History[^1];
        var shipping = last.Shipping ?? (offer.IsFba is true ? 0 : null);
        return (shipping is null, last.Value!.Value + (shipping ?? 0));
    }

    private static OfferOfSeller? BoxOf(BuyBoxOffer? box) =>
        box is { Price: not null } ? new OfferOfSeller(box.Seller, box.Price, box.Shipping, box.Condition, box.IsFba) : null;
}
