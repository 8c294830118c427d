using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;

namespace Deals.Tests.TestSupport;

/// <summary>What a deal works with where nothing of it matters to the test.</summary>
internal static class Surroundings
{
    public static DealSurroundings Of(TimeSpan sleepAfter, IActorRef? router = null, IStoredLooks? stored = null, DomainClock? clock = null) => new()
    {
        Clock = clock ?? new DomainClock(Any.T0),
        SleepAfter = sleepAfter,
        Router = router ?? ActorRefs.Nobody,
        Sellers = ActorRefs.Nobody,
        Breaker = ActorRefs.Nobody,
        Stored = stored ?? NothingStored.Instance,
    };
}

/// <summary>A store without bodies.</summary>
internal sealed class NothingStored : IStoredLooks
{
    public static readonly NothingStored Instance = new();

    public Task<DealCommand.RecordProduct?> FindNewerAsync(DealId id, PriceType type, DateTimeOffset? asOf, DateTimeOffset? lookedAt, DateTimeOffset now, CancellationToken cancellation) =>
        Task.FromResult<DealCommand.RecordProduct?>(null);
}

/// <summary>Takes nothing in.</summary>
internal sealed class NobodyTakes : IAnswerTaker
{
    public static readonly NobodyTakes Instance = new();

    public string? Trouble => null;

    public Task TakeAsync(Permit permit, KeepaOutcome outcome) => Task.CompletedTask;
}
