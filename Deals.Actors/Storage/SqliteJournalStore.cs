using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Deals.Actors.Storage;

/// <summary>The journal in a file.</summary>
public sealed class SqliteJournalStore(SqliteFiles files) : JournalStore
{
    /// <summary>The version of everything that is stored in files. A node works with this one alone.</summary>
    public const int Version = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public override int SchemaVersion => Version;

    /// <summary>Makes the file where there is none, and checks it. Its identity tells a catalogue whether it was made from this journal.</summary>
    /// <returns>The journal's identity.</returns>
    /// <exception cref="StorageException">The file is locked, damaged, read-only, on a full disk, or of another schema version.</exception>
    public override Guid Prepare()
    {
        try
        {
            using var connection = Open(Patience, make: true);
            Execute(connection, "PRAGMA journal_mode=WAL");
            using var transaction = connection.BeginTransaction(deferred: false);
            Execute(connection, "CREATE TABLE IF NOT EXISTS deals_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
            var version = Read(connection, "schema-version");
            if (version is null)
            {
                Write(connection, "schema-version", Version.ToString(CultureInfo.InvariantCulture));
                Write(connection, "journal-id", Guid.NewGuid().ToString());
            }
            else if (version != Version.ToString(CultureInfo.InvariantCulture))
            {
                var isOlder = int.TryParse(version, CultureInfo.InvariantCulture, out var number) && number < Version;
                throw new StorageException(
                    $"The journal in {files.Directory} has schema version {version}, {(isOlder ? "older" : "newer")} than this program's {Version}: "
                    + $"{(isOlder ? "migrate it" : "start the program that wrote it")}. Nothing was changed.");
            }

            var id = Read(connection, "journal-id");
            transaction.Commit();
            return Guid.TryParse(id, out var journal)
                ? journal
                : throw new StorageException($"The journal in {files.Directory} has the identity '{id}': a GUID was expected. Nothing was changed.");
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(files.Journal, e), e);
        }
    }

    /// <summary>The version of what is stored; absent where nothing is yet. Changes nothing.</summary>
    /// <exception cref="StorageException">The file is locked, damaged, or of a version that is no number.</exception>
    public int? ReadVersion()
    {
        if (!File.Exists(files.Journal))
            return null;
        try
        {
            using var connection = Open(Patience);
            if (!HasTable(connection, "deals_meta") || Read(connection, "schema-version") is not { } text)
                return null;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? version
                : throw new StorageException($"The journal in {files.Directory} has schema version '{text}': a whole number was expected.");
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(files.Journal, e), e);
        }
    }

    /// <summary>Whether Akka.Persistence has made its tables here. Changes nothing.</summary>
    /// <exception cref="StorageException">The file does not answer.</exception>
    public bool HasTables()
    {
        if (!File.Exists(files.Journal))
            return false;
        try
        {
            using var connection = Open(Patience);
            return HasTable(connection, "journal") && HasTable(connection, "tags") && HasTable(connection, "snapshot");
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(files.Journal, e), e);
        }
    }

    /// <summary>Makes a stream of events cost what it reads. Akka.Persistence indexes the tags by tag alone; where nearly every event has the same tag, SQLite then
    /// sorts all of them for every page that is read. Without that index it goes along the primary key, which begins with the position.</summary>
    /// <exception cref="StorageException">The journal does not answer.</exception>
    public override void PrepareForReading()
    {
        try
        {
            using var connection = Open(Patience);
            Execute(connection, "DROP INDEX IF EXISTS tags_tag_idx");
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(files.Journal, e), e);
        }
    }

    /// <inheritdoc />
    public override long End()
    {
        try
        {
            using var connection = Open(Patience);
            using var command = connection.CreateCommand();
            command.CommandText = HasTable(connection, "journal") ? "SELECT COALESCE(MAX(ordering), 0) FROM journal" : "SELECT 0";
            return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(files.Journal, e), e);
        }
    }

    /// <inheritdoc />
    public override long LastTagged(string tag, long upTo)
    {
        try
        {
            using var connection = Open(Patience);
            if (!HasTable(connection, "tags"))
                return 0;
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT ordering_id FROM tags WHERE tag = $tag AND ordering_id <= $upTo ORDER BY ordering_id DESC LIMIT 1";
            command.Parameters.AddWithValue("$tag", tag);
            command.Parameters.AddWithValue("$upTo", upTo);
            return command.ExecuteScalar() is long last ? last : 0;
        }
        catch (SqliteException e)
        {
            throw new StorageException(SqliteFiles.Explain(files.Journal, e), e);
        }
    }

    /// <inheritdoc />
    public override string? Probe()
    {
        try
        {
            using var connection = Open(ProbePatience);
            if (!HasTable(connection, "journal"))
                return "The journal has no table of events yet.";
            using var query = connection.CreateCommand();
            query.CommandText = "SELECT 1 FROM journal LIMIT 1";
            query.ExecuteScalar();
            // Reading works on a full disk and beside a writer that hangs; only a write tells.
            Execute(connection, "INSERT INTO deals_meta (key, value) VALUES ('probe', hex(randomblob(8))) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
            return null;
        }
        catch (SqliteException e)
        {
            return SqliteFiles.Explain(files.Journal, e);
        }
    }

    private SqliteConnection Open(TimeSpan patience, bool make = false)
    {
        var connection = new SqliteConnection(SqliteFiles.ConnectionString(files.Journal, patience, make));
        connection.Open();
        return connection;
    }

    private static bool HasTable(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $name";
        command.Parameters.AddWithValue("$name", name);
        return command.ExecuteScalar() is not null;
    }

    private static string? Read(SqliteConnection connection, string key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM deals_meta WHERE key = $key";
        command.Parameters.AddWithValue("$key", key);
        return command.ExecuteScalar() as string;
    }

    private static void Write(SqliteConnection connection, string key, string value)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO deals_meta (key, value) VALUES ($key, $value)";
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$value", value);
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
