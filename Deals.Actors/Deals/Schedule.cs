using Deals.Actors.Budget;

namespace Deals.Actors.Deals;

/// <summary>When a deal is looked at next: its one future wake. Instants are domain time.</summary>
/// <param name="Lane">The queue in which its request will wait.</param>
/// <param name="Due">From when on it may be bought.</param>
/// <param name="SoftDeadline">What orders those that are due: who is nearest to it, or furthest beyond it, goes first.</param>
/// <param name="Reason">Why then.</param>
/// <param name="Priority">1 (just found) to <see cref="LeastPriority"/>; grows with every look.</param>
public sealed record Schedule(Lane Lane, DateTimeOffset Due, DateTimeOffset SoftDeadline, DueReason Reason, int Priority)
{
    /// <summary>Of a deal that was just found.</summary>
    public const int FirstPriority = 1;

    /// <summary>Of a deal that was looked at often.</summary>
    public const int LeastPriority = 5;

    /// <summary>A deal without facts: at once, in the order of their coming.</summary>
    public static Schedule AtOnce(DateTimeOffset now, DueReason reason) => new(Lane.Enrichment, now, now, reason, FirstPriority);

    /// <summary>A deal that a person waits for: before those that only a feed has shown.</summary>
    public static Schedule ForPerson(DateTimeOffset now, DueReason reason) => new(Lane.Interactive, now, now, reason, FirstPriority);

    /// <summary>The schedule after an event; the deal and its row both ask here, so that they cannot disagree.</summary>
    /// <param name="before">The schedule before it.</param>
    /// <param name="e">The event. What was stored before schedules existed names none: such a deal is due at once.</param>
    public static Schedule? After(Schedule? before, DealEvent e) => e switch
    {
        DealEvent.Retired => null,
        { Next: { } next } => next,
        DealEvent.Discovered or DealEvent.Released => AtOnce(e.At, DueReason.NoFacts),
        _ => before,
    };
}

/// <summary>Why a deal is looked at. The number is on the wire and in the journal.</summary>
public enum DueReason
{
    /// <summary>Nothing but its row in a feed is known.</summary>
    NoFacts = 0,

    /// <summary>Its facts have the age at which the policy looks again.</summary>
    Age = 1,

    /// <summary>A feed showed another price since its facts were taken.</summary>
    KnownStale = 2,

    /// <summary>The last attempt failed.</summary>
    Retry = 3,

    /// <summary>The last look found it gone; that is verified.</summary>
    FoundGone = 4,

    /// <summary>It was set aside after too many failures, and is tried once more.</summary>
    SetAside = 5,

    /// <summary>A person released it.</summary>
    Released = 6,

    /// <summary>A person follows it.</summary>
    Followed = 7,
}
