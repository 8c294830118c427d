using CsCheck;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Catalogue;

/// <summary>What the list, its filters and its counts hold to.</summary>
public abstract class CatalogueStoreSpec : IDisposable
{
    private static readonly Guid Journal = Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    private readonly TestStores _stores;
    private readonly CatalogueDatabase _database;
    private readonly CatalogueStore _store;
    private readonly RowWriter _writer;

    protected CatalogueStoreSpec(TestStores stores)
    {
        _stores = stores;
        _database = stores.Catalogue;
        _store = new CatalogueStore(_database);
        _writer = new RowWriter(_database, Journal);
        _writer.BeginEmpty();
    }

    public void Dispose()
    {
        _stores.Dispose();
        GC.SuppressFinalize(this);
    }

    [SpecFact]
    public async Task F80_pages_of_every_order_and_filter_are_those_of_a_naive_list_and_the_total_is_theirs()
    {
        var events = Gen.Select(Any.DealId, Any.Lens, Any.Listing, Any.Instant, Any.Instant, Any.Outlook, (id, lens, listing, at, asOf, outlook) => (DealEvent)new DealEvent.Discovered(id, at, lens, listing, asOf) { Outlook = outlook })
            .Array[150].Single().DistinctBy(e => e.Id).ToArray();
        await WriteAsync(events);
        var rows = events.Select(e => RowFold.Apply(null, e, 1)).ToList();
        foreach (var sort in new[] { "-checkedAt", "price", "-price", "rank", "-belowAverage", "title", "-title", "asin", "-status", "profit", "-profit", "-averageProfit", "-roi", "trust" })
        {
            foreach (var (name, value, holds) in Filters())
            {
                var expected = Naive(rows.Where(holds), sort).Select(r => r.Id).ToList();
                var (ids, totals) = await ReadAllAsync(sort, name, value, limit: 17);
                Assert.True(expected.SequenceEqual(ids), $"sort={sort} {name}={value}: expected {string.Join(',', expected.Take(5))}, got {string.Join(',', ids.Take(5))}");
                Assert.All(totals, t => Assert.Equal(expected.Count, t));
                Assert.Equal(expected, await StreamAsync(sort, name, value));
            }
        }
    }

    [SpecFact]
    public async Task What_is_written_while_a_list_is_streamed_is_not_in_it()
    {
        var ids = Enumerable.Range(0, 300).Select(i => DealId.Parse($"1-B{i:D9}")).ToList();
        DealEvent Found(DealId id) => new DealEvent.Discovered(id, Any.T0, new FeedLens("us-used", PriceType.Used, DateRange.Quarter), new ListingFacts(), Any.T0);
        await WriteAsync([.. ids.Take(200).Select(Found)]);
        var seen = 0;
        await foreach (var row in _store.StreamAsync(new DealFilter { Limit = 1 }, CancellationToken.None))
        {
            if (seen++ == 0)
                await _writer.WriteAsync(200, [.. Place(ids.Skip(200).Select(Found)).Select(e => e with { Position = e.Position + 200 })], CancellationToken.None);
        }

        Assert.Equal(200, seen);
        Assert.Equal(300, (await StreamAsync("asin", null, null)).Count);
    }

    [SpecFact]
    public async Task F46_any_number_of_ids_is_looked_up_and_a_failure_is_no_answer()
    {
        var ids = Enumerable.Range(0, 2_345).Select(i => DealId.Parse($"1-B{i:D9}")).ToList();
        await WriteAsync([.. ids.Take(2_000).Select(id => new DealEvent.Discovered(id, Any.T0, new FeedLens("us-used", PriceType.Used, DateRange.Quarter), new ListingFacts(), Any.T0))]);
        var known = await _store.KnownAsync(ids, CancellationToken.None);
        Assert.Equal(2_000, known.Count);
        Assert.Equal((Any.T0, "us-used"), (known[ids[7]].ListingAsOf, Assert.Single(known[ids[7]].Feeds)));
        _stores.Tamper("DROP TABLE deals");
        await Assert.ThrowsAnyAsync<Exception>(() => _store.KnownAsync(ids, CancellationToken.None));
    }

    [SpecFact]
    public async Task F53_a_sighting_leaves_the_columns_of_other_groups()
    {
        var id = DealId.Parse("1-B0916T3WFJ");
        var lens = new FeedLens("us-used", PriceType.Used, DateRange.Quarter);
        await WriteAsync(
            new DealEvent.Discovered(id, Any.T0, lens, new ListingFacts { Title = "a" }, Any.T0),
            new DealEvent.ProductRecorded(id, Any.T0.AddHours(1), new ProductFacts("x", null, null, "00"), Any.T0.AddHours(1)),
            new DealEvent.ListingChanged(id, Any.T0.AddHours(2), "books", new ListingFacts { Title = "b" }, Any.T0.AddHours(2)));
        var row = (await _store.FindAsync(id, CancellationToken.None))!;
        Assert.Equal(("active", "b", Any.T0.AddHours(1), Any.T0.AddHours(2), 3), (row.Status, row.Title, row.ProductAsOf, row.ChangedAt, row.Version));
        Assert.Equal(["us-used", "books"], row.Feeds);
    }

    [SpecFact]
    public async Task Events_may_come_twice_and_in_any_batches()
    {
        var id = DealId.Parse("1-B0916T3WFJ");
        var commands = Any.Command(id).Array[30].Single();
        var deal = Deal.None;
        var events = new List<DealEvent>();
        foreach (var e in commands.SelectMany(c => Decide(ref deal, c)))
            events.Add(e);
        await WriteAsync([.. events]);
        var hash = _writer.Hash(CatalogueDatabase.Live);
        foreach (var size in new[] { 1, 3, 7 })
        {
            _writer.PrepareSide(CatalogueDatabase.Shadow);
            var placed = Place(events);
            foreach (var batch in placed.Chunk(size).Concat(placed.Chunk(size)))
                await _writer.WriteSideAsync(CatalogueDatabase.Shadow, batch, CancellationToken.None);
            Assert.Equal(hash, _writer.Hash(CatalogueDatabase.Shadow));
        }
    }

    [SpecFact]
    public async Task A_second_writer_is_noticed_and_writes_nothing()
    {
        var first = new DealEvent.Discovered(DealId.Parse("1-B000000001"), Any.T0, new FeedLens("f", PriceType.Used, DateRange.Quarter), new ListingFacts(), Any.T0);
        await _writer.WriteAsync(0, Place([first]), CancellationToken.None);
        var other = new RowWriter(_database, Journal);
        await Assert.ThrowsAsync<AnotherWriterException>(() => other.WriteAsync(0, Place([first]), CancellationToken.None));
        await Assert.ThrowsAsync<AnotherWriterException>(() => new RowWriter(_database, Guid.NewGuid()).WriteAsync(1, Place([first]), CancellationToken.None));
        Assert.Equal((1L, true), _writer.Standing());
    }

    [SpecFact]
    public async Task A_row_that_was_tampered_with_is_found_by_name_and_column()
    {
        var events = Enumerable.Range(0, 50).Select(i => (DealEvent)new DealEvent.Discovered(
            DealId.Parse($"1-B{i:D9}"), Any.T0, new FeedLens("f", PriceType.Used, DateRange.Quarter), new ListingFacts { Title = $"title {i}" }, Any.T0)).ToArray();
        await WriteAsync(events);
        _writer.PrepareSide(CatalogueDatabase.Check);
        await _writer.WriteSideAsync(CatalogueDatabase.Check, Place(events), CancellationToken.None);
        Assert.Equal((50, 0), (_writer.Compare(CatalogueDatabase.Check, 5).Rows, _writer.Compare(CatalogueDatabase.Check, 5).Differing));
        _stores.Tamper("UPDATE deals SET Title = 'another' WHERE Id = '1-B000000007'", "DELETE FROM deals WHERE Id = '1-B000000009'");
        var (_, differing, named) = _writer.Compare(CatalogueDatabase.Check, 5);
        Assert.Equal(2, differing);
        Assert.Contains("1-B000000007 has 'another'", named[0], StringComparison.Ordinal);
        Assert.Contains("1-B000000009 has no row", named[1], StringComparison.Ordinal);
    }

    [SpecFact]
    public async Task An_event_without_its_beginning_is_set_aside_and_its_neighbours_go_on()
    {
        var good = new DealEvent.Discovered(DealId.Parse("1-B000000001"), Any.T0, new FeedLens("f", PriceType.Used, DateRange.Quarter), new ListingFacts(), Any.T0);
        await _writer.WriteAsync(0, Place([new DealEvent.Released(DealId.Parse("1-B000000002"), Any.T0), good]), CancellationToken.None);
        Assert.Equal(1, _writer.CountSetAside());
        Assert.NotNull(await _store.FindAsync(good.Id, CancellationToken.None));
    }

    [SpecFact]
    public async Task F51_ages_and_counts_are_those_of_instants()
    {
        await WriteAsync([.. Enumerable.Range(0, 100).Select(i => new DealEvent.Discovered(
            DealId.Parse($"1-B{i:D9}"), Any.T0.AddMinutes(i), new FeedLens("f", PriceType.Used, DateRange.Quarter), new ListingFacts(), Any.T0.AddMinutes(i)))]);
        var ages = await _store.AgesAsync(Any.T0.AddMinutes(100), CancellationToken.None);
        Assert.Equal((100, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(100), TimeSpan.FromMinutes(100)), (ages.Count, ages.NewestDiscovery, ages.ListingOldest, ages.CheckedOldest));
        Assert.InRange(ages.ListingMedian!.Value, TimeSpan.FromMinutes(49), TimeSpan.FromMinutes(52));
        var counts = (await _store.CountByStatusAsync(Any.T0, CancellationToken.None)).ByStatus;
        Assert.Equal((100, 0, 0, 0), (counts["pending_processing"], counts["active"], counts["suspended"], counts["retired"]));
        Assert.Equal("1-B000000004", Assert.Single(await _store.FindByAsinAsync(Asin.Parse("B000000004"), CancellationToken.None)).ToString());
    }

    [SpecFact]
    public async Task A_feed_is_matched_exactly_and_not_by_its_letters_or_by_wildcards()
    {
        string[] feeds = ["us-used", "US-USED", "us_used", "us", "used"];
        await WriteAsync([.. feeds.Select((feed, i) => new DealEvent.Discovered(
            DealId.Parse($"1-B{i:D9}"), Any.T0, new FeedLens(feed, PriceType.Used, DateRange.Quarter), new ListingFacts(), Any.T0))]);
        foreach (var feed in feeds)
        {
            var (ids, totals) = await ReadAllAsync("id", "feed", feed, limit: 10);
            Assert.Equal($"1-B{Array.IndexOf(feeds, feed):D9}", Assert.Single(ids));
            Assert.Equal(1, Assert.Single(totals));
        }
    }

    [SpecFact]
    public async Task Ages_and_pages_hold_together_while_rows_are_swapped()
    {
        var events = Enumerable.Range(0, 40).Select(i => (DealEvent)new DealEvent.Discovered(
            DealId.Parse($"1-B{i:D9}"), Any.T0, new FeedLens("f", PriceType.Used, DateRange.Quarter), new ListingFacts(), Any.T0)).ToArray();
        await WriteAsync(events);
        using var done = new CancellationTokenSource();
        var swapping = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                _writer.PrepareSide(CatalogueDatabase.Shadow);
                await _writer.WriteSideAsync(CatalogueDatabase.Shadow, Place(events.Take(i % 2 == 0 ? 1 : 40)), CancellationToken.None);
                _writer.SwapIn(1);
            }

            await done.CancelAsync();
        });
        while (!done.IsCancellationRequested && !swapping.IsFaulted)
        {
            var page = await _store.ListAsync(new DealFilter { Limit = 500 }, CancellationToken.None);
            Assert.Equal(page.Total, page.Items.Count);
            Assert.Contains((await _store.AgesAsync(Any.T0, CancellationToken.None)).Count, new long[] { 1, 40 });
        }

        await swapping;
    }

    private static IEnumerable<(string? Name, string? Value, Func<CatalogueRow, bool> Holds)> Filters() =>
    [
        (null, null, _ => true),
        ("feed", "books", r => r.Feeds.Contains("books")),
        ("status", "active", r => r.Status == "active"),
        ("domain", "1", r => r.Domain == 1),
        ("minBelowAverage", "0.1", r => r.BelowAverage >= 0.1m),
        ("maxRank", "50000", r => r.Rank <= 50_000),
        ("minDrops", "10", r => r.Drops30 >= 10),
        ("condition", "used", r => r.PriceType.StartsWith("USED", StringComparison.Ordinal) || r.PriceType is "WAREHOUSE" or "BUY_BOX_USED_SHIPPING"),
        ("q", "%", r => $"{r.Title} {r.Asin}".Contains('%', StringComparison.Ordinal)),
        ("q", "a", r => $"{r.Title} {r.Asin}".ToLowerInvariant().Contains('a', StringComparison.Ordinal)),
        ("minProfit", "-5", r => r.Profit >= -5),
        ("minAverageProfit", "-5", r => r.AverageProfit >= -5),
        ("minRoi", "0.05", r => r.Roi >= 0.05m),
        ("minTrust", "0.5", r => r.Trust >= 0.5m),
    ];

    private static IEnumerable<CatalogueRow> Naive(IEnumerable<CatalogueRow> rows, string sort)
    {
        Func<CatalogueRow, IComparable?> key = sort.TrimStart('-') switch
        {
            "checkedAt" => r => r.CheckedAt.UtcTicks,
            "price" => r => r.Price,
            "rank" => r => r.Rank,
            "belowAverage" => r => r.BelowAverage,
            "profit" => r => r.Profit,
            "averageProfit" => r => r.AverageProfit,
            "roi" => r => r.Roi,
            "trust" => r => r.Trust,
            "title" => r => r.Title,
            "asin" => r => r.Asin,
            "status" => r => r.Status,
            _ => _ => null,
        };
        var byId = rows.OrderBy(r => r.Id, StringComparer.Ordinal).ToList();
        var present = byId.Where(r => key(r) is not null);
        var order = Comparer<IComparable?>.Create((a, b) => a is string text ? string.CompareOrdinal(text, (string?)b) : a!.CompareTo(b));
        return (sort[0] == '-' ? present.OrderByDescending(key, order) : present.OrderBy(key, order)).Concat(byId.Where(r => key(r) is null));
    }

    private async Task<(List<string> Ids, List<long> Totals)> ReadAllAsync(string sort, string? name, string? value, int limit)
    {
        var (ids, totals) = (new List<string>(), new List<long>());
        string? cursor = null;
        do
        {
            var parameters = new Dictionary<string, string> { ["sort"] = sort, ["limit"] = limit.ToString() };
            if (name is not null)
                parameters[name] = value!;
            if (cursor is not null)
                parameters["cursor"] = cursor;
            var page = await _store.ListAsync(Assert.IsType<DealFilterReading.Read>(DealFilterText.Parse(parameters)).Filter, CancellationToken.None);
            ids.AddRange(page.Items.Select(r => r.Id));
            totals.Add(page.Total);
            cursor = page.NextCursor;
        }
        while (cursor is not null && ids.Count < 1000);
        return (ids, totals);
    }

    private async Task<List<string>> StreamAsync(string sort, string? name, string? value)
    {
        var parameters = new List<KeyValuePair<string, string>> { KeyValuePair.Create("sort", sort) };
        if (name is not null)
            parameters.Add(KeyValuePair.Create(name, value!));
        var ids = new List<string>();
        await foreach (var row in _store.StreamAsync(((DealFilterReading.Read)DealFilterText.Parse(parameters)).Filter, CancellationToken.None))
            ids.Add(row.Id);
        return ids;
    }

    private Task<long> WriteAsync(params DealEvent[] events) => _writer.WriteAsync(0, Place(events), CancellationToken.None);

    private static List<PlacedEvent> Place(IEnumerable<DealEvent> events)
    {
        var numbers = new Dictionary<DealId, long>();
        return [.. events.Select((e, i) => new PlacedEvent(i + 1, e.Id.PersistenceId, numbers[e.Id] = numbers.GetValueOrDefault(e.Id) + 1, e))];
    }

    private static System.Collections.Immutable.ImmutableArray<DealEvent> Decide(ref Deal deal, DealCommand command)
    {
        var events = Any.Decider.Decide(deal, command).Events;
        deal = events.Aggregate(deal, (d, e) => d.Apply(e));
        return events;
    }
}

/// <summary>On files.</summary>
public sealed class SqliteCatalogueStoreTests() : CatalogueStoreSpec(TestStores.OnFiles());

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresCatalogueStoreTests(PostgresFixture server) : CatalogueStoreSpec(TestStores.OnPostgres(server));
