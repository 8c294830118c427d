using System.Linq.Expressions;

namespace Deals.Actors.Catalogue;

/// <summary>The items of a deal that a list can be sorted by, each with its column.</summary>
internal static class DealSortKey
{
    private static readonly Dictionary<string, Expression<Func<DealTable, long?>>> Numbers = new(StringComparer.Ordinal)
    {
        ["domain"] = d => d.Domain,
        ["price"] = d => d.Price,
        ["rank"] = d => d.Rank,
        ["belowAverage"] = d => d.BelowAverage,
        ["profit"] = d => d.Profit,
        ["averageProfit"] = d => d.AverageProfit,
        ["roi"] = d => d.Roi,
        ["trust"] = d => d.Trust,
        ["importance"] = d => d.Importance,
        ["changeRate"] = d => d.ChangeRate,
        ["checkedAt"] = d => d.CheckedAt,
        ["changedAt"] = d => d.ChangedAt,
        ["listingAsOf"] = d => d.ListingAsOf,
        ["productAsOf"] = d => d.ProductAsOf,
        ["sellerAsOf"] = d => d.SellerAsOf,
        ["analysedAt"] = d => d.AnalysedAt,
        ["nextDue"] = d => d.NextDue,
        ["attempts"] = d => d.Attempts,
    };

    private static readonly Dictionary<string, Expression<Func<DealTable, string?>>> Texts = new(StringComparer.Ordinal)
    {
        ["id"] = d => d.Id,
        ["asin"] = d => d.Asin,
        ["title"] = d => d.Title,
        ["status"] = d => d.Status,
        ["priceType"] = d => d.PriceType,
        ["currency"] = d => d.Currency,
        ["lane"] = d => d.Lane,
        ["lastError"] = d => d.LastError,
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Numbers.Keys.Concat(Texts.Keys)];

    /// <summary>The column of a number, if the item is one.</summary>
    public static Expression<Func<DealTable, long?>>? Number(string field) => Numbers.GetValueOrDefault(field);

    /// <summary>The column of a text, if the item is one.</summary>
    public static Expression<Func<DealTable, string?>>? Text(string field) => Texts.GetValueOrDefault(field);
}
