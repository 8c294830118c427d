using Deals.Actors.Deals;

namespace Deals.Actors.Inspection;

/// <summary>All that is known of an analysis, as the API writes it. Amounts are minor units of the deal's currency.</summary>
/// <param name="State">verified, rejected or unverified.</param>
/// <param name="Reason">The verdict, or why there is none.</param>
/// <param name="Cause">notConfigured, quota, throttled, failed, unparseable or noListPrice; absent where there is a verdict.</param>
/// <param name="Season">The season in which it sells best.</param>
/// <param name="Reasons">What the verdict rests on.</param>
/// <param name="Price">The deal's price that was judged.</param>
/// <param name="PriceType">The type of that price.</param>
/// <param name="ListPrice">The list price that was judged.</param>
/// <param name="RetryAt">When it is tried again.</param>
/// <param name="Origin">Who answered what, and for how much, in millionths of a US dollar.</param>
public sealed record AnalysisDetail(
    string State,
    string Reason,
    string? Cause,
    string? Season,
    IReadOnlyList<string> Reasons,
    long? Price,
    string? PriceType,
    long? ListPrice,
    DateTimeOffset? RetryAt,
    AnalysisOrigin? Origin)
{
    /// <summary>Takes over an analysis.</summary>
    public static AnalysisDetail From(AnalysisFacts facts) => new(
        facts.State.ToString().ToLowerInvariant(),
        facts.Reason,
        facts.Cause is { } cause ? char.ToLowerInvariant(cause.ToString()[0]) + cause.ToString()[1..] : null,
        facts.Season,
        facts.Reasons,
        facts.Price,
        facts.PriceType?.Name,
        facts.ListPrice,
        facts.RetryAt,
        facts.Origin);
}
