using Deals.Actors.Catalogue;

namespace Deals.Actors.Inspection;

/// <summary>One deal in the list, as the API and <c>--json</c> write it: these keys in this order, always all of them. Amounts are minor units of
/// <see cref="Currency"/>, ratios are fractions.</summary>
public record DealItem
{
    /// <summary>Takes over a row.</summary>
    public DealItem(CatalogueRow row)
    {
        (Id, Domain, Asin, Title, Status) = (row.Id, row.Domain, row.Asin, row.Title, row.Status);
        (Price, PriceType, Currency, Rank, BelowAverage) = (row.Price, row.PriceType, row.Currency, row.Rank, row.BelowAverage);
        (Profit, AverageProfit, Roi, Trust, Importance, ChangeRate) = (row.Profit, row.AverageProfit, row.Roi, row.Trust, row.Importance, row.ChangeRate);
        (CheckedAt, ChangedAt, ListingAsOf) = (row.CheckedAt, row.ChangedAt, row.ListingAsOf);
        (ProductAsOf, SellerAsOf, AnalysedAt) = (row.ProductAsOf, row.SellerAsOf, row.AnalysedAt);
        Analysis = new AnalysisItem(row.AnalysisState, row.AnalysisReason);
        (NextDue, Lane, Attempts, LastError) = (row.NextDue, row.Lane, row.Attempts, row.LastError);
    }

    public string Id { get; }

    public int Domain { get; }

    public string Asin { get; }

    public string? Title { get; }

    public string Status { get; }

    public long? Price { get; }

    public string PriceType { get; }

    public string Currency { get; }

    public long? Rank { get; }

    public decimal? BelowAverage { get; }

    public long? Profit { get; }

    public decimal? Roi { get; }

    public decimal? Trust { get; }

    public decimal? Importance { get; }

    public decimal? ChangeRate { get; }

    public DateTimeOffset CheckedAt { get; }

    public DateTimeOffset ChangedAt { get; }

    public DateTimeOffset? ListingAsOf { get; }

    public DateTimeOffset? ProductAsOf { get; }

    public DateTimeOffset? SellerAsOf { get; }

    public DateTimeOffset? AnalysedAt { get; }

    public AnalysisItem Analysis { get; }

    public DateTimeOffset? NextDue { get; }

    public string? Lane { get; }

    public int Attempts { get; }

    public string? LastError { get; }

    /// <summary>The profit where it sells for the one-year average instead of the list price, minor units.</summary>
    public long? AverageProfit { get; }
}

/// <summary>What an analysis said; both absent until there was one.</summary>
public sealed record AnalysisItem(string? State, string? Reason);

/// <summary>One page of the list.</summary>
/// <param name="Items">The deals.</param>
/// <param name="Total">How many the filter has, on all pages.</param>
/// <param name="NextCursor">Where the next page begins; absent at the end.</param>
public sealed record DealListing(IReadOnlyList<DealItem> Items, long Total, string? NextCursor)
{
    /// <summary>Takes over a page.</summary>
    public static DealListing From(DealPage page) => new([.. page.Items.Select(row => new DealItem(row))], page.Total, page.NextCursor);
}
