using Deals.Actors.Enrichment;
using Deals.Actors.Enrichment.Analyst;

namespace Deals.Actors.Analysing;

/// <summary>Whom the analyst asks, for how much, and how fast.</summary>
public sealed record AnalystSettings
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>What may be spent on a UTC day.</summary>
    public required QuotaLimits Limits { get; init; }

    /// <summary>US dollars per million tokens of a prompt, which is micro-dollars a token.</summary>
    public required decimal InputDollars { get; init; }

    /// <summary>US dollars per million tokens of an answer, thoughts included.</summary>
    public required decimal OutputDollars { get; init; }

    /// <summary>How long an answer is waited for, wall time.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How many deals are looked at or asked about at a time.</summary>
    public int MostInFlight { get; init; } = 4;

    /// <summary>How often further ones are begun, wall time: with <see cref="MostInFlight"/> it holds the rate of calls below what providers allow (480 a minute and more).</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the catalogue is read where it had nobody, wall time.</summary>
    public TimeSpan ReadPace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures in a row after which nobody is called for a while.</summary>
    public int FailuresToBreak { get; init; } = 5;

    /// <summary>How long that is at first, wall time; it doubles while the first call after it fails.</summary>
    public TimeSpan ShortestBreak { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it is at the most.</summary>
    public TimeSpan LongestBreak { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The numbers of the analysis that is judged.</summary>
    public AnalysisSettings Analysis { get; init; } = AnalysisSettings.Default;

    /// <summary>What tokens cost, rounded up to the micro-dollar.</summary>
    public long CostOf(long tokensIn, long tokensOut) => (long)decimal.Ceiling((tokensIn * InputDollars) + (tokensOut * OutputDollars));

    /// <summary>What a call can cost at the most.</summary>
    public long WorstOf(AnalystPrompt prompt) => CostOf(prompt.MostPromptTokens, AnalystPrompt.MostAnswerTokens);
}
