using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;

namespace Deals.Host.Api;

/// <summary><c>GET /api/deals</c> and <c>GET /api/deals/{id}</c>.</summary>
internal static class DealsEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapDeals(this IEndpointRouteBuilder api)
    {
        api.MapGet("/deals", ListAsync);
        api.MapGet("/deals/{id}", FindAsync);
    }

    /// <summary>What is wrong with something that is no id.</summary>
    public static string NoId(string id) => $"'{PlainText.Clean(id, 50)}' is not a deal id: a marketplace number, a dash and an ASIN were expected, such as 1-B0916T3WFJ.";

    private static async Task<IResult> ListAsync(HttpRequest request, ICatalogue catalogue, CancellationToken cancellation)
    {
        var parameters = request.Query.SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value ?? ""));
        return DealFilterText.Parse(parameters) switch
        {
            DealFilterReading.Read read => TypedResults.Json(DealListing.From(await catalogue.ListAsync(read.Filter, cancellation)), InspectionJson.Options),
            DealFilterReading.Wrong wrong => Problems.Wrong(PlainText.Clean(string.Join(' ', wrong.Problems), 2000)),
            var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
        };
    }

    private static async Task<IResult> FindAsync(string id, HttpRequest request, DealLookup lookup, CancellationToken cancellation)
    {
        if (request.Query.Count > 0)
            return Problems.Wrong($"'{PlainText.Clean(request.Query.First().Key, 50)}' is no parameter: a single deal takes none.");
        if (!DealId.TryParse(id, out var deal))
            return Problems.Wrong(NoId(id));
        return await lookup.FindAsync(deal, cancellation) is { } details
            ? TypedResults.Json(details, InspectionJson.Options)
            : Problems.Of(StatusCodes.Status404NotFound, $"Nobody has seen the deal {deal}.");
    }
}
