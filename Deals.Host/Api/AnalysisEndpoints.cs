using Deals.Actors.Inspection;

namespace Deals.Host.Api;

/// <summary><c>GET /api/analysis</c> and <c>POST /api/analysis/recompute</c>: by which rules deals are appraised, and making that again from what is stored.</summary>
internal static class AnalysisEndpoints
{
    /// <summary>Maps what is read.</summary>
    public static void MapAnalysis(this IEndpointRouteBuilder api) =>
        api.MapGet("/analysis", async (AnalysisReader analysis, CancellationToken cancellation) => (await analysis.ReadAsync(cancellation)).Report);

    /// <summary>Maps what changes something; the group takes the operator's role.</summary>
    public static void MapRecompute(this IEndpointRouteBuilder orders) => orders.MapPost("/analysis/recompute", async (IRecomputeTeller teller, CancellationToken cancellation) =>
    {
        var answer = await teller.RecomputeAsync(cancellation);
        return answer.Started
            ? TypedResults.Json(answer, InspectionJson.Options, statusCode: StatusCodes.Status202Accepted)
            : Problems.Of(StatusCodes.Status409Conflict, AnalysisCommands.RefusalOf(answer));
    });
}
