using Deals.Actors.Budget;

namespace Deals.Actors.Scheduling;

/// <summary>How many tokens a minute are there for looking again at what is known: what the plan brings, less what somebody else takes and what finding and
/// persons are seen to use. First looks share the rest evenly with it while many wait, as their lanes do; else they take what they are seen to use. Pure.</summary>
/// <param name="At">When the lanes were read last.</param>
/// <param name="Settled">What each lane had cost by then, tokens.</param>
/// <param name="Used">What each lane uses a minute, averaged.</param>
public sealed record RefreshSupply(DateTimeOffset At, IReadOnlyDictionary<Lane, long> Settled, IReadOnlyDictionary<Lane, double> Used)
{
    private const double LeastShare = 0.15;
    private static readonly TimeSpan Window = TimeSpan.FromHours(6);

    /// <summary>Begins with a first reading. What was used in an earlier life is taken for what is used now, until that has been seen.</summary>
    /// <param name="budget">The reading.</param>
    /// <param name="others">What did not bid for its tokens, tokens a minute.</param>
    /// <param name="firstLooks">What first looks used, tokens a minute.</param>
    public static RefreshSupply Of(BudgetStatus budget, double others = 0, double firstLooks = 0) => new(
        budget.AsOf,
        SettledBy(budget),
        LaneOrder.All.ToDictionary(static lane => lane, lane => lane switch { Lane.Backfill => others, Lane.Enrichment => firstLooks, _ => 0 }));

    /// <summary>What those are seen to use who do not bid for it, tokens a minute: persons, the backfill, and passes of the feeds as long as these have no price.</summary>
    /// <param name="sweepsBid">Whether passes bid like looks.</param>
    public double OthersThan(bool sweepsBid) => Used[Lane.Interactive] + Used[Lane.Backfill] + (sweepsBid ? 0 : Used[Lane.Discovery]);

    /// <summary>What first looks are seen to use, tokens a minute.</summary>
    public double FirstLooks => Used[Lane.Enrichment];

    /// <summary>Takes in a later reading.</summary>
    public RefreshSupply Seen(BudgetStatus budget)
    {
        var minutes = (budget.AsOf - At).TotalMinutes;
        if (minutes <= 0)
            return this;
        var settled = SettledBy(budget);
        var part = Math.Min(1, minutes / Window.TotalMinutes);
        return new RefreshSupply(budget.AsOf, settled, LaneOrder.All.ToDictionary(
            static lane => lane,
            lane => Used[lane] + ((Math.Max(0, settled[lane] - Settled.GetValueOrDefault(lane)) / minutes) - Used[lane]) * part));
    }

    /// <summary>The supply; absent while the plan is unknown.</summary>
    /// <param name="budget">The plan.</param>
    /// <param name="pending">Deals that wait for their first look.</param>
    /// <param name="costOfFirst">What a first look costs, tokens.</param>
    /// <param name="sweepsBid">Whether passes of the feeds bid for what they cost, as looks do.</param>
    public double? PerMinute(BudgetStatus budget, long pending, double costOfFirst, bool sweepsBid = false)
    {
        if (budget.RefillRate is null)
            return null;
        var all = All(budget);
        var rest = Math.Max(0, all - OthersThan(sweepsBid));
        var isCrowded = pending * costOfFirst > 60 * all;
        return Math.Max(LeastShare * all, isCrowded ? rest / 2 : rest - Math.Min(rest / 2, FirstLooks));
    }

    private static double All(BudgetStatus budget) =>
        Math.Max(0, (budget.RefillRate ?? 0) - (double)(budget.TokenFlowReduction ?? 0) - budget.ForeignDrainPerMinute);

    private static Dictionary<Lane, long> SettledBy(BudgetStatus budget) => budget.Lanes.ToDictionary(static l => l.Lane, static l => l.Settled);
}
