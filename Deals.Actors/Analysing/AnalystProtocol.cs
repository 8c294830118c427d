using System.Collections.Immutable;
using Deals.Actors.Deals;
using Deals.Actors.Serialization;

namespace Deals.Actors.Analysing;

/// <summary>Somebody wants a deal analysed; answered by <see cref="AnalysisOrder"/>. It is not stored: who asked of a node that is gone asks again.</summary>
/// <param name="Id">The deal.</param>
public sealed record AskAnalysis(DealId Id) : IDealsWire;

/// <summary>What becomes of that wish.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Place">How many are put to the analyst up to and with it, 1 or more; 0 where the wish is refused.</param>
/// <param name="Reason">Why it waits, or why it is refused; absent where its turn comes at once.</param>
/// <param name="Until">When it will probably go on, domain time.</param>
public sealed record AnalysisOrder(DealId Id, int Place, string? Reason, DateTimeOffset? Until) : IDealsWire;

/// <summary>Asks the analyst how it stands; answered by <see cref="AnalystStatus"/>.</summary>
public sealed record GetAnalyst : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly GetAnalyst Instance = new();
}

/// <summary>How the analyst stands.</summary>
public sealed record AnalystStatus : IDealsWire
{
    /// <summary>When it was said, domain time.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The model that is asked; absent where none is configured.</summary>
    public string? Model { get; init; }

    /// <summary>The version of the prompt.</summary>
    public int PromptVersion { get; init; }

    /// <summary>How much of the day is used; without its open calls, which may be many.</summary>
    public required AnalystQuota Quota { get; init; }

    /// <summary>Calls that are on their way, or of which it is not known what became of them: they count at their worst.</summary>
    public int OpenCalls { get; init; }

    /// <summary>Calls a day.</summary>
    public int DailyCalls { get; init; }

    /// <summary>Millionths of a US dollar a day.</summary>
    public long DailyMicroDollars { get; init; }

    /// <summary>Deals that wait, by lane, as far as they were read.</summary>
    public ImmutableArray<int> Waiting { get; init; } = [0, 0, 0];

    /// <summary>Deals that are being looked at or asked about.</summary>
    public int InFlight { get; init; }

    /// <summary>Why nobody is asked, in one sentence; absent while somebody is.</summary>
    public string? Reason { get; init; }

    /// <summary>When that is over, domain time, where it is known.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether calls are held back because too many have failed.</summary>
    public bool IsBroken { get; init; }

    /// <summary>What came of its work since this actor's start.</summary>
    public AnalystCounts Counts { get; init; } = new();
}

/// <summary>What came of the analyst's work since its actor's start.</summary>
public sealed record AnalystCounts
{
    /// <summary>Verdicts that were bought.</summary>
    public long Verdicts { get; init; }

    /// <summary>Verdicts that were known: the same question was answered before.</summary>
    public long Remembered { get; init; }

    /// <summary>Answers outside the schema.</summary>
    public long Unparseable { get; init; }

    /// <summary>Calls that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Calls of which it is not known what became of them.</summary>
    public long Unknown { get; init; }

    /// <summary>Calls that were refused for a while.</summary>
    public long Throttled { get; init; }

    /// <summary>Deals without a list price, about which nobody was asked.</summary>
    public long Unpriced { get; init; }

    /// <summary>Deals that were told why nobody looks at them.</summary>
    public long Marked { get; init; }
}
