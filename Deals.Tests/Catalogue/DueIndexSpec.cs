using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Bench.Loading;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Catalogue;

/// <summary>Who is due, whether nearly nobody is or nearly everybody.</summary>
public abstract class DueIndexSpec(TestStores stores) : IDisposable
{
    private const int Count = 5600;
    private const int DueNow = 5200;

    public void Dispose()
    {
        stores.Dispose();
        GC.SuppressFinalize(this);
    }

    [SpecFact]
    public async Task Those_that_are_due_come_nearest_to_their_deadline_first_and_none_that_is_not()
    {
        var crowd = new StoredCrowd(Count, DueNow, Any.T0);
        await stores.LoadAsync(crowd);
        var index = new DueIndex(stores.Catalogue);

        var many = await index.DueAsync(Lane.Enrichment, Any.T0, 200, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 200).Select(StoredCrowd.IdOf), many.Select(d => d.Id));
        var half = Any.T0 + (crowd.Spread / 2);
        var few = await index.DueAsync(Lane.Refresh, half, 1000, CancellationToken.None);
        Assert.InRange(few.Count, (Count - DueNow) / 3, (Count - DueNow) * 2 / 3);
        Assert.Equal(Enumerable.Range(DueNow, few.Count).Select(StoredCrowd.IdOf), few.Select(d => d.Id));
        Assert.All(few, d => Assert.True(d.Next.Due <= half));
        Assert.Empty(await index.DueAsync(Lane.Refresh, Any.T0, 200, CancellationToken.None));
        Assert.Empty(await index.DueAsync(Lane.Interactive, half, 200, CancellationToken.None));

        var soonest = await index.SoonestAsync(Any.T0, 10, CancellationToken.None);
        Assert.Equal(Enumerable.Range(DueNow, 10).Select(StoredCrowd.IdOf), soonest.Select(d => d.Id));
        Assert.Equal((Count, 0), await index.CountGoneAsync(Any.T0, CancellationToken.None));
    }

    [SpecFact]
    public async Task Ages_are_told_within_a_hundredth()
    {
        await stores.LoadAsync(new StoredCrowd(Count, DueNow, Any.T0));
        var freshness = await new CatalogueStore(stores.Catalogue).FreshnessAsync(Any.T0, TimeSpan.FromDays(7), 3, CancellationToken.None);
        Assert.Equal((Count, DueNow, DueNow, Any.T0), (freshness.Living, freshness.Pending, freshness.Due, freshness.AsOf));
        Assert.Equal((Count, Count - DueNow, AgeSpread.None), (freshness.Listing.Count, freshness.Product.Count, freshness.Seller));
        // They were found evenly over thirty days.
        Assert.InRange(freshness.Listing.Median!.Value.TotalDays, 15 * 0.985, 15 * 1.015);
        Assert.InRange(freshness.Listing.NinetyFifth!.Value.TotalDays, 28.5 * 0.985, 28.5 * 1.015);
        Assert.Equal(30, freshness.Listing.Oldest!.Value.TotalDays, 1);
        Assert.Equal(Enumerable.Range(0, 3).Select(StoredCrowd.IdOf), freshness.Next.Select(d => d.Id));
    }
}

/// <summary>On files.</summary>
public sealed class SqliteDueIndexTests() : DueIndexSpec(TestStores.OnFiles());

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresDueIndexTests(PostgresFixture server) : DueIndexSpec(TestStores.OnPostgres(server));
