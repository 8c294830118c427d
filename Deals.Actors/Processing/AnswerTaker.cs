using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Actors.Storage;
using Microsoft.Extensions.Logging;

namespace Deals.Actors.Processing;

/// <summary>Takes in what was bought for deals and sellers: bodies are stored before anybody is told, each deal gets its part alone, and one poison product
/// never costs its neighbours.</summary>
/// <param name="bodies">Where bodies are stored.</param>
/// <param name="deals">The region of the deals.</param>
/// <param name="sellers">The region of the sellers.</param>
/// <param name="analysis">The numbers by which products are appraised.</param>
/// <param name="clock">The domain clock.</param>
/// <param name="wall">The wall clock.</param>
/// <param name="log">One line an event.</param>
public sealed class AnswerTaker(BodyStore bodies, Func<IActorRef> deals, Func<IActorRef> sellers, AnalysisSettings analysis, TimeProvider clock, TimeProvider wall, ILogger<AnswerTaker> log) : IAnswerTaker
{
    private static readonly TimeSpan TroubleLasts = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProofLasts = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private (string Reason, long Since)? _trouble;
    private long? _answeredAt;

    /// <inheritdoc />
    public string? Trouble
    {
        get
        {
            lock (_gate)
                return _trouble is var (reason, since) && wall.GetElapsedTime(since) < TroubleLasts ? $"What is bought could not be kept: {reason}" : null;
        }
    }

    /// <inheritdoc />
    public async Task TakeAsync(Permit permit, KeepaOutcome outcome)
    {
        switch (outcome)
        {
            case KeepaOutcome.ProductBatch batch:
                KeepaWorks();
                await TakeProductsAsync(permit, batch);
                break;
            case KeepaOutcome.SellerBatch batch:
                KeepaWorks();
                TakeSellers(permit, batch);
                break;
            case KeepaOutcome.Throttled or KeepaOutcome.Failed { Kind: FailureKind.NotSent or FailureKind.Unauthorized }:
                // Nobody's fault and nothing bought: the router lets them wait again.
                break;
            case KeepaOutcome.Failed failed:
                TellFailure(permit, failed.Error.ToString(), isProven: failed.Kind is FailureKind.InvalidRequest or FailureKind.NotFound || DoesKeepaWork());
                break;
            case KeepaOutcome.Unknown unknown:
                TellFailure(permit, unknown.Reason, isProven: DoesKeepaWork());
                break;
            default:
                TellFailure(permit, $"Keepa answered with {outcome.GetType().Name}.", isProven: false);
                break;
        }
    }

    private async Task TakeProductsAsync(Permit permit, KeepaOutcome.ProductBatch batch)
    {
        var now = clock.GetUtcNow();
        var found = batch.Products.ToDictionary(p => p.Asin);
        var kept = batch.Products.Where(p => p.HasData).ToDictionary(p => p.Asin, p => new Body(new DealId(p.Domain, p.Asin).ToString(), p.LastUpdate!.Value, now, p.Body));
        if (kept.Count > 0 && await StoreAsync(kept.Values) is { } trouble)
        {
            TellFailure(permit, trouble, isProven: false);
            return;
        }

        foreach (var rejected in batch.Rejected)
            log.LogWarning("A product of Keepa's answer is set aside (position {Index}, ASIN {Asin}): {Reason}", rejected.Index, rejected.Asin, rejected.Reason);
        foreach (var subject in permit.Subjects.OfType<NeedSubject.ProductOf>())
            deals().Tell(CommandOf(subject, found.GetValueOrDefault(subject.Asin), kept.GetValueOrDefault(subject.Asin), batch, now), ActorRefs.NoSender);
    }

    private DealCommand CommandOf(NeedSubject.ProductOf subject, ProductRecord? product, Body? body, KeepaOutcome.ProductBatch batch, DateTimeOffset now)
    {
        var id = new DealId(subject.Marketplace, subject.Asin);
        if (product is not null && body is not null)
        {
            // Keepa knew the product and calls it invalid now: that is a look that found it gone. A stub without facts proves nothing.
            if (product.Kind == ProductKind.Invalid)
                return new DealCommand.RecordGone(id, now) { Cycle = subject.Cycle };
            return ProductReading.TryOf(id, product, body, now, subject.PriceType, analysis, out var reason) is { } record
                ? record with { Cycle = subject.Cycle }
                : new DealCommand.RecordFailure(id, now, $"Keepa's record cannot be read: {reason}") { Cycle = subject.Cycle };
        }

        var rejected = batch.Rejected.FirstOrDefault(r => string.Equals(r.Asin, subject.Asin.Value, StringComparison.Ordinal));
        return new DealCommand.RecordFailure(id, now, rejected is null ? $"Keepa knows no product {subject.Asin} in {subject.Marketplace}." : $"Keepa's record cannot be read: {rejected.Reason}")
        {
            Cycle = subject.Cycle,
        };
    }

    private async Task<string?> StoreAsync(Dictionary<Asin, Body>.ValueCollection kept)
    {
        try
        {
            await bodies.PutAsync(kept, CancellationToken.None);
            lock (_gate)
                _trouble = null;
            return null;
        }
        catch (StorageException e)
        {
            lock (_gate)
                _trouble = (e.Message, wall.GetTimestamp());
            log.LogError("{Count} bodies that were paid for could not be stored, and nothing more is bought for a while: {Error}", kept.Count, e.Message);
            return $"The answer could not be stored: {e.Message}";
        }
    }

    private void TakeSellers(Permit permit, KeepaOutcome.SellerBatch batch)
    {
        var now = clock.GetUtcNow();
        var found = batch.Sellers.ToDictionary(s => s.SellerId);
        foreach (var rejected in batch.Rejected)
            log.LogWarning("A seller of Keepa's answer is set aside ({Seller}): {Reason}", rejected.SellerId, rejected.Reason);
        foreach (var subject in permit.Subjects.OfType<NeedSubject.SellerOf>())
        {
            var facts = found.GetValueOrDefault(subject.Seller) is { } seller
                ? new SellerFacts(seller.SellerId.Value, seller.Name ?? seller.BusinessName, seller.RatingPercent, seller.RatingCount)
                : null;
            sellers().Tell(new SellerArrived(subject.Marketplace, subject.Seller, facts, found.GetValueOrDefault(subject.Seller)?.LastUpdate ?? now, now), ActorRefs.NoSender);
        }
    }

    /// <summary>A failure is a deal's own only if it was alone and Keepa has answered others: else it proves nothing.</summary>
    private void TellFailure(Permit permit, string error, bool isProven)
    {
        var now = clock.GetUtcNow();
        foreach (var subject in permit.Subjects.OfType<NeedSubject.ProductOf>())
        {
            deals().Tell(
                new DealCommand.RecordFailure(new DealId(subject.Marketplace, subject.Asin), now, error) { Cycle = subject.Cycle, IsShared = permit.Subjects.Length > 1 || !isProven },
                ActorRefs.NoSender);
        }
    }

    private void KeepaWorks()
    {
        lock (_gate)
            _answeredAt = wall.GetTimestamp();
    }

    private bool DoesKeepaWork()
    {
        lock (_gate)
            return _answeredAt is { } stamp && wall.GetElapsedTime(stamp) < ProofLasts;
    }
}
