using Deals.Actors.Catalogue;
using Deals.Actors.Scouting;

namespace Deals.Actors.Inspection;

/// <summary>The feeds as the API and <c>--json</c> write them.</summary>
/// <param name="AsOf">When the scout said this.</param>
/// <param name="Stale">Whether it is away and this is the last that is known.</param>
/// <param name="Feeds">The feeds in the order of the configuration.</param>
/// <param name="Backfill">The slow walk through their broad queries; absent where it does not answer.</param>
/// <param name="Notifications">What Keepa has pushed to this node; absent where it takes nothing.</param>
public sealed record FeedsReport(DateTimeOffset AsOf, bool Stale, IReadOnlyList<FeedItem> Feeds, BackfillReport? Backfill = null, NotificationsItem? Notifications = null)
{
    /// <summary>Takes over what the scout said.</summary>
    public static FeedsReport From(ScoutStatus status, bool stale) => new(status.AsOf, stale, [.. status.Feeds.Select(FeedItem.From)]);
}

/// <summary>What became of the wish for a pass.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Result">started, sweeping or unknown.</param>
/// <param name="Pass">The pass that began or is under way.</param>
/// <param name="Kind">full or head.</param>
public sealed record RequestedPassItem(string Feed, string Result, long Pass, string? Kind)
{
    /// <summary>Takes over one answer.</summary>
    public static RequestedPassItem From(RequestedPass pass) => new(
        pass.Feed,
        pass.Result switch { PassRequestResult.Started => "started", PassRequestResult.AlreadySweeping => "sweeping", _ => "unknown" },
        pass.Pass,
        pass.Kind?.ToString().ToLowerInvariant());
}

/// <summary>One feed.</summary>
public sealed record FeedItem(
    string Name,
    int Domain,
    string PriceType,
    string DateRange,
    string State,
    string Reason,
    DateTimeOffset? NextPassAt,
    long Pass,
    string? PassKind,
    int Cursor,
    DateTimeOffset? LastPass,
    DateTimeOffset? LastFullPass,
    DateTimeOffset? GapSince,
    long RowsSeen,
    long RowsSent,
    long RowsKnown,
    long RowsRepeated,
    IReadOnlyDictionary<string, long> Rejections,
    IReadOnlyList<string> SetAside,
    string? LastError,
    string? Slice,
    int SlicesLeft,
    FeedYieldItem Brings,
    FeedTermsItem? Worth,
    FeedCostItem Cost)
{
    /// <summary>Takes over a feed.</summary>
    public static FeedItem From(FeedStatus feed) => new(
        feed.Feed,
        feed.Domain,
        feed.PriceType,
        feed.DateRange,
        feed.State,
        feed.Reason,
        feed.NextPassAt,
        feed.Pass,
        feed.PassKind,
        feed.Cursor,
        feed.LastPass,
        feed.LastFullPass,
        feed.GapSince,
        feed.RowsSeen,
        feed.RowsSent,
        feed.RowsKnown,
        feed.RowsRepeated,
        feed.Rejections,
        feed.SetAside,
        feed.LastError,
        feed.Slice,
        feed.SlicesLeft,
        FeedYieldItem.From(feed),
        feed.Terms is { } terms ? FeedTermsItem.From(terms) : null,
        FeedCostItem.From(feed));
}

/// <summary>What finding deals in a feed costs.</summary>
/// <param name="Tokens">Tokens that its pages cost since they are counted.</param>
/// <param name="Accepted">Unknown deals that those pages showed and that were taken.</param>
/// <param name="TokensPerAccepted">Tokens for each of them; absent where there is none.</param>
public sealed record FeedCostItem(long Tokens, long Accepted, double? TokensPerAccepted)
{
    internal static FeedCostItem From(FeedStatus feed) => new(feed.Tokens, feed.NewPaid, feed.NewPaid > 0 ? Math.Round(feed.Tokens / (double)feed.NewPaid, 2) : null);
}

/// <summary>What the passes of a feed bring, as learned.</summary>
/// <param name="FullPages">Pages of the last full pass.</param>
/// <param name="Rows">Rows of it that the feed accepts.</param>
/// <param name="LagHours">How old Keepa's own looks at them were, in the mean.</param>
/// <param name="FindsPerDay">Unknown deals a day.</param>
/// <param name="NewsPerDay">Rows a day that tell an unknown deal or another price.</param>
/// <param name="HeadReach">The part of the news that head passes tell, 0-1.</param>
public sealed record FeedYieldItem(int FullPages, long Rows, double LagHours, double FindsPerDay, double NewsPerDay, double HeadReach)
{
    internal static FeedYieldItem From(FeedStatus feed) => new(
        feed.FullPages,
        feed.Yield.Rows,
        Math.Round(feed.Yield.Lag.TotalHours, 2),
        Math.Round(feed.Yield.FindsPerDay, 2),
        Math.Round(feed.Yield.NewsPerDay, 2),
        Math.Round(feed.Yield.Reach, 4));
}

/// <summary>How often a feed is worth reading at the present price.</summary>
/// <param name="FullEveryMinutes">From one full pass to the next.</param>
/// <param name="HeadEveryMinutes">From one pass to the head pass after it.</param>
/// <param name="FullWorth">What a full pass at that distance is worth at the margin, a token.</param>
/// <param name="ToldAfterHours">How long after a change head passes tell it, in the mean; absent where they tell none.</param>
public sealed record FeedTermsItem(double FullEveryMinutes, double HeadEveryMinutes, double FullWorth, double? ToldAfterHours)
{
    internal static FeedTermsItem From(Freshness.FeedTerms terms) => new(
        Math.Round(terms.FullEvery.TotalMinutes, 1),
        Math.Round(terms.HeadEvery.TotalMinutes, 1),
        Math.Round(terms.Worth, 6),
        terms.Told is { Reached: > 0, PerDay: > 0 and var perDay } ? Math.Round(24 / perDay, 2) : null);
}

/// <summary>The cluster as one node sees it.</summary>
/// <param name="Self">The node that says it.</param>
/// <param name="Leader">The member that decides who joins and leaves; absent while there is none.</param>
/// <param name="Members">The members.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">The longest member with the role of the deals, where the singletons and the shards' coordinators are.</param>
public sealed record ClusterReport(string Self, string? Leader, IReadOnlyList<MemberItem> Members, int Count, string? Oldest = null);

/// <summary>One member.</summary>
/// <param name="Address">Such as <c>akka.tcp://Deals@127.0.0.1:4053</c>.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Status">joining, up, leaving, exiting, down or weaklyup.</param>
/// <param name="Reachable">Whether this node hears it.</param>
/// <param name="Version">The version of the application that it runs.</param>
public sealed record MemberItem(string Address, IReadOnlyList<string> Roles, string Status, bool Reachable, string Version)
{
    /// <summary>As Petabridge.Cmd prints it: address, roles, status, reachability, version.</summary>
    public override string ToString() => $"{Address} | [{string.Join(",", Roles)}] | {Status} | {(Reachable ? "" : "unreachable")} | {Version}";
}

/// <summary>How the projection of the journal into the catalogue stands.</summary>
/// <param name="State">live, waiting, rebuilding, verifying, or unknown where nobody answers.</param>
/// <param name="Reason">Why, in one sentence; absent while it is live.</param>
/// <param name="Usable">Whether the rows are of this journal.</param>
/// <param name="Position">The journal's position up to which the rows are made.</param>
/// <param name="JournalEnd">The journal's last position, if it answered.</param>
/// <param name="SetAside">Events of which no row could be made.</param>
public sealed record ProjectionReport(string State, string? Reason, bool Usable, long? Position, long? JournalEnd, long? SetAside)
{
    /// <summary>Takes over what the projection said.</summary>
    public static ProjectionReport From(ProjectionStatus status) => new(
        status.State.ToString().ToLowerInvariant(), status.Reason, status.Usable, status.Position, status.JournalEnd, status.SetAside);

    /// <summary>Nobody answered.</summary>
    /// <param name="why">In one sentence.</param>
    /// <param name="wasUsable">What was last known of the rows.</param>
    public static ProjectionReport Unknown(string why, bool wasUsable = false) => new("unknown", why, wasUsable, null, null, null);
}
