using Deals.Actors.Budget;

namespace Deals.Actors.Deals;

/// <summary>What a deal wants bought: one look at its product.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Cycle">The refresh that it is for.</param>
/// <param name="Depth">How much of the product.</param>
/// <param name="Lane">The queue.</param>
/// <param name="SoftDeadline">What orders it within its lane, domain time.</param>
public sealed record DealNeed(DealId Id, long Cycle, LookDepth Depth, Lane Lane, DateTimeOffset SoftDeadline)
{
    /// <summary>Whether a person wants it bought even where something is stored that was not taken in yet.</summary>
    public bool IsAnew { get; init; }

    /// <summary>Whether the depth is what is worth it at the moment, and not what somebody must have.</summary>
    public bool IsDepthChosen { get; init; }
}

/// <summary>How much of a product is bought. The number is on the wire.</summary>
public enum LookDepth
{
    /// <summary>Histories and statistics: one token.</summary>
    Plain = 0,

    /// <summary>With the buy box and who holds it: three tokens.</summary>
    BuyBox = 1,

    /// <summary>With the offers: six tokens for each page of ten that Keepa finds.</summary>
    Offers = 2,
}
