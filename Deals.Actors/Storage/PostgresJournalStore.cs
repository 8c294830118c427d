using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Deals.Actors.Storage;

/// <summary>The journal in a PostgreSQL database.</summary>
public sealed class PostgresJournalStore(PostgresSource source) : JournalStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A probe is asked every few seconds and has to say something before whoever asks gives up.
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public override int SchemaVersion => PostgresSchema.Version;

    /// <inheritdoc />
    public override Guid Prepare()
    {
        try
        {
            new PostgresSchema(source).Require();
            using var command = source.Command("SELECT value FROM deals_meta WHERE key = 'journal-id'", Patience);
            return Guid.TryParse(command.ExecuteScalar() as string, out var id)
                ? id
                : throw new StorageException("The database has no identity in deals_meta: a GUID was expected. Nothing was changed.") { NeedsSomebody = true };
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw PostgresSource.Failure(e);
        }
    }

    /// <summary>Keeps what the first caller says, for ever.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">What is kept where nothing is yet.</param>
    /// <returns>What is kept: ours, or what somebody said before.</returns>
    /// <exception cref="StorageException">The database does not answer.</exception>
    public string KeepFirst(string key, string value)
    {
        try
        {
            using var connection = source.Connections.OpenConnection();
            using (var insert = new NpgsqlCommand("INSERT INTO deals_meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING", connection))
            {
                insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
                insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
                insert.ExecuteNonQuery();
            }

            using var read = new NpgsqlCommand("SELECT value FROM deals_meta WHERE key = $1", connection);
            read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
            return (string)read.ExecuteScalar()!;
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw PostgresSource.Failure(e);
        }
    }

    /// <inheritdoc />
    public override long End() => Number("SELECT COALESCE(MAX(ordering), 0) FROM journal");

    /// <inheritdoc />
    public override long LastTagged(string tag, long upTo) => Number(
        "SELECT ordering_id FROM tags WHERE tag = $1 AND ordering_id <= $2 ORDER BY ordering_id DESC LIMIT 1",
        new NpgsqlParameter<string> { TypedValue = tag },
        new NpgsqlParameter<long> { TypedValue = upTo });

    /// <inheritdoc />
    public override string? Probe()
    {
        try
        {
            // One round trip; only a write tells of a full disk or of a standby.
            using var command = source.Command(
                "SELECT 1 FROM journal LIMIT 1; INSERT INTO deals_meta (key, value) VALUES ('probe', gen_random_uuid()::text) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                ProbePatience);
            command.ExecuteNonQuery();
            return null;
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            return PostgresErrors.Explain(e);
        }
    }

    private long Number(string sql, params IEnumerable<NpgsqlParameter> parameters)
    {
        try
        {
            using var command = source.Command(sql, Patience);
            foreach (var parameter in parameters)
                command.Parameters.Add(parameter);
            return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw PostgresSource.Failure(e);
        }
    }
}
