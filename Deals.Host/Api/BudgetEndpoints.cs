using Deals.Actors.Budget;
using Deals.Actors.Inspection;
using Deals.Actors.Scouting;

namespace Deals.Host.Api;

/// <summary><c>GET /api/budget</c> and <c>GET /api/feeds</c>: what the singletons say, or last said.</summary>
internal static class BudgetEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapBudgetAndFeeds(this IEndpointRouteBuilder api)
    {
        api.MapGet("/budget", async (LastKnown<BudgetStatus> budget, CancellationToken cancellation) =>
        {
            var known = await budget.ReadAsync(cancellation);
            return BudgetReport.From(known.Value, known.Stale);
        });
        api.MapGet("/feeds", async (LastKnown<ScoutStatus> scout, LastKnown<BackfillStatus> backfill, CancellationToken cancellation) =>
        {
            var known = await scout.ReadAsync(cancellation);
            return FeedsReport.From(known.Value, known.Stale) with { Backfill = await BackfillAsync(backfill, cancellation) };
        });
    }

    private static async Task<BackfillReport?> BackfillAsync(LastKnown<BackfillStatus> backfill, CancellationToken cancellation)
    {
        try
        {
            var known = await backfill.ReadAsync(cancellation);
            return BackfillReport.From(known.Value, known.Stale);
        }
        catch (NoAnswerException)
        {
            // The feeds are worth showing without it.
            return null;
        }
    }
}
