using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;
using Deals.Actors.Storage;
using Deals.Bench.Processes;
using Deals.Host.Start;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deals.Bench.Engine;

/// <summary>A whole node without its faces, in this process, wired as the host wires it; Keepa is not there, so that nothing is bought.</summary>
internal sealed class InProcessNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IHost _host;

    private InProcessNode(IHost host, DomainClock clock, CatalogueStore catalogue, IActorRef deals)
    {
        _host = host;
        Clock = clock;
        Catalogue = catalogue;
        Deals = deals;
    }

    public DomainClock Clock { get; }

    public CatalogueStore Catalogue { get; }

    /// <summary>The region, or the way to it where this node holds no deals.</summary>
    public IActorRef Deals { get; }

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>One on a data folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="sleepAfter">When a deal goes to sleep.</param>
    public static Task<InProcessNode> OnFilesAsync(string directory, DomainClock clock, TimeSpan sleepAfter) =>
        StartAsync(NodeStorage.Open(directory, clock), new ClusterOptions { Port = ProcessUnderTest.FreePort() }, sleepAfter);

    /// <summary>One on a database, alone, or one that only shows where there are seeds.</summary>
    /// <param name="source">The database.</param>
    /// <param name="sleepAfter">When a deal goes to sleep.</param>
    /// <param name="seeds">Whom it joins.</param>
    public static Task<InProcessNode> OnDatabaseAsync(PostgresSource source, TimeSpan sleepAfter, params IReadOnlyList<Address> seeds) => StartAsync(
        NodeStorage.Open(source, new TimeOptions(), TimeProvider.System),
        new ClusterOptions { Port = ProcessUnderTest.FreePort(), SeedNodes = seeds, Roles = [seeds.Count == 0 ? ClusterOptions.DealsRole : ClusterOptions.WebRole] },
        sleepAfter);

    private static async Task<InProcessNode> StartAsync(NodeStorage storage, ClusterOptions cluster, TimeSpan sleepAfter)
    {
        var catalogue = new CatalogueStore(storage.Database);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddAkka(ClusterOptions.SystemName, (akka, _) => akka
            .AddHocon("akka.stdout-loglevel = OFF\nakka.loglevel = OFF", HoconAddMode.Prepend)
            .WithDeals(new DealsNode(
                cluster,
                storage.Akka,
                storage.Clock,
                NoKeepa.Instance,
                TimeSpan.FromSeconds(5),
                [],
                new SweepPolicy(),
                new BackfillPolicy { Enabled = false },
                catalogue,
                new DueIndex(storage.Database),
                new WorthIndex(storage.Database),
                new AppraisalIndex(storage.Database),
                storage.Bodies,
                new RefreshOptions { Policy = RefreshPolicyName.Tiered },
                NullLoggerFactory.Instance)
            {
                DealSleepsAfter = sleepAfter,
            })
            .WithProjection(cluster.HoldsDeals, storage));
        var host = builder.Build();
        await host.StartAsync();
        var deals = await host.Services.GetRequiredService<IRequiredActor<DealRegion>>().GetAsync();
        return new InProcessNode(host, storage.Clock, catalogue, deals);
    }

    /// <summary>How many deals are awake.</summary>
    public async Task<int> AwakeAsync()
    {
        var state = await Deals.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience);
        return state.Shards.Sum(s => s.EntityIds.Count);
    }

    /// <summary>How often the waker has woken somebody.</summary>
    public async Task<long> WokenAsync()
    {
        var waker = await _host.Services.GetRequiredService<IRequiredActor<WakerKey>>().GetAsync();
        return (await waker.Ask<WakerStatus>(GetWakerStatus.Instance, Patience)).Woken;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    /// <summary>A Keepa that cannot be reached.</summary>
    private sealed class NoKeepa : IKeepaSender
    {
        public static readonly NoKeepa Instance = new();

        public Task<KeepaOutcome> SendAsync(KeepaRequest request, CancellationToken cancellationToken) =>
            Task.FromResult<KeepaOutcome>(new KeepaOutcome.Failed(FailureKind.NotSent, new KeepaError("noKeepa", "There is no Keepa here."), null));
    }
}
