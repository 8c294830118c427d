using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Storage;

namespace Deals.Actors.Inspection;

/// <summary>Reads a deal's past from the journal and the store of bodies.</summary>
public sealed class DealPast(ActorSystem system, BodyStore bodies) : IDealPast
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Lazy<(SqlReadJournal Journal, IMaterializer Materializer)> _reader = new(() =>
        (PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier), system.Materializer()));

    /// <inheritdoc />
    public async Task<IReadOnlyList<(long SequenceNr, DealEvent Event)>> EventsAsync(DealId id, int most, CancellationToken cancellation)
    {
        try
        {
            var events = await _reader.Value.Journal.CurrentEventsByPersistenceId(id.PersistenceId, 0, long.MaxValue)
                .CompletionTimeout(Patience)
                .RunAggregate(
                    new Queue<(long, DealEvent)>(),
                    (last, e) =>
                    {
                        if (e.Event is DealEvent happened)
                            last.Enqueue((e.SequenceNr, happened));
                        if (last.Count > most)
                            last.Dequeue();
                        return last;
                    },
                    _reader.Value.Materializer)
                .WaitAsync(cancellation);
            return [.. events];
        }
        catch (Exception e) when (e is TimeoutException or System.Data.Common.DbException)
        {
            throw new NoAnswerException("The journal does not answer.", e);
        }
    }

    /// <inheritdoc />
    public async Task<ProductRecord?> ProductAsync(DealId id, CancellationToken cancellation)
    {
        try
        {
            return await bodies.FindAsync(id.ToString(), null, cancellation) is { } body ? ProductDecoder.Decode(id.Domain, body.Json, out _) : null;
        }
        catch (DamagedBodyException)
        {
            return null;
        }
        catch (StorageException e)
        {
            throw new NoAnswerException(e.Message, e);
        }
    }
}
