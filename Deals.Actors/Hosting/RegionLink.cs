using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Deals.Actors.Hosting;

/// <summary>Passes messages on to a shard region that begins later than whoever talks to it. What comes before is dropped: it is said again.</summary>
internal sealed class RegionLink : ReceiveActor
{
    private IActorRef? _region;

    public RegionLink(string region) => ReceiveAny(message =>
    {
        _region ??= ClusterSharding.Get(Context.System).ShardTypeNames.Contains(region) ? ClusterSharding.Get(Context.System).ShardRegion(region) : null;
        _region?.Forward(message);
    });

    public static Props Props(string region) => Akka.Actor.Props.Create(() => new RegionLink(region));
}
