using System.Collections.Immutable;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;

namespace Deals.Actors.Inspection;

/// <summary>By what the node plans: what a change would change.</summary>
/// <param name="Refresh">When deals are looked at again.</param>
/// <param name="Sweep">How often feeds are read.</param>
/// <param name="Backfill">How fast the slow walk is.</param>
/// <param name="Feeds">The feeds.</param>
public sealed record PlanningBasis(RefreshPolicy Refresh, SweepPolicy Sweep, BackfillPolicy Backfill, IReadOnlyList<FeedQuery> Feeds);

/// <summary>Prices a change before it is made: asks the router and the catalogue how things stand, and buys nothing.</summary>
public sealed class BudgetPlanner(LastKnown<BudgetStatus> budget, ICatalogue catalogue, PlanningBasis basis)
{
    private const int FullPages = KeepaRequest.DealPage.LastPage + 1;

    /// <summary>Prices it.</summary>
    /// <exception cref="NoAnswerException">The router does not answer, and never did.</exception>
    /// <exception cref="RefusedException">Keepa has not told the plan's rate yet.</exception>
    public async Task<PlanReport> PriceAsync(PlannedChange change, CancellationToken cancellation)
    {
        var known = await budget.ReadAsync(cancellation);
        var status = known.Value;
        if (status.RefillRate is not { } rate)
            throw new RefusedException("The rate of the plan is not known yet: it comes with Keepa's first answer.");
        var counts = (await catalogue.CountByStatusAsync(status.AsOf, cancellation)).ByStatus;
        var living = counts.Where(c => c.Key != "retired").Sum(c => c.Value);
        var supply = new TokenSupply(rate, status.TokenFlowReduction ?? 0, status.ForeignDrainPerMinute);
        var (now, then) = (Demand(PlannedChange.Nothing, living, rate), Demand(change, living, rate));
        var once = change.ReEnrich is { } depth ? living * CostOf(depth) : 0;
        return PlanReport.From(status.AsOf, known.Stale, change, supply, now, then, TokenPlan.Price(supply, now, then, once));
    }

    private TokenDemand Demand(PlannedChange change, long living, int rate)
    {
        ImmutableArray<(string Name, int Pages)> feeds = [.. basis.Feeds.Select(f => (f.Name, FullPages))];
        if (change.NewFeed is { } added)
            feeds = feeds.Add(($"the new one ({added.Domain}/{added.Pages})", added.Pages));
        var sweep = basis.Sweep with { Feeds = feeds.Length };
        var pace = BackfillPolicy.Pause(rate);
        return new TokenDemand(
            [.. feeds.Select(f => new FeedDemand(f.Name, f.Pages * KeepaRequest.DealPage.Cost, sweep.FullEvery(f.Pages, rate)))],
            feeds.Length * KeepaRequest.DealPage.Cost / sweep.HeadEvery(1, rate).TotalDays,
            basis.Backfill.Enabled && feeds.Length > 0 ? KeepaRequest.DealPage.Cost / pace.TotalDays : 0,
            new LookDemand(living, change.MaxAge ?? basis.Refresh.Interval(Schedule.LeastPriority), CostOf(LookDepth.BuyBox)));
    }

    private static int CostOf(LookDepth depth) => depth switch
    {
        LookDepth.Plain => ProductShape.Full.ExpectedCost,
        LookDepth.BuyBox => (ProductShape.Full with { BuyBox = true }).ExpectedCost,
        _ => ProductShape.WithOffers.ExpectedCost,
    };
}
