using System.Data.Common;
using System.Runtime.CompilerServices;
using Deals.Actors.Scheduling;
using Deals.Actors.Storage;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace Deals.Actors.Catalogue;

/// <summary>The catalogue's database: how it is opened, and its tables. What differs between the databases is here and in its two kinds alone.</summary>
public abstract class CatalogueDatabase
{
    internal const string Live = "deals";
    internal const string Shadow = "deals_new";
    internal const string Check = "deals_check";
    internal const string SetAsideTableName = "set_aside";
    internal const string ShadowSetAside = "set_aside_new";
    internal const string ProjectionTableName = "projection";

    /// <summary>The version of the rows. They are made from the journal, so that an older version's are simply made again.</summary>
    internal const int RowVersion = 5;

    internal const string ProjectionName = "deals";

    /// <summary>Checks the tables and their version.</summary>
    /// <exception cref="StorageException">They cannot be used, or are newer than this program.</exception>
    public abstract void Prepare();

    /// <summary>Deals with an event at or before the projection's position that their row lacks, with that event's number; the first of them, if they are many.
    /// None where events are seen in the order of their positions, as in a file.</summary>
    /// <param name="after">Events up to this position are not looked at.</param>
    /// <param name="cancellation">Ends it.</param>
    internal virtual Task<IReadOnlyList<(string PersistenceId, long SequenceNr)>> PassedOverAsync(long after, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<(string PersistenceId, long SequenceNr)>>([]);

    /// <summary>One line about a failure, for people.</summary>
    public abstract string Explain(Exception failure);

    /// <summary>How many rows are best inserted at once, and how.</summary>
    internal abstract BulkCopyOptions Bulk { get; }

    internal abstract DataConnection Connect();

    /// <summary>A connection for what looks at every row, and may take minutes for it.</summary>
    internal virtual DataConnection ConnectForLong() => Connect();

    /// <summary>A connection for the writer, with its transaction. It does not wait for the disk at each batch: what a power cut takes, rows and position
    /// together, is made again from the journal.</summary>
    internal abstract Task<DataConnection> ConnectToWriteAsync(CancellationToken cancellation);

    /// <summary>Moves due times of rows that are still as they were read.</summary>
    /// <exception cref="StorageException">The database does not answer.</exception>
    internal Task<int> ReplanAsync(IReadOnlyList<DueMove> moves, CancellationToken cancellation) => ExplainAsync(() => MoveDueAsync(moves, cancellation));

    private protected abstract Task<int> MoveDueAsync(IReadOnlyList<DueMove> moves, CancellationToken cancellation);

    /// <summary>A connection whose queries all see one state of the rows, however long they take, and which never waits for a writer.</summary>
    internal abstract Task<DataConnection> SnapshotAsync(CancellationToken cancellation);

    /// <summary>Reads; everything that <paramref name="read"/> asks sees one state of the rows.</summary>
    /// <exception cref="StorageException">The database does not answer.</exception>
    internal Task<T> ReadAsync<T>(Func<DataConnection, Task<T>> read, CancellationToken cancellation) => ExplainAsync(async () =>
    {
        await using var db = await SnapshotAsync(cancellation);
        return await read(db);
    });

    /// <summary>Reads rows one by one, query after query, all of one state, and gives each on as it comes.</summary>
    /// <exception cref="StorageException">The catalogue does not answer, or not any more.</exception>
    internal async IAsyncEnumerable<T> StreamAsync<TRow, T>(
        Func<DataConnection, IEnumerable<IAsyncEnumerable<TRow>>> read, Func<TRow, T> take, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var db = await ExplainAsync(() => SnapshotAsync(cancellation));
        foreach (var part in read(db))
        {
            await using var rows = part.GetAsyncEnumerator(cancellation);
            while (await ExplainAsync(() => rows.MoveNextAsync().AsTask()))
                yield return take(rows.Current);
        }
    }

    private async Task<T> ExplainAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw new StorageException(Explain(e), e);
        }
    }

    /// <summary>Makes the tables of a side, empty; they were dropped before.</summary>
    private protected abstract void CreateSide(DataConnection db, string table);

    private protected abstract void DropTable(DataConnection db, string table);

    /// <summary>Gives the shadow the indexes of the live table, before it takes its place.</summary>
    internal virtual void Index(string table)
    {
    }

    /// <summary>Puts the shadow table, and what its making set aside, in the place of the live one.</summary>
    internal abstract void Swap(DataConnection db);

    /// <summary>Makes a side table, empty, and gives it to a writer: whoever had it before cannot write it any more.</summary>
    internal void BeginSide(DataConnection db, string table, Guid writer)
    {
        DropSide(db, table);
        CreateSide(db, table);
        db.InsertOrReplace(new ProjectionTable { Name = table, JournalId = writer.ToString(), SchemaVersion = RowVersion }, ProjectionTableName);
    }

    /// <summary>Drops a side table with what belongs to it.</summary>
    internal void DropSide(DataConnection db, string table)
    {
        DropTable(db, table);
        if (table == Shadow)
            DropTable(db, ShadowSetAside);
        db.GetTable<ProjectionTable>().TableName(ProjectionTableName).Delete(p => p.Name == table);
    }

    /// <summary>Whether the side table is this writer's.</summary>
    internal static bool OwnsSide(DataConnection db, string table, Guid writer) =>
        db.GetTable<ProjectionTable>().TableName(ProjectionTableName).Any(p => p.Name == table && p.JournalId == writer.ToString());

    /// <summary>Where the projection stands, if it has begun.</summary>
    internal static ProjectionTable? Projection(DataConnection db) =>
        db.GetTable<ProjectionTable>().TableName(ProjectionTableName).FirstOrDefault(p => p.Name == ProjectionName);

    /// <summary>Begins a projection at a position, whatever was there.</summary>
    internal static void Begin(DataConnection db, Guid journal, long position) => db.InsertOrReplace(
        new ProjectionTable { Name = ProjectionName, JournalId = journal.ToString(), Position = position, SchemaVersion = RowVersion },
        ProjectionTableName);

    /// <summary>Moves the position on; false where it is not where we left it, for then another writer is at work.</summary>
    internal static bool Advance(DataConnection db, Guid journal, long from, long to) => db.GetTable<ProjectionTable>().TableName(ProjectionTableName)
        .Where(p => p.Name == ProjectionName && p.JournalId == journal.ToString() && p.Position == from)
        .Set(p => p.Position, to)
        .Update() == 1;

    internal static long CountSetAside(DataConnection db) => db.GetTable<SetAsideTable>().TableName(SetAsideTableName).LongCount();

    /// <summary>Remembers an event of which no row could be made. A check remembers nothing: the live rows set the same events aside.</summary>
    internal static void SetAside(DataConnection db, string table, SetAsideTable entry)
    {
        if (table != Check)
            db.InsertOrReplace(entry, table == Shadow ? ShadowSetAside : SetAsideTableName);
    }

    internal static Task<List<DealTable>> RowsAsync(DataConnection db, string table, IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        db.GetTable<DealTable>().TableName(table).Where(d => ids.Contains(d.Id)).ToListAsync(cancellation);
}
