using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>What requests have in common that cost the same for each thing that they ask for.</summary>
/// <param name="Name">In words, such as <c>product with offers</c>; costs are learned under this name.</param>
/// <param name="WorstCase">The most that one thing costs by Keepa's documentation, in tokens.</param>
/// <param name="Assumed">What one thing is taken to cost as long as little was seen, in tokens.</param>
public sealed record RequestShape(string Name, int WorstCase, int Assumed)
{
    /// <summary>A page of deals.</summary>
    public static RequestShape DealPage { get; } = new("page of deals", KeepaRequest.DealPage.Cost, KeepaRequest.DealPage.Cost);

    /// <summary>The shape of a request, and how many things it asks for; absent for what is free.</summary>
    public static (RequestShape Shape, int Things)? Of(KeepaRequest request) => request switch
    {
        KeepaRequest.DealPage => (DealPage, 1),
        KeepaRequest.Products products => (Of(products.Shape), products.Asins.Length),
        KeepaRequest.ProductsByCode byCode =>
            (new RequestShape($"code of at most {byCode.CodeLimit}, each a {NameOf(byCode.Shape)}", byCode.CodeLimit * byCode.Shape.WorstCaseCost, byCode.Shape.ExpectedCost), byCode.Codes.Length),
        KeepaRequest.Sellers sellers => (new RequestShape("seller", 1, 1), sellers.Ids.Length),
        _ => null,
    };

    /// <summary>The shape of products.</summary>
    public static RequestShape Of(ProductShape shape) => new(NameOf(shape), shape.WorstCaseCost, shape.ExpectedCost);

    // Only what has a price.
    private static string NameOf(ProductShape shape)
    {
        string?[] extras =
        [
            shape.Offers is { } offers ? $"up to {offers} offers" : shape.BuyBox ? "the buy box" : null,
            shape.Rating ? "the rating" : null,
            shape.UpdateHours == 0 ? "a forced update" : null,
        ];
        return extras.All(static e => e is null) ? "product" : $"product with {string.Join(" and ", extras.Where(static e => e is not null))}";
    }
}
