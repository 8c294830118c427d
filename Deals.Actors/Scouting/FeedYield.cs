namespace Deals.Actors.Scouting;

/// <summary>What the passes of a feed have brought, as far as the worth of the next one rests on it. Learned from every complete pass; rates fade in days.</summary>
public sealed record FeedYield
{
    /// <summary>Nothing was learned yet.</summary>
    public static readonly FeedYield None = new();

    private const double Memory = 3;

    /// <summary>Rows of the last full pass that the feed accepts; 0 before there was one.</summary>
    public long Rows { get; init; }

    /// <summary>How old Keepa's own looks at the rows were, in the mean.</summary>
    public TimeSpan Lag { get; init; }

    /// <summary>Unknown deals that passes find a day.</summary>
    public double FindsPerDay { get; init; }

    /// <summary>Rows with news, an unknown deal or another price, that passes show a day.</summary>
    public double NewsPerDay { get; init; }

    /// <summary>Of these, the ones that only full passes reach.</summary>
    public double LeftPerDay { get; init; }

    /// <summary>Rows a day that have changed in any way: what head passes have to read.</summary>
    public double RecentPerDay { get; init; }

    /// <summary>For how long passes were watched, as far as that still counts, days.</summary>
    public double SeenDays { get; init; }

    /// <summary>For how long full passes were.</summary>
    public double FullSeenDays { get; init; }

    /// <summary>Whether a pass after the first has shown what comes to the list.</summary>
    public bool IsKnown => Rows > 0 && NewsPerDay + RecentPerDay > 0;

    /// <summary>The part of the news that a head pass tells, 0-1.</summary>
    public double Reach => NewsPerDay > 0 ? Math.Clamp(1 - (LeftPerDay / NewsPerDay), 0, 1) : 0;

    /// <summary>Takes in a complete pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="sinceAny">From the begin of the complete pass before to that of this one; absent for the first.</param>
    /// <param name="sinceFull">From the begin of the full pass before to that of this one; absent for the first.</param>
    public FeedYield After(Sweep pass, TimeSpan? sinceAny, TimeSpan? sinceFull)
    {
        var counts = pass.Counts;
        var found = this with
        {
            FindsPerDay = Faded(FindsPerDay, counts.New, SeenDays, sinceAny),
            NewsPerDay = Faded(NewsPerDay, counts.News, SeenDays, sinceAny),
            RecentPerDay = Faded(RecentPerDay, counts.Recent, SeenDays, sinceAny),
            SeenDays = Seen(SeenDays, sinceAny),
        };
        return pass.Kind == PassKind.Head
            ? found
            : found with
            {
                Rows = counts.Accepted,
                Lag = counts.Accepted > 0 ? TimeSpan.FromSeconds((double)counts.AgeSeconds / counts.Accepted) : Lag,
                LeftPerDay = Faded(LeftPerDay, counts.Left, FullSeenDays, sinceFull),
                FullSeenDays = Seen(FullSeenDays, sinceFull),
            };
    }

    // What was found in the very first pass is the list, not what comes to it. Until the memory is full, every day counts the same.
    private static double Faded(double before, long found, double seen, TimeSpan? since) => since is { Ticks: > 0 } time
        ? before + (((found / time.TotalDays) - before) * (time.TotalDays / Math.Min(Math.Max(Memory, time.TotalDays), seen + time.TotalDays)))
        : before;

    private static double Seen(double before, TimeSpan? since) => since is { Ticks: > 0 } time ? Math.Min(Memory, before + time.TotalDays) : before;
}
