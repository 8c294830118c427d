using CsCheck;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Catalogue;

/// <summary>Whom the analyst finds in the rows, against a plain look at every one of them.</summary>
public abstract class AnalysisIndexSpec(TestStores stores) : IDisposable
{
    private const string Key = "1/grok";
    private static readonly DateTimeOffset Now = Any.T0.AddMinutes(40_000);

    public void Dispose()
    {
        stores.Dispose();
        GC.SuppressFinalize(this);
    }

    [SpecFact]
    public async Task F72_F71_the_analyst_finds_who_is_new_and_who_is_due_again_the_most_valuable_first()
    {
        var rows = await WriteAsync();
        var index = new AnalysisIndex(stores.Catalogue);
        var (fresh, again) = (rows.Where(IsNew).ToList(), rows.Where(IsDue).ToList());
        Assert.True(fresh.Count > 20 && again.Count(r => r.AnalysisState == "unverified") > 5 && again.Count(r => r.AnalysisState != "unverified") > 5, $"{fresh.Count} new and {again.Count} due are too few to show anything.");

        var foundNew = await index.NewAsync(1000, CancellationToken.None);
        Assert.Equal(Ids(fresh), foundNew.Select(r => r.Id.ToString()).Order(StringComparer.Ordinal));
        var foundAgain = await index.AgainAsync(Key, Now, 1000, CancellationToken.None);
        Assert.Equal(Ids(again), foundAgain.Select(r => r.Id.ToString()).Order(StringComparer.Ordinal));
        Assert.All(foundAgain, r => Assert.Equal(rows.Single(row => row.Id == r.Id.ToString()).ProductAsOf, r.ProductAsOf));
        Assert.Equal(Best(fresh, 7), Importances(rows, await index.NewAsync(7, CancellationToken.None)));
        Assert.Equal(Best(again, 7), Importances(rows, await index.AgainAsync(Key, Now, 7, CancellationToken.None)));
        // With another prompt or model everybody who has a verdict is due.
        Assert.Equal(
            Ids(rows.Where(r => r.Status == "active" && r.AnalysisState is not null && (r.AnalysisState != "unverified" || r.AnalysisDue <= Now))),
            (await index.AgainAsync("2/grok", Now, 1000, CancellationToken.None)).Select(r => r.Id.ToString()).Order(StringComparer.Ordinal));

        var counts = await index.CountAsync(CancellationToken.None);
        Assert.Equal(
            rows.Where(r => r.Status != "retired").GroupBy(r => (r.AnalysisState, r.AnalysisCause)).Select(g => (g.Key, (long)g.Count())).OrderBy(c => c.ToString(), StringComparer.Ordinal),
            counts.Select(c => ((c.State, c.Cause), c.Count)).OrderBy(c => c.ToString(), StringComparer.Ordinal));
    }

    private static bool IsNew(CatalogueRow row) => row.Status == "active" && row.AnalysisState is null;

    private static bool IsDue(CatalogueRow row) => row.Status == "active" && row.AnalysisState switch
    {
        null => false,
        "unverified" => row.AnalysisDue <= Now,
        _ => (row.AnalysisDue <= Now && row.ProductAsOf > row.AnalysisAsOf) || row.AnalysisKey != Key,
    };

    private static IEnumerable<string> Ids(IEnumerable<CatalogueRow> rows) => rows.Select(r => r.Id).Order(StringComparer.Ordinal);

    private static IEnumerable<decimal?> Best(IEnumerable<CatalogueRow> rows, int count) => rows.Select(r => r.Importance).OrderDescending().Take(count);

    private static IEnumerable<decimal?> Importances(IEnumerable<CatalogueRow> rows, IReadOnlyList<Actors.Analysing.AnalysisRow> found) =>
        found.Select(r => rows.Single(row => row.Id == r.Id.ToString()).Importance);

    private async Task<List<CatalogueRow>> WriteAsync()
    {
        var journal = Guid.NewGuid();
        var writer = new RowWriter(stores.Catalogue, journal);
        writer.BeginEmpty();
        var rows = new List<CatalogueRow>();
        var position = 0L;
        // The same deals on every run: what is compared is the reading, and not the deals.
        Gen.Select(Any.DealId, Any.Listing, Any.Product, Gen.Int[0, 5], Any.Analysis, Any.Instant, Any.Instant, Any.Instant).Array[300].Sample(
            deals => rows.AddRange(deals.DistinctBy(d => d.Item1).Select((d, i) => Fold(Past(d.Item1, d.Item2, d.Item3, i % 6, d.Item5, d.Item6, d.Item7, d.Item8)))), seed: "0000KOIPe036", iter: 1, threads: 1);
        var events = new List<PlacedEvent>();
        foreach (var past in _pasts)
            events.AddRange(past.Select((e, i) => new PlacedEvent(++position, e.Id.PersistenceId, i + 1, e)));
        await writer.WriteAsync(0, events, CancellationToken.None);
        return rows;
    }

    private readonly List<List<DealEvent>> _pasts = [];

    private CatalogueRow Fold(List<DealEvent> past)
    {
        _pasts.Add(past);
        return past.Select((e, i) => (e, i)).Aggregate((CatalogueRow?)null, (row, next) => RowFold.Apply(row, next.e, next.i + 1))!;
    }

    private static List<DealEvent> Past(DealId id, ListingFacts listing, ProductFacts product, int kind, AnalysisFacts analysis, DateTimeOffset found, DateTimeOffset analysed, DateTimeOffset looked)
    {
        List<DealEvent> past = [new DealEvent.Discovered(id, found, new FeedLens("us", Actors.Keepa.PriceType.Used, Actors.Keepa.DateRange.Quarter), listing, found)];
        if (kind > 0)
            past.Add(new DealEvent.ProductRecorded(id, found, product, found));
        var origin = analysis.Origin ?? new AnalysisOrigin(1, "grok", "00", 1, 1, 1);
        if (kind is 2 or 3 or 4)
            past.Add(new DealEvent.AnalysisRecorded(id, analysed, analysis with { Origin = kind == 4 ? origin with { PromptVersion = 7 } : origin }, analysed));
        if (kind is 3 or 4)
            past.Add(new DealEvent.ProductRecorded(id, looked, product, looked));
        if (kind == 2 && analysed < looked)
            past.Add(new DealEvent.Retired(id, looked, RetirementCause.Operator));
        return past;
    }
}

/// <summary>On files.</summary>
public sealed class SqliteAnalysisIndexTests() : AnalysisIndexSpec(TestStores.OnFiles());

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresAnalysisIndexTests(PostgresFixture server) : AnalysisIndexSpec(TestStores.OnPostgres(server));
