using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>When Keepa last fetched what it does not fetch at every look, and what an answer costs by that.</summary>
internal static class ProductUpdates
{
    private const long HourMinutes = 60;
    private const long RatingMinutes = 14 * 1440;
    private const long StockMinutes = 7 * 1440;
    private const int TokensAPage = 6;
    private const int TokensOfFreshOffers = 5;
    private const int TokensOfBuyBox = 2;
    private const int TokensOfStock = 2;
    private const double FailedShare = 0.02;

    public static long Rating(Product product, long minute) => Of(product, minute, 97, 10 * 1440);

    public static long Stock(Product product, long minute) => Of(product, minute, 96, 9 * 1440);

    public static long Offers(Product product, long minute) => Of(product, minute, 95, 2 * 1440);

    /// <summary>Whether the offers cannot be had this hour.</summary>
    public static bool OffersFail(Product product, long minute) =>
        minute >= product.GoneAt || product.Noise.Unit(product.Index, 69, minute / HourMinutes) < FailedShare;

    /// <summary>Whether the offers are younger than the client would have them fetched again.</summary>
    public static bool HasFreshOffers(Product product, ProductRequest request, long now) =>
        request is { HasUpdate: true, Update: > 0 } && now - Offers(product, now) < request.Update * HourMinutes;

    /// <summary>Tokens of one product.</summary>
    public static int Cost(Product product, ProductRequest request, OfferList? offers, long now)
    {
        var cost = request.Offers == 0 || OffersFail(product, now) ? 1
            : HasFreshOffers(product, request, now) ? TokensOfFreshOffers
            : TokensAPage * offers!.Pages;
        if (request is { HasUpdate: true, Update: 0 } && now - product.LookedAt(now) < HourMinutes)
            cost++;
        if (request.Rating && now - Rating(product, now) < RatingMinutes)
            cost++;
        if (request is { BuyBox: true, Offers: 0 })
            cost += TokensOfBuyBox;
        if (request.Stock && now - Stock(product, now) < StockMinutes)
            cost += TokensOfStock;
        if (request.HistoricalVariations && product.ParentIndex is not null)
            cost++;
        return cost;
    }

    private static long Of(Product product, long minute, int train, double meanMinutes) =>
        Math.Max(product.TrackedSince, (long)new EventTrain(product.Noise, Product.Key(product.Index, train), meanMinutes).Last(minute).At);
}
