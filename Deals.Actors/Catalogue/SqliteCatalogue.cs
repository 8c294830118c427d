using System.Data;
using Deals.Actors.Scheduling;
using Deals.Actors.Storage;
using LinqToDB;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Deals.Actors.Catalogue;

/// <summary>The catalogue in a file of its own, made at the start.</summary>
public sealed class SqliteCatalogue : CatalogueDatabase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly DataOptions _options;
    private readonly string _file;

    /// <summary>A catalogue in a file of a data folder.</summary>
    public SqliteCatalogue(SqliteFiles files)
    {
        _file = files.Catalogue;
        _options = Options(make: false);
    }

    internal override BulkCopyOptions Bulk { get; } = new() { BulkCopyType = BulkCopyType.MultipleRows };

    /// <summary>Makes the tables where there are none, and checks their version.</summary>
    /// <exception cref="StorageException">The file is locked, damaged, read-only, on a full disk, or of another schema version.</exception>
    public override void Prepare()
    {
        try
        {
            using var db = new DataConnection(Options(make: true));
            db.Execute("PRAGMA journal_mode=WAL");
            using var transaction = db.BeginTransaction();
            db.CreateTable<ProjectionTable>(ProjectionTableName, tableOptions: TableOptions.CreateIfNotExists);
            var version = db.GetTable<ProjectionTable>().TableName(ProjectionTableName).Select(p => (long?)p.SchemaVersion).FirstOrDefault();
            if (version > RowVersion)
            {
                throw new StorageException(
                    $"{Path.GetFileName(_file)} has schema version {version}, newer than this program's {RowVersion}: "
                    + "it can be deleted while no node runs, and is made again from the journal. Nothing was changed.");
            }

            // What an older version made is made again from the journal, which takes less than a way to change it would cost.
            if (version < RowVersion)
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

    /// <inheritdoc />
    public override string Explain(Exception failure) => failure switch
    {
        SqliteException e => SqliteFiles.Explain(_file, e),
        AggregateException { InnerException: { } inner } => Explain(inner),
        _ => failure.Message,
    };

    internal override DataConnection Connect() => new(_options);

    internal override async Task<DataConnection> ConnectToWriteAsync(CancellationToken cancellation)
    {
        var db = Connect();
        db.Execute("PRAGMA synchronous=NORMAL");
        // Room for the indexes in memory.
        db.Execute("PRAGMA cache_size=-65536");
        await db.BeginTransactionAsync(cancellation);
        return db;
    }

    /// <inheritdoc />
    /// <remarks>Deferred, so that a reader never waits for a writer: the isolation's name is the driver's word for that, and in WAL mode nothing uncommitted
    /// is ever read.</remarks>
    internal override async Task<DataConnection> SnapshotAsync(CancellationToken cancellation)
    {
        var db = Connect();
        await db.BeginTransactionAsync(IsolationLevel.ReadUncommitted, cancellation);
        return db;
    }

    private protected override async Task<int> MoveDueAsync(IReadOnlyList<DueMove> moves, CancellationToken cancellation)
    {
        await using var db = await ConnectToWriteAsync(cancellation);
        var moved = 0;
        foreach (var row in moves)
        {
            var (id, version, due, soft) = (row.Id.ToString(), row.Version, row.Next.Due.UtcTicks, row.Next.SoftDeadline.UtcTicks);
            moved += await db.GetTable<DealTable>().TableName(Live)
                .Where(d => d.Id == id && d.Version == version)
                .Set(d => d.NextDue, due)
                .Set(d => d.SoftDeadline, soft)
                .Set(d => d.IsReplanned, true)
                .UpdateAsync(cancellation);
        }

        await db.CommitTransactionAsync(cancellation);
        return moved;
    }

    internal override void Swap(DataConnection db)
    {
        DropTable(db, Live);
        db.Execute($"ALTER TABLE {Shadow} RENAME TO {Live}");
        CreateDeals(db, Live);
        DropTable(db, SetAsideTableName);
        db.Execute($"ALTER TABLE {ShadowSetAside} RENAME TO {SetAsideTableName}");
        DropSide(db, Shadow);
    }

    private protected override void CreateSide(DataConnection db, string table)
    {
        CreateDeals(db, table);
        if (table == Shadow)
            CreateSetAside(db, ShadowSetAside);
    }

    private protected override void DropTable(DataConnection db, string table) => db.DropTable<DealTable>(table, throwExceptionIfNotExists: false);

    private void Empty(DataConnection db)
    {
        foreach (var table in new[] { Live, Shadow, Check, SetAsideTableName, ShadowSetAside })
            DropTable(db, table);
        db.GetTable<ProjectionTable>().TableName(ProjectionTableName).Delete();
    }

    private static void CreateDeals(DataConnection db, string table)
    {
        db.CreateTable<DealTable>(table, tableOptions: TableOptions.CreateIfNotExists);
        if (table != Live)
            return;
        db.Execute($"CREATE INDEX IF NOT EXISTS ix_{table}_due ON {table} (Lane, SoftDeadline, NextDue)");
        db.Execute($"CREATE INDEX IF NOT EXISTS ix_{table}_lane ON {table} (Lane, NextDue)");
        db.Execute($"CREATE INDEX IF NOT EXISTS ix_{table}_analysis ON {table} (AnalysisState, Importance)");
        foreach (var column in new[] { "CheckedAt", "Asin", "Price", "Rank", "BelowAverage", "ChangedAt", "ListingAsOf", "Status", "NextDue", "GoneAt", "Profit", "Roi", "AverageProfit" })
            db.Execute($"CREATE INDEX IF NOT EXISTS ix_{table}_{column.ToLowerInvariant()} ON {table} ({column}, Id)");
    }

    private static void CreateSetAside(DataConnection db, string table) =>
        db.CreateTable<SetAsideTable>(table, tableOptions: TableOptions.CreateIfNotExists);

    private DataOptions Options(bool make) =>
        new DataOptions().UseSQLite(SqliteFiles.ConnectionString(_file, Patience, make), LinqToDB.DataProvider.SQLite.SQLiteProvider.Microsoft);
}
