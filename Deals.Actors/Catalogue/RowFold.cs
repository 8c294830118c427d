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
        var next = (row, e) switch
        {
            (_, DealEvent.Discovered d) => Discovered(row, d),
            (null, _) => throw new InvalidOperationException($"The first event of deal {e.Id} is {e.GetType().Name} and not its discovery."),
            (_, DealEvent.ListingChanged c) => Sighted(row, c.Listing, c.Feed, c.AsOf, c.At) with { ChangedAt = c.At },
            (_, DealEvent.ListingSeen s) => Sighted(row, s.Listing, s.Feed, s.AsOf, s.At),
            (_, DealEvent.ProductRecorded p) => row with { Status = "active", ProductAsOf = p.AsOf, CheckedAt = p.At, Attempts = 0, LastError = null },
            (_, DealEvent.SellerRecorded s) => row with { SellerAsOf = s.AsOf },
            (_, DealEvent.AnalysisRecorded a) => row with
            {
                AnalysedAt = a.At,
                AnalysisState = a.Analysis.State.ToString().ToLowerInvariant(),
                AnalysisReason = a.Analysis.Reason,
            },
            (_, DealEvent.AttemptFailed f) => row with { Attempts = row.Attempts + 1, LastError = f.Error },
            (_, DealEvent.Suspended s) => row with { Status = "suspended", LastError = s.Error },
            (_, DealEvent.Released) => row with { Status = "pending_processing", Attempts = 0 },
            (_, DealEvent.Retired) => row with { Status = "retired" },
            _ => row,
        };
        return next with { Version = sequenceNr };
    }

    private static CatalogueRow Discovered(CatalogueRow? row, DealEvent.Discovered d)
    {
        var fresh = row ?? new CatalogueRow
        {
            Id = d.Id.ToString(),
            Domain = d.Id.Domain.Number,
            Asin = d.Id.Asin.Value,
            Status = "",
            PriceType = "",
            Currency = d.Id.Domain.Currency.Code,
            CheckedAt = d.At,
            ChangedAt = d.At,
            ListingAsOf = d.AsOf,
            DiscoveredAt = d.At,
            Feeds = [],
            Version = 0,
        };
        fresh = fresh with { Status = "pending_processing", PriceType = d.Lens.PriceType.Name, Range = d.Lens.Range, ChangedAt = d.At, Attempts = 0, LastError = null };
        return Sighted(fresh, d.Listing, d.Lens.Feed, d.AsOf, d.At);
    }

    private static CatalogueRow Sighted(CatalogueRow row, ListingFacts listing, string feed, DateTimeOffset asOf, DateTimeOffset at)
    {
        var facts = PriceType.TryParse(row.PriceType, out var type) ? listing.Of(type) : null;
        return row with
        {
            Title = listing.Title,
            Price = facts?.Current,
            BelowAverage = Below(facts?.Averages[row.Range], facts?.Current),
            Rank = listing.Of(PriceType.Sales)?.Current is > 0 and var rank ? rank : null,
            Drops30 = listing.Drops.Days30,
            ListingAsOf = asOf,
            CheckedAt = at,
            Feeds = row.Feeds.Contains(feed, StringComparer.Ordinal) || row.Feeds.Count >= DealRecord.MostFeeds ? row.Feeds : [.. row.Feeds, feed],
        };
    }

    private static decimal? Below(long? average, long? price) =>
        average is > 0 && price is not null ? Math.Round((average.Value - price.Value) / (decimal)average.Value, 4, MidpointRounding.AwayFromZero) : null;
}
