using Deals.Actors.Enrichment.Analyst;

namespace Deals.Actors.Analysing;

/// <summary>What became of a call. Closed: none of them is ever taken for another, and only an answer can be a verdict.</summary>
public abstract record ModelOutcome
{
    private ModelOutcome()
    {
    }

    /// <summary>The model answered.</summary>
    /// <param name="Text">What it said; it may be anything.</param>
    /// <param name="TokensIn">Tokens of the prompt, as charged.</param>
    /// <param name="TokensOut">Tokens of the answer, thoughts included, as charged.</param>
    public sealed record Answered(string Text, int TokensIn, int TokensOut) : ModelOutcome;

    /// <summary>The call was refused, because there were too many.</summary>
    /// <param name="After">How long to wait, wall time, if that was said.</param>
    public sealed record Throttled(TimeSpan? After) : ModelOutcome;

    /// <summary>The call was refused or failed for certain: nothing was charged.</summary>
    /// <param name="Reason">In a few words of ours.</param>
    public sealed record Failed(string Reason) : ModelOutcome;

    /// <summary>The call was sent, and nobody knows what became of it: it may have been charged.</summary>
    /// <param name="Reason">In a few words of ours.</param>
    public sealed record Unknown(string Reason) : ModelOutcome;

    /// <summary>The call was not sent.</summary>
    /// <param name="Reason">In a few words of ours.</param>
    public sealed record NotSent(string Reason) : ModelOutcome;
}

/// <summary>Asks a model once. Never asks twice: another call needs a reservation of its own.</summary>
public interface IAnalystModel
{
    /// <summary>Asks.</summary>
    Task<ModelOutcome> AskAsync(AnalystPrompt prompt, CancellationToken cancellation);

    /// <summary>For how long nobody is called, wall time, because too many calls have failed; absent where calls leave.</summary>
    TimeSpan? BrokenFor { get; }

    /// <summary>Whether the last calls went well; otherwise one at a time is enough to find out.</summary>
    bool IsWell { get; }
}
