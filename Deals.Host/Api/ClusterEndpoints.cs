using Deals.Actors.Inspection;

namespace Deals.Host.Api;

/// <summary>What <c>GET /api/cluster</c> answers: the cluster as this node sees it.</summary>
/// <param name="AsOf">When it was asked, wall time.</param>
/// <param name="Self">The node that answers.</param>
/// <param name="Leader">The member that decides who joins and leaves; absent while there is none.</param>
/// <param name="Oldest">Where the singletons and the shards' coordinators are.</param>
/// <param name="Count">How many members there are.</param>
/// <param name="Members">The members.</param>
/// <param name="Complete">Whether every node answered for every region.</param>
/// <param name="Regions">Shards and awake entities by region and node.</param>
internal sealed record ClusterAnswer(
    DateTimeOffset AsOf, string Self, string? Leader, string? Oldest, int Count, IReadOnlyList<MemberItem> Members, bool Complete, IReadOnlyList<RegionItem> Regions);

/// <summary><c>GET /api/cluster</c>. A node that is silent for five seconds is left out and named.</summary>
internal static class ClusterEndpoints
{
    /// <summary>Maps it.</summary>
    public static void MapCluster(this IEndpointRouteBuilder api) => api.MapGet("/cluster", ReadAsync);

    private static async Task<ClusterAnswer> ReadAsync(IClusterReader cluster, IShardingReader sharding, CancellationToken cancellation)
    {
        var report = cluster.Read();
        var regions = await Task.WhenAll(sharding.Regions.Select(region => sharding.ReadAsync(region, cancellation)));
        return new ClusterAnswer(
            TimeProvider.System.GetUtcNow(), report.Self, report.Leader, report.Oldest, report.Count, report.Members, regions.All(r => r.Complete), [.. regions.Select(RegionItem.From)]);
    }
}
