using System.Runtime.CompilerServices;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using LinqToDB;
using LinqToDB.Async;

namespace Deals.Actors.Catalogue;

/// <summary>Reads the rows.</summary>
public sealed class CatalogueStore(CatalogueDatabase database) : ICatalogue
{
    private const int IdsAQuery = 500;

    /// <inheritdoc />
    public async Task<DealPage> ListAsync(DealFilter filter, CancellationToken cancellation)
    {
        await using var db = await database.SnapshotAsync(cancellation);
        var rows = DealListQuery.Where(db.GetTable<DealTable>().TableName(CatalogueDatabase.Live), filter);
        var total = await rows.LongCountAsync(cancellation);
        var page = await DealListQuery.Page(rows, filter).ToListAsync(cancellation);
        var items = page.Take(filter.Limit).Select(d => d.ToRow()).ToList();
        var next = page.Count > filter.Limit ? DealListQuery.CursorAfter(page[filter.Limit - 1], filter.Order).ToString() : null;
        return new DealPage(items, total, next);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<CatalogueRow> StreamAsync(DealFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var db = await database.SnapshotAsync(cancellation);
        var rows = DealListQuery.InOrder(DealListQuery.Where(db.GetTable<DealTable>().TableName(CatalogueDatabase.Live), filter), filter);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
            yield return row.ToRow();
    }

    /// <inheritdoc />
    public async Task<CatalogueRow?> FindAsync(DealId id, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var key = id.ToString();
        return (await db.GetTable<DealTable>().TableName(CatalogueDatabase.Live).FirstOrDefaultAsync(d => d.Id == key, cancellation))?.ToRow();
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<DealId>> FindByAsinAsync(Asin asin, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var value = asin.Value;
        var ids = await db.GetTable<DealTable>().TableName(CatalogueDatabase.Live).Where(d => d.Asin == value).OrderBy(d => d.Domain).Select(d => d.Id).ToListAsync(cancellation);
        return [.. ids.Select(DealId.Parse)];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, long>> CountByStatusAsync(CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal) { ["pending_processing"] = 0, ["active"] = 0, ["suspended"] = 0, ["retired"] = 0 };
        var found = await db.GetTable<DealTable>().TableName(CatalogueDatabase.Live).GroupBy(d => d.Status).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(cancellation);
        foreach (var status in found)
            counts[status.Key] = status.Count;
        return counts;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<DealId, KnownListing>> KnownAsync(IReadOnlyCollection<DealId> ids, CancellationToken cancellation)
    {
        var known = new Dictionary<DealId, KnownListing>();
        await using var db = await database.SnapshotAsync(cancellation);
        foreach (var chunk in ids.Select(id => id.ToString()).Chunk(IdsAQuery))
        {
            var rows = await db.GetTable<DealTable>().TableName(CatalogueDatabase.Live)
                .Where(d => chunk.Contains(d.Id))
                .Select(d => new { d.Id, d.ListingAsOf, d.Feeds })
                .ToListAsync(cancellation);
            foreach (var row in rows)
                known[DealId.Parse(row.Id)] = new KnownListing(row.ListingAsOf is { } asOf ? new DateTimeOffset(asOf, TimeSpan.Zero) : null, DealTable.FeedsOf(row.Feeds));
        }

        return known;
    }

    /// <inheritdoc />
    public async Task<Freshness> FreshnessAsync(DateTimeOffset now, int next, CancellationToken cancellation)
    {
        var ticks = now.UtcTicks;
        await using var db = await database.SnapshotAsync(cancellation);
        var live = db.GetTable<DealTable>().TableName(CatalogueDatabase.Live).Where(d => d.Status != "retired");
        Task<AgeSpread> Spread(IQueryable<long?> instants) => SpreadAsync(instants, now, cancellation);
        return new Freshness(
            await live.LongCountAsync(cancellation),
            await live.LongCountAsync(d => d.Status == "pending_processing", cancellation),
            await Spread(live.Select(d => d.ListingAsOf)),
            await Spread(live.Select(d => d.ProductAsOf)),
            await Spread(live.Select(d => d.SellerAsOf)),
            await Spread(live.Select(d => d.AnalysedAt)),
            await live.LongCountAsync(d => d.NextDue <= ticks, cancellation),
            await live.LongCountAsync(d => d.SoftDeadline <= ticks && d.LookedAt != null, cancellation),
            await live.Where(d => d.NextDue <= ticks).MinAsync(d => d.NextDue, cancellation) is { } due ? new DateTimeOffset(due, TimeSpan.Zero) : null,
            [.. (await live.Where(d => d.NextDue != null).OrderBy(d => d.SoftDeadline).Take(next).ToListAsync(cancellation)).Select(DueIndex.ToDue)]);
    }

    private static async Task<AgeSpread> SpreadAsync(IQueryable<long?> instants, DateTimeOffset now, CancellationToken cancellation)
    {
        var known = instants.Where(i => i != null).Select(i => i!.Value).OrderByDescending(i => i);
        var count = await known.LongCountAsync(cancellation);
        if (count == 0)
            return AgeSpread.None;
        async Task<TimeSpan?> At(double share) => Age(now, await known.Skip((int)Math.Min(count - 1, (long)(count * share))).FirstAsync(cancellation));
        return new AgeSpread(count, await At(0.5), await At(0.95), await At(1));
    }

    /// <inheritdoc />
    public async Task<CatalogueAges> AgesAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await database.SnapshotAsync(cancellation);
        var live = db.GetTable<DealTable>().TableName(CatalogueDatabase.Live).Where(d => d.Status != "retired");
        var count = await live.LongCountAsync(cancellation);
        if (count == 0)
            return new CatalogueAges(0, null, null, null, null, null);
        var byAge = live.Where(d => d.ListingAsOf != null).Select(d => d.ListingAsOf!.Value).OrderByDescending(t => t);
        var listed = await byAge.LongCountAsync(cancellation);
        async Task<TimeSpan?> At(double share) =>
            listed == 0 ? null : Age(now, await byAge.Skip((int)Math.Min(listed - 1, (long)(listed * share))).FirstAsync(cancellation));
        return new CatalogueAges(
            count,
            Age(now, await live.MaxAsync(d => d.DiscoveredAt, cancellation)),
            await At(0.5),
            await At(0.95),
            await At(1),
            Age(now, await live.MinAsync(d => d.CheckedAt, cancellation)))
        {
            OldestDue = await live.Where(d => d.NextDue <= now.UtcTicks).MinAsync(d => d.NextDue, cancellation) is { } due ? Age(now, due) : null,
        };
    }

    private static TimeSpan Age(DateTimeOffset now, long ticks) => now - new DateTimeOffset(ticks, TimeSpan.Zero);
}
