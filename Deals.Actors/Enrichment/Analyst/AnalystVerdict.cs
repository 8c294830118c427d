using System.Collections.Immutable;

namespace Deals.Actors.Enrichment.Analyst;

/// <summary>What the model said of a deal.</summary>
/// <param name="IsPlausible">Whether buyers pay the list price.</param>
/// <param name="Season">The season in which it sells best.</param>
/// <param name="Sentence">The verdict, in one sentence.</param>
/// <param name="Reasons">What it rests on.</param>
public sealed record AnalystVerdict(bool IsPlausible, string Season, string Sentence, ImmutableArray<string> Reasons)
{
    /// <summary>Whether the other says the same.</summary>
    public bool Equals(AnalystVerdict? other) =>
        other is not null && (IsPlausible, Season, Sentence) == (other.IsPlausible, other.Season, other.Sentence) && Reasons.SequenceEqual(other.Reasons, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(IsPlausible, Season, Sentence, Reasons.Length);
}
