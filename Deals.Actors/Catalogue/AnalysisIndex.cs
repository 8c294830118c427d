using Deals.Actors.Analysing;
using Deals.Actors.Deals;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace Deals.Actors.Catalogue;

/// <summary>The catalogue's rows as the analyst finds its work in them.</summary>
public sealed class AnalysisIndex(CatalogueDatabase database) : IAnalysisIndex
{
    private const string UnverifiedState = "unverified";

    // Each state is read along its own index, in the order of importance.
    private static readonly string[] Verdicts = ["verified", "rejected"];

    /// <inheritdoc />
    public Task<IReadOnlyList<AnalysisRow>> NewAsync(int most, CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<AnalysisRow>>(
        async db => [.. (await Active(db).Where(static d => d.AnalysisState == null).OrderByDescending(static d => d.Importance).Take(most).ToListAsync(cancellation)).Select(ToRow)],
        cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<AnalysisRow>> AgainAsync(string key, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        var ticks = now.UtcTicks;
        return database.ReadAsync<IReadOnlyList<AnalysisRow>>(
            async db =>
            {
                var all = await Active(db).Where(d => d.AnalysisState == UnverifiedState && d.AnalysisDue <= ticks)
                    .OrderByDescending(static d => d.Importance).Take(most).ToListAsync(cancellation);
                foreach (var state in Verdicts)
                {
                    all.AddRange(await Active(db).Where(d => d.AnalysisState == state && ((d.AnalysisDue <= ticks && d.ProductAsOf > d.AnalysisAsOf) || d.AnalysisKey != key))
                        .OrderByDescending(static d => d.Importance).Take(most).ToListAsync(cancellation));
                }

                return [.. all.OrderByDescending(static d => d.Importance).Take(most).Select(ToRow)];
            },
            cancellation);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<AnalysisCount>> CountAsync(CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<AnalysisCount>>(
        async db => [.. (await Live(db).Where(static d => d.Status != "retired")
            .GroupBy(static d => new { d.AnalysisState, d.AnalysisCause })
            .Select(static g => new { g.Key.AnalysisState, g.Key.AnalysisCause, Count = g.LongCount() })
            .ToListAsync(cancellation))
            .Select(static g => new AnalysisCount(g.AnalysisState, (UnverifiedCause?)g.AnalysisCause, g.Count))],
        cancellation);

    private static ITable<DealTable> Live(DataConnection db) => db.GetTable<DealTable>().TableName(CatalogueDatabase.Live);

    private static IQueryable<DealTable> Active(DataConnection db) => Live(db).Where(static d => d.Status == "active");

    private static AnalysisRow ToRow(DealTable row) => new(DealId.Parse(row.Id), row.ProductAsOf is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null);
}
