using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Cluster;
using Deals.Actors.Hosting;

namespace Deals.Actors.Inspection;

/// <summary>Reads the cluster from this node's own view.</summary>
public sealed class ClusterReader(ActorSystem system) : IClusterReader
{
    private static long _followers;

    /// <inheritdoc />
    public ClusterReport Read()
    {
        var cluster = Cluster.Get(system);
        var state = cluster.State;
        var members = state.Members
            .Select(m => Item(m, !state.Unreachable.Contains(m)))
            .ToArray();
        var oldest = state.Members.Where(m => m.Status is MemberStatus.Up or MemberStatus.Leaving && m.HasRole(ClusterOptions.DealsRole)).Aggregate((Member?)null, Older);
        return new ClusterReport(cluster.SelfAddress.ToString(), state.Leader?.ToString(), members, members.Length, oldest?.Address.ToString());
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ClusterChange> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var backlog = new Backlog<ClusterChange>();
        var follower = system.ActorOf(ClusterFollower.Props(backlog, TimeProvider.System), $"cluster-tail-{Interlocked.Increment(ref _followers)}");
        try
        {
            await foreach (var change in backlog.ReadAllAsync(cancellation))
                yield return change with { Missed = backlog.TakeDropped() };
        }
        finally
        {
            system.Stop(follower);
        }
    }

    internal static MemberItem Item(Member member, bool reachable) => new(
        member.Address.ToString(), [.. member.Roles.Order(StringComparer.Ordinal)], member.Status.ToString().ToLowerInvariant(), reachable, member.AppVersion.Version);

    private static Member Older(Member? one, Member other) => one?.IsOlderThan(other) == true ? one : other;
}

/// <summary>Walks the actors of this node.</summary>
public sealed class ActorTree(ActorSystem system) : IActorTree
{
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)system;

    /// <inheritdoc />
    public string System => $"akka://{_system.Name}";

    /// <inheritdoc />
    public IEnumerable<string> Paths(string start, int depth) => Walk(Find(start), depth);

    private ActorRefWithCell Find(string start)
    {
        var path = start;
        if (ActorPath.TryParse(start, out var absolute))
        {
            if (!absolute.Address.Equals(_system.Provider.DefaultAddress) && absolute.Address.HasGlobalScope)
                throw new RefusedException($"{start} is on the node {absolute.Address}, and this one is {_system.Provider.DefaultAddress}: ask that one, with the address of its API in --node.");
            path = absolute.ToStringWithoutAddress();
        }

        var actor = (ActorRefWithCell)_system.Provider.RootGuardian;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            actor = actor.Children.OfType<ActorRefWithCell>().FirstOrDefault(c => c.Path.Name == name)
                ?? throw new RefusedException($"There is no actor {path} on this node.");
        }

        return actor;
    }

    private static IEnumerable<string> Walk(ActorRefWithCell actor, int depth)
    {
        yield return actor.Path.ToStringWithoutAddress();
        if (depth == 0)
            yield break;
        foreach (var child in actor.Children.OfType<ActorRefWithCell>().OrderBy(c => c.Path.Name, StringComparer.Ordinal))
        {
            foreach (var path in Walk(child, depth - 1))
                yield return path;
        }
    }
}
