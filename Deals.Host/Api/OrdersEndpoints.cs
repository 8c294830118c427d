using System.Text.Json;
using System.Text.Json.Serialization;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;
using Microsoft.AspNetCore.Mvc;

namespace Deals.Host.Api;

/// <summary>The body of <c>POST /api/deals</c>.</summary>
/// <param name="Domain">Keepa's number of the marketplace.</param>
/// <param name="Asin">The product.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FollowBody(int? Domain, string? Asin);

/// <summary>What people can order: follow, refresh, release, retire, analyse and watch a deal; pause and resume a lane.</summary>
internal static class OrdersEndpoints
{
    private const int LargestBody = 4 * 1024;
    private const string Expected = """{"domain":1,"asin":"B0916T3WFJ"}""";

    /// <summary>Maps them. All of them take the operator's role where keys are configured.</summary>
    public static void MapOrders(this IEndpointRouteBuilder api)
    {
        var orders = api.MapGroup("").AddEndpointFilter(async (context, next) => ApiKeyGate.MayMutate(context.HttpContext, context.HttpContext.RequestServices.GetRequiredService<ApiOptions>())
            ? await next(context)
            : Problems.Of(StatusCodes.Status403Forbidden, "This changes something: it takes a key with the role operator."));
        orders.MapRecompute();
        orders.MapPost("/deals", FollowAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        orders.MapPost("/deals/{id}/refresh", (string id, DealOrders all, CancellationToken c) => OrderAsync(id, deal => all.RefreshAsync(deal, c)));
        orders.MapPost("/deals/{id}/release", (string id, DealOrders all, CancellationToken c) => OrderAsync(id, deal => all.ReleaseAsync(deal, c)));
        orders.MapPost("/deals/{id}/retire", (string id, DealOrders all, CancellationToken c) => OrderAsync(id, deal => all.RetireAsync(deal, c)));
        orders.MapPost("/deals/{id}/analyse", (string id, AnalysisOrders all, CancellationToken c) => OrderAsync(id, deal => all.AnalyseAsync(deal, c)));
        orders.MapPut("/deals/{id}/watch", (string id, DealOrders all, CancellationToken c) => OrderAsync(id, deal => all.WatchAsync(deal, on: true, c)));
        orders.MapDelete("/deals/{id}/watch", (string id, DealOrders all, CancellationToken c) => OrderAsync(id, deal => all.WatchAsync(deal, on: false, c)));
        orders.MapPost("/lanes/{lane}/pause", (string lane, ILaneTeller lanes, CancellationToken c) => SetAsync(lane, paused: true, lanes, c));
        orders.MapPost("/lanes/{lane}/resume", (string lane, ILaneTeller lanes, CancellationToken c) => SetAsync(lane, paused: false, lanes, c));
    }

    private static async Task<IResult> FollowAsync(HttpRequest request, DealOrders orders, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        if (await ReadAsync(request, cancellation) is not { } body)
            return Problems.Wrong($"The body could not be read: something like {Expected} was expected.");
        if (body.Domain is not { } number || !AmazonDomain.TryFromNumber(number, out var domain))
            return Problems.Wrong($"domain is {(body.Domain is { } d ? $"'{d}'" : "missing")}: one of {AmazonDomain.Expected} was expected.");
        if (!Asin.TryParse(body.Asin, out var asin))
            return Problems.Wrong($"asin is '{PlainText.Clean(body.Asin, 50)}': ten letters and digits were expected, such as B0916T3WFJ.");
        try
        {
            var (report, isNew) = await orders.FollowAsync(new DealId(domain, asin), cancellation);
            return TypedResults.Json(report, InspectionJson.Options, statusCode: isNew ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
        }
        catch (RefusedException refused)
        {
            return Problems.Of(StatusCodes.Status409Conflict, refused.Message);
        }
    }

    private static async Task<FollowBody?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return await request.ReadFromJsonAsync<FollowBody>(InspectionJson.Options, cancellation);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<IResult> OrderAsync<T>(string id, Func<DealId, Task<T?>> order)
        where T : class
    {
        if (!DealId.TryParse(id, out var deal))
            return Problems.Wrong(DealsEndpoints.NoId(id));
        try
        {
            return await order(deal) is { } report
                ? TypedResults.Json(report, InspectionJson.Options, statusCode: StatusCodes.Status202Accepted)
                : Problems.Of(StatusCodes.Status404NotFound, $"Nobody has seen the deal {deal}.");
        }
        catch (RefusedException refused)
        {
            return Problems.Of(StatusCodes.Status409Conflict, refused.Message);
        }
    }

    private static async Task<IResult> SetAsync(string name, bool paused, ILaneTeller lanes, CancellationToken cancellation) => LaneItem.TryParse(name, out var lane)
        ? TypedResults.Json(LaneAnswer.From(await lanes.SetAsync(lane, paused, cancellation)), InspectionJson.Options, statusCode: StatusCodes.Status202Accepted)
        : Problems.Of(StatusCodes.Status404NotFound, $"There is no lane '{PlainText.Clean(name, 50)}': {LaneItem.Expected} was expected.");
}
