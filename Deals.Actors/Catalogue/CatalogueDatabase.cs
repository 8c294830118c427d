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
    private const string ProjectionName = "deals";

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
            CreateDeals(db, Live);
            db.CreateTable<ProjectionTable>("projection", tableOptions: TableOptions.CreateIfNotExists);
            db.CreateTable<SetAsideTable>("set_aside", tableOptions: TableOptions.CreateIfNotExists);
            var version = db.GetTable<ProjectionTable>().TableName("projection").Select(p => (long?)p.SchemaVersion).FirstOrDefault();
            if (version is not null && version != JournalStore.SchemaVersion)
            {
                throw new StorageException(
                    $"{Path.GetFileName(_file)} has schema version {version}, {(version < JournalStore.SchemaVersion ? "older" : "newer")} than this program's {JournalStore.SchemaVersion}: "
                    + "it can be deleted while no node runs, and is made again from the journal. Nothing was changed.");
            }

            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(_file, e), e);
        }
    }

    internal static void CreateDeals(DataConnection db, string table)
    {
        db.CreateTable<DealTable>(table, tableOptions: TableOptions.CreateIfNotExists);
        if (table != Live)
            return;
        foreach (var column in new[] { "CheckedAt", "Asin", "Price", "Rank", "BelowAverage", "ChangedAt", "ListingAsOf", "Status" })
            db.Execute($"CREATE INDEX IF NOT EXISTS ix_{table}_{column.ToLowerInvariant()} ON {table} ({column}, Id)");
    }

    internal static void Drop(DataConnection db, string table) => db.DropTable<DealTable>(table, throwExceptionIfNotExists: false);

    /// <summary>Puts the shadow table in the place of the live one.</summary>
    internal static void Swap(DataConnection db)
    {
        Drop(db, Live);
        db.Execute($"ALTER TABLE {Shadow} RENAME TO {Live}");
        CreateDeals(db, Live);
    }

    /// <summary>Where the projection stands, if it has begun.</summary>
    internal static ProjectionTable? Projection(DataConnection db) =>
        db.GetTable<ProjectionTable>().TableName("projection").FirstOrDefault(p => p.Name == ProjectionName);

    /// <summary>Begins a projection at a position, whatever was there.</summary>
    internal static void Begin(DataConnection db, Guid journal, long position) => db.InsertOrReplace(
        new ProjectionTable { Name = ProjectionName, JournalId = journal.ToString(), Position = position, SchemaVersion = JournalStore.SchemaVersion },
        "projection");

    /// <summary>Moves the position on; false where it is not where we left it, for then another writer is at work.</summary>
    internal static bool Advance(DataConnection db, Guid journal, long from, long to) => db.GetTable<ProjectionTable>().TableName("projection")
        .Where(p => p.Name == ProjectionName && p.JournalId == journal.ToString() && p.Position == from)
        .Set(p => p.Position, to)
        .Update() == 1;

    internal static long CountSetAside(DataConnection db) => db.GetTable<SetAsideTable>().TableName("set_aside").LongCount();

    internal static void SetAside(DataConnection db, SetAsideTable entry) => db.InsertOrReplace(entry, "set_aside");

    internal static Task<List<DealTable>> RowsAsync(DataConnection db, string table, IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        db.GetTable<DealTable>().TableName(table).Where(d => ids.Contains(d.Id)).ToListAsync(cancellation);
}
