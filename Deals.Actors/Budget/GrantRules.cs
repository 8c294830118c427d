using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>Which request goes out next and with which others: the decision of the router's grant loop, pure.</summary>
/// <param name="InteractiveDebtMinutes">How many minutes of refill an interactive request may take the balance below zero.</param>
/// <param name="LargestShare">The largest part of the bucket that one request of wishes may hold at worst, above 0 to 1.</param>
/// <param name="Linger">How long a request that is not full waits for more wishes while there are tokens for them, domain time.</param>
public sealed record GrantRules(int InteractiveDebtMinutes, double LargestShare, TimeSpan Linger)
{
    /// <summary>Whose turn it is: <see cref="GrantStep.Turn"/>, <see cref="GrantStep.Wait"/> or <see cref="GrantStep.Nothing"/>.</summary>
    public static GrantStep Turn(Lanes lanes, TokenLedger ledger, DateTimeOffset now)
    {
        if (lanes.Next() is not { } next)
            return lanes.IsEmpty ? GrantStep.Nothing.Instance : new GrantStep.Wait("The lanes with work are paused.", lanes.FirstDeadline()!.Value);
        return lanes.Awaited(next, now) is { } until && !IsNearlyFull(ledger, now)
            ? new GrantStep.Wait("The next page of a feed is about to be asked for.", until)
            : new GrantStep.Turn(next);
    }

    /// <summary>What the request whose turn it is becomes: <see cref="GrantStep.Grant"/>, <see cref="GrantStep.Wait"/> or
    /// <see cref="GrantStep.Impossible"/>.</summary>
    public GrantStep Form(QueuedRequest head, Lanes lanes, TokenLedger ledger, LearnedCosts costs, DateTimeOffset now)
    {
        // Where a wish turned out to cost more than it weighs, fewer go together.
        var each = head.Need is null ? head.Weight : Math.Max(1, costs.WorstCaseOf(head.Request));
        var tokens = TokensForOne(ledger, head.Lane, now);
        var batch = lanes.BatchOf(head, (int)Math.Min(int.MaxValue, (long)tokens / each * head.Weight));
        if (Gathering(head, batch, tokens, each, now) is { } gathering)
            return gathering;
        var request = head.Need is null ? head.Request : NeedSubject.Together([.. batch.Select(static q => q.Need!.Subject)]);
        var worstCase = WorstCaseOf(request, costs, ledger);
        return ledger.Objection(worstCase, Debt(head.Lane, ledger), now) switch
        {
            LedgerDecision.Impossible impossible => new GrantStep.Impossible(head, impossible.Reason),
            LedgerDecision.WaitUntil wait => new GrantStep.Wait(wait.Reason, wait.Instant),
            _ => new GrantStep.Grant(batch, request, worstCase),
        };
    }

    /// <summary>What is held for a request: the most that it may cost as learned, in tokens. What is documented counts in full, and what was learned beyond it up to
    /// what one request may hold: what was once too dear for the bucket is asked for all the same, for only its answers can tell that it is cheaper again.</summary>
    public int WorstCaseOf(KeepaRequest request, LearnedCosts costs, TokenLedger ledger)
    {
        var learned = costs.WorstCaseOf(request);
        return ledger.Anchor is { } anchor ? Math.Max(request.WorstCaseCost, Math.Min(learned, (int)(anchor.Capacity * LargestShare))) : learned;
    }

    /// <summary>How far below zero a lane's request may take the balance, in tokens.</summary>
    public int Debt(Lane lane, TokenLedger ledger) => lane == Lane.Interactive ? InteractiveDebtMinutes * (ledger.Anchor?.RefillRate ?? 0) : 0;

    /// <summary>Whether the next refills would find the bucket full: then nothing is kept for anybody.</summary>
    private static bool IsNearlyFull(TokenLedger ledger, DateTimeOffset now) =>
        ledger.Anchor is { } anchor && ledger.Balance(now) is { } balance && balance >= anchor.Capacity - (2 * anchor.RefillRate);

    /// <summary>The tokens that one request may hold now: those that are free, and not more than its share of the bucket.</summary>
    private int TokensForOne(TokenLedger ledger, Lane lane, DateTimeOffset now) => ledger.Anchor is { } anchor && ledger.Free(now) is { } free
        ? Math.Min((int)(anchor.Capacity * LargestShare), free + ledger.DebtNow(Debt(lane, ledger)))
        : 0;

    /// <summary>A request that is not full waits a moment for more wishes, as long as there are tokens for them: the deals are being woken.</summary>
    private GrantStep.Wait? Gathering(QueuedRequest head, ImmutableArray<QueuedRequest> batch, int tokens, int each, DateTimeOffset now)
    {
        if (head.Need is not { } need || head.Lane == Lane.Interactive || batch.Length >= need.Subject.MostTogether)
            return null;
        var until = batch.Min(static q => q.QueuedAt) + Linger;
        return until > now && tokens >= (batch.Length + 1) * each
            ? new GrantStep.Wait("More deals are being gathered into one request.", until)
            : null;
    }
}
