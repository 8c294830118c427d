using System.Collections.Immutable;
using System.Globalization;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>How much of a feed a pass reads.</summary>
public enum PassKind
{
    /// <summary>Every page: only such a pass proves that nothing was missed.</summary>
    Full = 0,

    /// <summary>The first pages, until one brings nothing new or what has changed before the last pass: tells early what came and what changed, and proves nothing.</summary>
    Head = 1,
}

/// <summary>The next pass of a feed.</summary>
/// <param name="Kind">How much it reads.</param>
/// <param name="At">When it begins.</param>
/// <param name="Reason">Why then, in one sentence.</param>
public sealed record PlannedPass(PassKind Kind, DateTimeOffset At, string Reason);

/// <summary>How often feeds are read; every value is domain time.</summary>
public sealed record SweepPolicy
{
    /// <summary>Keepa's deal list holds what was updated in the last 12 hours by its documentation: what a full pass misses for longer is lost to
    /// the feed.</summary>
    public static readonly TimeSpan FeedMemory = TimeSpan.FromHours(12);

    /// <summary>No full pass is planned later than this after the last, whatever it costs.</summary>
    public static readonly TimeSpan LongestFullInterval = TimeSpan.FromHours(11);

    /// <summary>Shortest time between two passes of a feed.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Share of the refill that full passes of all feeds together may cost, above 0 to 1.</summary>
    public double FullShare { get; init; } = 0.25;

    /// <summary>Share of the refill that head passes of all feeds together may cost, above 0 to 1.</summary>
    public double HeadShare { get; init; } = 0.05;

    /// <summary>Pages of one feed that are asked for or stored at the same time.</summary>
    public int PagesInFlight { get; init; } = 3;

    /// <summary>Wall time after which a request or a sighting without an answer is said again.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wall time before a page that failed is asked for again; twice as long after the second failure.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many feeds share the budget.</summary>
    public int Feeds { get; init; } = 1;

    /// <summary>Tokens a minute to plan with until Keepa has named the plan's rate.</summary>
    public int AssumedRate { get; init; } = 5;

    /// <summary>The pass after those that are known. A feed without a full pass is read at once; a failed pass is tried again after the interval.</summary>
    /// <param name="history">What the feed's passes left.</param>
    /// <param name="refillRate">Tokens a minute of the plan, if known.</param>
    /// <param name="now">Domain time.</param>
    /// <param name="terms">How often it is worth its price; absent while nobody knows, and then passes take fixed shares of the refill.</param>
    public PlannedPass Next(FeedHistory history, int? refillRate, DateTimeOffset now, FeedTerms? terms = null)
    {
        if (history.LastFullPass is not { } lastFull)
        {
            return history.LastEnd is { } failed
                ? new PlannedPass(PassKind.Full, failed + Interval, $"The last pass failed; a full pass is tried again {Interval.TotalMinutes:0.#} min later.")
                : new PlannedPass(PassKind.Full, now, "The feed was never read.");
        }

        var rate = refillRate is > 0 ? refillRate.Value : AssumedRate;
        var fullEvery = terms?.FullEvery ?? FullEvery(history.FullPages, rate);
        var headEvery = terms?.HeadEvery ?? HeadEvery(history.HeadPages, rate);
        var why = terms is null ? string.Create(CultureInfo.InvariantCulture, $"at {rate} tokens a minute") : "for what it is worth at the present price";
        var earliest = (history.LastEnd ?? lastFull) + Interval;
        var fullAt = Later(Earlier(lastFull + fullEvery, history.LatestFull ?? lastFull + fullEvery), earliest);
        var headAt = Later((history.LastEnd ?? lastFull) + headEvery, earliest);
        return headAt < fullAt
            ? new PlannedPass(PassKind.Head, headAt, string.Create(CultureInfo.InvariantCulture, $"The newest deals are looked at every {(headAt - (history.LastEnd ?? lastFull)).TotalMinutes:0.#} min, {why}."))
            : new PlannedPass(PassKind.Full, fullAt, string.Create(CultureInfo.InvariantCulture, $"A full pass of {history.FullPages} pages may begin every {fullEvery.TotalMinutes:0.#} min, {why}."));
    }

    /// <summary>Since when no full pass covers the feed, where that is longer than the feed's memory.</summary>
    /// <param name="history">What the feed's passes left.</param>
    /// <param name="now">Domain time.</param>
    public static DateTimeOffset? Gap(FeedHistory history, DateTimeOffset now) =>
        (history.LastFullBegan ?? history.FirstBegan) is { } covered && now - covered > FeedMemory ? covered : null;

    /// <summary>From one full pass of so many pages to the next, at so many tokens a minute.</summary>
    public TimeSpan FullEvery(int pages, int rate) => Paced(pages, rate * FullShare, LongestFullInterval);

    /// <summary>From one head pass of so many pages to the next, at so many tokens a minute.</summary>
    public TimeSpan HeadEvery(int pages, int rate) => Paced(pages, rate * HeadShare, LongestFullInterval);

    private TimeSpan Paced(int pages, double tokensAMinute, TimeSpan atMost)
    {
        var cost = Math.Max(1, pages) * KeepaRequest.DealPage.Cost * Math.Max(1, Feeds);
        var minutes = Math.Min(cost / tokensAMinute, atMost.TotalMinutes);
        return Later(TimeSpan.FromMinutes(minutes), Interval);
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

/// <summary>What the passes of a feed left for the planning of the next.</summary>
public sealed record FeedHistory
{
    /// <summary>Nothing was read yet.</summary>
    public static readonly FeedHistory None = new();

    /// <summary>When the very first pass began.</summary>
    public DateTimeOffset? FirstBegan { get; init; }

    /// <summary>When the last complete pass of any kind began: what had changed by then was read.</summary>
    public DateTimeOffset? LastBegan { get; init; }

    /// <summary>When the last complete full pass began: what changed after that may be missing.</summary>
    public DateTimeOffset? LastFullBegan { get; init; }

    /// <summary>When the last complete full pass ended.</summary>
    public DateTimeOffset? LastFullPass { get; init; }

    /// <summary>When the last pass of any kind ended, well or not.</summary>
    public DateTimeOffset? LastEnd { get; init; }

    /// <summary>Pages of the last complete full pass; Keepa's most before there was one.</summary>
    public int FullPages { get; init; } = KeepaRequest.DealPage.LastPage + 1;

    /// <summary>Pages of the last head pass.</summary>
    public int HeadPages { get; init; } = 1;

    /// <summary>The slices in which the last full pass has read the list; none where the whole fitted into what Keepa pages.</summary>
    public ImmutableArray<PriceSlice> Slices { get; init; } = [];

    /// <summary>What the passes have brought.</summary>
    public FeedYield Yield { get; init; } = FeedYield.None;

    /// <summary>When the next full pass begins at the latest, so that it is over, if it takes as long as the last, while Keepa's list remembers what that one may have missed.</summary>
    public DateTimeOffset? LatestFull => LastFullBegan is { } began && LastFullPass is { } ended && ended > began
        ? began + SweepPolicy.LongestFullInterval - (ended - began < SweepPolicy.LongestFullInterval ? ended - began : SweepPolicy.LongestFullInterval)
        : null;

    /// <summary>What had changed by then was surely read in an earlier pass, if the feed is in the order of change: Keepa keeps a result for two minutes, and its
    /// minutes are whole.</summary>
    public DateTimeOffset? ReadBefore => LastBegan - Slack;

    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>Takes in a complete pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="at">Its end.</param>
    public FeedHistory After(Sweep pass, DateTimeOffset at)
    {
        var next = this with { LastEnd = at, LastBegan = pass.BeganAt, Yield = Yield.After(pass, pass.BeganAt - LastBegan, pass.BeganAt - LastFullBegan) };
        return pass.Kind == PassKind.Full
            ? next with { LastFullBegan = pass.BeganAt, LastFullPass = at, FullPages = Math.Max(1, pass.Pages), Slices = pass.Slice is { } last ? pass.Behind.Add(last) : [] }
            : next with { HeadPages = Math.Max(1, pass.Cursor) };
    }
}
