namespace Deals.Simulator;

/// <summary>The simulator's own domain clock, for running by itself: <c>now = origin + (UTC - origin) x scale</c>.</summary>
internal sealed class ScaledClock(DateTimeOffset origin, double scale) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => origin + ((System.GetUtcNow() - origin) * scale);
}
