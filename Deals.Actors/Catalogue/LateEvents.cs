using System.Diagnostics;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Deals.Actors.Catalogue;

/// <summary>Events that were seen only when the stream of events was past them. Of two writers the one with the earlier number may commit later, and the stream
/// waits for a number two seconds and no longer, because a writer that died never commits. Until such an event is found its row is older than it should be, or,
/// where it is the deal's first, not there.</summary>
/// <param name="database">The rows, with the position they are of.</param>
/// <param name="events">The journal.</param>
/// <param name="materializer">Runs the readers.</param>
public sealed class LateEvents(CatalogueDatabase database, Func<SqlReadJournal> events, IMaterializer materializer)
{
    /// <summary>How often they are looked for.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    // The server ends a transaction that does nothing for a minute, and a command has ten seconds: later than this nothing is committed.
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMinutes(5);

    // What was passed before this projection began, by another one: as much as is written in five minutes at some hundred events a second.
    private const long BeforeTheBeginning = 100_000;

    private readonly Queue<(long At, long Position)> _passed = new();
    private long _after = -1;

    /// <summary>Looks for them, and reads them.</summary>
    /// <param name="position">Where the stream is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The missing events of each deal in their order, up to its newest.</returns>
    public async Task<IReadOnlyList<PlacedEvent>> FindAsync(long position, CancellationToken cancellation)
    {
        if (_after < 0)
            _after = Math.Max(0, position - BeforeTheBeginning);
        _passed.Enqueue((Stopwatch.GetTimestamp(), position));
        while (_passed.Count > 1 && Stopwatch.GetElapsedTime(_passed.Peek().At) > LongestTransaction)
            _after = Math.Max(_after, _passed.Dequeue().Position);
        var late = new List<PlacedEvent>();
        foreach (var (persistenceId, sequenceNr) in await database.PassedOverAsync(_after, cancellation))
            late.AddRange(await ReadAsync(persistenceId, sequenceNr, long.MaxValue));
        return late;
    }

    /// <summary>Reads events of one deal.</summary>
    public async Task<IReadOnlyList<PlacedEvent>> ReadAsync(string persistenceId, long from, long to) =>
        await events().CurrentEventsByPersistenceId(persistenceId, from, to).Select(Placed).RunWith(Sink.Seq<PlacedEvent>(), materializer);

    /// <summary>An event of the journal with its place.</summary>
    public static PlacedEvent Placed(EventEnvelope e) => new(((Sequence)e.Offset).Value, e.PersistenceId, e.SequenceNr, e.Event);
}
