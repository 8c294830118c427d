using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Actors.Storage;
using Microsoft.Extensions.Logging;

namespace Deals.Actors.Processing;

/// <summary>Reads stored bodies as if they had just come.</summary>
/// <param name="bodies">The bodies.</param>
/// <param name="analysis">The numbers by which products are appraised.</param>
/// <param name="log">For operators.</param>
public sealed class StoredLooks(BodyStore bodies, AnalysisSettings analysis, ILogger<StoredLooks> log) : IStoredLooks
{
    /// <inheritdoc />
    public async Task<DealCommand.RecordProduct?> FindNewerAsync(DealId id, PriceType type, DateTimeOffset? asOf, DateTimeOffset? lookedAt, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await FindAsync(id, asOf, lookedAt, cancellation) is not { } body)
            return null;
        // A body that this version cannot read, or that found the product gone, is no look: it is bought again.
        return ProductDecoder.Decode(id.Domain, body.Json, out _) is { HasData: true, Kind: not ProductKind.Invalid } record
            ? ProductReading.TryOf(id, record, body, now, type, analysis, out _)
            : null;
    }

    private async Task<Body?> FindAsync(DealId id, DateTimeOffset? asOf, DateTimeOffset? lookedAt, CancellationToken cancellation)
    {
        try
        {
            return await bodies.FindUntakenAsync(id.ToString(), asOf, lookedAt, cancellation);
        }
        catch (DamagedBodyException)
        {
            // It would be damaged for ever if the deal waited for it; the next answer takes its place.
            log.LogWarning("The stored body of {Deal} is damaged, and its product is bought again", id);
            return null;
        }
    }
}
