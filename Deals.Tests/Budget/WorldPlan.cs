using Deals.Actors.Budget;

namespace Deals.Tests.Budget;

/// <summary>What happens in a world.</summary>
public sealed record WorldPlan(int Seed, int Rate, int FirstBalance, int LargestCost)
{
    public TimeSpan Length { get; init; } = TimeSpan.FromHours(3);

    /// <summary>The longest way there, processing and way back, each.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The chance in a hundred that an answer is lost after the debit, and that a request is lost before it.</summary>
    public int LostPercent { get; init; }

    /// <summary>The chance in a hundred that a request is never sent, and is reported so.</summary>
    public int NotSentPercent { get; init; }

    /// <summary>The chance in a hundred that what became of a request is told once more, later.</summary>
    public int DoubledPercent { get; init; }

    /// <summary>Tokens an hour that somebody else takes.</summary>
    public int ForeignPerHour { get; init; }

    /// <summary>Rates that the plan takes one after the other, evenly over the length.</summary>
    public int[] LaterRates { get; init; } = [];

    /// <summary>Restarts of the owner, evenly over the length; half of the answers in flight are lost with each.</summary>
    public int Restarts { get; init; }

    /// <summary>Deaths of one of the senders, evenly over the length: all that it had is lost with it, the requests that had not left and the answers that had
    /// not been told.</summary>
    public int Deaths { get; init; }

    /// <summary>The chance in a hundred that a request costs up to ten times what is documented, in the first half of the length.</summary>
    public int DearPercent { get; init; }

    /// <summary>The largest part of the bucket that one request of wishes may hold.</summary>
    public double LargestShare { get; init; } = 0.5;

    /// <summary>How far Keepa's announcement of the next tick is off at most.</summary>
    public TimeSpan AnnouncementError { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether a tick may be credited up to half a second before its time, while the announcement says 522 ms, as recorded.</summary>
    public bool EarlyTicks { get; init; } = true;

    /// <summary>Keepa's clock less ours.</summary>
    public TimeSpan Skew { get; init; }

    public int InFlight { get; init; } = 16;

    /// <summary>What a ledger of this world takes for granted.</summary>
    public LedgerSettings Ledger => EarlyTicks ? new LedgerSettings() : new LedgerSettings { AmbiguousRefillIn = TimeSpan.FromSeconds(-1) };
}
