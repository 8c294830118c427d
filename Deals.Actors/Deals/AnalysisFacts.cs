using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Deals;

/// <summary>The verdict about a deal's plausibility; a deal is usable without one.</summary>
/// <param name="State">What was found.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record AnalysisFacts(AnalysisState State, string Reason)
{
    /// <summary>How long a verdict stands before the deal is put to the analyst again, domain time. What has not changed by then is not bought again.</summary>
    public static readonly TimeSpan VerdictLives = TimeSpan.FromDays(7);

    private static readonly TimeSpan LookAgain = TimeSpan.FromDays(3);
    private const int NoticeablePart = 10;

    /// <summary>Why there is no verdict; absent where there is one.</summary>
    public UnverifiedCause? Cause { get; init; }

    /// <summary>The season in which such an item sells best, by the analyst.</summary>
    public string? Season { get; init; }

    /// <summary>What the verdict rests on, by the analyst.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>Who answered what, and for how much; absent where nobody was asked.</summary>
    public AnalysisOrigin? Origin { get; init; }

    /// <summary>The deal's price that was judged, minor units.</summary>
    public long? Price { get; init; }

    /// <summary>The type of that price.</summary>
    public PriceType? PriceType { get; init; }

    /// <summary>The list price that was judged, minor units.</summary>
    public long? ListPrice { get; init; }

    /// <summary>When it is tried again, domain time; absent of a verdict, and where it waits for something else than time.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Prompt version and model, by which an answer of other ones is known; absent where nobody was asked.</summary>
    public string? Key => Origin?.Key;

    /// <summary>When the deal is to be put to the analyst again, whoever sees only a row or the whole deal; absent where only another input can lead to anything.</summary>
    /// <param name="analysedAt">When this was taken in.</param>
    /// <param name="product">What the last look at the product said.</param>
    /// <param name="lookedAt">When that was taken in.</param>
    public DateTimeOffset? DueAt(DateTimeOffset analysedAt, ProductFacts? product, DateTimeOffset? lookedAt)
    {
        var isLater = lookedAt > analysedAt;
        if (State != AnalysisState.Unverified)
            return isLater && IsOther(Price, PriceType is { } type ? product?.Of(type)?.Current : null) ? lookedAt : analysedAt + VerdictLives;
        return Cause switch
        {
            UnverifiedCause.NotConfigured => analysedAt,
            UnverifiedCause.NoListPrice => isLater ? Later(lookedAt!.Value, analysedAt + LookAgain) : null,
            _ => RetryAt,
        };
    }

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(AnalysisFacts? other) => other is not null
        && (State, Reason, Cause, Season, Origin, RetryAt) == (other.State, other.Reason, other.Cause, other.Season, other.Origin, other.RetryAt)
        && (Price, PriceType, ListPrice) == (other.Price, other.PriceType, other.ListPrice)
        && Reasons.SequenceEqual(other.Reasons, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(State, Reason, Cause, Origin, RetryAt);

    private static bool IsOther(long? judged, long? now) => judged is { } before && now is { } after && Math.Abs(after - before) > before / NoticeablePart;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>Who answered, what was asked, and what it cost.</summary>
/// <param name="PromptVersion">The version of the prompt.</param>
/// <param name="Model">The model.</param>
/// <param name="InputHash">SHA-256 of version, model and subject, lower-case hexadecimal.</param>
/// <param name="TokensIn">Tokens of the prompt, as charged.</param>
/// <param name="TokensOut">Tokens of the answer, thoughts included, as charged.</param>
/// <param name="MicroDollars">What it cost, millionths of a US dollar.</param>
public sealed record AnalysisOrigin(int PromptVersion, string Model, string InputHash, int TokensIn, int TokensOut, long MicroDollars)
{
    /// <summary>Prompt version and model as one name.</summary>
    public string Key => KeyOf(PromptVersion, Model);

    /// <summary>The name of a version and a model.</summary>
    public static string KeyOf(int promptVersion, string model) => $"{promptVersion.ToString(System.Globalization.CultureInfo.InvariantCulture)}/{model}";
}

/// <summary>Three values, so that a missing analysis is never taken for a passed one.</summary>
public enum AnalysisState
{
    /// <summary>Nobody has looked, or the look failed.</summary>
    Unverified,

    /// <summary>Found plausible.</summary>
    Verified,

    /// <summary>Found implausible.</summary>
    Rejected,
}

/// <summary>Why a deal is unverified. The number is on the wire.</summary>
public enum UnverifiedCause
{
    /// <summary>No analyst is configured.</summary>
    NotConfigured = 0,

    /// <summary>The day's calls or dollars are used.</summary>
    Quota = 1,

    /// <summary>The analyst refuses calls for a while.</summary>
    Throttled = 2,

    /// <summary>The call failed, or nobody answered in time.</summary>
    Failed = 3,

    /// <summary>The answer was not of the schema.</summary>
    Unparseable = 4,

    /// <summary>There is no list price to judge: nobody was asked.</summary>
    NoListPrice = 5,
}
