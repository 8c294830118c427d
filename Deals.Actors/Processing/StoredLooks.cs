using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Actors.Storage;

namespace Deals.Actors.Processing;

/// <summary>Reads stored bodies as if they had just come.</summary>
/// <param name="bodies">The bodies.</param>
/// <param name="analysis">The numbers by which products are appraised.</param>
public sealed class StoredLooks(BodyStore bodies, AnalysisSettings analysis) : IStoredLooks
{
    /// <inheritdoc />
    public async Task<DealCommand.RecordProduct?> FindNewerAsync(DealId id, PriceType type, DateTimeOffset? asOf, DateTimeOffset? lookedAt, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await bodies.FindUntakenAsync(id.ToString(), asOf, lookedAt, cancellation) is not { } body)
            return null;
        // A body that this version cannot read, or that found the product gone, is no look: it is bought again.
        return ProductDecoder.Decode(id.Domain, body.Json, out _) is { HasData: true, Kind: not ProductKind.Invalid } record
            ? ProductReading.TryOf(id, record, body, now, type, analysis, out _)
            : null;
    }
}
