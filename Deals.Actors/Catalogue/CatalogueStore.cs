using System.Runtime.CompilerServices;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace Deals.Actors.Catalogue;

/// <summary>Reads the rows.</summary>
public sealed class CatalogueStore(CatalogueDatabase database) : ICatalogue
{
    private const int IdsAQuery = 500;

    /// <inheritdoc />
    public Task<DealPage> ListAsync(DealFilter filter, CancellationToken cancellation) => database.ReadAsync(
        async db =>
        {
            var rows = DealListQuery.Where(Live(db), filter);
            var total = await rows.LongCountAsync(cancellation);
            var page = await DealListQuery.PageAsync(rows, filter, cancellation);
            var items = page.Take(filter.Limit).Select(d => d.ToRow()).ToList();
            var next = page.Count > filter.Limit ? DealListQuery.CursorAfter(page[filter.Limit - 1], filter.Order).ToString() : null;
            return new DealPage(items, total, next);
        },
        cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<CatalogueRow> StreamAsync(DealFilter filter, CancellationToken cancellation) => database.StreamAsync(
        db => DealListQuery.InOrder(DealListQuery.Where(Live(db), filter), filter).Select(part => part.AsAsyncEnumerable()), row => row.ToRow(), cancellation);

    /// <inheritdoc />
    public Task<CatalogueRow?> FindAsync(DealId id, CancellationToken cancellation)
    {
        var key = id.ToString();
        return database.ReadAsync(async db => (await Live(db).FirstOrDefaultAsync(d => d.Id == key, cancellation))?.ToRow(), cancellation);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<DealId>> FindByAsinAsync(Asin asin, CancellationToken cancellation)
    {
        var value = asin.Value;
        return database.ReadAsync<IReadOnlyList<DealId>>(
            async db => [.. (await Live(db).Where(d => d.Asin == value).OrderBy(d => d.Domain).Select(d => d.Id).ToListAsync(cancellation)).Select(DealId.Parse)], cancellation);
    }

    /// <inheritdoc />
    public Task<StatusCounts> CountByStatusAsync(DateTimeOffset now, CancellationToken cancellation) => database.ReadAsync(
        async db =>
        {
            var counts = new Dictionary<string, long>(StringComparer.Ordinal) { ["pending_processing"] = 0, ["active"] = 0, ["suspended"] = 0, ["retired"] = 0 };
            var found = await Live(db).GroupBy(d => d.Status).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(cancellation);
            foreach (var status in found)
                counts[status.Key] = status.Count;
            return new StatusCounts(now, counts);
        },
        cancellation);

    /// <inheritdoc />
    public Task<AppraisalCounts> CountAppraisalsAsync(DateTimeOffset now, CancellationToken cancellation) => database.ReadAsync(
        async db => new AppraisalCounts(now, [.. (await Living(db)
            .GroupBy(d => new { d.AppraisalVersion, d.AppraisalSettings, d.Unlisted })
            .Select(g => new { g.Key, Count = g.LongCount() })
            .ToListAsync(cancellation)).Select(g => new AppraisalCount((int?)g.Key.AppraisalVersion, g.Key.AppraisalSettings, g.Key.Unlisted, g.Count))]),
        cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<DealId, KnownListing>> KnownAsync(IReadOnlyCollection<DealId> ids, CancellationToken cancellation) => database.ReadAsync<IReadOnlyDictionary<DealId, KnownListing>>(
        async db =>
        {
            var known = new Dictionary<DealId, KnownListing>();
            foreach (var chunk in ids.Select(id => id.ToString()).Chunk(IdsAQuery))
            {
                var rows = await Live(db).Where(d => chunk.Contains(d.Id)).Select(d => new { d.Id, d.ListingAsOf, d.Price, d.Feeds }).ToListAsync(cancellation);
                foreach (var row in rows)
                    known[DealId.Parse(row.Id)] = new KnownListing(row.ListingAsOf is { } asOf ? new DateTimeOffset(asOf, TimeSpan.Zero) : null, row.Price, DealTable.FeedsOf(row.Feeds));
            }

            return known;
        },
        cancellation);

    /// <inheritdoc />
    public Task<FreshnessCounts> FreshnessAsync(DateTimeOffset now, TimeSpan maxAge, int next, CancellationToken cancellation) => database.ReadAsync(
        async db =>
        {
            var living = Living(db);
            var tooOld = (now - maxAge).UtcTicks;
            if (await CatalogueTotals.ReadAsync(living, now.UtcTicks, cancellation) is not { } totals)
                return new FreshnessCounts(now, 0, 0, AgeSpread.None, AgeSpread.None, AgeSpread.None, AgeSpread.None, 0, 0, null, []);
            return new FreshnessCounts(
                now,
                totals.Count,
                totals.Pending,
                await AgeQuantiles.SpreadAsync(living.Select(d => d.ListingAsOf), totals.Listing, now, cancellation),
                await AgeQuantiles.SpreadAsync(living.Select(d => d.ProductAsOf), totals.Product, now, cancellation),
                await AgeQuantiles.SpreadAsync(living.Select(d => d.SellerAsOf), totals.Seller, now, cancellation),
                await AgeQuantiles.SpreadAsync(living.Select(d => d.AnalysedAt), totals.Analysis, now, cancellation),
                totals.Due,
                totals.Late,
                totals.OldestDue is { } due ? new DateTimeOffset(due, TimeSpan.Zero) : null,
                [.. (await living.Where(d => d.NextDue != null).OrderBy(d => d.SoftDeadline).Take(next).ToListAsync(cancellation)).Select(DueIndex.ToDue)])
            {
                OverAge = await living.LongCountAsync(d => d.LookedAt <= tooOld, cancellation),
            };
        },
        cancellation);

    /// <inheritdoc />
    public Task<CatalogueAges> AgesAsync(DateTimeOffset now, CancellationToken cancellation) => database.ReadAsync(
        async db =>
        {
            var living = Living(db);
            if (await CatalogueTotals.ReadAsync(living, now.UtcTicks, cancellation) is not { } totals)
                return new CatalogueAges(0, null, null, null, null, null);
            var listing = await AgeQuantiles.SpreadAsync(living.Select(d => d.ListingAsOf), totals.Listing, now, cancellation);
            return new CatalogueAges(totals.Count, Age(now, totals.NewestDiscovery), listing.Median, listing.NinetyFifth, listing.Oldest, Age(now, totals.OldestCheck))
            {
                OldestDue = totals.OldestDue is { } due ? Age(now, due) : null,
            };
        },
        cancellation);

    private static ITable<DealTable> Live(DataConnection db) => db.GetTable<DealTable>().TableName(CatalogueDatabase.Live);

    private static IQueryable<DealTable> Living(DataConnection db) => Live(db).Where(d => d.Status != "retired");

    private static TimeSpan Age(DateTimeOffset now, long ticks) => now - new DateTimeOffset(ticks, TimeSpan.Zero);
}
