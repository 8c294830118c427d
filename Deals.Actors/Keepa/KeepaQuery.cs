using System.Globalization;

namespace Deals.Actors.Keepa;

/// <summary>A request as Keepa takes it in the address: its path and its parameters.</summary>
public static class KeepaQuery
{
    /// <summary>The path, with its slash.</summary>
    public static string PathOf(KeepaRequest request) => request switch
    {
        KeepaRequest.Token => "/token",
        KeepaRequest.DealPage => "/deal",
        KeepaRequest.Products or KeepaRequest.ProductsByCode => "/product",
        KeepaRequest.Sellers => "/seller",
        _ => throw new ArgumentOutOfRangeException(nameof(request), request, "No way to send this request."),
    };

    /// <summary>The parameters but for the key, with <c>&amp;</c> between them; every value is letters, digits and commas, so that nothing is escaped.</summary>
    public static string ParametersOf(KeepaRequest request) => string.Join('&', Parameters(request).Select(static p => $"{p.Name}={p.Value}"));

    private static IEnumerable<(string Name, string Value)> Parameters(KeepaRequest request) => request switch
    {
        KeepaRequest.Products products => [Domain(products.Domain), ("asin", string.Join(',', products.Asins)), .. Parameters(products.Shape)],
        KeepaRequest.ProductsByCode byCode =>
            [Domain(byCode.Domain), ("code", string.Join(',', byCode.Codes)), ("code-limit", Text(byCode.CodeLimit)), .. Parameters(byCode.Shape)],
        KeepaRequest.Sellers sellers => [Domain(sellers.Domain), ("seller", string.Join(',', sellers.Ids))],
        _ => [],
    };

    private static IEnumerable<(string Name, string Value)> Parameters(ProductShape shape)
    {
        yield return ("history", shape.History ? "1" : "0");
        if (shape.Days is { } days)
            yield return ("days", Text(days));
        if (shape.StatsDays is { } statsDays)
            yield return ("stats", Text(statsDays));
        if (shape.Offers is { } offers)
            yield return ("offers", Text(offers));
        if (shape.OnlyLiveOffers)
            yield return ("only-live-offers", "1");
        if (shape.Rating)
            yield return ("rating", "1");
        if (shape.BuyBox)
            yield return ("buybox", "1");
        if (shape.UpdateHours is { } hours)
            yield return ("update", Text(hours));
    }

    private static (string Name, string Value) Domain(AmazonDomain domain) => ("domain", Text(domain.Number));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
