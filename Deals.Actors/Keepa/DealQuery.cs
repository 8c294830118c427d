namespace Deals.Actors.Keepa;

/// <summary>Which deals Keepa's /deal is asked for.</summary>
public sealed record DealQuery
{
    /// <summary>The marketplace.</summary>
    public required AmazonDomain Domain { get; init; }

    /// <summary>The price type whose change makes a deal; Keepa takes exactly one.</summary>
    public required PriceType PriceType { get; init; }

    /// <summary>The interval of the average that the price is compared with.</summary>
    public DateRange DateRange { get; init; } = DateRange.Quarter;
}
