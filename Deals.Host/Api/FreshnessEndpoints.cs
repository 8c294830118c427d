using System.Globalization;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;

namespace Deals.Host.Api;

/// <summary><c>GET /api/freshness</c> and <c>GET /api/deals/{id}/history</c>: how old what is known is, and what was before.</summary>
internal static class FreshnessEndpoints
{
    private const int NextInLine = 10;

    /// <summary>Maps them.</summary>
    public static void MapFreshness(this IEndpointRouteBuilder api)
    {
        api.MapGet("/freshness", FreshnessAsync);
        api.MapGet("/deals/{id}/history", HistoryAsync);
    }

    private static async Task<IResult> FreshnessAsync(
        ICatalogue catalogue,
        PlanningBasis basis,
        LastKnown<BudgetStatus> budget,
        IStatusReader<WakerStatus> waker,
        IStatusReader<BreakerStatus> breaker,
        IStatusReader<PriceStatus> price,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var asked = (Budget: OrNothing(async () => (await budget.ReadAsync(cancellation)).Value), Waker: OrNothing(() => waker.ReadAsync(cancellation)), Breaker: OrNothing(() => breaker.ReadAsync(cancellation)), Price: OrNothing(() => price.ReadAsync(cancellation)));
        var facts = await catalogue.FreshnessAsync(now, basis.Refresh.MostAge, NextInLine, cancellation);
        return TypedResults.Json(FreshnessReport.Of(facts, basis, await asked.Budget, await asked.Waker, await asked.Breaker, await asked.Price, facts.AsOf), InspectionJson.Options);
    }

    // One that does not answer is absent: the others are still worth showing.
    private static async Task<T?> OrNothing<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (NoAnswerException)
        {
            return null;
        }
    }

    private static async Task<IResult> HistoryAsync(string id, HttpRequest request, IDealPast past, TimeProvider clock, CancellationToken cancellation)
    {
        if (!DealId.TryParse(id, out var deal))
            return Problems.Wrong(DealsEndpoints.NoId(id));
        if (!TryRead(request.Query, out var wish, out var problem))
            return Problems.Wrong(problem);
        var events = await past.EventsAsync(deal, DealHistory.MostEvents, cancellation);
        return events.Count == 0
            ? Problems.Of(StatusCodes.Status404NotFound, $"Nobody has seen the deal {deal}.")
            : TypedResults.Json(DealHistory.Of(deal, events, await past.ProductAsync(deal, cancellation), wish, clock.GetUtcNow()), InspectionJson.Options);
    }

    private static bool TryRead(IQueryCollection query, out HistoryWish wish, out string problem)
    {
        (wish, problem) = (HistoryWish.Default, "");
        foreach (var (key, values) in query)
        {
            var text = values.ToString();
            switch (key)
            {
                case "days" when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= HistoryWish.MostDays:
                    wish = wish with { Days = days };
                    break;
                case "days":
                    problem = $"days is '{PlainText.Clean(text, 50)}': a whole number from 1 to {HistoryWish.MostDays} was expected.";
                    return false;
                case "types":
                    foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    {
                        if (!PriceType.TryParse(name, out var type))
                        {
                            problem = $"types has '{PlainText.Clean(name, 50)}': names or numbers of Keepa's price types were expected, such as USED,SALES.";
                            return false;
                        }

                        wish = wish with { Types = wish.Types.Add(type) };
                    }

                    break;
                default:
                    problem = $"'{PlainText.Clean(key, 50)}' is no parameter: days and types were expected.";
                    return false;
            }
        }

        return true;
    }
}
