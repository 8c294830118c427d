using LinqToDB;
using LinqToDB.Async;

namespace Deals.Actors.Catalogue;

/// <summary>What one pass over all rows that are not retired tells; instants in ticks.</summary>
internal sealed record CatalogueTotals(
    long Count, long Pending, long Due, long Late, long? OldestDue, long NewestDiscovery, long OldestCheck, InstantRange Listing, InstantRange Product, InstantRange Seller, InstantRange Analysis)
{
    /// <summary>Makes the pass; nothing where there is no row.</summary>
    public static async Task<CatalogueTotals?> ReadAsync(IQueryable<DealTable> living, long now, CancellationToken cancellation)
    {
        var found = await living
            .GroupBy(d => 1)
            .Select(g => new
            {
                Count = g.LongCount(),
                Pending = g.LongCount(d => d.Status == "pending_processing"),
                Due = g.LongCount(d => d.NextDue <= now),
                Late = g.LongCount(d => d.SoftDeadline <= now && d.LookedAt != null),
                OldestDue = g.Min(d => d.NextDue),
                NewestDiscovery = g.Max(d => d.DiscoveredAt),
                OldestCheck = g.Min(d => d.CheckedAt),
                Listings = g.LongCount(d => d.ListingAsOf != null),
                OldestListing = g.Min(d => d.ListingAsOf),
                NewestListing = g.Max(d => d.ListingAsOf),
                Products = g.LongCount(d => d.ProductAsOf != null),
                OldestProduct = g.Min(d => d.ProductAsOf),
                NewestProduct = g.Max(d => d.ProductAsOf),
                Sellers = g.LongCount(d => d.SellerAsOf != null),
                OldestSeller = g.Min(d => d.SellerAsOf),
                NewestSeller = g.Max(d => d.SellerAsOf),
                Analyses = g.LongCount(d => d.AnalysedAt != null),
                OldestAnalysis = g.Min(d => d.AnalysedAt),
                NewestAnalysis = g.Max(d => d.AnalysedAt),
            })
            .FirstOrDefaultAsync(cancellation);
        return found is null ? null : new CatalogueTotals(
            found.Count,
            found.Pending,
            found.Due,
            found.Late,
            found.OldestDue <= now ? found.OldestDue : null,
            found.NewestDiscovery,
            found.OldestCheck,
            new InstantRange(found.Listings, found.OldestListing ?? 0, found.NewestListing ?? 0),
            new InstantRange(found.Products, found.OldestProduct ?? 0, found.NewestProduct ?? 0),
            new InstantRange(found.Sellers, found.OldestSeller ?? 0, found.NewestSeller ?? 0),
            new InstantRange(found.Analyses, found.OldestAnalysis ?? 0, found.NewestAnalysis ?? 0));
    }
}

/// <summary>How many rows have an instant, the oldest and the newest of them, in ticks.</summary>
internal sealed record InstantRange(long Count, long Oldest, long Newest);
