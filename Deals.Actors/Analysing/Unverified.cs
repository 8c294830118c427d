using Deals.Actors.Deals;
using Deals.Actors.Enrichment;

namespace Deals.Actors.Analysing;

/// <summary>What a deal is told where there is no verdict: the cause first, then what follows from it. No word of a model or a listing is in it.</summary>
public static class Unverified
{
    /// <summary>No analyst is configured.</summary>
    public static readonly AnalysisFacts NotConfigured = Of(UnverifiedCause.NotConfigured, "not configured: no key of an analyst is set (Xai:ApiKey)", null);

    /// <summary>The day is used.</summary>
    /// <param name="why">How much of it.</param>
    /// <param name="nextDay">When the next begins.</param>
    public static AnalysisFacts Quota(string why, DateTimeOffset nextDay) => Of(UnverifiedCause.Quota, $"quota: {why}; from the next UTC day on the most valuable deals come first", nextDay);

    /// <summary>The analyst refuses calls.</summary>
    public static AnalysisFacts Throttled(DateTimeOffset until) => Of(UnverifiedCause.Throttled, "throttled: the analyst refuses calls for a while", until);

    /// <summary>The call failed.</summary>
    public static AnalysisFacts Failed(string why, DateTimeOffset retryAt) => Of(UnverifiedCause.Failed, $"failed: {why}", retryAt);

    /// <summary>The answer could not be read.</summary>
    /// <param name="why">What is wrong with it.</param>
    /// <param name="retryAt">When it is asked again.</param>
    /// <param name="origin">What it cost all the same.</param>
    public static AnalysisFacts Unparseable(string why, DateTimeOffset retryAt, AnalysisOrigin origin) => Of(UnverifiedCause.Unparseable, $"unparseable: {why}", retryAt) with { Origin = origin };

    /// <summary>There is nothing to judge.</summary>
    public static AnalysisFacts NoListPrice(string why) => Of(UnverifiedCause.NoListPrice, $"no list price: {why}", null);

    private static AnalysisFacts Of(UnverifiedCause cause, string reason, DateTimeOffset? retryAt) => new(AnalysisState.Unverified, reason) { Cause = cause, RetryAt = retryAt };

    /// <summary>A reason in words: <c>NoOfferCounts</c> is "no offer counts".</summary>
    public static string Words(AbsenceReason why) => Words(why.ToString());

    /// <summary>A name in words: <c>NotConfigured</c> is "not configured".</summary>
    internal static string Words(string name) => string.Concat(name.Select(static (c, i) => char.IsUpper(c) ? (i == 0 ? "" : " ") + char.ToLowerInvariant(c) : c.ToString()));
}
