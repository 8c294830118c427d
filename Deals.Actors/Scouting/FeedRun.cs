using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>What is held of the walk through one feed in memory only; all of it can be had again after a restart.</summary>
internal sealed class FeedRun(FeedQuery feed)
{
    public FeedQuery Feed { get; } = feed;

    /// <summary>Pages on their way.</summary>
    public Dictionary<int, PageInHand> Pages { get; } = [];

    /// <summary>How often each page of the pass was asked for in vain.</summary>
    public Dictionary<int, int> Attempts { get; } = [];

    /// <summary>The rows that the pass has had; at most 10,050, as many as Keepa pages.</summary>
    public HashSet<(Asin, DateTimeOffset)> Had { get; } = [];

    /// <summary>What had changed by then was read by an earlier pass; absent where there was none.</summary>
    public DateTimeOffset? ReadBefore { get; set; }

    /// <summary>Nothing is asked for before this.</summary>
    public DateTimeOffset HoldUntil { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Why nothing is asked for.</summary>
    public string? HoldReason { get; set; }

    /// <summary>Whether pages were asked for since the scout was started: before that, a pass is one of an earlier life.</summary>
    public bool IsWalked { get; set; }

    /// <summary>Whether the gap that is open was already reported.</summary>
    public bool GapReported { get; set; }

    /// <summary>Whether an event of the feed is being stored that changes what comes next.</summary>
    public bool Turning { get; set; }

    /// <summary>Nothing is asked for before an instant; the later of two holds.</summary>
    public void Hold(string reason, DateTimeOffset until)
    {
        HoldReason = reason;
        HoldUntil = until > HoldUntil ? until : HoldUntil;
    }

    /// <summary>What is waited for, in one sentence.</summary>
    public string WhatIsAwaited() => Pages.Count == 0
        ? HoldReason is { } reason ? $"Nothing is asked for until {HoldUntil:HH:mm:ss} UTC: {reason}." : "The next page is about to be asked for."
        : string.Join("; ", Pages.Values.OrderBy(p => p.Page).Select(p => p switch
        {
            PageInHand.Asked a => $"page {a.Page}: {a.Waiting}",
            PageInHand.LookingUp { Tries: > 0 } l => $"page {l.Page}: the catalogue does not answer, try {l.Tries}",
            PageInHand.LookingUp l => $"page {l.Page}: looking up what is known",
            PageInHand.Storing s => $"page {s.Page}: {s.Unanswered.Count} deals are storing",
            _ => $"page {p.Page}",
        })) + ".";

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
