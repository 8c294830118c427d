using Deals.Actors.Hosting;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.PostgreSQL;
using LinqToDB.Mapping;
using Npgsql;

namespace Deals.Actors.Storage;

/// <summary>A PostgreSQL database: one pool of connections for all that a process stores there.</summary>
public sealed class PostgresSource : IDisposable
{
    /// <summary>Where the connection string is configured.</summary>
    public const string Key = "ConnectionStrings:Deals";

    /// <summary>The oldest server that is served: everything asked of it is there since then, and older ones are not maintained.</summary>
    public const int OldestServer = 14;

    // The newest dialect of linq2db whose every word a server of version 14 knows is that of 13; the next, of 15, has words of 15.
    private const PostgreSQLVersion Dialect = PostgreSQLVersion.v13;
    private const string DialectName = ProviderName.PostgreSQL13;

    private PostgresSource(NpgsqlDataSource connections)
    {
        Connections = connections;
        Plain = new DataOptions()
            .UseConnectionFactory(PostgreSQLTools.GetDataProvider(Dialect), _ => connections.CreateConnection())
            // Akka.Persistence.Sql looks at the name.
            .WithOptions<ConnectionOptions>(o => o with { ProviderName = DialectName });
        // A schema of its own, for linq2db remembers a mapping by it.
        Mapped = Plain.UseMappingSchema(new MappingSchema("deals-postgres")).UseOnEntityDescriptorCreated((_, entity) =>
        {
            foreach (var column in entity.Columns)
                column.ColumnName = ToSnakeCase(column.MemberName);
        });
    }

    /// <summary>The database's name.</summary>
    public string Database => new NpgsqlConnectionStringBuilder(Connections.ConnectionString).Database!;

    /// <summary>The pool.</summary>
    public NpgsqlDataSource Connections { get; }

    /// <summary>For linq2db, with names as they are written.</summary>
    public DataOptions Plain { get; }

    /// <summary>For linq2db, with <c>CheckedAt</c> as the column <c>checked_at</c>.</summary>
    public DataOptions Mapped { get; }

    /// <summary>Makes the pool; connects to nothing yet.</summary>
    /// <param name="connectionString">As Npgsql takes it. What it does not say is set here.</param>
    /// <exception cref="SettingException">It cannot be read, names no server, or names a file that is not there.</exception>
    public static PostgresSource From(string connectionString)
    {
        var settings = PostgresSettings.Read(connectionString);
        try
        {
            return new PostgresSource(new NpgsqlDataSourceBuilder(settings.ConnectionString).Build());
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw PostgresSettings.Wrong("settings that fit together");
        }
    }

    /// <summary>What to throw about a failure.</summary>
    public static StorageException Failure(Exception e) => new(PostgresErrors.Explain(e), e);

    /// <inheritdoc />
    public void Dispose() => Connections.Dispose();

    internal NpgsqlCommand Command(string sql, TimeSpan patience)
    {
        var command = Connections.CreateCommand(sql);
        command.CommandTimeout = (int)Math.Ceiling(patience.TotalSeconds);
        return command;
    }

    private static string ToSnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
