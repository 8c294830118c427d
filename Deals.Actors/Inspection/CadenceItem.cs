using System.Globalization;
using Deals.Actors.Budget;
using Deals.Actors.Deals;

namespace Deals.Actors.Inspection;

/// <summary>What the plan can keep fresh with this rate, these costs and this number of deals.</summary>
/// <param name="TokensADay">What is refilled in a day and is ours; absent while the plan is unknown.</param>
/// <param name="LookTokensADay">What of it is left for looks at products once feeds and backfill are paid.</param>
/// <param name="TokensEach">What a look costs, as learned, or assumed until then.</param>
/// <param name="DaysForAll">In how many days every deal can be looked at once; absent while the plan is unknown, or where nothing is left.</param>
/// <param name="WantedDays">In how many days the policy wants every settled deal looked at.</param>
/// <param name="Stretch">By what every deal's interval is longer than wanted: 1 where the wish is affordable; absent while unknown, or without end.</param>
public sealed record CadenceItem(long? TokensADay, long? LookTokensADay, double? TokensEach, double? DaysForAll, double WantedDays, double? Stretch)
{
    /// <summary>Works it out.</summary>
    public static CadenceItem Of(long living, PlanningBasis basis, BudgetStatus? budget)
    {
        var wanted = basis.Refresh.Interval(Schedule.LeastPriority).TotalDays;
        if (budget is not { RefillRate: { } rate } || PlanningBasis.Supply(budget) is not { } supply)
            return new CadenceItem(null, null, null, null, wanted, null);
        var demand = basis.Demand(PlannedChange.Nothing, living, budget, rate);
        var looks = Math.Max(0, supply.ADay - demand.FindingADay);
        double? days = looks > 0 ? living * demand.Looks.TokensEach / looks : null;
        return new CadenceItem(
            PlanReport.Whole(supply.ADay),
            PlanReport.Whole(looks),
            Math.Round(demand.Looks.TokensEach, 3),
            days is { } d ? Math.Round(d, 2) : null,
            wanted,
            days is { } all ? Math.Round(Math.Max(1, all / wanted), 2) : null);
    }

    /// <summary>What to tell where the wish is not affordable; absent where it is, or while nothing is known.</summary>
    public string? Warning => (TokensADay, Stretch) switch
    {
        (null, _) or (_, 1) => null,
        (_, null) => "Finding deals takes all that there is: known deals are not looked at.",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"The plan pays for a look at every deal in {DaysForAll:0.#} days, and the policy wants one in {WantedDays:0.#}: every deal waits {Stretch:0.##} times as long, and none is dropped."),
    };
}
