using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Query;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Query;
using Akka.Serialization;
using Akka.Streams;
using Akka.Streams.Dsl;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Serialization;
using Deals.Actors.Storage;
using Microsoft.Data.Sqlite;

namespace Deals.Bench.Chaos;

/// <summary>An event of a deal where it lies in the journal.</summary>
internal sealed record StoredEvent(long Position, long SequenceNr, DealEvent Event);

/// <summary>What a node that has ended left in its data folder, read without it.</summary>
/// <param name="Deals">The events of each deal, in order.</param>
/// <param name="Budget">The router's events, in order.</param>
/// <param name="Rows">The catalogue's rows.</param>
/// <param name="Position">Up to which place in the journal the rows were made.</param>
internal sealed record StoredData(
    IReadOnlyDictionary<string, List<StoredEvent>> Deals, IReadOnlyList<IBudgetEvent> Budget, IReadOnlyDictionary<string, CatalogueRow> Rows, long Position)
{
    private const int PageSize = 500;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>Reads all of it.</summary>
    public static async Task<StoredData> ReadAsync(string directory, CancellationToken cancellation)
    {
        var files = new SqliteFiles(directory);
        var rows = await RowsAsync(files, cancellation);
        var position = (long)(await AskAsync(files.Catalogue, "SELECT Position FROM projection WHERE Name = 'deals'", r => r.GetInt64(0), cancellation)).Single();
        var storage = SqliteStorage.Of(files);
        var config = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }")
            .WithFallback(storage.Settings)
            .WithFallback(SqlPersistence.DefaultConfiguration);
        using var system = ActorSystem.Create("bench", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config),
            storage.Connections!,
            SerializationSetup.Create(s => [SerializerDetails.Create("deals", new DealsSerializer(s), [typeof(IDealsWire)])])));
        try
        {
            var journal = PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);
            using var materializer = system.Materializer();
            var last = new SqliteJournalStore(files).LastTagged(DealTagger.Tag, long.MaxValue);
            var deals = new Dictionary<string, List<StoredEvent>>();
            if (last > 0)
            {
                // The reader comes to know a journal step by step; a finite query would end before it knows all of it.
                await journal.EventsByTag(DealTagger.Tag, Offset.NoOffset())
                    .IdleTimeout(LongestSilence)
                    .TakeWhile(e => PositionOf(e) < last, inclusive: true)
                    .RunForeach(e => Add(deals, e), materializer)
                    .WaitAsync(cancellation);
            }

            var budget = await journal.CurrentEventsByPersistenceId(KeepaRouter.JournalId, 0, long.MaxValue)
                .RunWith(Sink.Seq<EventEnvelope>(), materializer)
                .WaitAsync(cancellation);
            return new StoredData(deals, [.. budget.Select(e => (IBudgetEvent)e.Event)], rows, position);
        }
        finally
        {
            await system.Terminate();
            SqliteConnection.ClearAllPools();
        }
    }

    /// <summary>When the latest body of each deal was stored, by the store of a node that is dead.</summary>
    public static async Task<IReadOnlyDictionary<string, DateTimeOffset>> BodiesAsync(string directory, CancellationToken cancellation)
    {
        var file = new SqliteFiles(directory).Bodies;
        if (!File.Exists(file))
            return new Dictionary<string, DateTimeOffset>();
        try
        {
            var bodies = await AskAsync(file, "SELECT Key, StoredAt FROM bodies", r => (Key: r.GetString(0), At: new DateTimeOffset(r.GetInt64(1), TimeSpan.Zero)), cancellation);
            return bodies.ToDictionary(b => b.Key, b => b.At);
        }
        catch (SqliteException e) when (e.Message.Contains("no such table", StringComparison.Ordinal))
        {
            // It was killed between making the file and making its table.
            return new Dictionary<string, DateTimeOffset>();
        }
    }

    /// <summary>Waits until a living node stores bodies; false if it does not within a time.</summary>
    public static async Task<bool> AwaitBodiesAsync(string directory, TimeSpan within, CancellationToken cancellation)
    {
        await using var connection = Open(new SqliteFiles(directory).Bodies);
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

    private static void Add(Dictionary<string, List<StoredEvent>> deals, EventEnvelope envelope)
    {
        var e = (DealEvent)envelope.Event;
        var id = e.Id.ToString();
        if (!deals.TryGetValue(id, out var events))
            deals[id] = events = [];
        events.Add(new StoredEvent(PositionOf(envelope), envelope.SequenceNr, e));
    }

    private static long PositionOf(EventEnvelope envelope) => ((Sequence)envelope.Offset).Value;

    private static async Task<IReadOnlyDictionary<string, CatalogueRow>> RowsAsync(SqliteFiles files, CancellationToken cancellation)
    {
        var store = new CatalogueStore(new SqliteCatalogue(files));
        var rows = new Dictionary<string, CatalogueRow>();
        var filter = new DealFilter { Order = new DealOrder("asin", Descending: false), Limit = PageSize };
        while (true)
        {
            var page = await store.ListAsync(filter, cancellation);
            foreach (var row in page.Items)
                rows.Add(row.Id, row);
            if (page.NextCursor is not { } next)
                return rows;
            filter = filter with { After = DealCursor.Parse(next) };
        }
    }

    private static async Task<List<T>> AskAsync<T>(string file, string sql, Func<SqliteDataReader, T> read, CancellationToken cancellation)
    {
        await using var connection = Open(file);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
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
