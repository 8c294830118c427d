namespace Deals.Simulator.World;

/// <summary>The simulator's own reading of Keepa's minutes since 2011-01-01.</summary>
internal static class KeepaMinutes
{
    private static readonly DateTimeOffset Epoch = new(2011, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static double Of(DateTimeOffset instant) => (instant - Epoch).TotalMinutes;

    public static DateTimeOffset ToInstant(double minutes) => Epoch.AddMinutes(minutes);
}
