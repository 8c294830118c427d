using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Deals.Actors.Serialization;

namespace Deals.Tests.Budget;

/// <summary>The journal in memory, which fails when told, and which keeps one writer per sequence number as a database does.</summary>
public sealed class FaultyJournal : MemoryJournal
{
    private static readonly ConcurrentDictionary<ActorSystem, Faults> BySystem = new();
    private readonly Faults _faults = FaultsOf(Context.System);
    private readonly DealsSerializer _serializer = new((ExtendedActorSystem)Context.System);

    public static Faults FaultsOf(ActorSystem system) => BySystem.GetOrAdd(system, static _ => new Faults());

    protected override async Task<IImmutableList<Exception?>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToArray();
        if (_faults.BeforeWrite is { } before)
            await before(writes).ConfigureAwait(false);
        foreach (var write in writes.SelectMany(w => (IEnumerable<IPersistentRepresentation>)w.Payload))
        {
            _serializer.ToBinary(write.Payload);
            if (!_faults.Written.TryAdd((write.PersistenceId, write.SequenceNr), write.Payload))
                throw new InvalidOperationException($"UNIQUE constraint failed: {write.PersistenceId}, {write.SequenceNr}");
        }

        var written = await base.WriteMessagesAsync(writes, cancellationToken).ConfigureAwait(false);
        if (_faults.AfterWrite is { } after)
            await after(writes).ConfigureAwait(false);
        return written;
    }

    public sealed class Faults
    {
        /// <summary>Runs before each write; throwing makes it fail.</summary>
        public Func<IReadOnlyList<AtomicWrite>, Task>? BeforeWrite { get; set; }

        /// <summary>Runs after each write, before the writer hears of it.</summary>
        public Func<IReadOnlyList<AtomicWrite>, Task>? AfterWrite { get; set; }

        public ConcurrentDictionary<(string Id, long Number), object> Written { get; } = new();

        public object[] Events => [.. Written.ToArray().OrderBy(static w => w.Key.Number).Select(static w => w.Value)];
    }
}
