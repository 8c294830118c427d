using Deals.Simulator.World;

namespace Deals.Simulator.Deals;

/// <summary>A product with the figures that a query looks at.</summary>
internal sealed record Candidate(Product Product, long Look, DealFigures Figures)
{
    /// <summary>The types whose changes make a product's creation date.</summary>
    public static readonly int[] DealRelevant = [0, 1, 2, 5, 6, 7, 9, 10, 18, 19, 20, 21, 22, 32, 33];

    public static Candidate Of(Product product, long look, DealRequest request)
    {
        // The averages are dear, and most queries need none.
        var needsAverages = Math.Abs(request.Sort) is not (1 or 3) || request.Delta is not null || request.DeltaPercent is not null || request.On.Contains("isRisers");
        if (needsAverages)
            return new Candidate(product, look, DealFigures.Of(product, request.PriceType, look));
        var (current, since) = product.Seen(request.PriceType, look);
        return new Candidate(product, look, new DealFigures(current == -2 ? -1 : current, since, 0, current == -2 ? [-2, -2, -2, -2] : [-1, -1, -1, -1]));
    }

    public long Rank() => Product.Seen(3, Look).Value;

    public long CreatedAt() => DealRelevant.Max(type => Product.Seen(type, Look).Since);
}
