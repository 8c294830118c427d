using Akka.Actor;
using Akka.Cluster.Sharding;
using Deals.Actors.Hosting;

namespace Deals.Actors.Inspection;

/// <summary>Asks every node's region by itself: the coordinator's own sum fails as a whole where one node is silent.</summary>
public sealed class ShardingReader(ActorSystem system, IClusterReader cluster) : IShardingReader
{
    /// <inheritdoc />
    public IReadOnlyList<string> Regions { get; } = [DealsHosting.RegionName, DealsHosting.SellerRegionName];

    /// <inheritdoc />
    public async Task<RegionReport> ReadAsync(string region, CancellationToken cancellation)
    {
        var report = cluster.Read();
        var nodes = report.Members.Where(m => m.Roles.Contains(ClusterOptions.DealsRole)).Select(m => AskAsync(region, m, m.Address == report.Oldest, cancellation));
        return new RegionReport(region, await Task.WhenAll(nodes));
    }

    private async Task<RegionNode> AskAsync(string region, MemberItem member, bool coordinates, CancellationToken cancellation)
    {
        if (!member.Reachable)
            return new RegionNode(member, coordinates, null, "It is unreachable.");
        if (member.Status is not ("up" or "leaving" or "weaklyup"))
            return new RegionNode(member, coordinates, null, $"It is {member.Status}.");
        try
        {
            var stats = await system.ActorSelection($"{member.Address}/system/sharding/{region}").Ask<ShardRegionStats>(GetShardRegionStats.Instance, Asking.Patience, cancellation);
            return new RegionNode(member, coordinates, stats.Stats.ToDictionary(StringComparer.Ordinal), stats.Failed.Count == 0 ? null : $"{stats.Failed.Count} of its shards did not answer.");
        }
        catch (AskTimeoutException)
        {
            return new RegionNode(member, coordinates, null, $"It did not answer within {Asking.Patience.TotalSeconds:0} s.");
        }
    }
}
