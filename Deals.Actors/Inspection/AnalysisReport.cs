using Deals.Actors.Catalogue;
using Deals.Actors.Processing;

namespace Deals.Actors.Inspection;

/// <summary>Makes analyses again.</summary>
public interface IRecomputeTeller
{
    /// <summary>Has every stored body analysed again.</summary>
    /// <exception cref="NoAnswerException">Nobody answered in time.</exception>
    Task<RecomputeAnswer> RecomputeAsync(CancellationToken cancellation);
}

/// <summary>How deals are appraised, as the API and <c>--json</c> write it.</summary>
/// <param name="AsOf">When it was said.</param>
/// <param name="Stale">Whether who makes analyses again is away and this is the last that is known of it.</param>
/// <param name="Version">The version of the running program's rules.</param>
/// <param name="Settings">The fingerprint of its settings, of all marketplaces together.</param>
/// <param name="Recompute">Analyses that are made again.</param>
/// <param name="Counts">What the list says; absent where it does not answer.</param>
public sealed record AnalysisReport(DateTimeOffset AsOf, bool Stale, int Version, string Settings, RecomputeItem Recompute, AppraisalCountsItem? Counts)
{
    /// <summary>Puts both together.</summary>
    public static AnalysisReport From(Known<RecomputeStatus> known, AppraisalCounts? counts) => new(
        known.Value.AsOf, known.Stale, known.Value.Version, known.Value.Settings, RecomputeItem.From(known.Value), counts is null ? null : AppraisalCountsItem.From(counts));
}

/// <summary>The run that is under way, or was last, of making analyses again from stored bodies.</summary>
/// <param name="State">idle, running or waiting.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Outdated">Deals that were appraised by older rules or other settings when it was last counted.</param>
/// <param name="Run">Its number; 0 where there was none.</param>
/// <param name="Whole">Whether it goes through all bodies, as an operator wants.</param>
/// <param name="Began">When it began.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Total">Deals that it goes through, as counted when it began.</param>
/// <param name="Done">Those that it has gone through.</param>
/// <param name="Changed">Those that took another appraisal.</param>
/// <param name="Unreadable">Those whose body gives none: the one that they have stays.</param>
/// <param name="Missing">Those of whose product no body is stored.</param>
/// <param name="Unanswered">Those that did not answer.</param>
/// <param name="PerSecond">Bodies a second, pauses included.</param>
/// <param name="EtaSeconds">Until it has gone through all; absent while it does not run.</param>
public sealed record RecomputeItem(
    string State,
    string Reason,
    long? Outdated,
    long Run,
    bool Whole,
    DateTimeOffset? Began,
    DateTimeOffset? Ended,
    long Total,
    long Done,
    long Changed,
    long Unreadable,
    long Missing,
    long Unanswered,
    double? PerSecond,
    long? EtaSeconds)
{
    /// <summary>Takes over what was said.</summary>
    public static RecomputeItem From(RecomputeStatus status)
    {
        var (run, counts) = (status.Last, status.Last.Counts);
        return new RecomputeItem(
            status.Work.ToString().ToLowerInvariant(),
            status.Reason,
            status.Stale,
            run.Run,
            run.IsWhole,
            run.Began,
            run.Ended,
            run.Total,
            counts.Done,
            counts.Changed,
            counts.Unreadable,
            counts.Missing,
            counts.Unanswered,
            status.PerSecond is { } rate ? Math.Round(rate, 1) : null,
            status is { Work: RecomputeWork.Running, PerSecond: > 0 and var speed } ? (long)(Math.Max(0, run.Total - counts.Done) / speed) : null);
    }
}

/// <summary>How many deals that are not retired were appraised how.</summary>
/// <param name="AsOf">When they were counted.</param>
/// <param name="NotAppraised">Deals of whose product nothing was bought yet, or that no analysis was made of.</param>
/// <param name="Listed">Deals with a profit in the list.</param>
/// <param name="Unlisted">Deals without, by the reason in one word.</param>
/// <param name="ByVersion">Deals by the rules and settings of their appraisal.</param>
public sealed record AppraisalCountsItem(
    DateTimeOffset AsOf, long NotAppraised, long Listed, IReadOnlyDictionary<string, long> Unlisted, IReadOnlyList<AppraisalVersionItem> ByVersion)
{
    /// <summary>Takes over the counts.</summary>
    public static AppraisalCountsItem From(AppraisalCounts counts)
    {
        var appraised = counts.Groups.Where(static g => g.Version is not null).ToList();
        return new AppraisalCountsItem(
            counts.AsOf,
            counts.Groups.Where(static g => g.Version is null).Sum(static g => g.Deals),
            appraised.Where(static g => g.Unlisted is null).Sum(static g => g.Deals),
            new SortedDictionary<string, long>(appraised.Where(static g => g.Unlisted is not null).GroupBy(static g => g.Unlisted!).ToDictionary(static g => g.Key, static g => g.Sum(x => x.Deals)), StringComparer.Ordinal),
            [.. appraised.GroupBy(static g => (g.Version, g.Settings)).Select(static g => new AppraisalVersionItem(g.Key.Version!.Value, g.Key.Settings ?? "", g.Sum(x => x.Deals))).OrderByDescending(static v => v.Version).ThenBy(static v => v.Settings, StringComparer.Ordinal)]);
    }
}

/// <summary>Deals that were appraised by the same rules and settings.</summary>
/// <param name="Version">The version of the rules.</param>
/// <param name="Settings">The fingerprint of the marketplace's settings.</param>
/// <param name="Deals">How many.</param>
public sealed record AppraisalVersionItem(int Version, string Settings, long Deals);
