using System.Collections.Immutable;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;

namespace Deals.Actors.Scouting;

/// <summary>Asks the scout how its feeds stand; answered by <see cref="ScoutStatus"/>.</summary>
public sealed record GetScoutStatus : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly GetScoutStatus Instance = new();
}

/// <summary>Asks for a full pass now; answered by <see cref="ScoutRun"/> once the passes that begin are remembered.</summary>
/// <param name="Feed">The feed; absent for all.</param>
public sealed record RunScout(string? Feed) : IDealsWire;

/// <summary>What became of <see cref="RunScout"/>.</summary>
/// <param name="AsOf">When this was said, by the domain clock.</param>
/// <param name="Feeds">Every feed that was meant; the one that was named where there is none such.</param>
public sealed record ScoutRun(DateTimeOffset AsOf, ImmutableArray<RequestedPass> Feeds) : IDealsWire;

/// <summary>What became of the request for a pass.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Result">What happened.</param>
/// <param name="Pass">The pass that began or is under way; 0 where there is no such feed.</param>
/// <param name="Kind">How much that pass reads.</param>
public sealed record RequestedPass(string Feed, PassRequestResult Result, long Pass, PassKind? Kind);

/// <summary>What can become of a request for a pass. The number is on the wire.</summary>
public enum PassRequestResult
{
    /// <summary>A full pass began.</summary>
    Started = 0,

    /// <summary>A pass is under way; nothing was begun.</summary>
    AlreadySweeping = 1,

    /// <summary>No feed has that name.</summary>
    UnknownFeed = 2,
}

/// <summary>How the scout's feeds stand.</summary>
/// <param name="AsOf">When this was said, by the domain clock.</param>
/// <param name="Feeds">In the order of the configuration.</param>
public sealed record ScoutStatus(DateTimeOffset AsOf, ImmutableArray<FeedStatus> Feeds) : IDealsWire;

/// <summary>How one feed stands.</summary>
public sealed record FeedStatus
{
    /// <summary>The feed's name.</summary>
    public required string Feed { get; init; }

    /// <summary>Keepa's number of the marketplace.</summary>
    public required int Domain { get; init; }

    /// <summary>Name of the price type that makes a deal.</summary>
    public required string PriceType { get; init; }

    /// <summary>The range of the average: Day, Week, Month or Quarter.</summary>
    public required string DateRange { get; init; }

    /// <summary>What is being done: <c>sweeping</c> or <c>waiting</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why, in one sentence; what is waited for.</summary>
    public required string Reason { get; init; }

    /// <summary>When the next pass begins, if one is planned.</summary>
    public DateTimeOffset? NextPassAt { get; init; }

    /// <summary>Passes begun since the first start.</summary>
    public long Pass { get; init; }

    /// <summary>Whether the pass reads the whole list (<c>full</c>) or only its newest part (<c>head</c>).</summary>
    public string? PassKind { get; init; }

    /// <summary>The first page of the current pass of which not every row is stored.</summary>
    public int Cursor { get; init; }

    /// <summary>When the last full pass was completed, every row of it stored.</summary>
    public DateTimeOffset? LastFullPass { get; init; }

    /// <summary>When the last pass of any kind was completed.</summary>
    public DateTimeOffset? LastPass { get; init; }

    /// <summary>Since when no full pass covers the feed, where that is longer than Keepa's memory of 12 hours; otherwise absent.</summary>
    public DateTimeOffset? GapSince { get; init; }

    /// <summary>Rows that Keepa showed since the first start.</summary>
    public long RowsSeen { get; init; }

    /// <summary>Of these, sent to their deals because they were unknown or newer.</summary>
    public long RowsSent { get; init; }

    /// <summary>Of these, known already and not newer.</summary>
    public long RowsKnown { get; init; }

    /// <summary>Of these, duplicates within one pass.</summary>
    public long RowsRepeated { get; init; }

    /// <summary>Tokens that the feed's pages cost, as far as they were counted.</summary>
    public long Tokens { get; init; }

    /// <summary>Unknown deals that those pages showed and that were taken.</summary>
    public long NewPaid { get; init; }

    /// <summary>Rows that the feed's own filter turned away, by reason.</summary>
    public ImmutableSortedDictionary<string, long> Rejections { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Rows that could not be read, set aside with their reason; the newest few.</summary>
    public ImmutableArray<string> SetAside { get; init; } = [];

    /// <summary>The slice that is read, where the list is longer than Keepa pages: current prices in minor units.</summary>
    public string? Slice { get; init; }

    /// <summary>Slices that are read after it.</summary>
    public int SlicesLeft { get; init; }

    /// <summary>Pages of the last full pass; Keepa's most before there was one.</summary>
    public int FullPages { get; init; } = KeepaRequest.DealPage.LastPage + 1;

    /// <summary>Pages of the last head pass.</summary>
    public int HeadPages { get; init; } = 1;

    /// <summary>What the passes have brought.</summary>
    public FeedYield Yield { get; init; } = FeedYield.None;

    /// <summary>What the price of the moment has for it; absent where passes take fixed shares of the refill.</summary>
    public FeedTerms? Terms { get; init; }

    /// <summary>As far as the next pass's worth rests on it.</summary>
    public FeedHistory AsHistory() => new() { LastFullPass = LastFullPass, FullPages = FullPages, HeadPages = HeadPages, Yield = Yield };

    /// <summary>What went wrong last, if the last pass did not end well.</summary>
    public string? LastError { get; init; }
}
