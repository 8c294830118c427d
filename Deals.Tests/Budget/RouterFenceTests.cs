using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Deals.Actors.Budget;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget;

/// <summary>The fence as it is in production: two processes' routers on one SQLite journal.</summary>
public sealed class RouterFenceTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{nameof(RouterFenceTests)}-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
            File.Delete(file);
    }

    [Fact]
    public void Of_two_routers_on_one_database_the_overtaken_one_stops_before_anything_leaves_it()
    {
        var clock = new DomainClock(DateTimeOffset.UtcNow, 200);
        using var first = new Node(_file, output);
        using var second = new Node(_file, output);
        var keepa = new FakeKeepa(clock);
        var old = first.Sys.ActorOf(KeepaRouter.Props(new KeepaRouterSettings(), clock));
        first.Sys.ActorOf(KeepaGateway.Props(new KeepaGatewaySettings(), keepa, NobodyTakes.Instance, old, TimeProvider.System));
        old.Tell(Request(0), first.TestActor);
        first.FishForMessage<KeepaAnswer>(static _ => true, TimeSpan.FromSeconds(20));

        var @new = second.Sys.ActorOf(KeepaRouter.Props(new KeepaRouterSettings(), clock));
        second.Sys.ActorOf(KeepaGateway.Props(new KeepaGatewaySettings(), keepa, NobodyTakes.Instance, @new, TimeProvider.System));
        @new.Tell(Request(1), second.TestActor);
        second.FishForMessage<KeepaAnswer>(static _ => true, TimeSpan.FromSeconds(20));

        first.Watch(old);
        old.Tell(Request(2), first.TestActor);
        first.FishForMessage<Terminated>(static _ => true, TimeSpan.FromSeconds(20));
        Assert.Equal([0, 1], keepa.Arrived.OfType<KeepaRequest.DealPage>().Select(static p => p.Page));

        PermitRequest Request(int page) => new(
            Guid.NewGuid(),
            Lane.Discovery,
            new KeepaRequest.DealPage(new DealQuery { Domain = AmazonDomain.Us, PriceType = PriceType.New }, page),
            clock.GetUtcNow() + TimeSpan.FromDays(1));
    }

    private sealed class Node(string file, ITestOutputHelper output) : TestKit(
        ConfigurationFactory.ParseString($$"""
            akka.actor.serializers.deals = "Deals.Actors.Serialization.DealsSerializer, Deals.Actors"
            akka.actor.serialization-bindings."Deals.Actors.Serialization.IDealsWire, Deals.Actors" = deals
            akka.persistence.journal.plugin = "akka.persistence.journal.sql"
            akka.persistence.journal.sql {
              connection-string = "Data Source={{file}};Cache=Private"
              provider-name = "SQLite.MS"
              auto-initialize = on
              read-isolation-level = read-uncommitted
              parallelism = 1
            }
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            """).WithFallback(SqlPersistence.DefaultConfiguration),
        nameof(RouterFenceTests),
        output);
}
