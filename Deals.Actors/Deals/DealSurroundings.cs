using Akka.Actor;
using Deals.Actors.Freshness;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;

namespace Deals.Actors.Deals;

/// <summary>What a deal's actor works with; the same for every deal of a node.</summary>
public sealed record DealSurroundings
{
    /// <summary>When deals are looked at again.</summary>
    public RefreshPolicy Policy { get; init; } = TieredPolicy.Default;

    /// <summary>On which terms tokens are had.</summary>
    public TermsBoard Terms { get; init; } = new();

    /// <summary>The domain clock.</summary>
    public required DomainClock Clock { get; init; }

    /// <summary>Wall time without a message after which a deal goes to sleep.</summary>
    public TimeSpan SleepAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where wishes are said.</summary>
    public required IActorRef Router { get; init; }

    /// <summary>Who knows sellers.</summary>
    public required IActorRef Sellers { get; init; }

    /// <summary>Who says whether a deal that is gone may be retired.</summary>
    public required IActorRef Breaker { get; init; }

    /// <summary>What was bought and is stored.</summary>
    public required IStoredLooks Stored { get; init; }
}

/// <summary>The looks at products whose bodies are stored: read before anything is bought.</summary>
public interface IStoredLooks
{
    /// <summary>The stored look at a deal's product, if it is newer than what the deal has, or was stored after the deal's last look: then it was paid for
    /// and never taken in, even if Keepa had nothing newer.</summary>
    /// <param name="id">The deal.</param>
    /// <param name="type">The price that makes the deal.</param>
    /// <param name="asOf">Keepa's last update of what the deal has; absent where it has nothing.</param>
    /// <param name="lookedAt">The deal's last look, domain time; absent where there was none.</param>
    /// <param name="now">Domain time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<DealCommand.RecordProduct?> FindNewerAsync(DealId id, PriceType type, DateTimeOffset? asOf, DateTimeOffset? lookedAt, DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>Asks whether a deal that was found gone often enough may be retired. If so, the deal is told <see cref="DealCommand.Bury"/>.</summary>
public sealed record MayBury(DealId Id) : Serialization.IDealsWire;
