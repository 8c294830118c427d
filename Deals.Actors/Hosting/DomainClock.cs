namespace Deals.Actors.Hosting;

/// <summary>The domain's clock: <c>now = origin + (UTC - origin) x scale</c>. Keepa's time, due times and intervals run on it; network, database
/// and cluster waits run on wall time. At scale 1 it is the wall clock.</summary>
public sealed class DomainClock : TimeProvider
{
    /// <summary>The fastest scale that the rest of the system keeps up with.</summary>
    public const double HighestScale = 200;

    private readonly TimeProvider _wall;

    /// <summary>Makes a clock.</summary>
    /// <param name="origin">The instant at which domain time and wall time agree.</param>
    /// <param name="scale">Domain seconds a wall second, above 0 and at most <see cref="HighestScale"/>.</param>
    /// <param name="wall">The wall clock; the system's where none is given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is out of range.</exception>
    public DomainClock(DateTimeOffset origin, double scale = 1, TimeProvider? wall = null)
    {
        if (!(scale > 0 && scale <= HighestScale))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, $"The time scale has to be above 0 and at most {HighestScale}.");
        Origin = origin.ToUniversalTime();
        Scale = scale;
        _wall = wall ?? System;
    }

    /// <summary>The instant at which domain time and wall time agree.</summary>
    public DateTimeOffset Origin { get; }

    /// <summary>Domain seconds a wall second.</summary>
    public double Scale { get; }

    /// <summary>The wall clock below this one, for waits that do not scale.</summary>
    public TimeProvider Wall => _wall;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Origin + ((_wall.GetUtcNow() - Origin) * Scale);

    /// <inheritdoc />
    public override long TimestampFrequency => _wall.TimestampFrequency;

    /// <inheritdoc />
    public override long GetTimestamp() => _wall.GetTimestamp();

    /// <summary>How long a domain interval takes on the wall, for arming a timer; never below zero.</summary>
    public TimeSpan ToWall(TimeSpan domain) => domain <= TimeSpan.Zero ? TimeSpan.Zero : domain / Scale;

    /// <summary>How much domain time passes in a wall interval.</summary>
    public TimeSpan ToDomain(TimeSpan wall) => wall * Scale;
}
