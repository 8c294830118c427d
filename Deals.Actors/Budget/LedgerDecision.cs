namespace Deals.Actors.Budget;

/// <summary>What a permit would mean.</summary>
/// <param name="PermitId">Its name.</param>
/// <param name="WorstCase">The most that it can cost, in tokens; 0 for what Keepa does not charge.</param>
/// <param name="DebtAllowance">How far below zero it may take the balance, in tokens; 0 for everything that can wait.</param>
/// <param name="Deadline">When its fate is taken for unknown if nobody has told it, our time.</param>
public sealed record PermitTerms(Guid PermitId, int WorstCase, int DebtAllowance, DateTimeOffset Deadline);

/// <summary>The ledger's answer to a permit's terms.</summary>
public abstract record LedgerDecision
{
    private LedgerDecision()
    {
    }

    /// <summary>The tokens are reserved.</summary>
    public sealed record Granted(TokenLedger Ledger) : LedgerDecision;

    /// <summary>Not now.</summary>
    /// <param name="Instant">When to look again, our time, estimated; never in the past.</param>
    /// <param name="Reason">What is waited for, in one sentence.</param>
    public sealed record WaitUntil(DateTimeOffset Instant, string Reason) : LedgerDecision;

    /// <summary>Never under this plan.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Impossible(string Reason) : LedgerDecision;
}
