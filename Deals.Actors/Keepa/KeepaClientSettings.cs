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

    /// <summary>How long a request for offers may take: Keepa fetches them from Amazon meanwhile. Never shorter than <see cref="Timeout"/>, and that
    /// where it is absent.</summary>
    public TimeSpan? OffersTimeout { get; init; }

    /// <summary>A folder into which every answer's body is written; absent for none.</summary>
    public string? RecordTo { get; init; }

    /// <summary>How long a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Failures in a row, of the transport or of Keepa's inside, after which nothing is sent for <see cref="BreakDuration"/>.</summary>
    public int FailuresToBreak { get; init; } = 5;

    /// <summary>How long the circuit stays open.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest answer that is read, decompressed. 100 products are about 10 MB as a rule, and 27 MB were all of them as heavy as the
    /// heaviest that is recorded.</summary>
    public int MostBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a request may take.</summary>
    public TimeSpan TimeoutOf(KeepaRequest request) => HasOffers(request) && OffersTimeout > Timeout ? OffersTimeout.Value : Timeout;

    private static bool HasOffers(KeepaRequest request) => request switch
    {
        KeepaRequest.Products products => products.Shape.Offers is not null,
        KeepaRequest.ProductsByCode byCode => byCode.Shape.Offers is not null,
        _ => false,
    };
}
