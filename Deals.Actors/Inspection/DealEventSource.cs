using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;

namespace Deals.Actors.Inspection;

/// <summary>Follows what happens to deals.</summary>
public interface IDealEventSource
{
    /// <summary>Every event of every deal from now on, until it is cancelled or the journal fails.</summary>
    IAsyncEnumerable<DealEvent> FollowAsync(CancellationToken cancellation);
}

/// <summary>Reads the events from the journal, from where the rows are made up to: what is older is in the list already.</summary>
public sealed class JournalDealEvents(ActorSystem system, IProjectionReader projection) : IDealEventSource
{
    /// <inheritdoc />
    public async IAsyncEnumerable<DealEvent> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var from = (await projection.ReadAsync(cancellation)).Position ?? throw new NoAnswerException("Where the journal's events begin is not known: the projection does not answer.");
        using var materializer = system.Materializer();
        var events = PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier)
            .EventsByTag(DealTagger.Tag, Offset.Sequence(from))
            .RunAsAsyncEnumerable(materializer);
        await foreach (var envelope in events.WithCancellation(cancellation))
        {
            if (envelope.Event is DealEvent happened)
                yield return happened;
        }
    }
}
