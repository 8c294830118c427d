using Deals.Actors.Budget;

namespace Deals.Tests.Budget.Failures;

/// <summary>What a router says of its budget before anything was spent.</summary>
internal static class Budgets
{
    public static BudgetStatus Of(int rate) => new()
    {
        AsOf = BudgetWorld.Start,
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
        Lanes = [],
        Permits = [],
        Gateways = [],
    };
}
