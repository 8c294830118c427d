using System.Runtime.CompilerServices;
using Deals.Actors.Deals;
using Deals.Actors.Scheduling;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace Deals.Actors.Catalogue;

/// <summary>The active deals of the due index as a population. Read piece by piece in the order of their ids, each piece of its own moment: a price needs no more, and no
/// reader keeps an old state of the table alive.</summary>
public sealed class WorthIndex(CatalogueDatabase database) : IWorthIndex
{
    private const int Piece = 5000;

    // The projection waits so long for the file.
    private const int AtOnce = 500;

    /// <inheritdoc />
    public async IAsyncEnumerable<IReadOnlyList<WorthRow>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var last = ""; ;)
        {
            var after = last;
            var rows = await database.ReadAsync(
                db => Active(db).Where(d => d.LookedAt != null && d.Id.CompareTo(after) > 0).OrderBy(d => d.Id).Take(Piece).ToListAsync(cancellation), cancellation);
            if (rows.Count > 0)
                yield return [.. rows.Select(ToWorth)];
            if (rows.Count < Piece)
                yield break;
            last = rows[^1].Id;
        }
    }

    /// <inheritdoc />
    public async Task<int> ReplanAsync(IReadOnlyList<DueMove> moves, CancellationToken cancellation)
    {
        var moved = 0;
        foreach (var few in moves.Chunk(AtOnce))
            moved += await database.ReplanAsync(few, cancellation);
        return moved;
    }

    /// <inheritdoc />
    public Task<Crowd> CountAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var ticks = now.UtcTicks;
        return database.ReadAsync(
            async db => new Crowd(
                await Active(db).LongCountAsync(cancellation),
                await Active(db).LongCountAsync(d => d.Lane == "refresh" && d.NextDue <= ticks, cancellation),
                await Live(db).LongCountAsync(d => d.Status == "pending_processing", cancellation)),
            cancellation);
    }

    private static ITable<DealTable> Live(DataConnection db) => db.GetTable<DealTable>().TableName(CatalogueDatabase.Live);

    private static IQueryable<DealTable> Active(DataConnection db) => Live(db).Where(d => d.Status == "active");

    private static WorthRow ToWorth(DealTable table)
    {
        var row = table.ToRow();
        return new WorthRow(DealId.Parse(table.Id), table.Version, row.Next!, row.AsSubject()!);
    }
}
