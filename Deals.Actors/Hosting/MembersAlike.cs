using Akka.Actor;
using Akka.Cluster;

namespace Deals.Actors.Hosting;

/// <summary>Says whether the members run one version: while a cluster is upgraded, what only the new version reads is not stored.</summary>
internal sealed class MembersAlike(ActorSystem system)
{
    private readonly Cluster _cluster = Cluster.Get(system);

    /// <summary>Why not; absent where they do.</summary>
    public string? WhyNot()
    {
        var other = _cluster.State.Members.FirstOrDefault(m => m.HasRole(ClusterOptions.DealsRole) && m.AppVersion.CompareTo(_cluster.SelfMember.AppVersion) != 0);
        return other is null ? null : $"The cluster is being upgraded: {other.Address} runs version {other.AppVersion.Version}, and this node {_cluster.SelfMember.AppVersion.Version}.";
    }
}
