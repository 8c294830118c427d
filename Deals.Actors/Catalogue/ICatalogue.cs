using Deals.Actors.Deals;
using Deals.Actors.Scheduling;

namespace Deals.Actors.Catalogue;

/// <summary>What a deal's row says about how new it is, for the scout's free pre-filter.</summary>
/// <param name="ListingAsOf">Keepa's last update of the listing facts that are stored; absent where there are none.</param>
/// <param name="Price">The current value of the deal's price type; absent where there is no offer.</param>
/// <param name="Feeds">Every feed that showed the deal.</param>
public sealed record KnownListing(DateTimeOffset? ListingAsOf, long? Price, IReadOnlyList<string> Feeds);

/// <summary>Reads the catalogue: rows that are derived from the deals' events and can be made again from them.</summary>
public interface ICatalogue
{
    /// <summary>One page of the list, with the total of the filter.</summary>
    Task<DealPage> ListAsync(DealFilter filter, CancellationToken cancellation);

    /// <summary>Every row of the filter in its order, whatever its limit, row by row: all of one state, however long the reader takes.</summary>
    IAsyncEnumerable<CatalogueRow> StreamAsync(DealFilter filter, CancellationToken cancellation);

    /// <summary>The row of one deal.</summary>
    Task<CatalogueRow?> FindAsync(DealId id, CancellationToken cancellation);

    /// <summary>The deals of an ASIN, one for each marketplace on which it is known.</summary>
    Task<IReadOnlyList<DealId>> FindByAsinAsync(Keepa.Asin asin, CancellationToken cancellation);

    /// <summary>How many deals there are in each status.</summary>
    /// <param name="now">Domain time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<StatusCounts> CountByStatusAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>How many deals that are not retired were appraised how.</summary>
    /// <param name="now">Domain time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<AppraisalCounts> CountAppraisalsAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>What is known about these deals; those that have no row are absent. Looks up any number of ids in chunks. A failure throws: an unknown
    /// answer is never "new".</summary>
    Task<IReadOnlyDictionary<DealId, KnownListing>> KnownAsync(IReadOnlyCollection<DealId> ids, CancellationToken cancellation);

    /// <summary>How fresh the deals are that are not retired, and who is next.</summary>
    /// <param name="now">Domain time.</param>
    /// <param name="maxAge">The age that no deal is to pass.</param>
    /// <param name="next">How many of those that are next.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<FreshnessCounts> FreshnessAsync(DateTimeOffset now, TimeSpan maxAge, int next, CancellationToken cancellation);

    /// <summary>Spread of the ages of listings and checks, for the page and the health of progress.</summary>
    Task<CatalogueAges> AgesAsync(DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>How many deals there are in each status.</summary>
/// <param name="AsOf">When they were counted, domain time.</param>
/// <param name="ByStatus">The counts; every status is present.</param>
public sealed record StatusCounts(DateTimeOffset AsOf, IReadOnlyDictionary<string, long> ByStatus);

/// <summary>How many deals that are not retired were appraised how.</summary>
/// <param name="AsOf">When they were counted, domain time.</param>
/// <param name="Groups">Deals that were appraised by the same rules and settings, and have the same place in the list.</param>
public sealed record AppraisalCounts(DateTimeOffset AsOf, IReadOnlyList<AppraisalCount> Groups);

/// <summary>Deals that were appraised alike.</summary>
/// <param name="Version">The version of the rules; absent where nothing was appraised.</param>
/// <param name="Settings">The fingerprint of the settings.</param>
/// <param name="Unlisted">Why their profit is not listed; absent where it is.</param>
/// <param name="Deals">How many.</param>
public sealed record AppraisalCount(int? Version, string? Settings, string? Unlisted, long Deals);

/// <summary>How fresh the deals are that are not retired.</summary>
/// <param name="AsOf">When this was so, domain time.</param>
/// <param name="Living">How many there are.</param>
/// <param name="Pending">Those without facts of their product, or sent back for new ones.</param>
/// <param name="Listing">Ages of the listings by Keepa's clock.</param>
/// <param name="Product">Ages of the products' facts.</param>
/// <param name="Seller">Ages of the sellers' facts.</param>
/// <param name="Analysis">Ages of the analyses.</param>
/// <param name="Due">Those whose time has come.</param>
/// <param name="Late">Those of them that were looked at before and are beyond their soft deadline: older than the policy wants them.</param>
/// <param name="OldestDue">The earliest time that has come.</param>
/// <param name="Next">Who is next, nearest to its soft deadline first.</param>
public sealed record FreshnessCounts(
    DateTimeOffset AsOf, long Living, long Pending, AgeSpread Listing, AgeSpread Product, AgeSpread Seller, AgeSpread Analysis, long Due, long Late, DateTimeOffset? OldestDue, IReadOnlyList<DueRow> Next)
{
    /// <summary>Those whose product was looked at longer ago than the maximum age.</summary>
    public long OverAge { get; init; }
}

/// <summary>The spread of ages of one group of facts.</summary>
/// <param name="Count">Deals that have it.</param>
/// <param name="Median">Half are younger.</param>
/// <param name="NinetyFifth">95 % are younger.</param>
/// <param name="Oldest">None is older.</param>
public sealed record AgeSpread(long Count, TimeSpan? Median, TimeSpan? NinetyFifth, TimeSpan? Oldest)
{
    /// <summary>Nobody has it.</summary>
    public static readonly AgeSpread None = new(0, null, null, null);
}

/// <summary>Ages of the rows that are not retired; absent when there is none.</summary>
public sealed record CatalogueAges(long Count, TimeSpan? NewestDiscovery, TimeSpan? ListingMedian, TimeSpan? ListingNinetyFifth, TimeSpan? ListingOldest, TimeSpan? CheckedOldest)
{
    /// <summary>For how long the deal waits whose time came first; absent where nobody's time has come.</summary>
    public TimeSpan? OldestDue { get; init; }
}
