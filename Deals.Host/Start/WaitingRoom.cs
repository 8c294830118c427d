using Deals.Actors.Storage;
using Deals.Host.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Deals.Host.Start;

/// <summary>Stands where the node will stand while its stores cannot be used: alive, unready, with the reason. The stores are tried again and again, so
/// that the node goes on by itself once a lock is gone or a disk has room; nothing is changed meanwhile.</summary>
internal static class WaitingRoom
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Opens the stores, at once or after a wait; nothing where the process is told to stop before.</summary>
    /// <param name="place">Where they are.</param>
    /// <param name="builder">Makes a web server at the node's addresses; asked only where there is a wait.</param>
    /// <exception cref="StartException">Waiting does not help: somebody has to do something first.</exception>
    public static async Task<NodeStorage?> OpenAsync(StoragePlace place, Func<WebApplicationBuilder> builder)
    {
        var storage = TryOpen(place, out var wrong);
        if (storage is not null)
            return storage;
        await using var room = builder().Build();
        var reason = wrong!;
        room.UseExceptionHandler();
        room.MapGet("/health/live", () => new HealthAnswer("ok", []));
        room.MapGet("/health/ready", () => Unready(place.Public(reason)));
        room.MapFallback(() => Problems.Of(StatusCodes.Status503ServiceUnavailable, "The node is not ready: " + place.Public(reason)));
        await room.StartAsync();
        room.Logger.LogError("The node is not ready and looks again every {Seconds:0} s: {Reason}", Pause.TotalSeconds, reason);
        using var timer = new PeriodicTimer(Pause);
        while (storage is null && await NextAsync(timer, room.Lifetime.ApplicationStopping))
        {
            storage = TryOpen(place, out wrong);
            if (wrong is not null && wrong != reason)
                room.Logger.LogError("The node is not ready: {Reason}", reason = wrong);
        }

        // Nothing here is worth draining: whoever holds a connection asks the node next.
        using var patience = new CancellationTokenSource(Pause);
        await room.StopAsync(patience.Token);
        return storage;
    }

    private static NodeStorage? TryOpen(StoragePlace place, out string? wrong)
    {
        try
        {
            wrong = null;
            return place.Open();
        }
        catch (StorageException failure) when (failure.NeedsSomebody)
        {
            throw new StartException(failure.Message, failure);
        }
        catch (StorageException failure)
        {
            wrong = failure.Message;
            return null;
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static JsonHttpResult<HealthAnswer> Unready(string reason) =>
        TypedResults.Json(new HealthAnswer("unready", [reason]), statusCode: StatusCodes.Status503ServiceUnavailable);
}
