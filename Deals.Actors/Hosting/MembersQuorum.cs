using Akka.Actor;
using Akka.Cluster;
using Deals.Actors.Budget;

namespace Deals.Actors.Hosting;

/// <summary>Counts the members that hold deals, are up or about to leave, and are heard by this node.</summary>
internal sealed class MembersQuorum(ActorSystem system, int least) : IQuorum
{
    private readonly Cluster _cluster = Cluster.Get(system);

    /// <inheritdoc />
    public string? Missing
    {
        get
        {
            var state = _cluster.State;
            var heard = state.Members.Count(m => m.Status is MemberStatus.Up or MemberStatus.Leaving && m.HasRole(ClusterOptions.DealsRole) && !state.Unreachable.Contains(m));
            return heard >= least ? null : $"Nothing is granted: {heard} members that hold deals are up and heard, Cluster:MinMembers is {least}.";
        }
    }
}
