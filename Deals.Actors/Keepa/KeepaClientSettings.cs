namespace Deals.Actors.Keepa;

/// <summary>How Keepa is reached. Times are wall time.</summary>
public sealed record KeepaClientSettings
{
    /// <summary>Where Keepa is.</summary>
    public Uri BaseAddress { get; init; } = new("https://api.keepa.com");

    /// <summary>The key.</summary>
    public required KeepaKey Key { get; init; }

    /// <summary>How long a request may take once it is sent, its answer read to the end.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Failures in a row, of the transport or of Keepa's inside, after which nothing is sent for <see cref="BreakDuration"/>.</summary>
    public int FailuresToBreak { get; init; } = 5;

    /// <summary>How long the circuit stays open.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest answer that is read, decompressed: 150 products with everything are about 16 MB.</summary>
    public int MostBytes { get; init; } = 64 * 1024 * 1024;
}
