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

namespace Deals.Bench.Chaos;

/// <summary>An event of a deal where it lies in the journal.</summary>
internal sealed record StoredEvent(long Position, long SequenceNr, DealEvent Event);

/// <summary>What nodes that have ended left in their stores, read without them.</summary>
/// <param name="Deals">The events of each deal, in order.</param>
/// <param name="Budget">The router's events, in order.</param>
/// <param name="Rows">The catalogue's rows.</param>
/// <param name="Position">Up to which place in the journal the rows were made.</param>
internal sealed record StoredData(
    IReadOnlyDictionary<string, List<StoredEvent>> Deals, IReadOnlyList<IBudgetEvent> Budget, IReadOnlyDictionary<string, CatalogueRow> Rows, long Position)
{
    private const int PageSize = 500;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>When the latest body of each deal was stored, domain time.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Bodies { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Persistent actors of which two lives wrote beside each other.</summary>
    public IReadOnlyList<string> WrittenByTwo { get; init; } = [];

    /// <summary>Persistent actors two of whose events have the same number.</summary>
    public IReadOnlyList<string> NumberedTwice { get; init; } = [];

    /// <summary>Reads all of it.</summary>
    public static async Task<StoredData> ReadAsync(RunStores stores, CancellationToken cancellation)
    {
        var rows = await RowsAsync(stores.Catalogue, cancellation);
        var position = new RowWriter(stores.Catalogue, Guid.Empty).Standing()?.Position ?? 0;
        var akka = stores.Akka;
        var config = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }")
            .WithFallback(akka.Settings)
            .WithFallback(SqlPersistence.DefaultConfiguration);
        Setup[] setups =
        [
            BootstrapSetup.Create().WithConfig(config),
            SerializationSetup.Create(s => [SerializerDetails.Create("deals", new DealsSerializer(s), [typeof(IDealsWire)])]),
            .. akka.Connections is { } connections ? [connections] : Array.Empty<Setup>(),
        ];
        using var system = ActorSystem.Create("bench", ActorSystemSetup.Create(setups));
        try
        {
            var journal = PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);
            using var materializer = system.Materializer();
            var deals = await EventsAsync(journal, stores.Journal.LastTagged(DealTagger.Tag, long.MaxValue), materializer, cancellation);
            var budget = await journal.CurrentEventsByPersistenceId(KeepaRouter.JournalId, 0, long.MaxValue)
                .RunWith(Sink.Seq<EventEnvelope>(), materializer)
                .WaitAsync(cancellation);
            return new StoredData(deals, [.. budget.Select(e => (IBudgetEvent)e.Event)], rows, position)
            {
                Bodies = await stores.BodiesAsync(cancellation),
                WrittenByTwo = await stores.WrittenByTwoAsync(cancellation),
                NumberedTwice = await stores.NumberedTwiceAsync(cancellation),
            };
        }
        finally
        {
            await system.Terminate();
            stores.Release();
        }
    }

    private static async Task<Dictionary<string, List<StoredEvent>>> EventsAsync(SqlReadJournal journal, long last, IMaterializer materializer, CancellationToken cancellation)
    {
        var deals = new Dictionary<string, List<StoredEvent>>();
        if (last == 0)
            return deals;
        // The reader comes to know a journal step by step; a finite query would end before it knows all of it.
        await journal.EventsByTag(DealTagger.Tag, Offset.NoOffset())
            .IdleTimeout(LongestSilence)
            .TakeWhile(e => PositionOf(e) < last, inclusive: true)
            .RunForeach(e => Add(deals, e), materializer)
            .WaitAsync(cancellation);
        return deals;
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

    private static async Task<IReadOnlyDictionary<string, CatalogueRow>> RowsAsync(CatalogueDatabase catalogue, CancellationToken cancellation)
    {
        var store = new CatalogueStore(catalogue);
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
}
