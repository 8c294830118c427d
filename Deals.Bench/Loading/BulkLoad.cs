using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Query;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Query;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Serialization;
using Deals.Actors.Storage;
using LinqToDB;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Deals.Bench.Loading;

/// <summary>What was loaded.</summary>
/// <param name="Deals">How many deals.</param>
/// <param name="Events">How many events of theirs; the projection stands behind the last.</param>
/// <param name="Took">Wall time.</param>
internal sealed record LoadedDeals(int Deals, long Events, TimeSpan Took);

/// <summary>One event as the journal and its tags have it.</summary>
internal readonly record struct JournalLine(long Ordering, string PersistenceId, long SequenceNr, long Created, byte[] Message, string Manifest);

/// <summary>Writes deals that exist already straight into an empty store: journal, tags, rows and the projection's position, exactly as a node would have
/// stored them one by one (<c>catalogue verify</c> finds the rows identical), with the production serializer, fold and swap. No snapshots, no bodies, nothing of
/// the router or the feeds. A million takes a minute or two.</summary>
internal static class BulkLoad
{
    private const int DealsAtOnce = 20_000;

    /// <summary>Into a data folder, made where there is none. No node may run on it.</summary>
    /// <exception cref="InvalidOperationException">It holds events already.</exception>
    public static Task<LoadedDeals> IntoFilesAsync(string directory, StoredCrowd crowd, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        var files = new SqliteFiles(directory);
        var (journal, catalogue) = (new SqliteJournalStore(files), new SqliteCatalogue(files));
        return LoadAsync(journal, catalogue, crowd, () =>
        {
            MakeTables(SqliteStorage.Of(files));
            return new SqliteJournalWriter(files);
        }, cancellation);
    }

    /// <summary>Into a PostgreSQL database that has our schema. No node may run on it.</summary>
    /// <exception cref="InvalidOperationException">It holds events already.</exception>
    public static async Task<LoadedDeals> IntoPostgresAsync(string connectionString, StoredCrowd crowd, CancellationToken cancellation)
    {
        using var source = PostgresSource.From(connectionString);
        return await LoadAsync(new PostgresJournalStore(source), new PostgresCatalogue(source), crowd, () => new PostgresJournalWriter(source), cancellation);
    }

    private static async Task<LoadedDeals> LoadAsync(
        JournalStore journal, CatalogueDatabase catalogue, StoredCrowd crowd, Func<IJournalWriter> open, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var id = journal.Prepare();
        catalogue.Prepare();
        if (journal.End() > 0)
            throw new InvalidOperationException("The journal holds events already: deals are loaded into an empty one.");
        var serializer = new DealsSerializer(null!);
        var rows = new RowWriter(catalogue, id);
        rows.PrepareSide(CatalogueDatabase.Shadow);
        var ordering = 0L;
        using (var writer = open())
        {
            foreach (var numbers in Enumerable.Range(0, crowd.Count).Chunk(DealsAtOnce))
            {
                var deals = numbers.AsParallel().AsOrdered().Select(number => Made(crowd.EventsOf(number), serializer)).ToList();
                var lines = deals.SelectMany(d => d.Events).Select(e => e with { Ordering = ++ordering }).ToList();
                // The journal and the rows are other files, or other connections.
                await Task.WhenAll(writer.WriteAsync(lines, cancellation), WriteRowsAsync(catalogue, [.. deals.Select(d => d.Row)], cancellation));
            }

            await writer.EndAsync(ordering, cancellation);
        }

        rows.SwapIn(ordering);
        journal.PrepareForReading();
        return new LoadedDeals(crowd.Count, ordering, watch.Elapsed);
    }

    private static (DealTable Row, IReadOnlyList<JournalLine> Events) Made(IReadOnlyList<DealEvent> events, DealsSerializer serializer) => (
        DealTable.From(StoredCrowd.RowOf(events)),
        [.. events.Select((e, i) => new JournalLine(0, e.Id.PersistenceId, i + 1, e.At.UtcTicks, serializer.ToBinary(e), serializer.Manifest(e)))]);

    private static async Task WriteRowsAsync(CatalogueDatabase catalogue, IReadOnlyList<DealTable> rows, CancellationToken cancellation)
    {
        await using var db = await catalogue.ConnectToWriteAsync(cancellation);
        await db.GetTable<DealTable>().TableName(CatalogueDatabase.Shadow).BulkCopyAsync(catalogue.Bulk, rows, cancellation);
        await db.CommitTransactionAsync(cancellation);
    }

    /// <summary>Lets Akka.Persistence make its tables in a new file.</summary>
    private static void MakeTables(AkkaStorage storage)
    {
        var config = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }").WithFallback(storage.Settings).WithFallback(SqlPersistence.DefaultConfiguration);
        using var system = ActorSystem.Create("load", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), storage.Connections!));
        // It waits until the journal is there.
        PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);
        SqliteConnection.ClearAllPools();
    }
}
