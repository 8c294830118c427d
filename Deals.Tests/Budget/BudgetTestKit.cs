using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Deals.Actors.Budget;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Xunit.Abstractions;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget;

/// <summary>An actor system in which every message and event goes through the serializer, with a journal in memory that can be made to fail.</summary>
public abstract class BudgetTestKit(ITestOutputHelper output, Config? config = null, DomainClock? clock = null)
    : TestKit(config is null ? Strict : config.WithFallback(Strict), nameof(BudgetTestKit), output)
{
    private protected static readonly Config Strict = ConfigurationFactory.ParseString($$"""
        akka {
          loglevel = INFO
          persistence {
            journal.plugin = "akka.persistence.journal.faulty"
            journal.faulty.class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
            snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
          }
        }
        """);

    private protected static readonly DealQuery Query = new() { Domain = AmazonDomain.Us, PriceType = PriceType.Amazon };

    private protected DomainClock Clock { get; } = clock ?? new DomainClock(DateTimeOffset.UtcNow, scale: 200);

    private protected FaultyJournal.Faults Journal => FaultyJournal.FaultsOf(Sys);

    private protected IActorRef Router(KeepaRouterSettings? settings = null, string? name = null) =>
        Sys.ActorOf(KeepaRouter.SupervisedProps(settings ?? Settings, Clock), name);

    private protected static KeepaRouterSettings Settings => new() { Backoff = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200)) };

    private protected IActorRef Gateway(IActorRef router, IKeepaSender sender, KeepaGatewaySettings? settings = null, TimeProvider? wall = null) => Sys.ActorOf(
        KeepaGateway.Props(settings ?? new KeepaGatewaySettings { AnnounceEvery = TimeSpan.FromMilliseconds(100) }, sender, NobodyTakes.Instance, router, wall ?? TimeProvider.System));

    private protected PermitRequest Ask(Lane lane = Lane.Discovery, int page = 0, TimeSpan? within = null) =>
        new(Guid.NewGuid(), lane, new KeepaRequest.DealPage(Query, page), Clock.GetUtcNow() + (within ?? TimeSpan.FromDays(7)));

    private protected static KeepaRequest.DealPage[] Pages(FakeKeepa keepa) => [.. keepa.Arrived.OfType<KeepaRequest.DealPage>()];
}
