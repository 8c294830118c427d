using Deals.Actors.Deals;
using Deals.Actors.Enrichment;

namespace Deals.Actors.Inspection;

/// <summary>The seller whose price makes the deal.</summary>
/// <param name="SellerId">Amazon's id.</param>
/// <param name="Name">The name in the shop.</param>
/// <param name="PositivePercent">The positive share of the ratings, 0-100.</param>
/// <param name="RatingCount">How many ratings.</param>
/// <param name="Quality">What those ratings prove at least, 0-1: the lower bound of the Wilson interval; absent without a rating.</param>
public sealed record SellerItem(string SellerId, string? Name, int? PositivePercent, int? RatingCount, decimal? Quality)
{
    /// <summary>Takes over a seller.</summary>
    public static SellerItem From(SellerFacts seller) => new(
        seller.SellerId, seller.Name, seller.PositivePercent, seller.RatingCount, SellerQuality.Of(seller.PositivePercent, seller.RatingCount));
}
