using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Catalogue;

/// <summary>Who is to be appraised again.</summary>
public abstract class AppraisalIndexSpec : IDisposable
{
    private static readonly AppraisalMark Mark = new(3, ["aaaa", "bbbb"]);
    private readonly TestStores _stores;
    private readonly AppraisalIndex _index;

    protected AppraisalIndexSpec(TestStores stores)
    {
        _stores = stores;
        _index = new AppraisalIndex(stores.Catalogue);
    }

    public void Dispose()
    {
        _stores.Dispose();
        GC.SuppressFinalize(this);
    }

    [SpecFact]
    public async Task F46_F58_those_by_older_rules_other_settings_or_never_appraised_are_found_piece_by_piece_and_no_other()
    {
        // By settings of now, by others, by an older and a later program; none; not bought; retired.
        var (events, expected) = (new List<DealEvent>(), new List<DealId>());
        for (var i = 0; i < 140; i++)
        {
            var id = DealId.Parse($"1-B{i:D9}");
            var lens = new FeedLens("us-used", i % 2 == 0 ? PriceType.Used : PriceType.New, DateRange.Quarter);
            events.Add(new DealEvent.Discovered(id, Any.T0, lens, new ListingFacts(), Any.T0));
            var (version, settings) = (i % 7) switch { 0 => (3, "aaaa"), 1 => (3, "bbbb"), 2 => (3, "cccc"), 3 => (2, "aaaa"), 4 => (4, "cccc"), _ => (0, "") };
            if (i % 7 != 6)
                events.Add(new DealEvent.ProductRecorded(id, Any.T0, new ProductFacts(null, null, null, "00ff"), Any.T0) { Appraisal = version == 0 ? null : Appraisal(lens.PriceType) with { Version = version, Settings = settings } });
            if (i % 20 == 0)
                events.Add(new DealEvent.Retired(id, Any.T0, RetirementCause.Operator));
            else if (i % 7 is 2 or 3 or 5)
                expected.Add(id);
        }

        await WriteAsync(events);
        Assert.Equal(expected.Count, await _index.CountAsync(Mark, CancellationToken.None));
        Assert.Equal(expected, (await AllAsync(Mark)).Select(r => r.Id));
        Assert.All(await AllAsync(Mark), row => Assert.Equal(int.Parse(row.Id.Asin.Value[1..]) % 2 == 0 ? PriceType.Used : PriceType.New, row.Type));

        var bought = Enumerable.Range(0, 140).Where(i => i % 7 != 6 && i % 20 != 0).Select(i => DealId.Parse($"1-B{i:D9}")).ToList();
        Assert.Equal(bought.Count, await _index.CountAsync(null, CancellationToken.None));
        Assert.Equal(bought, (await AllAsync(null)).Select(r => r.Id));
    }

    [SpecFact]
    public async Task F75_deals_are_counted_by_the_rules_of_their_appraisal_and_by_why_no_profit_is_listed()
    {
        var events = new List<DealEvent>();
        for (var i = 0; i < 30; i++)
        {
            var id = DealId.Parse($"1-B{i:D9}");
            events.Add(new DealEvent.Discovered(id, Any.T0, new FeedLens("us-used", PriceType.Used, DateRange.Quarter), new ListingFacts(), Any.T0));
            if (i % 3 > 0)
                events.Add(new DealEvent.Appraised(id, Any.T0, Appraisal(PriceType.Used) with { Version = i % 3, Settings = "aaaa" }) { Outlook = new Outlook(i % 2 == 0 ? 5 : null, null, null, i % 2 == 0 ? null : "noSale") });
        }

        await WriteAsync(events);
        var counts = await new CatalogueStore(_stores.Catalogue).CountAppraisalsAsync(Any.T0, CancellationToken.None);
        Assert.Equal(
            new AppraisalCount[] { new(null, null, null, 10), new(1, "aaaa", null, 5), new(1, "aaaa", "noSale", 5), new(2, "aaaa", null, 5), new(2, "aaaa", "noSale", 5) },
            counts.Groups.OrderBy(g => g.Version).ThenBy(g => g.Unlisted, StringComparer.Ordinal));
    }

    private async Task<List<AppraisalRow>> AllAsync(AppraisalMark? otherThan)
    {
        var (all, after) = (new List<AppraisalRow>(), "");
        while (true)
        {
            var piece = await _index.AfterAsync(after, otherThan, 9, CancellationToken.None);
            all.AddRange(piece);
            if (piece.Count < 9)
                return all;
            after = piece[^1].Id.ToString();
        }
    }

    private async Task WriteAsync(IReadOnlyList<DealEvent> events)
    {
        var writer = new RowWriter(_stores.Catalogue, Guid.NewGuid());
        writer.BeginEmpty();
        var numbers = new Dictionary<DealId, long>();
        await writer.WriteAsync(0, [.. events.Select((e, i) => new PlacedEvent(i + 1, e.Id.PersistenceId, numbers[e.Id] = numbers.GetValueOrDefault(e.Id) + 1, e))], CancellationToken.None);
    }

    private static AppraisalFacts Appraisal(PriceType type) => AnyAppraisal.Known(AmazonDomain.Us) with { PriceType = type };
}

/// <summary>On files.</summary>
public sealed class SqliteAppraisalIndexTests() : AppraisalIndexSpec(TestStores.OnFiles());

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresAppraisalIndexTests(PostgresFixture server) : AppraisalIndexSpec(TestStores.OnPostgres(server));
