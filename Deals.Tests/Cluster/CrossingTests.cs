using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Deals.Actors.Analysing;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;
using Deals.Actors.Serialization;
using Deals.Host.Start;
using Deals.Simulator;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deals.Tests.Cluster;

/// <summary>Two nodes in this process, wired as the host wires them, on one folder and one simulated Keepa: the singletons are on the first, and everything
/// that is asked is asked of the second.</summary>
[Collection(Processes.Name)]
public sealed class CrossingTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>What has to be seen on its way between the two. Not here is what needs a product that is gone, a request that fails or a seller without a record, and what
    /// the singletons say to each other: all of them are on the oldest node.</summary>
    private static readonly Type[] Crossing =
    [
        typeof(DealCommand.Sight), typeof(DealReply.Done), typeof(DealCommand.Wake), typeof(Need), typeof(NeedQueued),
        typeof(GatewayAnnounce), typeof(GatewayWelcome), typeof(Permit), typeof(SettlePermit), typeof(SettlementsStored), typeof(KeepaAnswer),
        typeof(DealCommand.RecordProduct), typeof(AskSeller), typeof(SellerArrived), typeof(DealCommand.RecordSeller),
        typeof(GetDeal), typeof(DealReply.Details), typeof(DealReply.NotKnown), typeof(DealReply.Refused),
        typeof(DealCommand.Follow), typeof(DealCommand.Watch), typeof(DealCommand.RefreshNow), typeof(DealCommand.Release), typeof(DealCommand.Retire),
        typeof(GetBudget), typeof(BudgetStatus), typeof(SetLane), typeof(LaneSet),
        typeof(GetScoutStatus), typeof(ScoutStatus), typeof(RunScout), typeof(ScoutRun), typeof(GetBackfillStatus), typeof(BackfillStatus),
        typeof(GetWakerStatus), typeof(WakerStatus), typeof(GetBreakerStatus), typeof(BreakerStatus),
        typeof(AskAnalysis), typeof(AnalysisOrder), typeof(GetAnalyst), typeof(AnalystStatus), typeof(DealCommand.RecordAnalysis),
        typeof(GetProjectionStatus), typeof(ProjectionStatus), typeof(RebuildCatalogue), typeof(VerifyCatalogue), typeof(CatalogueStep),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly DomainClock _clock = new(DateTimeOffset.UtcNow);
    private readonly ConcurrentDictionary<Type, int> _crossed = [];
    private readonly ConcurrentQueue<string> _troubles = [];
    private readonly List<IHost> _hosts = [];
    private SimulatedKeepa _keepa = null!;

    public async Task InitializeAsync() => _keepa = await SimulatedKeepa.StartAsync(
        new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), Deals = 400, RefillRate = 250, Seed = 3, Origin = _clock.Origin, SlowestPage = TimeSpan.FromMilliseconds(50) }, _clock);

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_hosts.Select(host => host.StopAsync()));
        foreach (var host in _hosts)
            host.Dispose();
        await _keepa.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task F19_whatever_two_nodes_have_to_say_to_each_other_arrives()
    {
        var first = await StartAsync(seed: null);
        var second = await StartAsync(first.Port);
        var there = second.Host.Services;
        await Eventually.Holds("rows are listed", Patience, async () => (await IdsAsync(second.Catalogue)).Count >= 40);

        await AssertWatchedAsync(first.System, second.System);
        var ids = await IdsAsync(second.Catalogue);
        var (tell, read) = (new DealRegionTeller(Of<DealRegion>(there)), new DealRegionReader(Of<DealRegion>(there)));
        foreach (var id in ids.Take(20))
        {
            Assert.IsType<DealReply.Details>(await read.ReadAsync(id, CancellationToken.None));
            Assert.IsType<OrderOutcome.Done>(await tell.TellAsync(new DealCommand.Watch(id, Now, true), CancellationToken.None));
            Assert.IsNotType<OrderOutcome.NotKnown>(await tell.TellAsync(new DealCommand.RefreshNow(id, Now), CancellationToken.None));
            Assert.IsType<OrderOutcome.Refused>(await tell.TellAsync(new DealCommand.Release(id, Now), CancellationToken.None));
        }

        foreach (var id in ids.Skip(20).Take(10))
            Assert.IsType<OrderOutcome.Done>(await tell.TellAsync(new DealCommand.Retire(id, Now), CancellationToken.None));
        foreach (var unseen in Enumerable.Range(0, 10).Select(i => DealId.Parse($"1-B{i:D9}")))
        {
            Assert.IsType<DealReply.NotKnown>(await read.ReadAsync(unseen, CancellationToken.None));
            await tell.TellAsync(new DealCommand.Follow(unseen, Now, new FeedLens("followed", PriceType.Used, DateRange.Quarter)), CancellationToken.None);
        }

        await AskAllAsync(second.System, there);
        // Which node a page or a seller falls to is chance: more is read and bought until each kind was needed.
        var further = new Queue<DealId>(ids.Skip(30));
        try
        {
            await Eventually.Holds("every kind of message was on its way", Patience, async () =>
            {
                if (Crossing.All(_crossed.ContainsKey))
                    return true;
                await new ScoutTeller(Of<ScoutKey>(there)).RunAsync(null, CancellationToken.None);
                if (!further.TryDequeue(out var id))
                    return false;
                await tell.TellAsync(new DealCommand.RefreshNow(id, Now), CancellationToken.None);
                // A pass sends what is new alone. Said on both nodes, it crosses from one of them, wherever the deal lives.
                var seen = new DealCommand.Sight(id, Now, new FeedLens("us-used", PriceType.Used, DateRange.Quarter), new ListingFacts(), Now);
                foreach (var node in new[] { first, second })
                    await Of<DealRegion>(node.Host.Services).ActorRef.Ask<DealReply>(seen, Patience);
                return false;
            });
        }
        catch (NotInTimeException late)
        {
            Assert.Fail($"{late.Message} Not seen: {string.Join(", ", Crossing.Except(_crossed.Keys).Select(t => t.Name))}. Seen: {string.Join(", ", _crossed.Select(c => $"{c.Key.Name} {c.Value}"))}.");
        }

        Assert.Empty(_troubles);
    }

    /// <summary>What is watched on the oldest node is what runs there: under a wrong name it would end after a while.</summary>
    private static async Task AssertWatchedAsync(ActorSystem oldest, ActorSystem other)
    {
        foreach (var name in new[] { "/user/singleton-watch", "/user/projection-watch" })
        {
            var watch = oldest.ActorSelection(name);
            watch.Tell(SingletonWatchActor.Look.Instance);
            await Eventually.Holds($"all that {name} looks for is there", Patience, async () =>
                await watch.Ask<SingletonWatchActor.Watched>(SingletonWatchActor.GetWatched.Instance, Patience) is { IsOldest: true, Missing: [] });
            Assert.False((await other.ActorSelection(name).Ask<SingletonWatchActor.Watched>(SingletonWatchActor.GetWatched.Instance, Patience)).IsOldest);
        }
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    private static async Task AskAllAsync(ActorSystem system, IServiceProvider there)
    {
        var none = CancellationToken.None;
        Assert.True((await new RouterReader(Of<RouterKey>(there)).ReadAsync(none)).Epoch > 0);
        Assert.True((await new RouterTeller(Of<RouterKey>(there)).SetAsync(Lane.Backfill, true, none)).Changed);
        Assert.True((await new RouterTeller(Of<RouterKey>(there)).SetAsync(Lane.Backfill, false, none)).Changed);
        Assert.NotEmpty((await new ScoutReader(Of<ScoutKey>(there)).ReadAsync(none)).Feeds);
        Assert.NotEmpty((await new ScoutTeller(Of<ScoutKey>(there)).RunAsync(null, none)).Feeds);
        Assert.NotEmpty((await new BackfillReader(Of<BackfillKey>(there)).ReadAsync(none)).Reason);
        Assert.True((await new WakerReader(Of<WakerKey>(there)).ReadAsync(none)).Woken >= 0);
        Assert.True((await new BreakerReader(Of<BreakerKey>(there)).ReadAsync(none)).Used >= 0);
        Assert.Equal("simulated-analyst", (await new AnalystReader(Of<AnalystKey>(there)).ReadAsync(none)).Model);
        Assert.True((await new AnalystTeller(Of<AnalystKey>(there)).AskAsync(DealId.Parse("1-B000000000"), none)).Place > 0);
        var projection = new ProjectionReader(Of<ProjectionKey>(there), system);
        Assert.True((await projection.ReadAsync(none)).Usable);
        Assert.True((await LastAsync(projection.RebuildAsync(none))).Finished);
        Assert.True((await LastAsync(projection.VerifyAsync(none))).Finished);
    }

    private static async Task<CatalogueStep> LastAsync(IAsyncEnumerable<CatalogueStep> steps)
    {
        CatalogueStep? last = null;
        await foreach (var step in steps)
            last = step;
        return last!;
    }

    private static async Task<IReadOnlyList<DealId>> IdsAsync(CatalogueStore catalogue) =>
        [.. (await catalogue.ListAsync(new DealFilter { Limit = 100 }, CancellationToken.None)).Items.Select(r => DealId.Parse(r.Id))];

    private static IRequiredActor<T> Of<T>(IServiceProvider services) => services.GetRequiredService<IRequiredActor<T>>();

    private async Task<(IHost Host, ActorSystem System, CatalogueStore Catalogue, int Port)> StartAsync(int? seed)
    {
        var port = ProcessUnderTest.FreePort();
        var storage = NodeStorage.Open(_folder.Path, _clock);
        var catalogue = new CatalogueStore(storage.Database);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        var client = new KeepaClient(
            new KeepaClientSettings { Key = KeepaKey.Simulated, BaseAddress = _keepa.Address }, TimeProvider.System, NullLogger<KeepaClient>.Instance);
        builder.Services.AddAkka(ClusterOptions.SystemName, (akka, _) => akka
            .AddHocon("akka { loglevel = DEBUG, stdout-loglevel = OFF, loggers = [], remote.log-sent-messages = on }", HoconAddMode.Prepend)
            .WithDeals(new DealsNode(
                new ClusterOptions { Port = port, SeedNodes = [Address.Parse($"akka.tcp://{ClusterOptions.SystemName}@127.0.0.1:{seed ?? port}")] },
                storage.Akka,
                _clock,
                client,
                TimeSpan.FromSeconds(20),
                [FeedQuery.Default],
                new SweepPolicy(),
                new BackfillPolicy(),
                catalogue,
                new DueIndex(storage.Database),
                new WorthIndex(storage.Database),
                new AppraisalIndex(storage.Database),
                storage.Bodies,
                new RefreshOptions(),
                NullLoggerFactory.Instance)
            {
                Analyst = AnalystInHost.Of(new XaiOptions().Analyst(_keepa.Address), storage, NullLoggerFactory.Instance),
            })
            .WithProjection(holdsDeals: true, storage)
            .AddStartup((system, _) => Listen(system)));
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        await Eventually.Holds("the node is up", Patience, () => Task.FromResult(Akka.Cluster.Cluster.Get(system).SelfMember.Status == Akka.Cluster.MemberStatus.Up));
        return (host, system, catalogue, port);
    }

    private void Listen(ActorSystem system)
    {
        var ear = system.ActorOf(Props.Create(() => new Ear(_crossed, _troubles)), "ear");
        system.EventStream.Subscribe(ear, typeof(Debug));
        system.EventStream.Subscribe(ear, typeof(Warning));
        system.EventStream.Subscribe(ear, typeof(Error));
    }

    /// <summary>Hears what remoting sends, and what goes wrong with it.</summary>
    private sealed class Ear : ReceiveActor
    {
        public Ear(ConcurrentDictionary<Type, int> crossed, ConcurrentQueue<string> troubles)
        {
            Receive<Debug>(e =>
            {
                if (e.Message is LogMessage { Format: var format } message && format.StartsWith("RemoteMessage:", StringComparison.Ordinal)
                    && message.Parameters().FirstOrDefault() is IDealsWire sent)
                    crossed.AddOrUpdate(sent.GetType(), 1, static (_, n) => n + 1);
            });
            Receive<Warning>(e => Note(e, e.Message.ToString()!));
            Receive<Error>(e => Note(e, $"{e.Message} {e.Cause?.Message}"));

            void Note(LogEvent e, string text)
            {
                if (e is Error || text.Contains("serializ", StringComparison.OrdinalIgnoreCase) || text.Contains("association error", StringComparison.OrdinalIgnoreCase))
                    troubles.Enqueue($"{e.LogSource}: {text}");
            }
        }
    }
}
