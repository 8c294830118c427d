using System.Data.Common;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Deals.Actors.Catalogue;
using Deals.Actors.Storage;
using Deals.Bench.Loading;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Deals.Tests.TestSupport;

/// <summary>The stores of one test on one provider, prepared, and gone with it.</summary>
public abstract class TestStores : IDisposable
{
    /// <summary>In a temporary folder.</summary>
    public static TestStores OnFiles() => new Files();

    /// <summary>In a database of its own.</summary>
    public static TestStores OnPostgres(PostgresFixture server) =>
        // Off the test's own context, which may have one thread alone.
        new Database(Task.Run(() => server.DatabaseAsync()).GetAwaiter().GetResult());

    public abstract JournalStore Journal { get; }

    public abstract CatalogueDatabase Catalogue { get; }

    public abstract BodyStore Bodies { get; }

    public abstract AkkaStorage Akka { get; }

    /// <summary>A new object for the same journal, as the next start of a node makes it.</summary>
    public abstract JournalStore JournalAgain();

    /// <summary>Runs SQL in the catalogue behind everybody's back.</summary>
    public void Tamper(params string[] statements)
    {
        using var db = Catalogue.Connect();
        foreach (var statement in statements)
            db.Execute(statement);
    }

    /// <summary>A connection to the journal's database that nobody used before.</summary>
    public abstract DbConnection OpenJournal();

    /// <summary>Runs SQL beside the journal behind everybody's back.</summary>
    public void TamperWithJournal(string statement)
    {
        using var connection = OpenJournal();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    /// <summary>Takes the rows for itself, so that nobody reads or writes them, until it is disposed.</summary>
    public abstract IDisposable SeizeRows();

    /// <summary>Loads deals that exist already.</summary>
    internal abstract Task<LoadedDeals> LoadAsync(StoredCrowd crowd);

    /// <summary>An actor system that stores here, with our serializer.</summary>
    public ActorSystemSetup Setup(string more = "akka.loglevel = ERROR")
    {
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(more)
            .WithFallback(SerializingMailbox.Everywhere)
            .WithFallback(Akka.Settings)
            .WithFallback(SqlPersistence.DefaultConfiguration)));
        return Akka.Connections is { } connections ? setup.And(connections) : setup;
    }

    public abstract void Dispose();

    private sealed class Files : TestStores
    {
        private readonly TemporaryFolder _folder = new();
        private readonly SqliteFiles _files;

        public Files()
        {
            _files = new SqliteFiles(_folder.Path);
            Journal = new SqliteJournalStore(_files);
            Journal.Prepare();
            Catalogue = new SqliteCatalogue(_files);
            Catalogue.Prepare();
            Bodies = new SqliteBodyStore(_files);
            Bodies.Prepare();
            Akka = SqliteStorage.Of(_files);
        }

        public override JournalStore Journal { get; }

        public override CatalogueDatabase Catalogue { get; }

        public override BodyStore Bodies { get; }

        public override AkkaStorage Akka { get; }

        public override JournalStore JournalAgain() => new SqliteJournalStore(_files);

        internal override Task<LoadedDeals> LoadAsync(StoredCrowd crowd) => BulkLoad.IntoFilesAsync(_files.Directory, crowd, CancellationToken.None);

        public override DbConnection OpenJournal()
        {
            var connection = new SqliteConnection($"Data Source={_files.Journal};Pooling=False");
            connection.Open();
            return connection;
        }

        public override IDisposable SeizeRows()
        {
            var connection = new SqliteConnection($"Data Source={_files.Catalogue};Pooling=False");
            connection.Open();
            using var seize = connection.CreateCommand();
            seize.CommandText = "BEGIN EXCLUSIVE";
            seize.ExecuteNonQuery();
            return connection;
        }

        public override void Dispose()
        {
            SqliteConnection.ClearAllPools();
            _folder.Dispose();
        }
    }

    private sealed class Database : TestStores
    {
        private readonly string _connectionString;
        private readonly PostgresSource _source;

        public Database(string connectionString)
        {
            _connectionString = connectionString;
            // Short, so that a test that locks a table does not wait long for the one who is locked out.
            _source = PostgresSource.From(connectionString + ";Command Timeout=3");
            Journal = new PostgresJournalStore(_source);
            Catalogue = new PostgresCatalogue(_source);
            Bodies = new PostgresBodyStore(_source);
            Akka = PostgresStorage.Of(_source);
            Journal.Prepare();
            Catalogue.Prepare();
        }

        public override JournalStore Journal { get; }

        public override CatalogueDatabase Catalogue { get; }

        public override BodyStore Bodies { get; }

        public override AkkaStorage Akka { get; }

        public override JournalStore JournalAgain() => new PostgresJournalStore(_source);

        internal override Task<LoadedDeals> LoadAsync(StoredCrowd crowd) => BulkLoad.IntoPostgresAsync(_connectionString, crowd, CancellationToken.None);

        public override DbConnection OpenJournal() => _source.Connections.OpenConnection();

        public override IDisposable SeizeRows()
        {
            var db = Catalogue.Connect();
            db.BeginTransaction();
            db.Execute("LOCK TABLE deals IN ACCESS EXCLUSIVE MODE");
            return db;
        }

        public override void Dispose() => _source.Dispose();
    }
}
