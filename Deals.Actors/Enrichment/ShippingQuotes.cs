using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>What tells the shipping of an offer. The number is on the wire.</summary>
public enum ShippingSource
{
    /// <summary>The price of the type holds it.</summary>
    Included = 0,

    /// <summary>Amazon ships offers of the type.</summary>
    ByAmazon = 1,

    /// <summary>A live offer with the price.</summary>
    Offer = 2,

    /// <summary>The buy box with the price.</summary>
    BuyBox = 3,

    /// <summary>A series that holds shipping, with the price.</summary>
    Series = 4,
}

/// <summary>What a buyer pays for shipping beside a price.</summary>
/// <param name="Price">The price, minor units; absent where it holds for any.</param>
/// <param name="Shipping">The shipping, minor units.</param>
/// <param name="Source">What tells it.</param>
/// <param name="At">When that held, by Keepa's clock.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ShippingQuote(long? Price, long Shipping, ShippingSource Source, DateTimeOffset At)
{
    internal Rule Rule => Source switch
    {
        ShippingSource.Included => Rules.ShippingIncluded,
        ShippingSource.ByAmazon => Rules.ShippingByAmazon,
        ShippingSource.Offer => Rules.ShippingOfOffer,
        ShippingSource.BuyBox => Rules.ShippingOfBuyBox,
        _ => Rules.ShippingOfSeries,
    };
}

/// <summary>What a product's record tells of shipping at whatever price: the first quote that holds for a price is its shipping. What a merchant asks is never assumed.</summary>
/// <param name="All">In the order in which they are asked, each price once.</param>
public sealed record ShippingQuotes(ImmutableArray<ShippingQuote> All)
{
    /// <summary>Whether the other has the same quotes.</summary>
    public bool Equals(ShippingQuotes? other) => other is not null && All.SequenceEqual(other.All);

    /// <inheritdoc />
    public override int GetHashCode() => All.Length;

    /// <summary>The shipping beside a price; absent where there is no price or nothing tells.</summary>
    /// <param name="price">The price.</param>
    /// <param name="asOf">When Keepa looked.</param>
    internal Estimate<Money> At(Estimate<Money> price, DateTimeOffset asOf)
    {
        if (!price.TryGet(out var paid))
            return Estimate.Absent<Money>(price.Reason!.Value, Evidence.Told(Rules.ShippingUnknown, asOf));
        foreach (var quote in All)
        {
            if (quote.Price is null || quote.Price == paid.Minor)
                return Estimate.Known(paid with { Minor = quote.Shipping }, Evidence.Told(quote.Rule, quote.At));
        }

        return Estimate.Absent<Money>(AbsenceReason.ShippingUnknown, Evidence.Told(Rules.ShippingUnknown, asOf));
    }
}
