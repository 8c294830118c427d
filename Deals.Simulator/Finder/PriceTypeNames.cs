namespace Deals.Simulator.Finder;

/// <summary>Keepa's names of the price types, as the fields of its product finder have them.</summary>
internal static class PriceTypeNames
{
    private static readonly string[] Names =
    [
        "AMAZON", "NEW", "USED", "SALES", "LISTPRICE", "COLLECTIBLE", "REFURBISHED", "NEW_FBM_SHIPPING", "LIGHTNING_DEAL", "WAREHOUSE", "NEW_FBA", "COUNT_NEW",
        "COUNT_USED", "COUNT_REFURBISHED", "COUNT_COLLECTIBLE", "EXTRA_INFO_UPDATES", "RATING", "COUNT_REVIEWS", "BUY_BOX_SHIPPING", "USED_NEW_SHIPPING",
        "USED_VERY_GOOD_SHIPPING", "USED_GOOD_SHIPPING", "USED_ACCEPTABLE_SHIPPING", "COLLECTIBLE_NEW_SHIPPING", "COLLECTIBLE_VERY_GOOD_SHIPPING",
        "COLLECTIBLE_GOOD_SHIPPING", "COLLECTIBLE_ACCEPTABLE_SHIPPING", "REFURBISHED_SHIPPING", "EBAY_NEW_SHIPPING", "EBAY_USED_SHIPPING", "TRADE_IN", "RENTAL",
        "BUY_BOX_USED_SHIPPING", "PRIME_EXCL", "COUNT_NEW_FBA", "COUNT_NEW_FBM",
    ];

    /// <summary>The type of a field such as <c>current_SALES</c>; null for every other.</summary>
    public static int? OfCurrent(string field)
    {
        const string Prefix = "current_";
        var at = field.StartsWith(Prefix, StringComparison.Ordinal) ? Array.IndexOf(Names, field[Prefix.Length..]) : -1;
        return at < 0 ? null : at;
    }
}
