using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Deals.Actors.Storage;

/// <summary>What a migration did.</summary>
/// <param name="From">The version before; 0 where there was none.</param>
/// <param name="To">The version after.</param>
/// <param name="Steps">The steps that were taken here, in order.</param>
public sealed record SchemaMigration(int From, int To, IReadOnlyList<SchemaStep> Steps);

/// <summary>The schema of the PostgreSQL database: made and changed by an explicit migration alone, and only checked by a node.</summary>
public sealed class PostgresSchema(PostgresSource source)
{
    /// <summary>The version that this program works with.</summary>
    public static readonly int Version = SchemaStep.All.Count;

    /// <summary>What is to be run where the version is another.</summary>
    private const string Command = "'schema migrate'";

    // Any number, the same for ever: whoever migrates this database holds it.
    private const long LockKey = 7411_0004;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(30);

    /// <summary>The version of the database; 0 where it holds no schema of ours.</summary>
    /// <exception cref="StorageException">The database does not answer, or is no database that can be used.</exception>
    public int Read()
    {
        try
        {
            using var connection = source.Connections.OpenConnection();
            RequireServer(connection);
            return VersionOf(connection, transaction: null);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw Explain(e);
        }
    }

    /// <summary>Refuses any version but ours.</summary>
    /// <exception cref="StorageException">It is another, or the database does not answer.</exception>
    public void Require()
    {
        var version = Read();
        if (version != Version)
            throw Refusal(version);
    }

    /// <summary>Takes every step that is missing, each in a transaction of its own and under a lock, so that two who migrate at once take each step once.</summary>
    /// <exception cref="StorageException">The database is newer than this program, a step failed, or the database does not answer. The steps before it are taken.</exception>
    public SchemaMigration Migrate()
    {
        var before = Read();
        if (before > Version)
            throw Refusal(before);
        var taken = SchemaStep.All.Where(step => step.Number > before).Where(Take).ToList();
        return new SchemaMigration(before, Version, taken);
    }

    /// <summary>Takes one step; false where somebody else took it meanwhile.</summary>
    private bool Take(SchemaStep step)
    {
        try
        {
            using var connection = source.Connections.OpenConnection();
            using var transaction = connection.BeginTransaction();
            Execute(connection, transaction, $"SELECT pg_advisory_xact_lock({LockKey.ToString(CultureInfo.InvariantCulture)})");
            if (VersionOf(connection, transaction) >= step.Number)
                return false;
            Execute(connection, transaction, step.Sql);
            using var mark = new NpgsqlCommand(
                "INSERT INTO deals_meta (key, value) VALUES ('schema-version', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", connection, transaction);
            mark.Parameters.Add(new NpgsqlParameter<string> { TypedValue = step.Number.ToString(CultureInfo.InvariantCulture) });
            mark.ExecuteNonQuery();
            transaction.Commit();
            return true;
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw new StorageException($"Step {step.Number} of the schema ({step.Name}) was not taken: {PostgresErrors.Explain(e)}", e) { NeedsSomebody = true };
        }
    }

    private static int VersionOf(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        // A query of the catalogue's tables, for to_regclass may answer from before the wait for the lock.
        using var exists = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE tablename = 'deals_meta' AND schemaname = ANY (current_schemas(false)))", connection, transaction)
        {
            CommandTimeout = (int)Patience.TotalSeconds,
        };
        if (exists.ExecuteScalar() is not true)
            return 0;
        using var read = new NpgsqlCommand("SELECT value FROM deals_meta WHERE key = 'schema-version'", connection, transaction) { CommandTimeout = (int)Patience.TotalSeconds };
        return read.ExecuteScalar() is not string text ? 0
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
            : throw new StorageException($"The database's schema version is '{text}': a whole number was expected. Nothing was changed.") { NeedsSomebody = true };
    }

    private static void RequireServer(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < PostgresSource.OldestServer)
            throw new StorageException($"The server is PostgreSQL {connection.PostgreSqlVersion}: {PostgresSource.OldestServer} or later was expected.") { NeedsSomebody = true };
        if (connection.PostgresParameters.TryGetValue("server_encoding", out var encoding) && encoding != "UTF8")
            throw new StorageException($"The database's encoding is {encoding}: UTF8 was expected.") { NeedsSomebody = true };
    }

    private static void Execute(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql)
    {
#pragma warning disable CA2100 // Our own files.
        using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = (int)LongestStep.TotalSeconds };
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static StorageException Refusal(int version) => new(
        version switch
        {
            0 => $"The database that {PostgresSource.Key} names has no schema yet: run {Command} once.",
            _ when version < Version => $"The database has schema version {version}, older than this program's {Version}: run {Command}. Nothing was changed.",
            _ => $"The database has schema version {version}, newer than this program's {Version}: start the program that migrated it, or a later one. Nothing was changed.",
        })
    {
        NeedsSomebody = true,
    };

    /// <summary>Says which failures are of the connection string rather than of a server that will be back.</summary>
    private static Exception Explain(Exception failure) => (failure as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => PostgresSettings.Wrong("a user and a password that the server takes"),
        PostgresErrorCodes.InvalidCatalogName => PostgresSettings.Wrong("a database that is there"),
        _ when failure is NpgsqlException { InnerException: System.Security.Authentication.AuthenticationException } =>
            PostgresSettings.Wrong("a server whose certificate the settings accept (SSL Mode, Root Certificate)"),
        _ => PostgresSource.Failure(failure),
    };
}
