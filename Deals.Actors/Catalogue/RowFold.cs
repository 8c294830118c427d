using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Catalogue;

/// <summary>Makes rows from events. Pure: the row before and an event in, the row after out.</summary>
public static class RowFold
{
    /// <summary>Takes an event into a row. An event that the row has already changes nothing, so that events may come twice.</summary>
    /// <param name="row">The row before; absent before the first event.</param>
    /// <param name="e">The event.</param>
    /// <param name="sequenceNr">The event's number within its deal.</param>
    /// <exception cref="InvalidOperationException">The deal's first event is missing.</exception>
    public static CatalogueRow Apply(CatalogueRow? row, DealEvent e, long sequenceNr)
    {
        if (row is not null && sequenceNr <= row.Version)
            return row;
        var changed = (row, e) switch
        {
            (_, DealEvent.Discovered d) => Discovered(row, d),
            (_, DealEvent.Followed f) => Followed(row, f),
            (null, _) => throw new InvalidOperationException($"The first event of deal {e.Id} is {e.GetType().Name} and not its discovery."),
            (_, DealEvent.ListingChanged c) => Sighted(row, c.Listing, c.AsOf, c.At, c.Feed) with { ChangedAt = c.At },
            (_, DealEvent.ListingSeen s) => Sighted(row, s.Listing, s.AsOf, s.At, s.Feed),
            (_, DealEvent.ProductRecorded p) => Recorded(row, p),
            (_, DealEvent.ProductConfirmed c) => Looked(row, c.At),
            (_, DealEvent.SellerRecorded s) => row with { SellerAsOf = s.AsOf },
            (_, DealEvent.AnalysisRecorded a) => Analysed(row, new Group<AnalysisFacts>(a.Analysis, a.AsOf, a.At), product: null),
            (_, DealEvent.Appraised a) => Appraised(row, a.Appraisal),
            (_, DealEvent.AttemptFailed f) => row with { Attempts = row.Attempts + 1, LastError = f.Error },
            (_, DealEvent.Suspended s) => row with { Status = "suspended", LastError = s.Error },
            (_, DealEvent.Released or DealEvent.SentBack) => row with { Status = "pending_processing", Attempts = e is DealEvent.Released ? 0 : row.Attempts },
            (_, DealEvent.WatchChanged w) => row with { IsWatched = w.On },
            (_, DealEvent.Retired r) => row with { Status = "retired", GoneAt = r.Cause == RetirementCause.Gone ? r.At : null },
            _ => row,
        };
        if (e.Outlook is { } outlook)
            changed = Looks(changed, outlook);
        return changed with { Next = Schedule.After(row?.Next, e), Pace = e.Pace ?? row?.Pace, OfferRate = e.OfferPace?.PerDay ?? row?.OfferRate, IsReplanned = e.Next is null && row is { IsReplanned: true }, Version = sequenceNr };
    }

    /// <summary>The row of a deal as the deal itself is, for who cannot wait until the events have come this far; the same as their fold, save
    /// <see cref="CatalogueRow.GoneAt"/>, which only the event tells, and a title that later answers lack.</summary>
    /// <param name="state">The deal.</param>
    /// <param name="version">How many events led to it.</param>
    public static CatalogueRow Of(Deal.Known state, long version)
    {
        var record = state.Record;
        var row = New(record.Id, record.DiscoveredAt) with { PriceType = record.Lens.PriceType.Name, Range = record.Lens.Range };
        if (record.Analysis is { } analysis)
            row = Analysed(row, analysis, record.Product);
        if (record.Listing is { } listing)
            row = Sighted(row, listing.Facts, listing.AsOf, listing.CheckedAt, feed: null);
        row = Looks(Appraised(row, record.Appraisal?.Facts), record.Outlook);
        var hasLaterProduct = record.Product is { } product && !(record.Listing?.CheckedAt > product.CheckedAt);
        return row with
        {
            Status = DealDecider.NameOf(state),
            Title = (hasLaterProduct ? record.Product?.Facts.Title : null) ?? row.Title ?? record.Product?.Facts.Title,
            CheckedAt = record.LookedAt > row.CheckedAt ? record.LookedAt.Value : row.CheckedAt,
            ChangedAt = record.ChangedAt,
            ProductAsOf = record.Product?.AsOf,
            SellerAsOf = record.Seller?.AsOf,
            Next = record.Next,
            Cycle = record.Cycle,
            LookedAt = record.LookedAt,
            Pace = record.Pace,
            OfferRate = record.OfferPace?.PerDay,
            MonthlySold = record.Product?.Facts.MonthlySold,
            IsWatched = record.IsWatched,
            Attempts = record.Attempts,
            LastError = record.LastError,
            Feeds = record.Feeds,
            Version = version,
        };
    }

    private static CatalogueRow Analysed(CatalogueRow row, Group<AnalysisFacts> analysis, Group<ProductFacts>? product) => row with
    {
        AnalysedAt = analysis.Facts.State == AnalysisState.Unverified ? null : analysis.CheckedAt,
        AnalysisToldAt = analysis.CheckedAt,
        AnalysisState = analysis.Facts.State.ToString().ToLowerInvariant(),
        AnalysisReason = analysis.Facts.Reason,
        AnalysisCause = analysis.Facts.Cause,
        AnalysisAsOf = analysis.AsOf,
        AnalysisKey = analysis.Facts.Key,
        AnalysedPrice = analysis.Facts.Price,
        AnalysedType = analysis.Facts.PriceType,
        AnalysisDue = analysis.Facts.DueAt(analysis.CheckedAt, product?.Facts, product?.CheckedAt),
    };

    // The row has no whole analysis, but all that its next time follows from.
    private static DateTimeOffset? DueAfter(CatalogueRow row, DealEvent.ProductRecorded look) =>
        row.AnalysisToldAt is { } at && Enum.TryParse<AnalysisState>(row.AnalysisState, ignoreCase: true, out var state)
            ? new AnalysisFacts(state, "") { Cause = row.AnalysisCause, RetryAt = row.AnalysisDue, Price = row.AnalysedPrice, PriceType = row.AnalysedType }.DueAt(at, look.Product, look.At)
            : null;

    private static CatalogueRow Discovered(CatalogueRow? row, DealEvent.Discovered d)
    {
        var before = row ?? New(d.Id, d.At);
        // An appraisal is of one price type.
        if (before.PriceType != d.Lens.PriceType.Name)
            before = Looks(Appraised(before, null), null);
        var fresh = before with
        {
            Status = "pending_processing",
            PriceType = d.Lens.PriceType.Name,
            Range = d.Lens.Range,
            ChangedAt = d.At,
            Attempts = 0,
            LastError = null,
            GoneAt = null,
        };
        return Sighted(fresh, d.Listing, d.AsOf, d.At, d.Lens.Feed);
    }

    private static CatalogueRow Followed(CatalogueRow? row, DealEvent.Followed f)
    {
        var known = row ?? New(f.Id, f.At) with { PriceType = f.Lens.PriceType.Name, Range = f.Lens.Range };
        return ShownBy(known, f.Lens.Feed) with { Status = "pending_processing", Attempts = 0, LastError = null, GoneAt = null };
    }

    private static CatalogueRow New(DealId id, DateTimeOffset at) => new()
    {
        Id = id.ToString(),
        Domain = id.Domain.Number,
        Asin = id.Asin.Value,
        Status = "",
        PriceType = "",
        Currency = id.Domain.Currency.Code,
        CheckedAt = at,
        ChangedAt = at,
        DiscoveredAt = at,
        Feeds = [],
        Version = 0,
    };

    private static CatalogueRow Recorded(CatalogueRow row, DealEvent.ProductRecorded p)
    {
        var before = row;
        var after = p.Listing is null ? row : Sighted(row, p.Listing, p.AsOf, p.At, feed: null);
        var isOther = before.ListingAsOf is not null && after.Price != before.Price;
        return Looked(p.Appraisal is null ? after : Appraised(after, p.Appraisal), p.At) with
        {
            Title = p.Product.Title ?? after.Title,
            ProductAsOf = p.AsOf,
            MonthlySold = p.Product.MonthlySold,
            AnalysisDue = DueAfter(row, p),
            ChangedAt = isOther ? p.At : after.ChangedAt,
        };
    }

    private static CatalogueRow Appraised(CatalogueRow row, AppraisalFacts? appraisal) =>
        row with { AppraisalVersion = appraisal?.Version, AppraisalSettings = appraisal?.Settings };

    private static CatalogueRow Looks(CatalogueRow row, Outlook? outlook) =>
        row with { Profit = outlook?.Profit, Roi = outlook?.Roi, Trust = outlook?.Trust, Unlisted = outlook?.Unlisted, AverageProfit = outlook?.AverageProfit };

    private static CatalogueRow Looked(CatalogueRow row, DateTimeOffset at) =>
        row with { Status = "active", CheckedAt = at, LookedAt = at, Cycle = row.Cycle + 1, Attempts = 0, LastError = null };

    private static CatalogueRow Sighted(CatalogueRow row, ListingFacts listing, DateTimeOffset asOf, DateTimeOffset at, string? feed)
    {
        var facts = PriceType.TryParse(row.PriceType, out var type) ? listing.Of(type) : null;
        return ShownBy(row, feed) with
        {
            Title = listing.Title ?? row.Title,
            Price = facts?.Current,
            BelowAverage = Below(facts?.Averages[row.Range], facts?.Current),
            Rank = listing.Of(PriceType.Sales)?.Current is > 0 and var rank ? rank : null,
            Drops30 = listing.Drops.Days30,
            Category = listing.RootCategory,
            ListingAsOf = asOf,
            CheckedAt = at,
        };
    }

    private static CatalogueRow ShownBy(CatalogueRow row, string? feed) =>
        feed is null || row.Feeds.Contains(feed, StringComparer.Ordinal) || row.Feeds.Count >= DealRecord.MostFeeds ? row : row with { Feeds = [.. row.Feeds, feed] };

    private static decimal? Below(long? average, long? price) =>
        average is > 0 && price is not null ? Math.Round((average.Value - price.Value) / (decimal)average.Value, 4, MidpointRounding.AwayFromZero) : null;
}
