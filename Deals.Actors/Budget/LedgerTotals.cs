namespace Deals.Actors.Budget;

/// <summary>Tokens since the first envelope. They always add up:
/// <c>Initial + Refilled + Surplus - Wasted - Settled - Unknown - Foreign - what is in suspense = the anchor's balance</c>.</summary>
/// <param name="Initial">The first balance, before its envelope's own cost.</param>
/// <param name="Refilled">What ticks brought.</param>
/// <param name="Wasted">What of it did not fit.</param>
/// <param name="Settled">What our requests cost, as Keepa said.</param>
/// <param name="Unknown">What our requests without an answer cost, as the balance showed.</param>
/// <param name="Foreign">What somebody else took.</param>
/// <param name="Surplus">What Keepa had more than predicted.</param>
/// <param name="Throttled">Answers 429.</param>
/// <param name="Ignored">Settlements for permits that were not open.</param>
public sealed record LedgerTotals(
    long Initial = 0,
    long Refilled = 0,
    long Wasted = 0,
    long Settled = 0,
    long Unknown = 0,
    long Foreign = 0,
    long Surplus = 0,
    long Throttled = 0,
    long Ignored = 0);

/// <summary>A permit that may still cost something.</summary>
/// <param name="PermitId">Its name.</param>
/// <param name="Serial">Its number in the order of granting.</param>
/// <param name="WorstCase">What is held for it.</param>
/// <param name="IssuedAt">When it was given, our time.</param>
/// <param name="Deadline">When nothing can happen to it any more, our time.</param>
/// <param name="FateUnknown">Whether nobody will tell what became of it; then it is held until an envelope of after the deadline.</param>
public sealed record Reservation(Guid PermitId, long Serial, int WorstCase, DateTimeOffset IssuedAt, DateTimeOffset Deadline, bool FateUnknown);

/// <summary>Tokens that are missing, or did not fit, while permits were open that may explain them: it is not known yet whose they
/// are.</summary>
/// <param name="Serial">The last permit that may explain them.</param>
/// <param name="SeenAt">The envelope that showed it, Keepa's time.</param>
/// <param name="Shortfall">Tokens missing.</param>
/// <param name="Wasted">Tokens that did not fit if nothing was spent before they came.</param>
public sealed record Suspended(long Serial, DateTimeOffset SeenAt, int Shortfall, int Wasted)
{
    /// <summary>Takes out up to so many tokens, the missing ones first.</summary>
    public (Suspended Left, int Taken) Take(int most)
    {
        var missing = Math.Min(most, Shortfall);
        var wasted = Math.Min(most - missing, Wasted);
        return (this with { Shortfall = Shortfall - missing, Wasted = Wasted - wasted }, missing + wasted);
    }
}

/// <summary>A permit without an answer that cannot be charged any more: what is missing and nobody else's may be its cost.</summary>
/// <param name="PermitId">The permit.</param>
/// <param name="Serial">Its number in the order of granting.</param>
/// <param name="ClosedAt">The last permit that had been given when it was closed.</param>
/// <param name="WorstCase">The most that it can have cost.</param>
/// <param name="Booked">What was missing and is booked to it.</param>
public sealed record UnknownClaim(Guid PermitId, long Serial, long ClosedAt, int WorstCase, int Booked)
{
    /// <summary>Whether tokens in suspense may be its cost: they were seen missing while it was open.</summary>
    public bool MayExplain(Suspended suspended) => Serial <= suspended.Serial && suspended.Serial <= ClosedAt;
}

/// <summary>Foreign use as a decaying rate.</summary>
/// <param name="PerMinute">Tokens a minute at <paramref name="At"/>, as if the window had been filled.</param>
/// <param name="At">Keepa's time.</param>
public sealed record ForeignDrain(double PerMinute, DateTimeOffset At)
{
    // What somebody takes once is not yet a rate: nothing is read as if it had gone on for less than this.
    private static readonly TimeSpan LeastSeen = TimeSpan.FromMinutes(10);

    /// <summary>Since when there is such use, Keepa's time; long ago where that is not known any more, as after a snapshot.</summary>
    public DateTimeOffset Since { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The rate at a later time, with nothing new seen. A window that is not full yet is read as what it holds, not as if nobody
    /// had used the key before.</summary>
    public double Read(DateTimeOffset serverNow, TimeSpan window)
    {
        var seen = serverNow - Since;
        return Decayed(serverNow, window) / (1 - Math.Exp(-((seen < LeastSeen ? LeastSeen : seen) / window)));
    }

    /// <summary>Takes in tokens seen missing.</summary>
    /// <param name="tokens">How many.</param>
    /// <param name="seenAt">When, Keepa's time.</param>
    /// <param name="before">Since when they may have been taken, Keepa's time, where nobody used the key before.</param>
    /// <param name="window">The window.</param>
    public ForeignDrain Book(int tokens, DateTimeOffset seenAt, DateTimeOffset before, TimeSpan window) =>
        new(Decayed(seenAt, window) + (tokens / window.TotalMinutes), seenAt > At ? seenAt : At)
        {
            Since = seenAt - At > window ? before : Since,
        };

    private double Decayed(DateTimeOffset serverNow, TimeSpan window) => serverNow <= At ? PerMinute : PerMinute * Math.Exp(-((serverNow - At) / window));
}

/// <summary>Keepa refuses the key.</summary>
/// <param name="Reason">Its words.</param>
/// <param name="Attempts">How often in a row.</param>
/// <param name="ProbeAt">When it is tried again, our time.</param>
public sealed record KeyRefusal(string Reason, int Attempts, DateTimeOffset ProbeAt);
