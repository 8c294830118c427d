using Deals.Actors.Serialization;

namespace Deals.Actors.Scouting;

/// <summary>What is remembered of one feed: applied events, nothing decided.</summary>
public sealed record FeedState
{
    /// <summary>How many set-aside rows are remembered.</summary>
    public const int MostSetAside = 20;

    /// <summary>The feed's name.</summary>
    public required string Feed { get; init; }

    /// <summary>What the passes left for the planning.</summary>
    public FeedHistory History { get; init; } = FeedHistory.None;

    /// <summary>The pass that is not over.</summary>
    public Sweep? Sweep { get; init; }

    /// <summary>Passes begun.</summary>
    public long Passes { get; init; }

    /// <summary>What became of all rows.</summary>
    public RowCounts Counts { get; init; } = RowCounts.None;

    /// <summary>When the last complete pass of any kind ended.</summary>
    public DateTimeOffset? LastPass { get; init; }

    /// <summary>How much the last pass read.</summary>
    public PassKind? LastKind { get; init; }

    /// <summary>Why the last pass ended early.</summary>
    public string? LastError { get; init; }

    /// <summary>Whether more pages will be asked for as soon as those in flight are stored: no more than the last full pass had. The page that ends a pass
    /// is known as such only by its answer, and whoever waited for the one after it would wait for nothing.</summary>
    public bool HasMore => Sweep is { HasMore: true } sweep && sweep.Pages + sweep.InFlight.Count < History.FullPages;

    /// <summary>Takes over an event.</summary>
    public FeedState Apply(ScoutEvent e) => e switch
    {
        ScoutEvent.PassBegan began => this with
        {
            Passes = began.Pass,
            LastKind = began.Kind,
            Sweep = Sweep.New(began),
            History = History with { FirstBegan = History.FirstBegan ?? began.At },
        },
        ScoutEvent.PageStored page => Stored(page),
        ScoutEvent.SliceBegan slice when Sweep is { } sweep && sweep.Pass == slice.Pass => this with { Sweep = sweep.Into(slice.Slices) },
        ScoutEvent.PassEnded ended when Sweep is { } sweep && sweep.Pass == ended.Pass => Ended(sweep, ended),
        _ => this,
    };

    private FeedState Stored(ScoutEvent.PageStored page)
    {
        var counted = this with { Counts = Counts.Plus(page.Counts, MostSetAside) };
        if (Sweep is not { } sweep || sweep.Pass != page.Pass)
            return counted;
        var next = page.IsLast ? sweep.Ended(page.Page) : sweep;
        return counted with { Sweep = next.PageStored(page.Page, page.Counts, History.ReadBefore) };
    }

    private FeedState Ended(Sweep sweep, ScoutEvent.PassEnded ended)
    {
        var over = this with { Sweep = null, LastError = ended.Error, History = History with { LastEnd = ended.At } };
        if (ended.Error is not null)
            return over;
        return over with { LastPass = ended.At, History = History.After(sweep, ended.At) };
    }
}

/// <summary>All that the scout remembers, as its snapshot.</summary>
/// <param name="Feeds">Every feed that was ever read; those that are not configured any more are kept, and not shown.</param>
public sealed record ScoutMemory(IReadOnlyDictionary<string, FeedState> Feeds) : IDealsWire;
