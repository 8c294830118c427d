using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Scheduling;
using Deals.Actors.Storage;

namespace Deals.Actors.Inspection;

/// <summary>Prices a change before it is made: asks the router, the catalogue and who finds the price how things stand, and buys nothing.</summary>
public sealed class BudgetPlanner(LastKnown<BudgetStatus> budget, IStatusReader<PriceStatus> price, ICatalogue catalogue, PlanningBasis basis)
{
    /// <summary>Prices it.</summary>
    /// <exception cref="NoAnswerException">The router does not answer, and never did.</exception>
    /// <exception cref="RefusedException">Keepa has not told the plan's rate yet.</exception>
    public async Task<PlanReport> PriceAsync(PlannedChange change, CancellationToken cancellation)
    {
        var found = PriceOrNothingAsync(cancellation);
        var known = await budget.ReadAsync(cancellation);
        var status = known.Value;
        if (status.RefillRate is not { } rate)
            throw new RefusedException("The rate of the plan is not known yet: it comes with Keepa's first answer.");
        var living = await LivingAsync(status, cancellation);
        var supply = PlanningBasis.Supply(status)!;
        var priced = await found;
        var feeds = priced?.Terms?.Feeds;
        var (now, then) = (basis.Demand(PlannedChange.Nothing, living, status, rate, feeds), basis.Demand(change, living, status, rate, feeds));
        var once = change.ReEnrich is { } depth ? (long)Math.Ceiling(living * LookCosts.Of(depth, status).Each) : 0;
        var answers = LookCosts.Of(LookDepth.BuyBox, status).Answers;
        return PlanReport.From(status.AsOf, known.Stale, change, supply, now, then, TokenPlan.Price(supply, now, then, once), answers, PlanTracking.From(priced));
    }

    /// <summary>What the plan can keep fresh; absent while the catalogue does not answer.</summary>
    public async Task<CadenceItem?> CadenceAsync(BudgetStatus status, CancellationToken cancellation)
    {
        try
        {
            return CadenceItem.Of(await LivingAsync(status, cancellation), basis, status);
        }
        catch (StorageException)
        {
            // The budget is worth showing without it.
            return null;
        }
    }

    // The plan is worth showing without it.
    private async Task<PriceStatus?> PriceOrNothingAsync(CancellationToken cancellation)
    {
        try
        {
            return await price.ReadAsync(cancellation);
        }
        catch (NoAnswerException)
        {
            return null;
        }
    }

    private async Task<long> LivingAsync(BudgetStatus status, CancellationToken cancellation) =>
        (await catalogue.CountByStatusAsync(status.AsOf, cancellation)).ByStatus.Where(c => c.Key != "retired").Sum(c => c.Value);
}
