namespace Deals.Host.Api;

/// <summary>How many answers without an end may be open at once: each holds a connection and a backlog.</summary>
internal sealed class OpenStreams(IHostApplicationLifetime lifetime)
{
    /// <summary>The most.</summary>
    public const int Most = 64;

    private int _open;

    /// <summary>Ends every stream: the node does not wait for those who only watch it.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Takes a place; absent where none is left.</summary>
    public IDisposable? TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= Most)
            return new Place(this);
        Interlocked.Decrement(ref _open);
        return null;
    }

    private sealed class Place(OpenStreams streams) : IDisposable
    {
        private OpenStreams? _streams = streams;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _streams, null) is { } open)
                Interlocked.Decrement(ref open._open);
        }
    }
}
