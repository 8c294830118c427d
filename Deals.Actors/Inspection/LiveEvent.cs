using System.Collections.Immutable;

namespace Deals.Actors.Inspection;

/// <summary>Something that happened and that a page wants to know at once.</summary>
/// <param name="Kind">Such as <c>deal.found</c>, <c>budget</c> or <c>cluster</c>.</param>
/// <param name="Data">What, as JSON.</param>
public sealed record LiveEvent(string Kind, string Data);

/// <summary>A live event with its place in the order of this node.</summary>
/// <param name="Id">Where a reader goes on: the log's name and the number in it.</param>
/// <param name="Event">The event.</param>
public sealed record PlacedLiveEvent(string Id, LiveEvent Event);

/// <summary>The last live events of a node, in memory, and whoever follows them. A reader that comes back goes on where it was, as long as that is still there.</summary>
/// <param name="name">Names this log: a number of another node's, or of an earlier life's, is not taken for one of this.</param>
public sealed class LiveEventLog(string name)
{
    /// <summary>How many events are kept.</summary>
    public const int Most = 2000;

    private readonly Lock _lock = new();
    private readonly HashSet<Backlog<PlacedLiveEvent>> _readers = [];
    private ImmutableQueue<PlacedLiveEvent> _kept = [];
    private long _first = 1;
    private long _next = 1;

    /// <summary>How many follow.</summary>
    public int Readers
    {
        get
        {
            lock (_lock)
                return _readers.Count;
        }
    }

    /// <summary>Adds an event; the oldest goes where there are too many.</summary>
    public void Add(LiveEvent happened)
    {
        lock (_lock)
        {
            var placed = new PlacedLiveEvent($"{name}-{_next++}", happened);
            _kept = _kept.Enqueue(placed);
            if (_next - _first > Most)
            {
                _kept = _kept.Dequeue();
                _first++;
            }

            foreach (var reader in _readers)
                reader.Offer(placed);
        }
    }

    /// <summary>Follows from now on, or from an event that was read before.</summary>
    /// <param name="lastId">The last event that was read; absent for a new reader, who gets what comes from now on.</param>
    public LiveEventReading Follow(string? lastId)
    {
        var backlog = new Backlog<PlacedLiveEvent>(Most);
        lock (_lock)
        {
            _readers.Add(backlog);
            var (before, isGap) = lastId is null ? ([], false) : Since(lastId);
            return new LiveEventReading(before, isGap, backlog, () => Leave(backlog));
        }
    }

    private (IReadOnlyList<PlacedLiveEvent> Events, bool IsGap) Since(string lastId)
    {
        var dash = lastId.LastIndexOf('-');
        if (dash < 0 || lastId[..dash] != name || !long.TryParse(lastId[(dash + 1)..], out var last) || last < _first - 1 || last >= _next)
            return ([], true);
        return ([.. _kept.Skip((int)(last - _first + 1))], false);
    }

    private void Leave(Backlog<PlacedLiveEvent> backlog)
    {
        lock (_lock)
            _readers.Remove(backlog);
        backlog.End();
    }
}

/// <summary>One reader of the live events.</summary>
/// <param name="before">What came between its last event and now.</param>
/// <param name="isGap">Whether that is not known any more, so that it has to read everything again.</param>
/// <param name="backlog">What comes.</param>
/// <param name="leave">Ends it.</param>
public sealed class LiveEventReading(IReadOnlyList<PlacedLiveEvent> before, bool isGap, Backlog<PlacedLiveEvent> backlog, Action leave) : IDisposable
{
    /// <summary>What came between its last event and now.</summary>
    public IReadOnlyList<PlacedLiveEvent> Before => before;

    /// <summary>Whether that is not known any more.</summary>
    public bool IsGap => isGap;

    /// <summary>What comes.</summary>
    public Backlog<PlacedLiveEvent> After => backlog;

    /// <inheritdoc />
    public void Dispose() => leave();
}
