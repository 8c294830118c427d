using Deals.Actors.Catalogue;
using Deals.Actors.Inspection;
using Deals.Actors.Storage;

namespace Deals.Host.Api;

/// <summary>What <c>GET /api/status</c> answers.</summary>
/// <param name="Version">The version that runs.</param>
/// <param name="Mode">live, or simulated where Keepa is the embedded simulator.</param>
/// <param name="Node">The node's address in the cluster.</param>
/// <param name="StartedAt">When its process started, wall time.</param>
/// <param name="SchemaVersion">Version of the stored schema.</param>
/// <param name="Counts">Deals by status; every status is there. Absent while the catalogue does not answer.</param>
/// <param name="CountsAsOf">When they were counted, on the domain's clock: on many deals not anew for everybody who asks.</param>
/// <param name="Now">The domain's clock: every other instant is read on it.</param>
/// <param name="TimeScale">Domain seconds a wall second.</param>
/// <param name="Journal">Whether the stores answer.</param>
/// <param name="Catalogue">How the projection into the list stands.</param>
internal sealed record StatusAnswer(
    string Version,
    string Mode,
    string Node,
    DateTimeOffset StartedAt,
    int? SchemaVersion,
    IReadOnlyDictionary<string, long>? Counts,
    DateTimeOffset? CountsAsOf,
    DateTimeOffset Now,
    double TimeScale,
    JournalAnswer Journal,
    ProjectionReport Catalogue);

/// <summary>Whether the stores answer.</summary>
internal sealed record JournalAnswer(string State, string? Reason);

/// <summary><c>GET /api/status</c>.</summary>
internal static class StatusEndpoint
{
    /// <summary>Maps it.</summary>
    public static void MapStatus(this IEndpointRouteBuilder api) => api.MapGet("/status", ReadAsync);

    private static async Task<StatusAnswer> ReadAsync(
        NodeFacts facts,
        IClusterReader cluster,
        ICatalogue catalogue,
        IStorageReader storage,
        IProjectionReader projection,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        var stored = storage.ReadAsync(cancellation);
        var projected = projection.ReadAsync(cancellation);
        var now = clock.GetUtcNow();
        var counts = await CountAsync(catalogue, now, cancellation);
        var journal = await stored;
        return new StatusAnswer(
            facts.Version,
            facts.Mode,
            cluster.Read().Self,
            facts.StartedAt,
            journal.SchemaVersion,
            counts?.ByStatus,
            counts?.AsOf,
            now,
            facts.TimeScale,
            new JournalAnswer(journal.Ok ? "ok" : "failed", journal.Reason),
            counts is null ? ProjectionReport.Unknown("The catalogue does not answer.") : await projected);
    }

    // Whoever asks how the node is wants an answer also, and above all, when something does not work.
    private static async Task<StatusCounts?> CountAsync(ICatalogue catalogue, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            return await catalogue.CountByStatusAsync(now, cancellation);
        }
        catch (Exception silence) when (silence is StorageException or NoAnswerException)
        {
            return null;
        }
    }
}
