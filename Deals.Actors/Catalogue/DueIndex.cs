using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Scheduling;
using LinqToDB;
using LinqToDB.Async;

namespace Deals.Actors.Catalogue;

/// <summary>The due index: the catalogue's rows in the order of their deadlines.</summary>
public sealed class DueIndex(CatalogueDatabase database) : IDueIndex
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<DueRow>> DueAsync(Lane lane, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        var (name, ticks) = (lane.ToString().ToLowerInvariant(), now.UtcTicks);
        await using var db = database.Connect();
        var rows = await db.GetTable<DealTable>().TableName(CatalogueDatabase.Live)
            .Where(d => d.Lane == name && d.NextDue <= ticks)
            .OrderBy(d => d.SoftDeadline)
            .Take(most)
            .ToListAsync(cancellation);
        return [.. rows.Select(ToDue)];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<DueRow>> SoonestAsync(DateTimeOffset lookedBefore, int most, CancellationToken cancellation)
    {
        var ticks = lookedBefore.UtcTicks;
        await using var db = database.Connect();
        var rows = await db.GetTable<DealTable>().TableName(CatalogueDatabase.Live)
            .Where(d => d.Status == "active" && d.NextDue != null && d.LookedAt <= ticks)
            .OrderBy(d => d.NextDue)
            .Take(most)
            .ToListAsync(cancellation);
        return [.. rows.Select(ToDue)];
    }

    /// <inheritdoc />
    public async Task<(long Living, long Gone)> CountGoneAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var ticks = since.UtcTicks;
        await using var db = await database.SnapshotAsync(cancellation);
        var rows = db.GetTable<DealTable>().TableName(CatalogueDatabase.Live);
        return (await rows.LongCountAsync(d => d.Status != "retired", cancellation), await rows.LongCountAsync(d => d.GoneAt > ticks, cancellation));
    }

    internal static DueRow ToDue(DealTable row) => new(DealId.Parse(row.Id), row.ToSchedule()!, row.Cycle, row.Version, row.Title);
}
