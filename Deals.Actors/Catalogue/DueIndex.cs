using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Scheduling;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace Deals.Actors.Catalogue;

/// <summary>The due index: the catalogue's rows in the order of their deadlines.</summary>
public sealed class DueIndex(CatalogueDatabase database) : IDueIndex
{
    /// <inheritdoc />
    public Task<IReadOnlyList<DueRow>> DueAsync(Lane lane, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        var (name, ticks) = (lane.ToString().ToLowerInvariant(), now.UtcTicks);
        return database.ReadAsync<IReadOnlyList<DueRow>>(
            async db => [.. (await Live(db).Where(d => d.Lane == name && d.NextDue <= ticks).OrderBy(d => d.SoftDeadline).Take(most).ToListAsync(cancellation)).Select(ToDue)],
            cancellation);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<DueRow>> SoonestAsync(DateTimeOffset lookedBefore, int most, CancellationToken cancellation)
    {
        var ticks = lookedBefore.UtcTicks;
        return database.ReadAsync<IReadOnlyList<DueRow>>(
            async db => [.. (await Live(db)
                .Where(d => d.Status == "active" && d.NextDue != null && d.LookedAt <= ticks)
                .OrderBy(d => d.NextDue)
                .Take(most)
                .ToListAsync(cancellation)).Select(ToDue)],
            cancellation);
    }

    /// <inheritdoc />
    public Task<(long Living, long Gone)> CountGoneAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var ticks = since.UtcTicks;
        return database.ReadAsync(
            async db => (await Live(db).LongCountAsync(d => d.Status != "retired", cancellation), await Live(db).LongCountAsync(d => d.GoneAt > ticks, cancellation)),
            cancellation);
    }

    private static ITable<DealTable> Live(DataConnection db) => db.GetTable<DealTable>().TableName(CatalogueDatabase.Live);

    internal static DueRow ToDue(DealTable row) => new(DealId.Parse(row.Id), row.ToSchedule()!, row.Cycle, row.Version, row.Title);
}
