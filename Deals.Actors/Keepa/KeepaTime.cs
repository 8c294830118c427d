namespace Deals.Actors.Keepa;

/// <summary>Keepa's minutes since 2011-01-01T00:00Z, the only place where they become instants and back.
/// Source: Keepa's Java client, helper/KeepaTime: <c>unix minutes = keepa minutes + 21,564,000</c>.</summary>
public static class KeepaTime
{
    private const long EpochUnixMinutes = 21_564_000;

    /// <summary>The instant of a number of Keepa minutes.</summary>
    public static DateTimeOffset ToInstant(long keepaMinutes) => DateTimeOffset.FromUnixTimeSeconds((keepaMinutes + EpochUnixMinutes) * 60);

    /// <summary>The instant of a number of Keepa minutes, absent for the values that Keepa uses for "none": zero and below.</summary>
    public static DateTimeOffset? ToInstantOrAbsent(long? keepaMinutes) => keepaMinutes is > 0 and < int.MaxValue ? ToInstant(keepaMinutes.Value) : null;

    /// <summary>The whole Keepa minutes of an instant, rounded down.</summary>
    public static int FromInstant(DateTimeOffset instant) => checked((int)(Math.DivRem(instant.ToUnixTimeSeconds(), 60).Quotient - EpochUnixMinutes));
}
