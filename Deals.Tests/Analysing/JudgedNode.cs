using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Hosting;
using Deals.Actors.Analysing;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;
using Deals.Host.Start;
using Deals.Simulator;
using Deals.Tests.Simulation;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deals.Tests.Analysing;

/// <summary>A whole node without its faces, wired as the host wires it, on a simulated Keepa and its analyst; its time can be put forward.</summary>
internal sealed class JudgedNode : IAsyncDisposable
{
    public const int Products = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TemporaryFolder _folder = new();
    private readonly ForwardTime _time = new();
    private readonly DomainClock _clock;
    private IHost _host = null!;
    private CatalogueStore _catalogue = null!;

    private JudgedNode() => _clock = new DomainClock(_time.GetUtcNow(), 1, _time);

    public SimulatedKeepa Keepa { get; private set; } = null!;

    /// <summary>One whose analyst is in a mode from its start.</summary>
    public static async Task<JudgedNode> StartAsync(string mode)
    {
        var node = new JudgedNode();
        node.Keepa = await SimulatedKeepa.StartAsync(
            new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), Deals = Products, RefillRate = 250, Seed = 3, Origin = node._clock.Origin, SlowestPage = TimeSpan.FromMilliseconds(10) }, node._clock);
        await node.ModeAsync(mode);
        await node.RunAsync();
        return node;
    }

    public async Task ModeAsync(string mode) => Assert.Equal(System.Net.HttpStatusCode.OK, (await KeepaWire.OrderAsync(Keepa, "/_sim/xai", $$"""{"mode":"{{mode}}"}""")).Status);

    /// <summary>How often the analyst was asked, and how often it has answered.</summary>
    public async Task<(int Requests, int Completions)> CallsAsync()
    {
        var xai = (await KeepaWire.StatsAsync(Keepa))["xai"]!;
        return (xai["requests"]!.GetValue<int>(), xai["completions"]!.GetValue<int>());
    }

    public async Task<IReadOnlyList<CatalogueRow>> RowsAsync() => (await _catalogue.ListAsync(new DealFilter { Limit = 500 }, CancellationToken.None)).Items;

    public async Task<AnalystStatus> AnalystAsync() =>
        await (await _host.Services.GetRequiredService<IRequiredActor<AnalystKey>>().GetAsync()).Ask<AnalystStatus>(GetAnalyst.Instance, Patience);

    /// <summary>Puts the time forward. No deal is looked at meanwhile, so that no price moves under a verdict.</summary>
    public async Task ForwardAsync(TimeSpan by)
    {
        var router = await _host.Services.GetRequiredService<IRequiredActor<RouterKey>>().GetAsync();
        foreach (var lane in LaneOrder.All)
            await router.Ask<LaneSet>(new SetLane(lane, true), Patience);
        _time.Forward(by);
    }

    /// <summary>Waits for a state of the rows.</summary>
    public Task<IReadOnlyList<CatalogueRow>> UntilAsync(string what, Func<IReadOnlyList<CatalogueRow>, bool> holds) => Eventually.Get(what, Patience, async () =>
        await RowsAsync() is var rows && holds(rows) ? rows : null);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Keepa.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private async Task RunAsync()
    {
        var storage = NodeStorage.Open(_folder.Path, _clock);
        _catalogue = new CatalogueStore(storage.Database);
        var client = new KeepaClient(new KeepaClientSettings { Key = KeepaKey.Simulated, BaseAddress = Keepa.Address }, _time, NullLogger<KeepaClient>.Instance);
        var (settings, address, key) = new XaiOptions { ApiKey = "a-key", BaseUrl = new Uri(Keepa.Address, "/v1"), Timeout = TimeSpan.FromSeconds(2) }.Analyst(null);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddAkka(ClusterOptions.SystemName, (akka, _) => akka
            .AddHocon("akka.stdout-loglevel = OFF\nakka.loglevel = OFF", HoconAddMode.Prepend)
            .WithDeals(new DealsNode(
                new ClusterOptions { Port = ProcessUnderTest.FreePort() },
                storage.Akka,
                _clock,
                client,
                TimeSpan.FromSeconds(20),
                [FeedQuery.Default],
                new SweepPolicy(),
                new BackfillPolicy { Enabled = false },
                _catalogue,
                new DueIndex(storage.Database),
                new WorthIndex(storage.Database),
                new AppraisalIndex(storage.Database),
                storage.Bodies,
                new RefreshOptions { Policy = RefreshPolicyName.Tiered },
                NullLoggerFactory.Instance)
            {
                Analyst = AnalystInHost.Of((settings with { Pace = TimeSpan.FromMilliseconds(50), ReadPace = TimeSpan.FromMilliseconds(200) }, address, key), storage, NullLoggerFactory.Instance),
            })
            .WithProjection(holdsDeals: true, storage));
        _host = builder.Build();
        await _host.StartAsync();
    }

    /// <summary>The system's time, put forward.</summary>
    private sealed class ForwardTime : TimeProvider
    {
        private long _ticks;

        public void Forward(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Interlocked.Read(ref _ticks) * (TimestampFrequency / (double)TimeSpan.TicksPerSecond));
    }
}
