using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Query;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Query;
using Deals.Actors.Hosting;
using Deals.Actors.Storage;
using Deals.Host.Start;
using Deals.Tests.TestSupport;
using Npgsql;

namespace Deals.Tests.Storage;

[Collection(Postgres.Name)]
public sealed class PostgresSchemaTests(PostgresFixture server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [PostgresFact]
    public async Task Our_tables_are_those_that_akka_persistence_would_make_itself()
    {
        using var ours = await server.SourceAsync();
        using var theirs = await server.SourceAsync(empty: true);
        await LetAkkaMakeTablesAsync(theirs);

        var expected = await ColumnsAsync(theirs);
        Assert.Equal(["journal", "snapshot", "tags"], expected.Select(c => c.Split('.')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(expected, await ColumnsAsync(ours));
        // Whatever is unique there is unique here: the fence of two routers rests on it.
        Assert.Equal(await UniqueAsync(theirs), await UniqueAsync(ours));
    }

    [PostgresFact]
    public async Task Several_who_migrate_at_once_take_each_step_once()
    {
        var database = await server.DatabaseAsync(empty: true);
        var migrations = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() =>
        {
            using var source = PostgresSource.From(database);
            return new PostgresSchema(source).Migrate();
        })));
        Assert.All(migrations, m => Assert.Equal(PostgresSchema.Version, m.To));
        Assert.Equal(SchemaStep.All.Select(s => s.Number), migrations.SelectMany(m => m.Steps).Select(s => s.Number).Order());
        using var again = PostgresSource.From(database);
        Assert.Empty(new PostgresSchema(again).Migrate().Steps);
    }

    [PostgresFact]
    public async Task F66_a_step_that_fails_changes_nothing_and_the_next_migration_goes_on_from_there()
    {
        using var source = await server.SourceAsync(empty: true);
        await ExecuteAsync(source, "CREATE TABLE set_aside (mine text)");
        var failure = Assert.Throws<StorageException>(() => { new PostgresSchema(source).Migrate(); });
        Assert.Contains("Step 2", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, new PostgresSchema(source).Read());
        Assert.Equal("older", Assert.Throws<StorageException>(() => new PostgresSchema(source).Require()).Message.Split(", ")[1].Split(' ')[0]);
        await ExecuteAsync(source, "DROP TABLE set_aside");
        Assert.Equal(Enumerable.Range(2, PostgresSchema.Version - 1), new PostgresSchema(source).Migrate().Steps.Select(s => s.Number));
    }

    [PostgresFact]
    public async Task F66_a_newer_schema_is_not_migrated()
    {
        using var source = await server.SourceAsync();
        await ExecuteAsync(source, "UPDATE deals_meta SET value = '99' WHERE key = 'schema-version'");
        Assert.Contains("newer", Assert.Throws<StorageException>(() => { new PostgresSchema(source).Migrate(); }).Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Nodes_that_start_at_once_agree_on_one_clock_and_another_one_is_refused()
    {
        var database = await server.DatabaseAsync();
        NodeStorage Open(TimeOptions time)
        {
            using var source = PostgresSource.From(database);
            return NodeStorage.Open(source, time, TimeProvider.System);
        }

        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Open(new TimeOptions { Scale = 20 }))));
        var origin = Assert.Single(opened.Select(o => o.Clock.Origin).Distinct());
        Assert.Single(opened.Select(o => o.JournalId).Distinct());
        Assert.Equal(origin, Open(new TimeOptions { Scale = 20, Origin = origin }).Clock.Origin);
        Assert.StartsWith("Time:Scale is '1': 20", Assert.Throws<SettingException>(() => Open(new TimeOptions())).Message, StringComparison.Ordinal);
        Assert.StartsWith("Time:Origin", Assert.Throws<SettingException>(() => Open(new TimeOptions { Scale = 20, Origin = origin.AddSeconds(1) })).Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task F66_what_stands_in_the_way_of_a_start_is_one_line_that_names_the_setting_or_what_to_run()
    {
        var empty = await server.DatabaseAsync(empty: true);
        var port = new NpgsqlConnectionStringBuilder(empty).Port;
        StorageException Refused(string connectionString) => Assert.Throws<StorageException>(() => Try(connectionString));
        SettingException Wrong(string connectionString) => Assert.Throws<SettingException>(() => Try(connectionString));

        var absent = Refused(empty);
        Assert.True(absent.NeedsSomebody);
        Assert.Contains("'schema migrate'", absent.Message, StringComparison.Ordinal);
        Assert.Contains("a database that is there", Wrong(empty.Replace("Database=deals_", "Database=gone_", StringComparison.Ordinal)).Message, StringComparison.Ordinal);
        var unreachable = Refused($"Host=127.0.0.1;Port={ProcessUnderTest.FreePort()};Username=u;Password=sesame;Database=d");
        Assert.False(unreachable.NeedsSomebody);
        Assert.Equal("PostgreSQL cannot be reached: nothing listens there.", unreachable.Message);
        var unknown = Refused($"Host=no-such-host.invalid;Port={port};Username=u;Password=sesame;Database=d;Timeout=2");
        Assert.DoesNotContain("no-such-host", unknown.Message, StringComparison.Ordinal);
    }

    private static void Try(string connectionString)
    {
        using var source = PostgresSource.From(connectionString);
        NodeStorage.Open(source, new TimeOptions(), TimeProvider.System);
    }

    private static async Task LetAkkaMakeTablesAsync(PostgresSource source)
    {
        var storage = PostgresStorage.Of(source);
        var config = ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.persistence.journal.sql.auto-initialize = on\nakka.persistence.snapshot-store.sql.auto-initialize = on")
            .WithFallback(storage.Settings)
            .WithFallback(SqlPersistence.DefaultConfiguration);
        using var system = ActorSystem.Create("tables", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), storage.Connections!));
        PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);
        var snapshots = Persistence.Instance.Apply(system).SnapshotStoreFor(null);
        await snapshots.Ask<LoadSnapshotResult>(new LoadSnapshot("nobody", SnapshotSelectionCriteria.Latest, long.MaxValue), Patience);
        await system.Terminate();
    }

    private static Task<List<string>> ColumnsAsync(PostgresSource source) => AskAsync(
        source,
        """
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || COALESCE(character_maximum_length::text, '') || ' null: ' || is_nullable || ' generated: ' || (column_default IS NOT NULL)::text
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name IN ('journal', 'tags', 'snapshot') ORDER BY table_name, column_name
        """);

    private static Task<List<string>> UniqueAsync(PostgresSource source) => AskAsync(
        source,
        """
        SELECT i.indrelid::regclass::text || ' ' || (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum)
        FROM pg_index i WHERE i.indisunique AND i.indrelid IN ('journal'::regclass, 'tags'::regclass, 'snapshot'::regclass) ORDER BY 1
        """);

    private static async Task<List<string>> AskAsync(PostgresSource source, string sql)
    {
        await using var command = source.Connections.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
            found.Add(reader.GetString(0));
        return found;
    }

    private static async Task ExecuteAsync(PostgresSource source, string sql)
    {
        await using var command = source.Connections.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
