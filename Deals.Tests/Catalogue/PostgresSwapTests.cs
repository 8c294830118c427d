using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;
using LinqToDB.Data;

namespace Deals.Tests.Catalogue;

/// <summary>Rows that are exchanged for others while somebody waits to read them.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresSwapTests(PostgresFixture server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [PostgresFact]
    public async Task F80_who_waits_for_the_swap_of_the_rows_sees_the_new_ones_and_never_an_empty_list()
    {
        using var stores = TestStores.OnPostgres(server);
        var writer = new RowWriter(stores.Catalogue, Guid.NewGuid());
        writer.BeginEmpty();
        var events = Enumerable.Range(0, 7).Select(i => new PlacedEvent(i + 1, $"deal-1-B{i:D9}", 1, new DealEvent.Discovered(
            DealId.Parse($"1-B{i:D9}"), Any.T0, new FeedLens("f", PriceType.Used, DateRange.Quarter), new ListingFacts(), Any.T0)));
        await writer.WriteAsync(0, [.. events], CancellationToken.None);

        await using var swapping = stores.Catalogue.Connect();
        await swapping.BeginTransactionAsync();
        await swapping.ExecuteAsync("CREATE TABLE fresh (LIKE deals INCLUDING ALL)");
        await swapping.ExecuteAsync("INSERT INTO fresh SELECT * FROM deals LIMIT 3");
        await swapping.ExecuteAsync("DROP TABLE deals");
        await swapping.ExecuteAsync("ALTER TABLE fresh RENAME TO deals");
        var reading = new CatalogueStore(stores.Catalogue).AgesAsync(Any.T0, CancellationToken.None);
        await using var watching = stores.Catalogue.Connect();
        using var deadline = new CancellationTokenSource(Patience);
        while (await watching.ExecuteAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted", deadline.Token) == 0)
            deadline.Token.ThrowIfCancellationRequested();
        await swapping.CommitTransactionAsync();
        Assert.Equal(3, (await reading).Count);
    }
}
