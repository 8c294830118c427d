using Akka.Actor;
using Akka.TestKit.Xunit2;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Bench.Loading;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Bench;

/// <summary>Deals that were loaded in bulk are as if a node had stored them one by one.</summary>
public abstract class BulkLoadSpec : TestKit
{
    private const int Count = 700;
    private const int DueNow = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestStores _stores;

    protected BulkLoadSpec(TestStores stores)
        : base(stores.Setup()) => _stores = stores;

    [SpecFact]
    public async Task Loaded_deals_agree_with_their_journal_and_go_on_from_there()
    {
        var crowd = new StoredCrowd(Count, DueNow, Any.T0);
        var loaded = await _stores.LoadAsync(crowd);
        Assert.Equal((Count, (Count * 2) - DueNow), (loaded.Deals, loaded.Events));

        var projection = Sys.ActorOf(ProjectionActor.SupervisedProps(_stores.Catalogue, _stores.Journal, _stores.Journal.Prepare()));
        Assert.StartsWith($"identical: {Count} rows", await VerifyAsync(projection), StringComparison.Ordinal);
        var index = new DueIndex(_stores.Catalogue);
        Assert.Equal(DueNow, (await index.DueAsync(Lane.Enrichment, Any.T0, Count, CancellationToken.None)).Count);
        Assert.Empty(await index.DueAsync(Lane.Refresh, Any.T0, Count, CancellationToken.None));
        Assert.Equal(Count - DueNow, (await index.DueAsync(Lane.Refresh, Any.T0 + crowd.Spread, Count, CancellationToken.None)).Count);

        var deals = Sys.ActorOf(Props.Create(() => new ChildPerDeal(TimeSpan.FromSeconds(5))));
        var last = StoredCrowd.IdOf(Count - 1);
        var known = Assert.IsType<DealReply.Details>(await deals.Ask<DealReply>(new GetDeal(last), Patience));
        Assert.Equal((2, true), (known.Version, known.State is Deal.Active));
        Assert.IsType<DealReply.Done>(await deals.Ask<DealReply>(new DealCommand.Watch(last, Any.T0, On: true), Patience));
        await AwaitAssertAsync(async () => Assert.True((await new CatalogueStore(_stores.Catalogue).FindAsync(last, CancellationToken.None))!.IsWatched), Patience);
        Assert.StartsWith($"identical: {Count} rows", await VerifyAsync(projection), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _stores.LoadAsync(crowd));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _stores.Dispose();
    }

    private async Task<string> VerifyAsync(IActorRef projection)
    {
        projection.Tell(VerifyCatalogue.Instance, TestActor);
        return ((CatalogueStep)await FishForMessageAsync(m => m is CatalogueStep { Finished: true }, Patience)).Text;
    }
}

/// <summary>On files.</summary>
public sealed class SqliteBulkLoadTests() : BulkLoadSpec(TestStores.OnFiles());

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresBulkLoadTests(PostgresFixture server) : BulkLoadSpec(TestStores.OnPostgres(server));
