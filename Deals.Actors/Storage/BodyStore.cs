using System.IO.Compression;
using System.Security.Cryptography;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Microsoft.Data.Sqlite;

namespace Deals.Actors.Storage;

/// <summary>A raw body as Keepa sent it.</summary>
/// <param name="Key">Whose it is.</param>
/// <param name="AsOf">Keepa's last update of it.</param>
/// <param name="StoredAt">When it came, domain time.</param>
/// <param name="Json">The JSON in UTF-8.</param>
public sealed record Body(string Key, DateTimeOffset AsOf, DateTimeOffset StoredAt, ReadOnlyMemory<byte> Json)
{
    /// <summary>SHA-256 of the JSON, lower-case hexadecimal.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Json.Span));
}

/// <summary>The latest raw body of each product, compressed: what was paid for is kept, so that a new rule costs no token and an answer that nobody could take
/// in is not bought again. In a file of its own, away from the journal.</summary>
public sealed class BodyStore
{
    private const string Table = "bodies";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly string _file;
    private readonly DataOptions _options;
    private readonly SemaphoreSlim _oneWriter = new(1, 1);

    /// <summary>A store in a file of a data folder.</summary>
    public BodyStore(SqliteFiles files)
    {
        _file = files.Bodies;
        _options = Options(make: false);
    }

    /// <summary>Makes the file where there is none.</summary>
    /// <exception cref="StorageException">It is locked, damaged, read-only, or on a full disk.</exception>
    public void Prepare()
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

    /// <summary>Stores bodies in one transaction; one that is older than what is stored changes nothing.</summary>
    /// <exception cref="StorageException">Nothing was stored.</exception>
    public async Task PutAsync(IReadOnlyCollection<Body> bodies, CancellationToken cancellation)
    {
        var rows = bodies.AsParallel().AsOrdered().WithDegreeOfParallelism(2).Select(Row.From).ToList();
        await _oneWriter.WaitAsync(cancellation);
        try
        {
            await using var db = new DataConnection(_options);
            await using var transaction = await db.BeginTransactionAsync(cancellation);
            foreach (var row in rows)
            {
                var isNewer = !await db.GetTable<Row>().TableName(Table).AnyAsync(r => r.Key == row.Key && r.AsOf > row.AsOf, cancellation);
                if (isNewer)
                    await db.InsertOrReplaceAsync(row, Table, token: cancellation);
            }

            await transaction.CommitAsync(cancellation);
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(_file, e), e);
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    /// <summary>The stored body, if there is one that is newer than an instant.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="than">The instant by Keepa's clock; absent for any.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StorageException">The store does not answer.</exception>
    public Task<Body?> FindAsync(string key, DateTimeOffset? than, CancellationToken cancellation) => FindUntakenAsync(key, than, lookedAt: null, cancellation);

    /// <summary>The stored body, if there is one that is newer than what is known, or as new and stored after the last look.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="asOf">What is known, by Keepa's clock; absent where nothing is.</param>
    /// <param name="lookedAt">The last look, domain time; absent where only a newer one counts.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StorageException">The store does not answer.</exception>
    public async Task<Body?> FindUntakenAsync(string key, DateTimeOffset? asOf, DateTimeOffset? lookedAt, CancellationToken cancellation)
    {
        try
        {
            await using var db = new DataConnection(_options);
            var known = asOf?.UtcTicks ?? long.MinValue;
            var after = lookedAt?.UtcTicks ?? long.MaxValue;
            var row = await db.GetTable<Row>().TableName(Table)
                .FirstOrDefaultAsync(r => r.Key == key && (r.AsOf > known || (r.AsOf == known && r.StoredAt > after)), cancellation);
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

        public static Row From(Body body)
        {
            using var compressed = new MemoryStream();
            using (var brotli = new BrotliStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
                brotli.Write(body.Json.Span);
            return new Row { Key = body.Key, AsOf = body.AsOf.UtcTicks, StoredAt = body.StoredAt.UtcTicks, Content = compressed.ToArray() };
        }

        public Body ToBody()
        {
            using var plain = new MemoryStream();
            using (var brotli = new BrotliStream(new MemoryStream(Content), CompressionMode.Decompress))
                brotli.CopyTo(plain);
            return new Body(Key, new DateTimeOffset(AsOf, TimeSpan.Zero), new DateTimeOffset(StoredAt, TimeSpan.Zero), plain.ToArray());
        }
    }
}
