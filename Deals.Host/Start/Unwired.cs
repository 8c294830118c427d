using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;

namespace Deals.Host.Start;

/// <summary>Stands in for the catalogue until it is wired.</summary>
internal sealed class Unwired : ICatalogue, IProjectionReader, IStorageReader
{
    public Task<DealPage> ListAsync(DealFilter filter, CancellationToken cancellation) => throw Missing();

    public Task<CatalogueRow?> FindAsync(DealId id, CancellationToken cancellation) => throw Missing();

    public Task<IReadOnlyList<DealId>> FindByAsinAsync(Asin asin, CancellationToken cancellation) => throw Missing();

    public Task<IReadOnlyDictionary<string, long>> CountByStatusAsync(CancellationToken cancellation) => throw Missing();

    public Task<IReadOnlyDictionary<DealId, KnownListing>> KnownAsync(IReadOnlyCollection<DealId> ids, CancellationToken cancellation) => throw Missing();

    public Task<CatalogueAges> AgesAsync(DateTimeOffset now, CancellationToken cancellation) => throw Missing();

    public Task<ProjectionReport> ReadAsync(CancellationToken cancellation) => throw Missing();

    public IAsyncEnumerable<ProjectionProgress> RebuildAsync(CancellationToken cancellation) => throw Missing();

    public IAsyncEnumerable<ProjectionProgress> VerifyAsync(CancellationToken cancellation) => throw Missing();

    Task<StorageReport> IStorageReader.ReadAsync(CancellationToken cancellation) => Task.FromResult(new StorageReport(false, "The catalogue is not wired.", null));

    private static NoAnswerException Missing() => new("The catalogue is not wired.");
}
