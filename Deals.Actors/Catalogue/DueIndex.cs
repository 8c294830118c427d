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
    // Up to so many are sorted; of more the nearest to their deadlines are met soon enough on the way along the deadlines.
    private const int FewDue = 5000;

    /// <inheritdoc />
    /// <remarks>Asked twice a second. The way along the deadlines is long where nearly nobody is due, and the way along the due times where nearly everybody is:
    /// whichever is short is taken, and not left to what a planner guesses.</remarks>
    public Task<IReadOnlyList<DueRow>> DueAsync(Lane lane, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        var (name, ticks) = (lane.ToString().ToLowerInvariant(), now.UtcTicks);
        return database.ReadAsync<IReadOnlyList<DueRow>>(
            async db =>
            {
                var due = Live(db).Where(d => d.Lane == name && d.NextDue <= ticks);
                var count = await due.Take(FewDue).CountAsync(cancellation);
                if (count == 0)
                    return [];
                var ordered = count < FewDue
                    ? due.OrderBy(d => OffIndex(d.SoftDeadline))
                    : Live(db).Where(d => d.Lane == name && OffIndex(d.NextDue) <= ticks).OrderBy(d => d.SoftDeadline);
                return [.. (await ordered.Take(most).ToListAsync(cancellation)).Select(ToDue)];
            },
            cancellation);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<DueRow>> SoonestAsync(DateTimeOffset lookedBefore, int most, CancellationToken cancellation)
    {
        var ticks = lookedBefore.UtcTicks;
        return database.ReadAsync<IReadOnlyList<DueRow>>(
            async db => [.. (await Live(db)
                .Where(d => OffIndex(d.Status) == "active" && d.NextDue != null && d.LookedAt <= ticks)
                .OrderBy(d => d.NextDue)
                .Take(most)
                .ToListAsync(cancellation)).Select(ToDue)],
            cancellation);
    }

    /// <inheritdoc />
    public Task MoveAsync(DueMove move, CancellationToken cancellation) => database.ReplanAsync([move], cancellation);

    /// <inheritdoc />
    public Task<(long Living, long Gone)> CountGoneAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var ticks = since.UtcTicks;
        return database.ReadAsync(
            async db => (await Live(db).LongCountAsync(d => d.Status != "retired", cancellation), await Live(db).LongCountAsync(d => d.GoneAt > ticks, cancellation)),
            cancellation);
    }

    private static ITable<DealTable> Live(DataConnection db) => db.GetTable<DealTable>().TableName(CatalogueDatabase.Live);

    /// <summary>The column as a value that no index knows, so that the planner takes the other one.</summary>
    [Sql.Expression("({0} + 0)", ServerSideOnly = true, IsNullable = Sql.IsNullableType.IfAnyParameterNullable)]
    private static long? OffIndex(long? column) => throw new NotSupportedException("Only the database evaluates it.");

    [Sql.Expression("({0} || '')", ServerSideOnly = true)]
    private static string OffIndex(string column) => throw new NotSupportedException("Only the database evaluates it.");

    internal static DueRow ToDue(DealTable row) => new(DealId.Parse(row.Id), row.ToSchedule()!, row.Cycle, row.Version, row.Title);
}
