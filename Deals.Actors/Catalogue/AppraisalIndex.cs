using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace Deals.Actors.Catalogue;

/// <summary>The rows by how they were appraised, read in the order of their ids.</summary>
public sealed class AppraisalIndex(CatalogueDatabase database) : IAppraisalIndex
{
    /// <inheritdoc />
    public Task<IReadOnlyList<AppraisalRow>> AfterAsync(string after, AppraisalMark? otherThan, int most, CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<AppraisalRow>>(
        async db =>
        {
            var rows = await Bought(db, otherThan).Where(d => d.Id.CompareTo(after) > 0).OrderBy(d => d.Id).Take(most).Select(d => new { d.Id, d.PriceType }).ToListAsync(cancellation);
            return [.. rows.Select(r => new AppraisalRow(DealId.Parse(r.Id), TypeOf(r.PriceType)))];
        },
        cancellation);

    /// <inheritdoc />
    public Task<long> CountAsync(AppraisalMark? otherThan, CancellationToken cancellation) => database.ReadAsync(db => Bought(db, otherThan).LongCountAsync(cancellation), cancellation);

    private static PriceType TypeOf(string name) => PriceType.TryParse(name, out var type) ? type : throw new InvalidOperationException($"A row has the price type '{name}', which there is not.");

    private static IQueryable<DealTable> Bought(DataConnection db, AppraisalMark? otherThan)
    {
        var bought = db.GetTable<DealTable>().TableName(CatalogueDatabase.Live).Where(d => d.Status != "retired" && d.ProductAsOf != null);
        if (otherThan is null)
            return bought;
        // A fingerprint is of one marketplace, so that any of them is right where it is found. What a later program made is not made again.
        var (version, settings) = (otherThan.Version, otherThan.Settings.ToArray());
        return bought.Where(d => d.AppraisalVersion == null || d.AppraisalVersion < version || (d.AppraisalVersion == version && !settings.Contains(d.AppraisalSettings)));
    }
}
