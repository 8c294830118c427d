using System.Diagnostics;
using Deals.Actors.Catalogue;
using Deals.Actors.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Deals.Bench.Chaos;

/// <summary>The stores of the nodes of a run, read beside them and after them, on whichever provider.</summary>
internal abstract class RunStores
{
    /// <summary>Persistent actors with the number of lives that wrote into their journal while another life did: each should have none.
    /// A life that writes again after a later one has written was alive beside it.</summary>
    private const string Interleaved =
        """
        SELECT persistence_id FROM
          (SELECT persistence_id, writer_uuid, LAG(writer_uuid) OVER (PARTITION BY persistence_id ORDER BY sequence_number) AS before FROM journal) AS writes
        WHERE before IS NULL OR before <> writer_uuid
        GROUP BY persistence_id HAVING COUNT(*) > COUNT(DISTINCT writer_uuid)
        """;

    private const string NumbersTwice = "SELECT persistence_id FROM journal GROUP BY persistence_id, sequence_number HAVING COUNT(*) > 1";

    /// <summary>How Akka.Persistence reads the journal.</summary>
    public abstract AkkaStorage Akka { get; }

    /// <summary>The journal.</summary>
    public abstract JournalStore Journal { get; }

    /// <summary>The rows.</summary>
    public abstract CatalogueDatabase Catalogue { get; }

    /// <summary>When the latest body of each deal was stored, domain time.</summary>
    public abstract Task<IReadOnlyDictionary<string, DateTimeOffset>> BodiesAsync(CancellationToken cancellation);

    /// <summary>Waits until a living node stores bodies; false if none does within a time.</summary>
    public abstract Task<bool> AwaitBodiesAsync(TimeSpan within, CancellationToken cancellation);

    /// <summary>Persistent actors of which two lives wrote beside each other.</summary>
    public Task<List<string>> WrittenByTwoAsync(CancellationToken cancellation) => JournalTextsAsync(Interleaved, cancellation);

    /// <summary>Persistent actors two of whose events have the same number.</summary>
    public Task<List<string>> NumberedTwiceAsync(CancellationToken cancellation) => JournalTextsAsync(NumbersTwice, cancellation);

    /// <summary>Lets go of the files or connections that reading took.</summary>
    public abstract void Release();

    /// <summary>The first column of what a query of the journal finds.</summary>
    protected abstract Task<List<string>> JournalTextsAsync(string sql, CancellationToken cancellation);
}

/// <summary>The data folder of one node.</summary>
internal sealed class FolderStores(string directory) : RunStores
{
    private readonly SqliteFiles _files = new(directory);

    public override AkkaStorage Akka => SqliteStorage.Of(_files);

    public override JournalStore Journal => new SqliteJournalStore(_files);

    public override CatalogueDatabase Catalogue => new SqliteCatalogue(_files);

    public override async Task<IReadOnlyDictionary<string, DateTimeOffset>> BodiesAsync(CancellationToken cancellation)
    {
        if (!File.Exists(_files.Bodies))
            return new Dictionary<string, DateTimeOffset>();
        try
        {
            var bodies = await AskAsync(_files.Bodies, "SELECT Key, StoredAt FROM bodies", r => (Key: r.GetString(0), At: new DateTimeOffset(r.GetInt64(1), TimeSpan.Zero)), cancellation);
            return bodies.ToDictionary(b => b.Key, b => b.At);
        }
        catch (SqliteException e) when (e.Message.Contains("no such table", StringComparison.Ordinal))
        {
            // It was killed between making the file and making its table.
            return new Dictionary<string, DateTimeOffset>();
        }
    }

    public override async Task<bool> AwaitBodiesAsync(TimeSpan within, CancellationToken cancellation)
    {
        await using var connection = Open(_files.Bodies);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        // Changes when another connection has committed; costs no reading.
        command.CommandText = "PRAGMA data_version";
        var before = (long)(await command.ExecuteScalarAsync(cancellation))!;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var since = Stopwatch.StartNew(); since.Elapsed < within && await timer.WaitForNextTickAsync(cancellation);)
        {
            if ((long)(await command.ExecuteScalarAsync(cancellation))! != before)
                return true;
        }

        return false;
    }

    public override void Release() => SqliteConnection.ClearAllPools();

    protected override Task<List<string>> JournalTextsAsync(string sql, CancellationToken cancellation) => AskAsync(_files.Journal, sql, r => r.GetString(0), cancellation);

    private static async Task<List<T>> AskAsync<T>(string file, string sql, Func<SqliteDataReader, T> read, CancellationToken cancellation)
    {
        await using var connection = Open(file);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of these classes.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<T>();
        while (await reader.ReadAsync(cancellation))
            found.Add(read(reader));
        return found;
    }

    // Read-write, for the log of a killed writer may have to be recovered before it can be read.
    private static SqliteConnection Open(string file) => new($"Data Source={file};Mode=ReadWrite;Pooling=False;Default Timeout=10");
}

/// <summary>The PostgreSQL database of all nodes.</summary>
internal sealed class DatabaseStores(PostgresSource source) : RunStores
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override AkkaStorage Akka => PostgresStorage.Of(source);

    public override JournalStore Journal => new PostgresJournalStore(source);

    public override CatalogueDatabase Catalogue => new PostgresCatalogue(source);

    public override async Task<IReadOnlyDictionary<string, DateTimeOffset>> BodiesAsync(CancellationToken cancellation)
    {
        var bodies = new Dictionary<string, DateTimeOffset>();
        await using var command = source.Connections.CreateCommand("SELECT key, stored_at FROM bodies");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            bodies[reader.GetString(0)] = new DateTimeOffset(reader.GetInt64(1), TimeSpan.Zero);
        return bodies;
    }

    public override async Task<bool> AwaitBodiesAsync(TimeSpan within, CancellationToken cancellation)
    {
        await using var latest = source.Connections.CreateCommand("SELECT COALESCE(MAX(stored_at), 0) FROM bodies");
        var before = (long)(await latest.ExecuteScalarAsync(cancellation))!;
        using var timer = new PeriodicTimer(Glance);
        for (var since = Stopwatch.StartNew(); since.Elapsed < within && await timer.WaitForNextTickAsync(cancellation);)
        {
            if ((long)(await latest.ExecuteScalarAsync(cancellation))! != before)
                return true;
        }

        return false;
    }

    public override void Release()
    {
        // The pool is its owner's.
    }

    protected override async Task<List<string>> JournalTextsAsync(string sql, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Constants of these classes.
        await using var command = new NpgsqlCommand(sql) { CommandTimeout = (int)Patience.TotalSeconds };
#pragma warning restore CA2100
        await using var connection = await source.Connections.OpenConnectionAsync(cancellation);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<string>();
        while (await reader.ReadAsync(cancellation))
            found.Add(reader.GetString(0));
        return found;
    }
}
