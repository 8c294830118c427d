using System.Threading.Channels;

namespace Deals.Actors.Inspection;

/// <summary>What one reader of a stream has not read yet. It is bounded: whoever reads too slowly loses the oldest, and is told how many.</summary>
public sealed class Backlog<T>
{
    /// <summary>How many wait at most where nothing else is said.</summary>
    public const int Most = 1000;

    private readonly Channel<T> _waiting;
    private long _dropped;

    /// <summary>Makes one.</summary>
    /// <param name="most">How many may wait.</param>
    public Backlog(int most = Most) => _waiting = Channel.CreateBounded<T>(
        new BoundedChannelOptions(most) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));

    /// <summary>Adds one; never waits.</summary>
    public void Offer(T item) => _waiting.Writer.TryWrite(item);

    /// <summary>Nothing more comes.</summary>
    public void End() => _waiting.Writer.TryComplete();

    /// <summary>How many were lost since this was asked last.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>What waits and what comes, until the end.</summary>
    public IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellation) => _waiting.Reader.ReadAllAsync(cancellation);
}
