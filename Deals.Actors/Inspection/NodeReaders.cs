using Akka.Actor;
using Akka.Cluster;

namespace Deals.Actors.Inspection;

/// <summary>Reads the cluster from this node's own view.</summary>
public sealed class ClusterReader(ActorSystem system) : IClusterReader
{
    /// <inheritdoc />
    public ClusterReport Read()
    {
        var cluster = Cluster.Get(system);
        var state = cluster.State;
        var members = state.Members
            .Select(m => new MemberItem(
                m.Address.ToString(),
                [.. m.Roles.Order(StringComparer.Ordinal)],
                m.Status.ToString().ToLowerInvariant(),
                !state.Unreachable.Contains(m),
                m.AppVersion.Version))
            .ToArray();
        return new ClusterReport(cluster.SelfAddress.ToString(), state.Leader?.ToString(), members, members.Length);
    }
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
                throw new RefusedException($"{start} is on another node: ask that one with --node.");
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
