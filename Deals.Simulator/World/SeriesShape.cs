namespace Deals.Simulator.World;

/// <summary>What a price type of a product does over time.</summary>
/// <param name="Key">Its randomness; types with one key change together.</param>
/// <param name="ChangesADay">How often it changes.</param>
/// <param name="Median">Its usual value.</param>
/// <param name="Spread">Deviation of the logarithm of its values.</param>
/// <param name="Absence">Share of values that are "no offer".</param>
internal sealed record SeriesShape(long Key, double ChangesADay, double Median, double Spread, double Absence)
{
    /// <summary>Whether its values follow the product's season.</summary>
    public bool IsSeasonal { get; init; }

    /// <summary>The lowest price of the same goods, which this one is never below; absent where it stands by itself.</summary>
    public SeriesShape? Lowest { get; init; }

    /// <summary>The types among which the lowest price is to be found.</summary>
    public int[] Rivals { get; init; } = [];

    /// <summary>How far above the lowest price it lies at most where it is not the lowest.</summary>
    public double Premium { get; init; }
}
