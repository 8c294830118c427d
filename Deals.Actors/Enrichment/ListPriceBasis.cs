using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>A list price before its ceilings, and the ceilings.</summary>
/// <param name="Found">What the sales say; absent where there is no list price.</param>
/// <param name="AmazonLeast">Amazon's least price of now and on average, minor units; absent where Amazon does not sell. Without the one of now where that is the deal's own.</param>
/// <param name="IsAmazons">Whether the deal's own price is Amazon's.</param>
/// <param name="AmazonShare">The part of it that a list price may reach.</param>
/// <param name="Cap">The highest that is believed, minor units.</param>
public sealed record ListPriceBasis(Estimate<Money> Found, long? AmazonLeast, bool IsAmazons, decimal AmazonShare, long Cap)
{
    /// <summary>The list price of a deal at a price.</summary>
    public Estimate<Money> At(Estimate<Money> price)
    {
        if (!Found.TryGet(out var found))
            return Found;
        var least = IsAmazons && price.TryGet(out var now) ? Math.Min(now.Minor, AmazonLeast ?? now.Minor) : AmazonLeast;
        var ceiling = least is { } amazon && (long)decimal.Floor(amazon * AmazonShare) is var bound && bound < Cap ? (Price: bound, Bound: "held below Amazon's price") : (Price: Cap, Bound: "held at the cap");
        return ceiling.Price < found.Minor
            ? Estimate.Known(found with { Minor = ceiling.Price }, Found.Evidence with { Rule = Found.Evidence.Rule.Bounded(ceiling.Bound) })
            : Found;
    }
}
