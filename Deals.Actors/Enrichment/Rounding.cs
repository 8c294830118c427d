namespace Deals.Actors.Enrichment;

/// <summary>The one way of rounding: half up, which is towards the larger number for negative ones, too.</summary>
public static class Rounding
{
    /// <summary>To a whole number, such as minor units.</summary>
    /// <exception cref="OverflowException">It is beyond 64 bits.</exception>
    public static long HalfUp(decimal value) => (long)Whole(value);

    /// <summary>A ratio to four digits.</summary>
    public static decimal FourDigits(decimal ratio) => Whole(ratio * 10_000) / 10_000;

    /// <summary>So many per cent of an amount in minor units, rounded.</summary>
    public static long PercentOf(long minor, decimal percent) => HalfUp(minor * percent / 100);

    private static decimal Whole(decimal value) => decimal.Floor(value + 0.5m);
}
