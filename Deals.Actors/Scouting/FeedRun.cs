using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>What the scout holds of one feed in memory only; all of it can be had again after a restart.</summary>
internal sealed class FeedRun(FeedQuery feed)
{
    public FeedQuery Feed { get; } = feed;

    /// <summary>Pages on their way.</summary>
    public Dictionary<int, PageInHand> Pages { get; } = [];

    /// <summary>How often each page of the pass was asked for in vain.</summary>
    public Dictionary<int, int> Attempts { get; } = [];

    /// <summary>The rows that the pass has had; at most 10,050, as many as Keepa pages.</summary>
    public HashSet<(Asin, DateTimeOffset)> Had { get; } = [];

    /// <summary>Nothing is asked for before this.</summary>
    public DateTimeOffset HoldUntil { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Why nothing is asked for.</summary>
    public string? HoldReason { get; set; }

    /// <summary>Whether the gap that is open was already reported.</summary>
    public bool GapReported { get; set; }

    /// <summary>Whether an event of the feed is being stored that changes what comes next.</summary>
    public bool Turning { get; set; }

    /// <summary>Forgets the pass.</summary>
    public void Reset()
    {
        Pages.Clear();
        Attempts.Clear();
        Had.Clear();
        HoldUntil = DateTimeOffset.MinValue;
        HoldReason = null;
    }
}
