namespace Deals.Actors.Freshness;

/// <summary>What asks for tokens: less, the higher the price.</summary>
/// <param name="PerDay">Tokens a day at a price within bounds.</param>
/// <param name="TotalCost">Tokens of one look at each deal.</param>
/// <param name="Deals">How many deals.</param>
public sealed record PricedDemand(Func<double, RefreshBounds, double> PerDay, double TotalCost, long Deals)
{
    /// <summary>Of deals that are looked at alone.</summary>
    public static PricedDemand Of(WorthBins bins) => new(bins.DemandPerDay, bins.TotalCost, bins.Count);
}
