using Akka.Actor;
using Deals.Actors.Inspection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Deals.Host.Api;

/// <summary>The state of the node as probes read it.</summary>
/// <param name="Status">ok, unready, or failed.</param>
/// <param name="Reasons">Why not ok, each in one sentence; empty when ok.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyList<string> Reasons);

/// <summary><c>/health/live</c>, <c>/health/ready</c> and <c>/health/progress</c>; no key is asked for, and nothing secret is said.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", Live);
        routes.MapGet("/health/ready", ReadyAsync);
        routes.MapGet("/health/progress", (Progress progress, CancellationToken cancellation) => progress.ReadAsync(cancellation));
    }

    private static JsonHttpResult<HealthAnswer> Live(INodeLife life) => life.IsRunning
        ? Answer("ok", [])
        : Answer("failed", ["The actor system has ended."]);

    private static async Task<JsonHttpResult<HealthAnswer>> ReadyAsync(
        INodeLife life, IClusterReader cluster, IStorageReader storage, IProjectionReader projection, CancellationToken cancellation)
    {
        if (!life.IsRunning)
            return Answer("failed", ["The actor system has ended."]);
        var stored = storage.ReadAsync(cancellation);
        var projected = projection.ReadAsync(cancellation);
        var reasons = new List<string>();
        var report = cluster.Read();
        var self = report.Members.FirstOrDefault(m => m.Address == report.Self);
        if (self?.Status != "up")
            reasons.Add($"The node has not joined the cluster: it is {self?.Status ?? "no member"}.");
        if (await stored is { Ok: false } failed)
            reasons.Add(failed.Reason ?? "The journal does not answer.");
        if (await projected is { Usable: false } unusable)
            reasons.Add($"The catalogue is {unusable.State}{(unusable.Reason is null ? "" : ": " + unusable.Reason)}");
        return Answer(reasons.Count == 0 ? "ok" : "unready", reasons);
    }

    private static JsonHttpResult<HealthAnswer> Answer(string status, IReadOnlyList<string> reasons) => TypedResults.Json(
        new HealthAnswer(status, reasons),
        InspectionJson.Options,
        statusCode: status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}

/// <summary>Whether the node's actor system runs.</summary>
internal interface INodeLife
{
    /// <summary>Whether it does.</summary>
    bool IsRunning { get; }
}

/// <summary>Reads it from the actor system.</summary>
internal sealed class NodeLife(ActorSystem system) : INodeLife
{
    /// <inheritdoc />
    public bool IsRunning => !system.WhenTerminated.IsCompleted;
}
