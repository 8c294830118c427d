namespace Deals.Actors.Budget;

/// <summary>What the ledger takes for granted about Keepa's bucket. All times are domain time.</summary>
public sealed record LedgerSettings
{
    /// <summary>The time between two refills: 60.21 s, not 60 (median of 422 long gaps in the recorded envelopes).</summary>
    public TimeSpan TickPeriod { get; init; } = TimeSpan.FromMilliseconds(60_210);

    /// <summary>What a tick further than the next may come later than <see cref="TickPeriod"/> says, for granting.</summary>
    public TimeSpan TickDrift { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long after its time a tick is spent: the error of Keepa's own announcement is 200 ms in one of ten.</summary>
    public TimeSpan TickMargin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>At this announced time to the next refill and below it, the refill may already be in the balance: Keepa never announces
    /// less.</summary>
    public TimeSpan AmbiguousRefillIn { get; init; } = TimeSpan.FromMilliseconds(522);

    /// <summary>How far two answers' completion times may be apart for their order to be in doubt.</summary>
    public TimeSpan OrderTolerance { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The age of the newest envelope from which Keepa is asked again before anything is granted.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait after the first refusal of the key; it doubles with each, up to <see cref="LongestProbeInterval"/>.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait between two attempts with a refused key.</summary>
    public TimeSpan LongestProbeInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The window over which foreign use is averaged.</summary>
    public TimeSpan DrainWindow { get; init; } = TimeSpan.FromMinutes(30);
}
