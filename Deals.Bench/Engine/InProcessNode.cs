using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;
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

    // Short, so that about as many are awake at once while a crowd is made as while a few are: what is compared is sleep.
    private static readonly TimeSpan SleepAfter = TimeSpan.FromSeconds(1);
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

    /// <summary>The region.</summary>
    public IActorRef Deals { get; }

    public static async Task<InProcessNode> StartAsync(string directory, double scale)
    {
        var clock = new DomainClock(DateTimeOffset.UtcNow, scale);
        var storage = NodeStorage.Open(directory, clock);
        var catalogue = new CatalogueStore(storage.Database);
        var cluster = new ClusterOptions { Port = ProcessUnderTest.FreePort() };
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddAkka(ClusterOptions.SystemName, (akka, _) => akka
            .AddHocon("akka.stdout-loglevel = OFF\nakka.loglevel = OFF", HoconAddMode.Prepend)
            .WithDeals(new DealsNode(
                cluster,
                storage.Akka,
                clock,
                NoKeepa.Instance,
                TimeSpan.FromSeconds(5),
                [],
                new SweepPolicy(),
                new BackfillPolicy { Enabled = false },
                catalogue,
                new DueIndex(storage.Database),
                storage.Bodies,
                TieredPolicy.Default,
                NullLoggerFactory.Instance)
            {
                DealSleepsAfter = SleepAfter,
            })
            .WithProjection(holdsDeals: true, storage));
        var host = builder.Build();
        await host.StartAsync();
        var deals = await host.Services.GetRequiredService<IRequiredActor<DealRegion>>().GetAsync();
        return new InProcessNode(host, clock, catalogue, deals);
    }

    /// <summary>How many deals are awake.</summary>
    public async Task<int> AwakeAsync()
    {
        var state = await Deals.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience);
        return state.Shards.Sum(s => s.EntityIds.Count);
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
