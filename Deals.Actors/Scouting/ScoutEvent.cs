using System.Collections.Immutable;
using Deals.Actors.Serialization;

namespace Deals.Actors.Scouting;

/// <summary>What the scout remembers across restarts. Closed.</summary>
public abstract record ScoutEvent : IDealsWire
{
    private ScoutEvent(string feed, DateTimeOffset at)
    {
        Feed = feed;
        At = at;
    }

    /// <summary>The feed.</summary>
    public string Feed { get; }

    /// <summary>When, by the domain clock.</summary>
    public DateTimeOffset At { get; }

    /// <summary>A pass began; an unfinished one before it is given up.</summary>
    public sealed record PassBegan(string FeedName, DateTimeOffset When, long Pass, PassKind Kind) : ScoutEvent(FeedName, When)
    {
        /// <summary>The slices in which the list is read; none for the whole.</summary>
        public ImmutableArray<PriceSlice> Slices { get; init; } = [];
    }

    /// <summary>A slice is read, or was too long to be read whole: the pass goes on with others.</summary>
    /// <param name="FeedName">The feed.</param>
    /// <param name="When">When.</param>
    /// <param name="Pass">The pass.</param>
    /// <param name="Slices">The next one and those after it.</param>
    public sealed record SliceBegan(string FeedName, DateTimeOffset When, long Pass, ImmutableArray<PriceSlice> Slices) : ScoutEvent(FeedName, When);

    /// <summary>Every row of a page is stored by its deal, known already, turned away or set aside.</summary>
    /// <param name="FeedName">The feed.</param>
    /// <param name="When">When.</param>
    /// <param name="Pass">The pass.</param>
    /// <param name="Page">The page.</param>
    /// <param name="IsLast">Whether it was short: the list ends with it.</param>
    /// <param name="Counts">What became of its rows.</param>
    public sealed record PageStored(string FeedName, DateTimeOffset When, long Pass, int Page, bool IsLast, RowCounts Counts) : ScoutEvent(FeedName, When);

    /// <summary>A pass ended.</summary>
    /// <param name="FeedName">The feed.</param>
    /// <param name="When">When.</param>
    /// <param name="Pass">The pass.</param>
    /// <param name="Error">Why it ended early; absent when it is complete.</param>
    public sealed record PassEnded(string FeedName, DateTimeOffset When, long Pass, string? Error) : ScoutEvent(FeedName, When);
}

/// <summary>What became of the rows of a page, or of all pages.</summary>
public sealed record RowCounts
{
    /// <summary>How many characters are kept of why a row was set aside.</summary>
    public const int MostReasonCharacters = 300;

    /// <summary>No rows.</summary>
    public static readonly RowCounts None = new();

    /// <summary>Rows that Keepa showed.</summary>
    public long Seen { get; init; }

    /// <summary>Sent to their deals.</summary>
    public long Sent { get; init; }

    /// <summary>Of those that were sent, unknown until then.</summary>
    public long New { get; init; }

    /// <summary>Known already and not newer.</summary>
    public long Known { get; init; }

    /// <summary>Duplicates within the pass.</summary>
    public long Repeated { get; init; }

    /// <summary>Turned away by the feed's filter, by reason.</summary>
    public ImmutableSortedDictionary<string, long> Rejected { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Of those that were sent and known, with another price than is known.</summary>
    public long Changed { get; init; }

    /// <summary>Rows with news that had changed before what the last pass read: no head pass would have reached them.</summary>
    public long Left { get; init; }

    /// <summary>Rows that have changed since what the last pass read.</summary>
    public long Recent { get; init; }

    /// <summary>When the one of the rows that changed longest ago did; absent where the feed is not in that order.</summary>
    public DateTimeOffset? OldestChange { get; init; }

    /// <summary>How old Keepa's own looks at the accepted rows were, together.</summary>
    public long AgeSeconds { get; init; }

    /// <summary>Tokens that the pages cost, as far as they were counted.</summary>
    public long Tokens { get; init; }

    /// <summary>Of those that were unknown, the ones on pages whose tokens were counted.</summary>
    public long NewPaid { get; init; }

    /// <summary>Rows that the feed accepts, each product once.</summary>
    public long Accepted => Sent + Known;

    /// <summary>Rows that told what was not known: another deal, or another price.</summary>
    public long News => New + Changed;

    /// <summary>Rows that could not be read or stored, with their reasons; the newest few.</summary>
    public ImmutableArray<string> SetAside { get; init; } = [];

    /// <summary>The same and what an accepted row says of itself.</summary>
    /// <param name="age">How old Keepa's own look at it is.</param>
    /// <param name="isRecent">Whether it has changed since what the last pass read.</param>
    public RowCounts WithRow(TimeSpan age, bool isRecent) => this with { AgeSeconds = AgeSeconds + (long)age.TotalSeconds, Recent = Recent + (isRecent ? 1 : 0) };

    /// <summary>The same and one row more that was sent.</summary>
    /// <param name="isNew">Whether its deal was unknown.</param>
    /// <param name="isChanged">Whether it shows another price than was known.</param>
    /// <param name="isLeft">Whether it had changed before what the last pass read.</param>
    public RowCounts WithSent(bool isNew, bool isChanged, bool isLeft) => this with
    {
        Sent = Sent + 1,
        New = New + (isNew ? 1 : 0),
        Changed = Changed + (isChanged ? 1 : 0),
        Left = Left + (isLeft && (isNew || isChanged) ? 1 : 0),
    };

    /// <summary>The same and one row more that could not be read or stored.</summary>
    public RowCounts WithSetAside(string reason) => this with { SetAside = SetAside.Add(reason.Length > MostReasonCharacters ? reason[..MostReasonCharacters] : reason) };

    /// <summary>The sum of both, keeping the newest of the rows that were set aside.</summary>
    public RowCounts Plus(RowCounts other, int mostSetAside) => new()
    {
        Seen = Seen + other.Seen,
        Sent = Sent + other.Sent,
        New = New + other.New,
        Known = Known + other.Known,
        Repeated = Repeated + other.Repeated,
        Changed = Changed + other.Changed,
        Left = Left + other.Left,
        Recent = Recent + other.Recent,
        OldestChange = OldestChange < other.OldestChange ? OldestChange : other.OldestChange ?? OldestChange,
        AgeSeconds = AgeSeconds + other.AgeSeconds,
        Tokens = Tokens + other.Tokens,
        NewPaid = NewPaid + other.NewPaid,
        Rejected = other.Rejected.Aggregate(Rejected, (all, r) => all.SetItem(r.Key, all.GetValueOrDefault(r.Key) + r.Value)),
        SetAside = [.. SetAside.Concat(other.SetAside).TakeLast(mostSetAside)],
    };
}
