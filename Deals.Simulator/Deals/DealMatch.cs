using Deals.Simulator.World;

namespace Deals.Simulator.Deals;

/// <summary>Whether a product is what a query asks for.</summary>
internal static class DealMatch
{
    private const int AmazonType = 0;
    private const int RatingType = 16;
    private const int ReviewsType = 17;
    private const int WarehouseType = 9;
    private const long MinutesADay = 1440;

    /// <summary>All but the categories, which Keepa leaves out where it counts them.</summary>
    public static bool Holds(Candidate c, DealRequest q, long now)
    {
        if (!c.Product.Has(q.PriceType))
            return false;
        // Without an offer there is no deal, unless the query asks for what ran out.
        if (c.Figures.Current <= 0 && !q.On.Contains("isOutOfStock"))
            return false;
        return Ranges(c, q) && Texts(c.Product, q) && q.On.All(name => Switch(c, name, q, now)) && Rating(c, q) && Warehouse(c, q);
    }

    /// <summary>A root stands for its whole tree, any other category for what is listed in it.</summary>
    public static bool IsInCategories(Product product, DealRequest q) =>
        (q.Include.Length == 0 || q.Include.Contains(product.Root.Id) || product.Categories.Any(q.Include.Contains))
        && !q.Exclude.Contains(product.Root.Id) && !product.Categories.Any(q.Exclude.Contains);

    private static bool Ranges(Candidate c, DealRequest q)
    {
        if (!Within(q.Current, c.Figures.Current) || !Within(q.Delta, c.Figures.Delta(q.DateRange)) || !Within(q.DeltaPercent, c.Figures.Percent(q.DateRange)))
            return false;
        if (q.DeltaLast is not null && !Within(q.DeltaLast, DealFigures.Of(c.Product, q.PriceType, c.Look).DeltaLast))
            return false;
        return q.SalesRank is null || (c.Rank() is > 0 and var rank && Within(q.SalesRank, rank));
    }

    private static bool Within(long[]? range, long value) => range is null || (value >= range[0] && value <= range[1]);

    private static bool Texts(Product product, DealRequest q)
    {
        if (!q.TitleWords.All(word => product.Title.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return false;
        return q.TextFilters.All(filter => TextOf(product, filter.Key) is { } text && filter.Value.Contains(text, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What a text filter is laid against; null where the world has no such text.</summary>
    public static string? TextOf(Product product, string field) => field switch
    {
        "brand" or "manufacturer" or "brandStoreName" => product.Brand,
        "author" => product.IsBook ? product.Brand : null,
        "binding" or "format" => product.IsBook ? "Paperback" : null,
        "productGroup" or "websiteDisplayGroupName" => product.Root.Name,
        _ => null,
    };

    private static bool Switch(Candidate c, string name, DealRequest q, long now) => name switch
    {
        "isLowest" => IsLowest(c, q.PriceType, 180),
        "isLowest90" => IsLowest(c, q.PriceType, 90),
        "isLowestOffer" => IsLowest(c, 1, 90),
        "isHighest" => c.Figures.Current >= c.Product.History(q.PriceType, c.Look, c.Look - (180 * MinutesADay)).Max(h => h.Value),
        "isOutOfStock" => c.Figures.Current <= 0 && now - c.Figures.Since < MinutesADay,
        "isBackInStock" => c.Figures.Current > 0 && now - c.Figures.Since < MinutesADay && c.Product.Before(q.PriceType, c.Figures.Since) == -1,
        "hasReviews" => c.Product.Seen(ReviewsType, c.Look).Value > 0,
        "isRisers" => c.Figures.Delta(q.DateRange) < 0,
        "isPrimeExclusive" => c.Product.Seen(33, c.Look).Value > 0,
        "mustHaveAmazonOffer" => c.Product.Seen(AmazonType, c.Look).Value > 0,
        "mustNotHaveAmazonOffer" => c.Product.Seen(AmazonType, c.Look).Value <= 0,
        _ => true,
    };

    private static bool IsLowest(Candidate c, int type, int days)
    {
        var current = c.Product.Seen(type, c.Look).Value;
        return current > 0 && c.Product.History(type, c.Look, c.Look - (days * MinutesADay)).All(h => h.Value <= 0 || h.Value >= current);
    }

    private static bool Rating(Candidate c, DealRequest q) => q.MinRating <= 0 || c.Product.Seen(RatingType, c.Look).Value >= q.MinRating;

    private static bool Warehouse(Candidate c, DealRequest q) =>
        q.WarehouseConditions.Length == 0 || (c.Product.Seen(WarehouseType, c.Look).Value > 0 && q.WarehouseConditions.Contains(DealRowJson.WarehouseCondition(c.Product)));
}
