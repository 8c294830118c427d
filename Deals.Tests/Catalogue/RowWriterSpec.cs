using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Catalogue;

/// <summary>What a writer of rows holds to when it is not alone, is interrupted, or meets what cannot be a row.</summary>
public abstract class RowWriterSpec : IDisposable
{
    private static readonly Guid Journal = Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    private readonly TestStores _stores;
    private readonly CatalogueDatabase _database;
    private readonly RowWriter _writer;

    protected RowWriterSpec(TestStores stores)
    {
        _stores = stores;
        _database = stores.Catalogue;
        _writer = new RowWriter(_database, Journal);
        _writer.BeginEmpty();
    }

    public void Dispose()
    {
        _stores.Dispose();
        GC.SuppressFinalize(this);
    }

    [SpecFact]
    public async Task Of_two_rebuilds_the_later_one_wins_and_the_other_swaps_nothing()
    {
        await _writer.WriteAsync(0, [Found(1, 1), Found(2, 2)], CancellationToken.None);
        _writer.PrepareSide(CatalogueDatabase.Shadow);
        await _writer.WriteSideAsync(CatalogueDatabase.Shadow, [Found(1, 1)], CancellationToken.None);

        var other = new RowWriter(_database, Journal);
        other.PrepareSide(CatalogueDatabase.Shadow);
        await Assert.ThrowsAsync<AnotherWriterException>(() => _writer.WriteSideAsync(CatalogueDatabase.Shadow, [Found(2, 2)], CancellationToken.None));
        Assert.Throws<AnotherWriterException>(() => { _writer.SwapIn(2); });
        Assert.Equal(2, await TotalAsync());

        await other.WriteSideAsync(CatalogueDatabase.Shadow, [Found(1, 1), Found(2, 2)], CancellationToken.None);
        Assert.Equal(2, other.SwapIn(2).Rows);
    }

    [SpecFact]
    public async Task A_rebuild_that_is_interrupted_leaves_the_rows_and_the_position_as_they_were()
    {
        await _writer.WriteAsync(0, [Found(1, 1), Found(2, 2)], CancellationToken.None);
        var hash = _writer.Hash(CatalogueDatabase.Live);
        _writer.PrepareSide(CatalogueDatabase.Shadow);
        await _writer.WriteSideAsync(CatalogueDatabase.Shadow, [Found(1, 1)], CancellationToken.None);

        _database.Prepare();
        var after = new RowWriter(_database, Journal);
        Assert.Equal((hash, (2L, true)), (after.Hash(CatalogueDatabase.Live), after.Standing()));
        await after.WriteAsync(2, [Found(3, 3)], CancellationToken.None);
        Assert.Equal(3, await TotalAsync());
    }

    [SpecFact]
    public async Task A_check_sets_nothing_aside_and_a_rebuild_replaces_what_was()
    {
        await _writer.WriteAsync(0, [Orphan(1, 1), Orphan(2, 2), Found(3, 3)], CancellationToken.None);
        Assert.Equal(2, _writer.CountSetAside());
        _writer.PrepareSide(CatalogueDatabase.Check);
        await _writer.WriteSideAsync(CatalogueDatabase.Check, [Orphan(4, 4)], CancellationToken.None);
        _writer.DropSide(CatalogueDatabase.Check);
        Assert.Equal(2, _writer.CountSetAside());

        _writer.PrepareSide(CatalogueDatabase.Shadow);
        await _writer.WriteSideAsync(CatalogueDatabase.Shadow, [Found(1, 1), Orphan(2, 2)], CancellationToken.None);
        Assert.Equal(2, _writer.CountSetAside());
        _writer.SwapIn(2);
        Assert.Equal(1, _writer.CountSetAside());
    }

    [SpecFact]
    public async Task An_event_that_is_no_deals_is_set_aside_and_its_neighbours_go_on()
    {
        await _writer.WriteAsync(0, [new PlacedEvent(1, "deal-odd", 1, "no event of a deal"), Found(2, 2)], CancellationToken.None);
        Assert.Equal((1, 1), (_writer.CountSetAside(), await TotalAsync()));
    }

    private static PlacedEvent Found(long position, int number)
    {
        var id = DealId.Parse($"1-B{number:D9}");
        var lens = new FeedLens("us-used", PriceType.Used, DateRange.Quarter);
        return new PlacedEvent(position, id.PersistenceId, 1, new DealEvent.Discovered(id, Any.T0, lens, new ListingFacts(), Any.T0));
    }

    private static PlacedEvent Orphan(long position, int number)
    {
        var id = DealId.Parse($"1-C{number:D9}");
        return new PlacedEvent(position, id.PersistenceId, 7, new DealEvent.Released(id, Any.T0));
    }

    private async Task<long> TotalAsync() => (await new CatalogueStore(_database).ListAsync(new DealFilter(), CancellationToken.None)).Total;
}

/// <summary>On files.</summary>
public sealed class SqliteRowWriterTests() : RowWriterSpec(TestStores.OnFiles());

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresRowWriterTests(PostgresFixture server) : RowWriterSpec(TestStores.OnPostgres(server));
