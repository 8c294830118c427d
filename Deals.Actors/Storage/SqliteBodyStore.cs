using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Microsoft.Data.Sqlite;

namespace Deals.Actors.Storage;

/// <summary>Bodies in a file of their own, away from the journal.</summary>
public sealed class SqliteBodyStore : BodyStore
{
    private const string Table = "bodies";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly string _file;
    private readonly DataOptions _options;

    /// <summary>A store in a file of a data folder.</summary>
    public SqliteBodyStore(SqliteFiles files)
    {
        _file = files.Bodies;
        _options = Options(make: false);
    }

    /// <summary>Makes the file where there is none.</summary>
    /// <exception cref="StorageException">It is locked, damaged, read-only, or on a full disk.</exception>
    public override void Prepare()
    {
        try
        {
            using var db = new DataConnection(Options(make: true));
            db.Execute("PRAGMA journal_mode=WAL");
            db.CreateTable<Row>(Table, tableOptions: TableOptions.CreateIfNotExists);
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(_file, e), e);
        }
    }

    private protected override async Task WriteAsync(IReadOnlyList<CompressedBody> bodies, CancellationToken cancellation)
    {
        try
        {
            await using var db = new DataConnection(_options);
            await using var transaction = await db.BeginTransactionAsync(cancellation);
            foreach (var body in bodies)
            {
                var isNewer = !await db.GetTable<Row>().TableName(Table).AnyAsync(r => r.Key == body.Key && r.AsOf > body.AsOf, cancellation);
                if (isNewer)
                    await db.InsertOrReplaceAsync(Row.From(body), Table, token: cancellation);
            }

            await transaction.CommitAsync(cancellation);
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(_file, e), e);
        }
    }

    private protected override async Task<CompressedBody?> ReadAsync(string key, long known, long lookedAt, CancellationToken cancellation)
    {
        try
        {
            await using var db = new DataConnection(_options);
            var row = await db.GetTable<Row>().TableName(Table)
                .FirstOrDefaultAsync(r => r.Key == key && (r.AsOf > known || (r.AsOf == known && r.StoredAt > lookedAt)), cancellation);
            return row?.ToBody();
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(_file, e), e);
        }
    }

    private DataOptions Options(bool make) =>
        new DataOptions().UseSQLite(SqliteFiles.ConnectionString(_file, Patience, make), LinqToDB.DataProvider.SQLite.SQLiteProvider.Microsoft);

    private sealed class Row
    {
        [PrimaryKey, NotNull, DataType(DataType.VarChar)] public string Key { get; set; } = "";
        [Column] public long AsOf { get; set; }
        [Column] public long StoredAt { get; set; }
        [Column, NotNull] public byte[] Content { get; set; } = [];

        public static Row From(CompressedBody body) => new() { Key = body.Key, AsOf = body.AsOf, StoredAt = body.StoredAt, Content = body.Content };

        public CompressedBody ToBody() => new(Key, AsOf, StoredAt, Content);
    }
}
