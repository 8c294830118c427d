using System.Net;

namespace Deals.Simulator;

/// <summary>What a simulated Keepa is told at its start.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Where it listens; on the loopback only. Port 0 takes a free one.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:5090");

    /// <summary>The address of this machine that is listened on: the loopback, unless others are meant to get in. It answers anybody who does.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>Tokens a minute of the simulated plan, 1-10,000.</summary>
    public int RefillRate { get; init; } = 20;

    /// <summary>Products of the world, 1-1,000,000.</summary>
    public int Deals { get; init; } = 15_000;

    /// <summary>What makes this world another than the next.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The world's first instant: histories reach back from it, and ticks are counted from it.</summary>
    public DateTimeOffset Origin { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Domain seconds a wall second, as <c>/_sim/clock</c> says it; the clock itself is given.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Recorded bodies to serve instead of the world.</summary>
    public string? WorldDirectory { get; init; }

    /// <summary>Where bucket and counters are kept across restarts; absent: nowhere.</summary>
    public string? StateFile { get; init; }

    /// <summary>Time between two refills. Recorded: 60.21 s, not 60.</summary>
    public TimeSpan TickPeriod { get; init; } = TimeSpan.FromMilliseconds(60_210);

    /// <summary>Length of the arrays of a deal: 36 as in 2026, 34 as in 2025.</summary>
    public int ArrayLength { get; init; } = 36;

    /// <summary>Longest wall time that a page takes; the shortest is a tenth of it.</summary>
    public TimeSpan SlowestPage { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wall time of an answer with offers; the shortest is a quarter of it. Recorded: up to 12 s.</summary>
    public TimeSpan SlowestOffers { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Refuses what is wrong.</summary>
    /// <exception cref="SimulatorOptionException">An option is wrong; the message says which, what it is and what was expected.</exception>
    public void Validate()
    {
        if (Problems().FirstOrDefault() is { } problem)
            throw new SimulatorOptionException(problem);
    }

    /// <summary>Everything that is wrong, in one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Url.IsLoopback || Url.Scheme != Uri.UriSchemeHttp)
            yield return $"The address {Url} is not on the loopback: one such as http://127.0.0.1:5090 was expected.";
        if (RefillRate is < 1 or > 10_000)
            yield return $"The rate {RefillRate} is out of range: 1 to 10000 tokens a minute were expected.";
        if (Deals is < 1 or > 1_000_000)
            yield return $"The number of deals {Deals} is out of range: 1 to 1000000 were expected.";
        if (!(TimeScale is > 0 and <= 200))
            yield return $"The time scale {TimeScale} is out of range: above 0 and at most 200 was expected.";
        if (ArrayLength is not (34 or 36))
            yield return $"The array length {ArrayLength} is out of range: 34 or 36 was expected.";
        if (TickPeriod < TimeSpan.FromSeconds(1))
            yield return $"The tick period {TickPeriod} is out of range: a second or more was expected.";
        if (SlowestPage < TimeSpan.Zero || SlowestPage > TimeSpan.FromMinutes(1))
            yield return $"The slowest page takes {SlowestPage}: from nothing to a minute was expected.";
        if (SlowestOffers < TimeSpan.Zero || SlowestOffers > TimeSpan.FromMinutes(1))
            yield return $"The slowest answer with offers takes {SlowestOffers}: from nothing to a minute was expected.";
        if (WorldDirectory is not null && !Directory.Exists(WorldDirectory))
            yield return $"The world's folder is {WorldDirectory}: a folder that exists was expected.";
    }
}

/// <summary>An option is wrong; the message says which, what it is and what was expected.</summary>
public sealed class SimulatorOptionException(string message) : Exception(message);
