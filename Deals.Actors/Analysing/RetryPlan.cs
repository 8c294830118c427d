using Deals.Actors.Deals;

namespace Deals.Actors.Analysing;

/// <summary>When a deal that is left unverified is tried again. Pure; domain time.</summary>
public static class RetryPlan
{
    private const int Growth = 4;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestBackoff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromHours(12);
    private static readonly TimeSpan SecondThought = TimeSpan.FromHours(1);

    /// <summary>How long nobody is called after a refusal.</summary>
    /// <param name="told">What the analyst asked for, if it did.</param>
    /// <param name="refusals">Refusals in a row, 1 or more.</param>
    public static TimeSpan Pause(TimeSpan? told, int refusals)
    {
        var grown = Grown(ShortestPause, LongestPause, refusals);
        return told is { } wait && wait > TimeSpan.Zero ? Less(wait, LongestPause) : grown;
    }

    /// <summary>When a deal whose call failed is tried again.</summary>
    /// <param name="now">Domain time.</param>
    /// <param name="tries">Its failures in a row, 1 or more.</param>
    public static DateTimeOffset AfterFailure(DateTimeOffset now, int tries) => now + Grown(ShortestBackoff, LongestBackoff, tries);

    /// <summary>When a deal whose answer could not be read is tried again: once soon, and then when a verdict would be renewed, if its input is another by then.</summary>
    /// <param name="now">Domain time.</param>
    /// <param name="tries">How often the same question was answered so, 1 or more.</param>
    public static DateTimeOffset AfterUnparseable(DateTimeOffset now, int tries) => now + (tries < MostUnparseable ? SecondThought : AnalysisFacts.VerdictLives);

    /// <summary>How often one question is asked whose answers cannot be read.</summary>
    public const int MostUnparseable = 2;

    private static TimeSpan Grown(TimeSpan shortest, TimeSpan longest, int times)
    {
        var grown = shortest;
        for (var i = 1; i < times && grown < longest; i++)
            grown *= Growth;
        return Less(grown, longest);
    }

    private static TimeSpan Less(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
