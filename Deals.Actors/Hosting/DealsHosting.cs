using System.Collections.Immutable;
using Akka;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Remote.Hosting;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;
using Deals.Actors.Serialization;
using Deals.Actors.Storage;
using Microsoft.Extensions.Logging;

namespace Deals.Actors.Hosting;

/// <summary>What a node needs to run the actors.</summary>
/// <param name="Cluster">Where it listens and whom it joins.</param>
/// <param name="Storage">How the journal, the snapshots and the read journal store.</param>
/// <param name="Clock">The domain clock, the same on every node.</param>
/// <param name="Keepa">The client; only the gateway gets it.</param>
/// <param name="KeepaTimeout">The client's longest wait for an answer: a permit without one is held that much longer than it may travel.</param>
/// <param name="Feeds">The feeds that are swept.</param>
/// <param name="Sweep">How often.</param>
/// <param name="Backfill">Whether their broad queries are walked.</param>
/// <param name="Catalogue">The rows.</param>
/// <param name="DueIndex">Their future wakes.</param>
/// <param name="WorthIndex">What their next looks are worth.</param>
/// <param name="AppraisalIndex">How the deals were appraised.</param>
/// <param name="Bodies">What was bought.</param>
/// <param name="Refresh">When deals are looked at again.</param>
/// <param name="Loggers">Where what is no actor logs.</param>
public sealed record DealsNode(
    ClusterOptions Cluster,
    AkkaStorage Storage,
    DomainClock Clock,
    IKeepaSender Keepa,
    TimeSpan KeepaTimeout,
    ImmutableArray<FeedQuery> Feeds,
    SweepPolicy Sweep,
    BackfillPolicy Backfill,
    ICatalogue Catalogue,
    IDueIndex DueIndex,
    IWorthIndex WorthIndex,
    IAppraisalIndex AppraisalIndex,
    BodyStore Bodies,
    RefreshOptions Refresh,
    ILoggerFactory Loggers)
{
    /// <summary>From which part of the refill on somebody else's use of the key is an alarm.</summary>
    public double ForeignAlarmShare { get; init; } = new KeepaRouterSettings().ForeignAlarmShare;

    /// <summary>The numbers by which products are appraised.</summary>
    public AnalysisSettings Analysis { get; init; } = AnalysisSettings.Default;

    /// <summary>How fast analyses are made again.</summary>
    public RecomputePace RecomputePace { get; init; } = new();

    /// <summary>On which terms tokens are had, as this node knows.</summary>
    public TermsBoard Terms { get; init; } = new();

    /// <summary>Who judges deals; absent where nobody does, not even to say that none is configured.</summary>
    public AnalystNode? Analyst { get; init; }

    /// <summary>Wall time without a message after which a deal goes to sleep.</summary>
    public TimeSpan DealSleepsAfter { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>Wires the actors; the host and the tests use the same extensions.</summary>
public static class DealsHosting
{
    /// <summary>Name of the shard region, for ever: shards are found by it.</summary>
    public const string RegionName = "deal";

    /// <summary>Name of the sellers' shard region, for ever.</summary>
    public const string SellerRegionName = "seller";

    private const string RouterName = "keepa-router";
    private const string WakerName = "waker";
    private const string PricerName = "pricer";
    private const string BreakerName = "retirement-breaker";
    private const string ScoutName = "scout";
    private const string BackfillName = "backfill";
    private const string RecomputeName = "recompute";

    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(25);

    /// <summary>Everything that a node runs: all of it where it holds deals, ways to reach it where it only shows.</summary>
    public static AkkaConfigurationBuilder WithDeals(this AkkaConfigurationBuilder builder, DealsNode node) => node.Cluster.HoldsDeals
        ? builder.WithDealsCommon(node).WithDealsHeld(node)
        : builder.WithDealsCommon(node).WithDealsElsewhere(node);

    private static AkkaConfigurationBuilder WithDealsCommon(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithDealsCluster(node.Cluster)
        .WithDealsSerialization()
        .WithDealsStorage(node.Storage);

    private static AkkaConfigurationBuilder WithDealsHeld(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithKeepaRouter(node)
        .WithRetirementBreaker(node)
        .WithDealRegion(node)
        .WithSellerRegion(node)
        .WithKeepaGateway(node)
        .WithWaker(node)
        .WithScout(node)
        .WithPricer(node)
        .WithBackfill(node)
        .WithAnalyst(node)
        .WithRecompute(node)
        .WithSingletonWatch(
            "singleton-watch",
            [
                .. new[] { RegionName, SellerRegionName }.Select(static region => $"/system/sharding/{region}Coordinator/singleton"),
                .. Singletons(node).Select(static name => $"/user/{name}/{name}"),
            ]);

    private static IEnumerable<string> Singletons(DealsNode node)
    {
        foreach (var name in new[] { RouterName, WakerName, BreakerName, ScoutName, BackfillName, RecomputeName })
            yield return name;
        if (node.Refresh.Pricing is not null)
            yield return PricerName;
        if (node.Analyst is not null)
            yield return AnalystHosting.Name;
    }

    /// <summary>Remoting and membership.</summary>
    public static AkkaConfigurationBuilder WithDealsCluster(this AkkaConfigurationBuilder builder, ClusterOptions cluster) => builder
        .AddHocon(HoconFiles.Read("deals.hocon"), HoconAddMode.Prepend)
        .AddHocon(HoconFiles.Read("cluster.hocon"), HoconAddMode.Prepend)
        .AddHocon($"akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = {Milliseconds(cluster.JoinWithin)}", HoconAddMode.Prepend)
        .AddHocon($"akka.cluster.split-brain-resolver.stable-after = {Milliseconds(cluster.StableAfter)}", HoconAddMode.Prepend)
        .WithRemoting(new RemoteOptions
        {
            HostName = cluster.Hostname,
            Port = cluster.Port,
            PublicHostName = cluster.PublicHostname,
            PublicPort = cluster.PublicPort,
            EnableSsl = cluster.Certificate is not null,
            Ssl = cluster.Certificate?.ToTransport()!,
        })
        .WithClustering(new Akka.Cluster.Hosting.ClusterOptions
        {
            Roles = [.. cluster.Roles],
            SeedNodes = cluster.SeedNodes.Count == 0 ? [cluster.SelfAddress.ToString()] : [.. cluster.SeedNodes.Select(s => s.ToString())],
            // Before so many hold deals, nobody is up: no singleton begins and no shard is given out, however lonely a restarted seed node is.
            MinimumNumberOfMembersPerRole = new Dictionary<string, int> { [ClusterOptions.DealsRole] = cluster.MinMembers },
        });

    private static string Milliseconds(TimeSpan time) => $"{(long)time.TotalMilliseconds} ms";

    /// <summary>One serializer for all that is stored or sent; anything else is refused.</summary>
    public static AkkaConfigurationBuilder WithDealsSerialization(this AkkaConfigurationBuilder builder) => builder
        .WithCustomSerializer("deals", [typeof(IDealsWire)], system => new DealsSerializer(system))
        .WithStrictSerialization();

    /// <summary>The journal, the snapshots and the read journal.</summary>
    public static AkkaConfigurationBuilder WithDealsStorage(this AkkaConfigurationBuilder builder, AkkaStorage storage)
    {
        if (storage.Connections is { } connections)
            builder.AddSetup(connections);
        return builder
            .AddHocon(storage.Settings, HoconAddMode.Prepend)
            .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append);
    }

    /// <summary>The deals.</summary>
    public static AkkaConfigurationBuilder WithDealRegion(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithShardRegion<DealRegion>(
            RegionName,
            (system, registry, _) =>
            {
                var around = new DealSurroundings
                {
                    Policy = node.Refresh.Value,
                    Terms = node.Terms,
                    Clock = node.Clock,
                    SleepAfter = node.DealSleepsAfter,
                    Router = registry.Get<RouterKey>(),
                    // The regions know each other: the sellers' begins after this one, and is found by its name.
                    Sellers = system.ActorOf(RegionLink.Props(SellerRegionName), "sellers-link"),
                    Breaker = registry.Get<BreakerKey>(),
                    Stored = new StoredLooks(node.Bodies, node.Analysis, node.Loggers.CreateLogger<StoredLooks>()),
                };
                return id => DealActor.Props(id, around);
            },
            new DealExtractor(),
            Sharded);

    /// <summary>The sellers.</summary>
    public static AkkaConfigurationBuilder WithSellerRegion(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithShardRegion<SellerRegion>(
            SellerRegionName,
            (_, registry, _) =>
            {
                var around = new SellerSurroundings(registry.Get<RouterKey>(), registry.Get<DealRegion>(), node.Clock, node.DealSleepsAfter);
                return id => SellerActor.Props(id, around);
            },
            new SellerExtractor(),
            Sharded);

    /// <summary>The router, once in the cluster.</summary>
    public static AkkaConfigurationBuilder WithKeepaRouter(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithSingleton<RouterKey>(
            RouterName,
            (system, _, _) => KeepaRouter.SupervisedProps(
                new KeepaRouterSettings { RequestTimeout = node.KeepaTimeout, ForeignAlarmShare = node.ForeignAlarmShare }, node.Clock, new MembersQuorum(system, node.Cluster.MinMembers)),
            OnOneNode);

    /// <summary>This node's gateway.</summary>
    public static AkkaConfigurationBuilder WithKeepaGateway(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithActors((system, registry, _) =>
        {
            var taker = new AnswerTaker(
                node.Bodies, () => registry.Get<DealRegion>(), () => registry.Get<SellerRegion>(), node.Analysis, node.Clock, node.Clock.Wall, node.Loggers.CreateLogger<AnswerTaker>());
            var gateway = system.ActorOf(
                KeepaGateway.Props(new KeepaGatewaySettings { RequestTimeout = node.KeepaTimeout }, node.Keepa, taker, registry.Get<RouterKey>(), node.Clock.Wall), "keepa-gateway");
            DrainBeforeLeaving(system, gateway, node.Loggers.CreateLogger<KeepaGateway>());
        });

    /// <summary>The waker.</summary>
    public static AkkaConfigurationBuilder WithWaker(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithSingleton<WakerKey>(
            WakerName,
            (_, registry, _) => WakerActor.SupervisedProps(node.DueIndex, registry.Get<RouterKey>(), registry.Get<DealRegion>(), node.Clock),
            OnOneNode);

    /// <summary>Who finds the price of a look, where the policy has one, and who follows it on this node.</summary>
    public static AkkaConfigurationBuilder WithPricer(this AkkaConfigurationBuilder builder, DealsNode node) => node.Refresh.Pricing is not { } pricing
        ? builder
        : builder
            .WithSingleton<PricerKey>(
                PricerName,
                (_, registry, _) => PricerActor.SupervisedProps(
                    pricing, node.Sweep, node.WorthIndex, new PricerPeers(registry.Get<RouterKey>(), registry.Get<WakerKey>(), registry.Get<ScoutKey>()), node.Clock),
                OnOneNode)
            .WithTermsFollower(node);

    private static AkkaConfigurationBuilder WithTermsFollower(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithActors((system, registry, _) => system.ActorOf(Props.Create(() => new TermsFollowerActor(registry.Get<PricerKey>(), node.Terms)), "terms-follower"));

    /// <summary>The breaker of retirements.</summary>
    public static AkkaConfigurationBuilder WithRetirementBreaker(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithSingleton<BreakerKey>(
            BreakerName,
            (system, _, _) => RetirementBreakerActor.SupervisedProps(node.DueIndex, system.ActorOf(RegionLink.Props(RegionName), "deals-link"), node.Clock),
            OnOneNode);

    /// <summary>The scout.</summary>
    public static AkkaConfigurationBuilder WithScout(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithSingleton<ScoutKey>(
            ScoutName,
            (_, registry, _) => ScoutActor.SupervisedProps(node.Feeds, node.Sweep, new ScoutPeers(registry.Get<RouterKey>(), registry.Get<DealRegion>(), node.Terms), node.Catalogue, node.Clock),
            OnOneNode);

    /// <summary>The backfill.</summary>
    public static AkkaConfigurationBuilder WithBackfill(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithSingleton<BackfillKey>(
            BackfillName,
            (_, registry, _) => BackfillActor.SupervisedProps(node.Feeds, node.Backfill, registry.Get<RouterKey>(), registry.Get<DealRegion>(), node.Catalogue, node.Clock),
            OnOneNode);

    /// <summary>Who makes analyses again.</summary>
    public static AkkaConfigurationBuilder WithRecompute(this AkkaConfigurationBuilder builder, DealsNode node) => builder
        .WithSingleton<RecomputeKey>(
            RecomputeName,
            (system, registry, _) => RecomputeActor.SupervisedProps(node.Analysis, node.AppraisalIndex, node.Bodies, registry.Get<DealRegion>(), node.Clock, node.RecomputePace, new MembersAlike(system).WhyNot),
            OnOneNode);

    /// <summary>A node that is told to stop takes no more permits, and waits for the answers that are paid for before its regions go.</summary>
    private static void DrainBeforeLeaving(ActorSystem system, IActorRef gateway, ILogger log) => CoordinatedShutdown.Get(system).AddTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind,
        "drain-keepa-gateway",
        async () =>
        {
            try
            {
                await gateway.Ask<GatewayDrained>(DrainGateway.Instance, LongestDrain);
            }
            catch (AskTimeoutException)
            {
                log.LogWarning("Answers of Keepa were still awaited after {Seconds} s; what they cost is withheld until it is known", LongestDrain.TotalSeconds);
            }

            return Done.Instance;
        });

    /// <summary>Ways to reach what other nodes run.</summary>
    private static AkkaConfigurationBuilder WithDealsElsewhere(this AkkaConfigurationBuilder builder, DealsNode node)
    {
        builder = builder
            .WithShardRegionProxy<DealRegion>(RegionName, ClusterOptions.DealsRole, new DealExtractor())
            .WithShardRegionProxy<SellerRegion>(SellerRegionName, ClusterOptions.DealsRole, new SellerExtractor())
            .WithSingletonProxy<RouterKey>(RouterName, OnOneNode)
            .WithSingletonProxy<BreakerKey>(BreakerName, OnOneNode)
            .WithSingletonProxy<WakerKey>(WakerName, OnOneNode)
            .WithSingletonProxy<PricerKey>(PricerName, OnOneNode)
            .WithSingletonProxy<ScoutKey>(ScoutName, OnOneNode)
            .WithSingletonProxy<BackfillKey>(BackfillName, OnOneNode)
            .WithSingletonProxy<RecomputeKey>(RecomputeName, OnOneNode);
        builder = builder.WithAnalystElsewhere(node);
        return node.Refresh.Pricing is null ? builder : builder.WithTermsFollower(node);
    }

    private static ShardOptions Sharded => new()
    {
        Role = ClusterOptions.DealsRole,
        StateStoreMode = StateStoreMode.DData,
        RememberEntities = false,
        ShouldPassivateIdleEntities = false,
        HandOffStopMessage = DealActor.Sleep.Instance,
    };

    /// <summary>Where what there is once in the cluster runs.</summary>
    public static ClusterSingletonOptions OnOneNode => new() { Role = ClusterOptions.DealsRole };
}
