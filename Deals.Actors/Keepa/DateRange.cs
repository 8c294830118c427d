namespace Deals.Actors.Keepa;

/// <summary>The interval over which Keepa compares a current price with its average; the value is Keepa's number.
/// Source: Keepa's documentation of the deal query; the first is really an average of 48 hours.</summary>
public enum DateRange
{
    /// <summary>One day.</summary>
    Day = 0,

    /// <summary>Seven days.</summary>
    Week = 1,

    /// <summary>Thirty-one days.</summary>
    Month = 2,

    /// <summary>Ninety days.</summary>
    Quarter = 3,
}
