using Deals.Actors.Deals;

namespace Deals.Actors.Catalogue;

/// <summary>What a deal's row says about how new it is, for the scout's free pre-filter.</summary>
/// <param name="ListingAsOf">Keepa's last update of the listing facts that are stored; absent where there are none.</param>
/// <param name="Feeds">Every feed that showed the deal.</param>
public sealed record KnownListing(DateTimeOffset? ListingAsOf, IReadOnlyList<string> Feeds);

/// <summary>Reads the catalogue: rows that are derived from the deals' events and can be made again from them.</summary>
public interface ICatalogue
{
    /// <summary>One page of the list, with the total of the filter.</summary>
    Task<DealPage> ListAsync(DealFilter filter, CancellationToken cancellation);

    /// <summary>The row of one deal.</summary>
    Task<CatalogueRow?> FindAsync(DealId id, CancellationToken cancellation);

    /// <summary>The deals of an ASIN, one for each marketplace on which it is known.</summary>
    Task<IReadOnlyList<DealId>> FindByAsinAsync(Keepa.Asin asin, CancellationToken cancellation);

    /// <summary>How many deals there are in each status; every status is present.</summary>
    Task<IReadOnlyDictionary<string, long>> CountByStatusAsync(CancellationToken cancellation);

    /// <summary>What is known about these deals; those that have no row are absent. Looks up any number of ids in chunks. A failure throws: an unknown
    /// answer is never "new".</summary>
    Task<IReadOnlyDictionary<DealId, KnownListing>> KnownAsync(IReadOnlyCollection<DealId> ids, CancellationToken cancellation);

    /// <summary>Spread of the ages of listings and checks, for the page and the health of progress.</summary>
    Task<CatalogueAges> AgesAsync(DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>Ages of the rows that are not retired; absent when there is none.</summary>
public sealed record CatalogueAges(long Count, TimeSpan? NewestDiscovery, TimeSpan? ListingMedian, TimeSpan? ListingNinetyFifth, TimeSpan? ListingOldest, TimeSpan? CheckedOldest);
