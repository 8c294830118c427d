using System.Collections.Immutable;

namespace Deals.Actors.Budget;

/// <summary>Something that the ledger learned and that people want to know.</summary>
public abstract record LedgerEvent
{
    private LedgerEvent()
    {
    }

    /// <summary>The plan is known, or another one than before.</summary>
    public sealed record PlanLearned(int? RateBefore, int Rate, int Capacity) : LedgerEvent;

    /// <summary>Somebody else spent tokens of this key.</summary>
    public sealed record ForeignUse(int Tokens, double PerMinute) : LedgerEvent;

    /// <summary>Keepa had more than predicted.</summary>
    public sealed record Surplus(int Tokens) : LedgerEvent;

    /// <summary>A permit without an answer is closed.</summary>
    /// <param name="PermitId">The permit.</param>
    /// <param name="WorstCase">What was held for it.</param>
    /// <param name="Booked">What the balance since shows that it cost at most.</param>
    public sealed record UnknownBooked(Guid PermitId, int WorstCase, int Booked) : LedgerEvent;

    /// <summary>Keepa's clock went back; its order of answers was ignored for once.</summary>
    public sealed record ServerClockWentBack(TimeSpan By) : LedgerEvent;

    /// <summary>Keepa answered 429.</summary>
    public sealed record Throttled(DateTimeOffset Until) : LedgerEvent;

    /// <summary>Keepa refuses the key.</summary>
    public sealed record KeyRefused(string Reason, DateTimeOffset ProbeAt) : LedgerEvent;

    /// <summary>Keepa takes the key again.</summary>
    public sealed record KeyAccepted : LedgerEvent;

    /// <summary>A settlement for a permit that is not open: a duplicate, or one of long ago.</summary>
    public sealed record SettlementIgnored(Guid PermitId) : LedgerEvent;
}

/// <summary>The ledger after a step, and what it learned.</summary>
public sealed record LedgerStep(TokenLedger Ledger, ImmutableArray<LedgerEvent> Events)
{
    /// <summary>This step and a further one as one.</summary>
    internal LedgerStep Then(Func<TokenLedger, LedgerStep> next)
    {
        var step = next(Ledger);
        return step with { Events = Events.AddRange(step.Events) };
    }
}
