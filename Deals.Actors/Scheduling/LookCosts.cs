using System.Collections.Immutable;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scheduling;

/// <summary>What looks at products are and cost. Pure.</summary>
public static class LookCosts
{
    /// <summary>What is asked of Keepa for a look.</summary>
    public static ProductShape ShapeOf(LookDepth depth) => depth switch
    {
        LookDepth.Plain => ProductShape.Full,
        LookDepth.BuyBox => ProductShape.Full with { BuyBox = true },
        LookDepth.Offers => ProductShape.WithOffers,
        _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, "No shape for this depth."),
    };

    /// <summary>What a look at one product costs, tokens, and by how many answers that is known; assumed until there was one.</summary>
    public static (double Each, long Answers) Of(LookDepth depth, BudgetStatus budget) => Of(RequestShape.Of(ShapeOf(depth)), budget);

    /// <summary>The same for any kind of request.</summary>
    public static (double Each, long Answers) Of(RequestShape shape, BudgetStatus budget) =>
        budget.Costs.FirstOrDefault(c => string.Equals(c.Shape, shape.Name, StringComparison.Ordinal)) is { } cost ? (cost.Expected, cost.Requests) : (shape.Assumed, 0);

    /// <summary>Every depth, in its order.</summary>
    public static ImmutableArray<double> All(BudgetStatus budget) => [.. Enum.GetValues<LookDepth>().Select(depth => Of(depth, budget).Each)];
}
