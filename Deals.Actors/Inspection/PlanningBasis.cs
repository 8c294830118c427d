using System.Collections.Immutable;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;

namespace Deals.Actors.Inspection;

/// <summary>By what the node plans, pure: what is bought again and again, and what a change of it would change.</summary>
/// <param name="Refresh">When deals are looked at again.</param>
/// <param name="Sweep">How often feeds are read.</param>
/// <param name="Backfill">How fast the slow walk is.</param>
/// <param name="Feeds">The feeds.</param>
public sealed record PlanningBasis(RefreshPolicy Refresh, SweepPolicy Sweep, BackfillPolicy Backfill, IReadOnlyList<FeedQuery> Feeds)
{
    private const int FullPages = KeepaRequest.DealPage.LastPage + 1;

    /// <summary>What there is; absent until Keepa has told the plan's rate.</summary>
    public static TokenSupply? Supply(BudgetStatus? budget) => budget is { RefillRate: { } rate }
        ? new TokenSupply(rate, budget.TokenFlowReduction ?? 0, budget.ForeignDrainPerMinute)
        : null;

    /// <summary>What is bought again and again.</summary>
    /// <param name="change">What is planned to be otherwise.</param>
    /// <param name="living">Deals that are looked at.</param>
    /// <param name="budget">What requests cost, as learned.</param>
    /// <param name="rate">Tokens a minute of the plan.</param>
    /// <param name="priced">How often feeds are worth reading at the present price; one that is not among them is read at its fixed shares.</param>
    public TokenDemand Demand(PlannedChange change, long living, BudgetStatus budget, int rate, IReadOnlyDictionary<string, FeedTerms>? priced = null)
    {
        ImmutableArray<(string Name, int Pages)> feeds = [.. Feeds.Select(f => (f.Name, FullPages))];
        if (change.NewFeed is { } added)
            feeds = feeds.Add(($"the new one ({added.Domain}/{added.Pages})", added.Pages));
        var sweep = Sweep with { Feeds = feeds.Length };
        var page = LookCosts.Of(RequestShape.DealPage, budget).Each;
        return new TokenDemand(
            [.. feeds.Select(f => new FeedDemand(f.Name, (int)Math.Ceiling(f.Pages * page), TermsOf(f.Name)?.FullEvery ?? sweep.FullEvery(f.Pages, rate)))],
            feeds.Sum(f => page / (TermsOf(f.Name)?.HeadEvery ?? sweep.HeadEvery(1, rate)).TotalDays),
            Backfill.Enabled && feeds.Length > 0 ? page / BackfillPolicy.Pause(rate).TotalDays : 0,
            new LookDemand(living, change.MaxAge ?? Refresh.Interval(Schedule.LeastPriority), LookCosts.Of(LookDepth.BuyBox, budget).Each));

        FeedTerms? TermsOf(string feed) => priced?.GetValueOrDefault(feed);
    }
}
