using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Remote.Hosting;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;
using Deals.Actors.Serialization;

namespace Deals.Actors.Hosting;

/// <summary>What a node needs to run the actors.</summary>
/// <param name="Cluster">Where it listens and whom it joins.</param>
/// <param name="Storage">Akka's settings of the journal, the snapshots and the read journal.</param>
/// <param name="Clock">The domain clock, the same on every node.</param>
/// <param name="Keepa">The client; only the gateway gets it.</param>
/// <param name="KeepaTimeout">The client's longest wait for an answer: a permit without one is held that much longer than it may travel.</param>
/// <param name="Feeds">The feeds that are swept.</param>
/// <param name="Sweep">How often.</param>
/// <param name="Backfill">Whether their broad queries are walked.</param>
/// <param name="Catalogue">The rows.</param>
public sealed record DealsNode(
    ClusterOptions Cluster,
    Config Storage,
    DomainClock Clock,
    IKeepaSender Keepa,
    TimeSpan KeepaTimeout,
    ImmutableArray<FeedQuery> Feeds,
    SweepPolicy Sweep,
    BackfillPolicy Backfill,
    ICatalogue Catalogue);

/// <summary>Wires the actors; the host and the tests use the same extensions.</summary>
public static class DealsHosting
{
    /// <summary>The role that every node of deals has.</summary>
    public const string Role = "deals";

    /// <summary>Name of the shard region, for ever: shards are found by it.</summary>
    public const string RegionName = "deal";

    private static readonly TimeSpan DealSleepsAfter = TimeSpan.FromSeconds(15);

    /// <summary>Everything that a node runs.</summary>
    public static AkkaConfigurationBuilder WithDeals(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithDealsCluster(node.Cluster)
        .WithDealsSerialization()
        .WithDealsStorage(node.Storage)
        .WithDealRegion()
        .WithKeepaBudget(node)
        .WithScout(node)
        .WithBackfill(node);

    /// <summary>Remoting and membership.</summary>
    public static AkkaConfigurationBuilder WithDealsCluster(this AkkaConfigurationBuilder builder, ClusterOptions cluster) => builder
        .AddHocon(HoconFiles.Read("deals.hocon"), HoconAddMode.Prepend)
        .AddHocon(HoconFiles.Read("cluster.hocon"), HoconAddMode.Prepend)
        .WithRemoting(new RemoteOptions
        {
            HostName = cluster.Hostname,
            Port = cluster.Port,
            PublicHostName = cluster.PublicHostname,
            PublicPort = cluster.PublicPort,
        })
        .WithClustering(new Akka.Cluster.Hosting.ClusterOptions
        {
            Roles = [.. cluster.Roles],
            SeedNodes = cluster.SeedNodes.Count == 0 ? [cluster.SelfAddress.ToString()] : [.. cluster.SeedNodes.Select(s => s.ToString())],
            MinimumNumberOfMembers = cluster.MinMembers,
        });

    /// <summary>One serializer for all that is stored or sent; anything else is refused.</summary>
    public static AkkaConfigurationBuilder WithDealsSerialization(this AkkaConfigurationBuilder builder) => builder
        .WithCustomSerializer("deals", [typeof(IDealsWire)], system => new DealsSerializer(system))
        .WithStrictSerialization();

    /// <summary>The journal, the snapshots and the read journal.</summary>
    public static AkkaConfigurationBuilder WithDealsStorage(this AkkaConfigurationBuilder builder, Config storage) => builder
        .AddHocon(storage, HoconAddMode.Prepend)
        .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append);

    /// <summary>The deals.</summary>
    public static AkkaConfigurationBuilder WithDealRegion(this AkkaConfigurationBuilder builder) => builder
        .WithShardRegion<DealRegion>(
            RegionName,
            id => DealActor.Props(id, DealSleepsAfter),
            new DealExtractor(),
            new ShardOptions
            {
                Role = Role,
                StateStoreMode = StateStoreMode.DData,
                RememberEntities = false,
                ShouldPassivateIdleEntities = false,
                HandOffStopMessage = DealActor.Sleep.Instance,
            });

    /// <summary>The router, once in the cluster, and this node's gateway.</summary>
    public static AkkaConfigurationBuilder WithKeepaBudget(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithSingleton<RouterKey>("keepa-router", (_, _, _) => KeepaRouter.SupervisedProps(new KeepaRouterSettings { RequestTimeout = node.KeepaTimeout }, node.Clock), OnOneNode)
        .WithActors((system, registry, _) => system.ActorOf(
            KeepaGateway.Props(new KeepaGatewaySettings { RequestTimeout = node.KeepaTimeout }, node.Keepa, registry.Get<RouterKey>(), node.Clock.Wall), "keepa-gateway"));

    /// <summary>The scout.</summary>
    public static AkkaConfigurationBuilder WithScout(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithSingleton<ScoutKey>(
            "scout",
            (_, registry, _) => ScoutActor.SupervisedProps(node.Feeds, node.Sweep, registry.Get<RouterKey>(), registry.Get<DealRegion>(), node.Catalogue, node.Clock),
            OnOneNode);

    /// <summary>The backfill.</summary>
    public static AkkaConfigurationBuilder WithBackfill(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithSingleton<BackfillKey>(
            "backfill",
            (_, registry, _) => BackfillActor.SupervisedProps(node.Feeds, node.Backfill, registry.Get<RouterKey>(), registry.Get<DealRegion>(), node.Catalogue, node.Clock),
            OnOneNode);

    private static ClusterSingletonOptions OnOneNode => new() { Role = Role };
}
