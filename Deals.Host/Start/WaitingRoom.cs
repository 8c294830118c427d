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
    /// <param name="directory">The data folder.</param>
    /// <param name="builder">Makes a web server at the node's addresses; asked only where there is a wait.</param>
    public static async Task<NodeStorage?> OpenAsync(string directory, Func<WebApplicationBuilder> builder)
    {
        var storage = TryOpen(directory, out var wrong);
        if (storage is not null)
            return storage;
        await using var room = builder().Build();
        var reason = wrong!;
        room.UseExceptionHandler();
        room.MapGet("/health/live", () => new HealthAnswer("ok", []));
        room.MapGet("/health/ready", () => Unready(Public(reason, directory)));
        room.MapFallback(() => Problems.Of(StatusCodes.Status503ServiceUnavailable, "The node is not ready: " + Public(reason, directory)));
        await room.StartAsync();
        room.Logger.LogError("The node is not ready and looks again every {Seconds:0} s: {Reason}", Pause.TotalSeconds, reason);
        using var timer = new PeriodicTimer(Pause);
        while (storage is null && await NextAsync(timer, room.Lifetime.ApplicationStopping))
        {
            storage = TryOpen(directory, out wrong);
            if (wrong is not null && wrong != reason)
                room.Logger.LogError("The node is not ready: {Reason}", reason = wrong);
        }

        // Nothing here is worth draining: whoever holds a connection asks the node next.
        using var patience = new CancellationTokenSource(Pause);
        await room.StopAsync(patience.Token);
        return storage;
    }

    private static NodeStorage? TryOpen(string directory, out string? wrong)
    {
        try
        {
            wrong = null;
            return NodeStorage.Open(directory);
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

    private static string Public(string reason, string directory) => reason.Replace(directory, "the data folder", StringComparison.Ordinal);
}
