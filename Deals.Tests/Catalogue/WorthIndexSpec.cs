using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Catalogue;

/// <summary>The active deals as a population, and what becomes of their due times when the price moves.</summary>
public abstract class WorthIndexSpec : IDisposable
{
    private static readonly Guid Journal = Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    private static readonly FeedLens Lens = new("us-used", PriceType.Used, DateRange.Quarter);
    private readonly TestStores _stores;
    private readonly RowWriter _writer;
    private readonly WorthIndex _index;
    private long _position;

    protected WorthIndexSpec(TestStores stores)
    {
        _stores = stores;
        _writer = new RowWriter(stores.Catalogue, Journal);
        _writer.BeginEmpty();
        _index = new WorthIndex(stores.Catalogue);
    }

    public void Dispose()
    {
        _stores.Dispose();
        GC.SuppressFinalize(this);
    }

    [SpecFact]
    public async Task Only_active_deals_are_of_the_population_with_all_that_their_worth_follows_from()
    {
        var (active, pending) = (Id(1), Id(2));
        var pace = new Pace(new ChangeRate(3.5, 20), new RatePrior(0.7, 0.5), Any.T0);
        await WriteAsync((active, 1, Found(active)), (pending, 1, Found(pending)), (active, 2, Looked(active, 1) with { Pace = pace }));

        var row = Assert.Single(await ReadAsync());
        Assert.Equal((active, 2, Plan(1)), (row.Id, row.Version, row.Next));
        Assert.Equal(new RefreshSubject(Any.T0.AddHours(1), Any.T0.AddHours(1), 2, false, pace, 283155)
        {
            Spread = row.Subject.Spread,
            Feed = "us-used",
            Facts = new ImportanceFacts { RankDrops = 34, FoundAgo = TimeSpan.FromHours(1) },
        }, row.Subject);
        Assert.InRange(row.Subject.Spread, 0, 1);
        Assert.Equal(new Crowd(1, 0, 1), await _index.CountAsync(Any.T0.AddHours(2), CancellationToken.None));
        Assert.Equal(new Crowd(1, 1, 1), await _index.CountAsync(Any.T0.AddDays(2), CancellationToken.None));
        foreach (var (maxAge, over) in new[] { (1, 1L), (3, 0L) })
            Assert.Equal(over, (await new CatalogueStore(_stores.Catalogue).FreshnessAsync(Any.T0.AddDays(2), TimeSpan.FromDays(maxAge), 1, CancellationToken.None)).OverAge);
    }

    [SpecFact]
    public async Task A_due_time_that_was_moved_for_the_price_is_no_difference_to_the_journal_and_ends_with_the_deals_next_word()
    {
        var id = Id(1);
        await WriteAsync((id, 1, Found(id)), (id, 2, Looked(id, 1)));
        var hash = _writer.Hash(CatalogueDatabase.Live);
        var row = Assert.Single(await ReadAsync());
        var moved = row with { Next = row.Next with { Due = row.Next.Due.AddHours(5), SoftDeadline = row.Next.SoftDeadline.AddHours(6) } };

        Assert.Equal(1, await _index.ReplanAsync([MoveOf(moved)], CancellationToken.None));
        Assert.Equal(moved.Next, Assert.Single(await ReadAsync()).Next);
        Assert.Equal(moved.Next.Due, Assert.Single(await new DueIndex(_stores.Catalogue).DueAsync(Lane.Refresh, Any.T0.AddDays(9), 5, CancellationToken.None)).Next.Due);
        Assert.Equal(hash, _writer.Hash(CatalogueDatabase.Live));
        Assert.Equal(0, await DifferencesAsync([(id, 1, Found(id)), (id, 2, Looked(id, 1))]));

        // A word that plans nothing leaves the moved time, one that plans ends it.
        var said = new DealEvent.SellerRecorded(id, Any.T0.AddHours(2), new SellerFacts("A33EGCJZUE9VE2", null, null, null), Any.T0);
        await WriteAsync((id, 3, said));
        Assert.Equal(moved.Next, Assert.Single(await ReadAsync()).Next);
        Assert.Equal(0, await DifferencesAsync([(id, 1, Found(id)), (id, 2, Looked(id, 1)), (id, 3, said)]));
        await WriteAsync((id, 4, Looked(id, 8)));
        Assert.Equal(Plan(8), Assert.Single(await ReadAsync()).Next);
        Assert.Equal(1, await DifferencesAsync([(id, 1, Found(id)), (id, 2, Looked(id, 1)), (id, 3, said), (id, 4, Looked(id, 9))]));
    }

    [SpecFact]
    public async Task A_row_that_has_moved_on_keeps_its_own_time()
    {
        var id = Id(1);
        await WriteAsync((id, 1, Found(id)), (id, 2, Looked(id, 1)));
        var read = Assert.Single(await ReadAsync());
        await WriteAsync((id, 3, Looked(id, 5)));
        Assert.Equal(0, await _index.ReplanAsync([MoveOf(read with { Next = read.Next with { Due = Any.T0 } })], CancellationToken.None));
        Assert.Equal(Plan(5), Assert.Single(await ReadAsync()).Next);
    }

    private async Task<long> DifferencesAsync((DealId Id, long Number, DealEvent Event)[] journal)
    {
        var check = new RowWriter(_stores.Catalogue, Journal);
        check.PrepareSide(CatalogueDatabase.Check);
        await check.WriteSideAsync(CatalogueDatabase.Check, [.. journal.Select((e, i) => new PlacedEvent(i + 1, e.Id.PersistenceId, e.Number, e.Event))], CancellationToken.None);
        var (_, differing, _) = check.Compare(CatalogueDatabase.Check, 5);
        check.DropSide(CatalogueDatabase.Check);
        return differing;
    }

    private async Task<List<WorthRow>> ReadAsync()
    {
        var all = new List<WorthRow>();
        await foreach (var rows in _index.ReadAsync(CancellationToken.None))
            all.AddRange(rows);
        return all;
    }

    private async Task WriteAsync(params (DealId Id, long Number, DealEvent Event)[] events)
    {
        var from = _position;
        _position = await _writer.WriteAsync(from, [.. events.Select((e, i) => new PlacedEvent(from + i + 1, e.Id.PersistenceId, e.Number, e.Event))], CancellationToken.None);
    }

    private static DueMove MoveOf(WorthRow row) => new(row.Id, row.Version, row.Next);

    private static DealId Id(int number) => DealId.Parse($"1-B{number:D9}");

    private static Schedule Plan(int hour) => new(Lane.Refresh, Any.T0.AddHours(hour + 24), Any.T0.AddHours(hour + 26), DueReason.Age, 2);

    private static DealEvent.Discovered Found(DealId id) => new(
        id, Any.T0, Lens, new ListingFacts { RootCategory = 283155, Drops = new RankDrops(34, null, null, null) }, Any.T0);

    private static DealEvent.ProductRecorded Looked(DealId id, int hour) =>
        new DealEvent.ProductRecorded(id, Any.T0.AddHours(hour), new ProductFacts(null, null, 12, "00"), Any.T0.AddHours(hour)) { Next = Plan(hour) };
}

/// <summary>On files.</summary>
public sealed class SqliteWorthIndexTests() : WorthIndexSpec(TestStores.OnFiles());

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresWorthIndexTests(PostgresFixture server) : WorthIndexSpec(TestStores.OnPostgres(server));
