namespace Deals.Actors.Storage;

/// <summary>The journal beside what Akka.Persistence writes into it: its identity, its schema version, and whether it answers.</summary>
public abstract class JournalStore
{
    /// <summary>The schema version that this program works with, and no other.</summary>
    public abstract int SchemaVersion { get; }

    /// <summary>Checks it. Its identity tells a catalogue whether it was made from this journal.</summary>
    /// <returns>The journal's identity.</returns>
    /// <exception cref="StorageException">It cannot be used, or is of another schema version.</exception>
    public abstract Guid Prepare();

    /// <summary>Makes a stream of events cost what it reads, once Akka.Persistence has made its tables.</summary>
    /// <exception cref="StorageException">The journal does not answer.</exception>
    public virtual void PrepareForReading()
    {
    }

    /// <summary>Position of the last event in the journal; 0 while it has none.</summary>
    /// <exception cref="StorageException">The journal does not answer.</exception>
    public abstract long End();

    /// <summary>Position of the last event with a tag, up to a position; 0 where there is none. A stream of events ends where the reader has come so far,
    /// which may be before this.</summary>
    /// <exception cref="StorageException">The journal does not answer.</exception>
    public abstract long LastTagged(string tag, long upTo);

    /// <summary>Whether the journal answers a query and takes a write now.</summary>
    /// <returns>One line about what is wrong; absent while nothing is.</returns>
    public abstract string? Probe();
}
