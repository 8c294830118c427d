using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Deals.Actors.Inspection;

namespace Deals.Host.Api;

/// <summary><c>GET /api/events</c>: server-sent events. A reader that comes back with <c>Last-Event-ID</c> goes on where it was; where that is gone, it gets
/// <c>gap</c> and reads everything again. A <c>ping</c> every 15 s shows both ends that the other is there.</summary>
internal static class EventsEndpoint
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(3);

    /// <summary>Maps it.</summary>
    public static void MapEvents(this IEndpointRouteBuilder api) => api.MapGet("/events", Follow);

    private static IResult Follow(HttpRequest request, LiveEventSource source, OpenStreams streams, CancellationToken cancellation)
    {
        var lastId = request.Headers["Last-Event-ID"].ToString();
        return streams.TryOpen() is { } place
            ? TypedResults.ServerSentEvents(FollowAsync(source, lastId.Length is > 0 and <= 100 ? lastId : null, place, streams.Stopping, cancellation))
            : Problems.Of(StatusCodes.Status503ServiceUnavailable, $"{OpenStreams.Most} streams are open already, which is the most: close one.");
    }

    private static async IAsyncEnumerable<SseItem<JsonElement>> FollowAsync(
        LiveEventSource source, string? lastId, IDisposable place, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var taken = place;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
        using var reading = source.Follow(lastId);
        yield return new SseItem<JsonElement>(Json("{}"), "ping") { ReconnectionInterval = ComeBackAfter };
        if (reading.IsGap)
            yield return new SseItem<JsonElement>(Json("{}"), "gap");
        foreach (var placed in reading.Before)
            yield return Item(placed);

        await using var coming = reading.After.ReadAllAsync(either.Token).GetAsyncEnumerator(either.Token);
        var next = coming.MoveNextAsync().AsTask();
        while (true)
        {
            bool? isThere;
            try
            {
                isThere = await next.WaitAsync(PingEvery, either.Token);
            }
            catch (TimeoutException)
            {
                isThere = null;
            }
            catch (OperationCanceledException)
            {
                isThere = false;
            }

            if (isThere == false)
                yield break;
            if (reading.After.TakeDropped() > 0)
                yield return new SseItem<JsonElement>(Json("{}"), "gap");
            if (isThere is null)
            {
                yield return new SseItem<JsonElement>(Json("{}"), "ping");
                continue;
            }

            yield return Item(coming.Current);
            next = coming.MoveNextAsync().AsTask();
        }
    }

    private static SseItem<JsonElement> Item(PlacedLiveEvent placed) => new(Json(placed.Event.Data), placed.Event.Kind) { EventId = placed.Id };

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
