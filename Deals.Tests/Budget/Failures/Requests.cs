using System.Collections.Immutable;
using System.Globalization;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Tests.Budget.Failures;

/// <summary>Requests of a wanted price.</summary>
internal static class Requests
{
    /// <summary>A look at one product for a deal that is looked at again: three tokens.</summary>
    public static readonly ProductShape WithBuyBox = ProductShape.Full with { BuyBox = true };

    private static readonly DealQuery Query = new() { Domain = AmazonDomain.Us, PriceType = PriceType.Used };

    /// <summary>A page of deals: five tokens.</summary>
    public static KeepaRequest Page(int page = 0) => new KeepaRequest.DealPage(Query, page);

    /// <summary>A request that can cost so many tokens, or a little less where no request costs that.</summary>
    public static KeepaRequest Costing(int tokens) => tokens switch
    {
        <= ProductShape.MostProducts => new KeepaRequest.Products(AmazonDomain.Us, Asins(tokens), ProductShape.Full),
        <= 10_000 => new KeepaRequest.ProductsByCode(AmazonDomain.Us, Codes, ProductShape.Full, tokens / 100),
        _ => new KeepaRequest.ProductsByCode(AmazonDomain.Us, Codes, WithBuyBox, tokens / 300),
    };

    /// <summary>A wish for the first look at a product.</summary>
    public static NeedSubject.ProductOf Look(int number, ProductShape shape) => new(AmazonDomain.Us, AsinOf(number), 0, 0, shape);

    public static Asin AsinOf(int number) => Asin.Parse(string.Create(CultureInfo.InvariantCulture, $"C{number:D9}"));

    private static ImmutableArray<Asin> Asins(int count) => [.. Enumerable.Range(0, count).Select(AsinOf)];

    private static ImmutableArray<string> Codes { get; } = [.. Enumerable.Range(0, 100).Select(static i => string.Create(CultureInfo.InvariantCulture, $"{i:D13}"))];
}
