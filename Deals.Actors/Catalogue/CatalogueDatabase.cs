using Deals.Actors.Storage;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Deals.Actors.Catalogue;

/// <summary>The catalogue's database: where it is, its tables, and its schema version.</summary>
public sealed class CatalogueDatabase
{
    internal const string Live = "deals";
    internal const string Shadow = "deals_new";
    internal const string Check = "deals_check";
    internal const string SetAsideTableName = "set_aside";
    internal const string ShadowSetAside = "set_aside_new";
    private const string ProjectionName = "deals";

    /// <summary>The version of the rows. They are made from the journal, so that an older version's are simply made again.</summary>
    internal const int SchemaVersion = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly DataOptions _options;
    private readonly string _file;

    /// <summary>A catalogue in a file of its own.</summary>
    public CatalogueDatabase(SqliteFiles files)
    {
        _file = files.Catalogue;
        _options = Options(make: false);
    }

    internal DataConnection Connect() => new(_options);

    /// <summary>A connection for the writer: room for the indexes in memory, and no wait for the disk at each batch. What a power cut takes, rows and
    /// position together, is made again from the journal.</summary>
    internal DataConnection ConnectToWrite()
    {
        var db = Connect();
        db.Execute("PRAGMA synchronous=NORMAL");
        db.Execute("PRAGMA cache_size=-65536");
        return db;
    }

    /// <summary>A connection whose queries all see one state of the rows, however long they take. Deferred, so that a reader never waits for a writer: the
    /// isolation's name is the driver's word for that, and in WAL mode nothing uncommitted is ever read.</summary>
    internal async Task<DataConnection> SnapshotAsync(CancellationToken cancellation)
    {
        var db = Connect();
        await db.BeginTransactionAsync(System.Data.IsolationLevel.ReadUncommitted, cancellation);
        return db;
    }

    private DataOptions Options(bool make) =>
        new DataOptions().UseSQLite(SqliteFiles.ConnectionString(_file, Patience, make), LinqToDB.DataProvider.SQLite.SQLiteProvider.Microsoft);

    /// <summary>Makes the tables where there are none, and checks their version.</summary>
    /// <exception cref="StorageException">The file is locked, damaged, read-only, on a full disk, or of another schema version.</exception>
    public void Prepare()
    {
        try
        {
            using var db = new DataConnection(Options(make: true));
            db.Execute("PRAGMA journal_mode=WAL");
            using var transaction = db.BeginTransaction();
            db.CreateTable<ProjectionTable>("projection", tableOptions: TableOptions.CreateIfNotExists);
            var version = db.GetTable<ProjectionTable>().TableName("projection").Select(p => (long?)p.SchemaVersion).FirstOrDefault();
            if (version > SchemaVersion)
            {
                throw new StorageException(
                    $"{Path.GetFileName(_file)} has schema version {version}, newer than this program's {SchemaVersion}: "
                    + "it can be deleted while no node runs, and is made again from the journal. Nothing was changed.");
            }

            // What an older version made is made again from the journal, which takes less than a way to change it would cost.
            if (version < SchemaVersion)
                Empty(db);
            CreateDeals(db, Live);
            CreateSetAside(db, SetAsideTableName);
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(_file, e), e);
        }
    }

    private static void Empty(DataConnection db)
    {
        foreach (var table in new[] { Live, Shadow, Check })
            Drop(db, table);
        foreach (var table in new[] { SetAsideTableName, ShadowSetAside })
            db.DropTable<SetAsideTable>(table, throwExceptionIfNotExists: false);
        db.GetTable<ProjectionTable>().TableName("projection").Delete();
    }

    internal static void CreateDeals(DataConnection db, string table)
    {
        db.CreateTable<DealTable>(table, tableOptions: TableOptions.CreateIfNotExists);
        if (table != Live)
            return;
        db.Execute($"CREATE INDEX IF NOT EXISTS ix_{table}_due ON {table} (Lane, SoftDeadline, NextDue)");
        foreach (var column in new[] { "CheckedAt", "Asin", "Price", "Rank", "BelowAverage", "ChangedAt", "ListingAsOf", "Status", "NextDue", "GoneAt" })
            db.Execute($"CREATE INDEX IF NOT EXISTS ix_{table}_{column.ToLowerInvariant()} ON {table} ({column}, Id)");
    }

    internal static void Drop(DataConnection db, string table) => db.DropTable<DealTable>(table, throwExceptionIfNotExists: false);

    /// <summary>Makes a side table, empty, and gives it to a writer: whoever had it before cannot write it any more.</summary>
    internal static void BeginSide(DataConnection db, string table, Guid writer)
    {
        DropSide(db, table);
        CreateDeals(db, table);
        if (table == Shadow)
            CreateSetAside(db, ShadowSetAside);
        db.InsertOrReplace(new ProjectionTable { Name = table, JournalId = writer.ToString(), SchemaVersion = SchemaVersion }, "projection");
    }

    /// <summary>Whether the side table is this writer's.</summary>
    internal static bool OwnsSide(DataConnection db, string table, Guid writer) =>
        db.GetTable<ProjectionTable>().TableName("projection").Any(p => p.Name == table && p.JournalId == writer.ToString());

    /// <summary>Drops a side table with what belongs to it.</summary>
    internal static void DropSide(DataConnection db, string table)
    {
        Drop(db, table);
        if (table == Shadow)
            db.DropTable<SetAsideTable>(ShadowSetAside, throwExceptionIfNotExists: false);
        db.GetTable<ProjectionTable>().TableName("projection").Delete(p => p.Name == table);
    }

    /// <summary>Puts the shadow table, and what its making set aside, in the place of the live one.</summary>
    internal static void Swap(DataConnection db)
    {
        Drop(db, Live);
        db.Execute($"ALTER TABLE {Shadow} RENAME TO {Live}");
        CreateDeals(db, Live);
        db.DropTable<SetAsideTable>(SetAsideTableName);
        db.Execute($"ALTER TABLE {ShadowSetAside} RENAME TO {SetAsideTableName}");
        DropSide(db, Shadow);
    }

    private static void CreateSetAside(DataConnection db, string table) =>
        db.CreateTable<SetAsideTable>(table, tableOptions: TableOptions.CreateIfNotExists);

    /// <summary>Where the projection stands, if it has begun.</summary>
    internal static ProjectionTable? Projection(DataConnection db) =>
        db.GetTable<ProjectionTable>().TableName("projection").FirstOrDefault(p => p.Name == ProjectionName);

    /// <summary>Begins a projection at a position, whatever was there.</summary>
    internal static void Begin(DataConnection db, Guid journal, long position) => db.InsertOrReplace(
        new ProjectionTable { Name = ProjectionName, JournalId = journal.ToString(), Position = position, SchemaVersion = SchemaVersion },
        "projection");

    /// <summary>Moves the position on; false where it is not where we left it, for then another writer is at work.</summary>
    internal static bool Advance(DataConnection db, Guid journal, long from, long to) => db.GetTable<ProjectionTable>().TableName("projection")
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
