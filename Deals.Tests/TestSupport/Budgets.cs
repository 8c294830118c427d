using Deals.Actors.Budget;

namespace Deals.Tests.TestSupport;

/// <summary>What a router says of its budget before anything was spent.</summary>
internal static class Budgets
{
    public static BudgetStatus Of(int? rate, DateTimeOffset? asOf = null) => new()
    {
        AsOf = asOf ?? Any.T0,
        Epoch = 1,
        RefillRate = rate,
        Reserved = 0,
        ForeignDrainPerMinute = 0,
        Foreign = 0,
        Refilled = 0,
        Settled = 0,
        Unknown = 0,
        Wasted = 0,
        Throttled = 0,
        Lanes = [.. LaneOrder.All.Select(static lane => new LaneStatus(lane, 0.15, 0, null, null, 0, false))],
        Permits = [],
        Gateways = [],
    };
}
