using Akka.Hosting;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Processing;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;

namespace Deals.Actors.Inspection;

/// <summary>Tells a deal through the shard region.</summary>
public sealed class DealRegionTeller(IRequiredActor<DealRegion> region) : IDealTeller
{
    /// <inheritdoc />
    public async Task<OrderOutcome> TellAsync(DealCommand command, CancellationToken cancellation)
    {
        var answer = await region.AskAsync<DealRegion, object>(
            command, $"The deal {command.Id}", "its shard is being moved or started, or the journal or the router does not answer", cancellation);
        return answer switch
        {
            NeedQueued queued => new OrderOutcome.Queued(queued.Lane, queued.Place, queued.Eta),
            NeedRefused refused => new OrderOutcome.Refused(refused.RetryAt is { } at ? $"{refused.Reason} It makes sense again at {InspectionJson.Instant(at)}." : refused.Reason),
            DealReply.Done done => new OrderOutcome.Done(done.Change),
            DealReply.Refused refused => new OrderOutcome.Refused(refused.Reason),
            DealReply.NotKnown => new OrderOutcome.NotKnown(),
            _ => new OrderOutcome.Refused($"The deal {command.Id} answered with {answer.GetType().Name}."),
        };
    }
}

/// <summary>Tells the router.</summary>
public sealed class RouterTeller(IRequiredActor<RouterKey> router) : ILaneTeller
{
    /// <inheritdoc />
    public Task<LaneSet> SetAsync(Lane lane, bool paused, CancellationToken cancellation) =>
        router.AskAsync<RouterKey, LaneSet>(new SetLane(lane, paused), "The router", "it is being moved or started, or the journal does not answer", cancellation);
}

/// <summary>Tells the scout through its proxy.</summary>
public sealed class ScoutTeller(IRequiredActor<ScoutKey> scout) : IScoutTeller
{
    /// <inheritdoc />
    public Task<ScoutRun> RunAsync(string? feed, CancellationToken cancellation) =>
        scout.AskAsync<ScoutKey, ScoutRun>(new RunScout(feed), "The scout", "it is being moved or started, or the journal does not answer", cancellation);
}

/// <summary>Asks the backfill how it stands.</summary>
public sealed class BackfillReader(IRequiredActor<BackfillKey> backfill) : IStatusReader<BackfillStatus>
{
    /// <inheritdoc />
    public Task<BackfillStatus> ReadAsync(CancellationToken cancellation) =>
        backfill.AskAsync<BackfillKey, BackfillStatus>(GetBackfillStatus.Instance, "The backfill", "it is being moved or started, or the journal does not answer", cancellation);
}

/// <summary>Asks and tells who makes analyses again.</summary>
public sealed class RecomputeReader(IRequiredActor<RecomputeKey> recompute) : IStatusReader<RecomputeStatus>, IRecomputeTeller
{
    private const string Name = "Who makes analyses again";

    /// <inheritdoc />
    public Task<RecomputeStatus> ReadAsync(CancellationToken cancellation) =>
        recompute.AskAsync<RecomputeKey, RecomputeStatus>(GetRecompute.Instance, Name, "it is being moved or started, or the journal does not answer", cancellation);

    /// <inheritdoc />
    public Task<RecomputeAnswer> RecomputeAsync(CancellationToken cancellation) =>
        recompute.AskAsync<RecomputeKey, RecomputeAnswer>(Recompute.Instance, Name, "it is being moved or started, or the journal or the list does not answer", cancellation);
}

/// <summary>Asks the waker how it stands.</summary>
public sealed class WakerReader(IRequiredActor<WakerKey> waker) : IStatusReader<WakerStatus>
{
    /// <inheritdoc />
    public Task<WakerStatus> ReadAsync(CancellationToken cancellation) =>
        waker.AskAsync<WakerKey, WakerStatus>(GetWakerStatus.Instance, "The waker", "it is being moved or started", cancellation);
}

/// <summary>Asks who finds the price how it stands.</summary>
public sealed class PriceReader(IRequiredActor<PricerKey> pricer) : IStatusReader<PriceStatus>
{
    /// <inheritdoc />
    public Task<PriceStatus> ReadAsync(CancellationToken cancellation) =>
        pricer.AskAsync<PricerKey, PriceStatus>(GetPrice.Instance, "Who finds the price", "it is being moved or started", cancellation);
}

/// <summary>Where no policy has a price.</summary>
public sealed class NoPrice : IStatusReader<PriceStatus>
{
    /// <inheritdoc />
    public Task<PriceStatus> ReadAsync(CancellationToken cancellation) => throw new NoAnswerException("The policy has no price.");
}

/// <summary>Asks the breaker of retirements how it stands.</summary>
public sealed class BreakerReader(IRequiredActor<BreakerKey> breaker) : IStatusReader<BreakerStatus>
{
    /// <inheritdoc />
    public Task<BreakerStatus> ReadAsync(CancellationToken cancellation) =>
        breaker.AskAsync<BreakerKey, BreakerStatus>(GetBreakerStatus.Instance, "The breaker of retirements", "it is being moved or started", cancellation);
}
