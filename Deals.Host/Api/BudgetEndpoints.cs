using Deals.Actors.Budget;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Actors.Scouting;

namespace Deals.Host.Api;

/// <summary><c>GET /api/budget</c>, <c>GET /api/feeds</c> and <c>GET /api/analyst</c>: what the singletons say, or last said.</summary>
internal static class BudgetEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapBudgetAndFeeds(this IEndpointRouteBuilder api)
    {
        api.MapGet("/budget", async (LastKnown<BudgetStatus> budget, BudgetPlanner planner, CancellationToken cancellation) =>
        {
            var known = await budget.ReadAsync(cancellation);
            return BudgetReport.From(known.Value, known.Stale, await planner.CadenceAsync(known.Value, cancellation));
        });
        api.MapGet("/budget/plan", PlanAsync);
        api.MapGet("/analyst", async (AnalystDesk desk, CancellationToken cancellation) => (await desk.ReadAsync(cancellation)).Report);
        api.MapGet("/feeds", async (LastKnown<ScoutStatus> scout, LastKnown<BackfillStatus> backfill, WebhookOptions webhook, NotificationCounts pushed, CancellationToken cancellation) =>
        {
            var known = await scout.ReadAsync(cancellation);
            return FeedsReport.From(known.Value, known.Stale) with
            {
                Backfill = await BackfillAsync(backfill, cancellation),
                Notifications = webhook.Secret is null ? null : NotificationsItem.From(pushed),
            };
        });
    }

    private static async Task<IResult> PlanAsync(HttpRequest request, BudgetPlanner planner, CancellationToken cancellation)
    {
        var parameters = request.Query.SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value ?? ""));
        if (!PlannedChange.TryParse(parameters, out var change, out var problem))
            return Problems.Wrong(problem);
        try
        {
            return TypedResults.Json(await planner.PriceAsync(change, cancellation), InspectionJson.Options);
        }
        catch (RefusedException refused)
        {
            return Problems.Of(StatusCodes.Status409Conflict, refused.Message);
        }
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
