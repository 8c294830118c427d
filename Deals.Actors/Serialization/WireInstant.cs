namespace Deals.Actors.Serialization;

/// <summary>Instants and durations on the wire: ticks of 100 ns since 0001 in UTC, so that a round trip loses nothing.</summary>
internal static class WireInstant
{
    public static long ToWire(this DateTimeOffset instant) => instant.UtcTicks;

    public static DateTimeOffset ToInstant(this long utcTicks) => new(utcTicks, TimeSpan.Zero);
}
