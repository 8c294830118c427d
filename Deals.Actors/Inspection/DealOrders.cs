using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;

namespace Deals.Actors.Inspection;

/// <summary>What became of an order. Closed.</summary>
public abstract record OrderOutcome
{
    private OrderOutcome()
    {
    }

    /// <summary>The deal has stored it.</summary>
    /// <param name="Change">What it changed.</param>
    public sealed record Done(DealChange Change) : OrderOutcome;

    /// <summary>A look is bought as soon as it is its turn.</summary>
    /// <param name="Lane">The queue.</param>
    /// <param name="Place">How many requests go out up to and with it; 0 once it is out.</param>
    /// <param name="Eta">When it will probably go out, domain time.</param>
    public sealed record Queued(Lane Lane, int Place, DateTimeOffset Eta) : OrderOutcome;

    /// <summary>It cannot be done now.</summary>
    /// <param name="Reason">Why not, in one sentence.</param>
    public sealed record Refused(string Reason) : OrderOutcome;

    /// <summary>Nobody knows such a deal.</summary>
    public sealed record NotKnown : OrderOutcome;
}

/// <summary>Tells deals what people want.</summary>
public interface IDealTeller
{
    /// <summary>Tells a deal and waits for what becomes of it.</summary>
    /// <exception cref="NoAnswerException">The deal did not answer in time.</exception>
    Task<OrderOutcome> TellAsync(DealCommand command, CancellationToken cancellation);
}

/// <summary>Tells the scout.</summary>
public interface IScoutTeller
{
    /// <summary>Begins full passes now.</summary>
    /// <param name="feed">The feed; absent for all.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="NoAnswerException">The scout did not answer in time.</exception>
    Task<ScoutRun> RunAsync(string? feed, CancellationToken cancellation);
}

/// <summary>Stops and continues lanes.</summary>
public interface ILaneTeller
{
    /// <summary>Stops or continues one.</summary>
    /// <exception cref="NoAnswerException">The router did not answer in time.</exception>
    Task<LaneSet> SetAsync(Lane lane, bool paused, CancellationToken cancellation);
}

/// <summary>The answer to an order, as the API and <c>--json</c> write it.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Status">followed, known, queued, released, retired, watched or unwatched.</param>
/// <param name="Lane">The lane in which it waits, if it does.</param>
/// <param name="Place">How many requests go out up to and with it, where that is known.</param>
/// <param name="Eta">When it will probably go out.</param>
public sealed record OrderReport(string Id, string Status, string? Lane, int? Place, DateTimeOffset? Eta);

/// <summary>What people can order: the same for the API and the command line.</summary>
public sealed class DealOrders(IDealTeller deals, IReadOnlyList<FeedQuery> feeds, TimeProvider clock)
{
    /// <summary>The name under which deals are listed that a person follows.</summary>
    public const string FollowedFeed = "followed";

    /// <summary>Follows a product from now on.</summary>
    /// <returns>The answer, and whether the deal is new or back.</returns>
    /// <exception cref="RefusedException">The deal refuses.</exception>
    public async Task<(OrderReport Report, bool IsNew)> FollowAsync(DealId id, CancellationToken cancellation)
    {
        var query = feeds.FirstOrDefault(f => f.Query.Domain == id.Domain)?.Query;
        var lens = new FeedLens(FollowedFeed, query?.PriceType ?? PriceType.Used, query?.DateRange ?? DateRange.Quarter);
        return await deals.TellAsync(new DealCommand.Follow(id, clock.GetUtcNow(), lens), cancellation) switch
        {
            OrderOutcome.Done { Change: DealChange.None } => (new OrderReport(id.ToString(), "known", null, null, null), false),
            OrderOutcome.Done => (Waiting(id, "followed"), true),
            OrderOutcome.Refused refused => throw new RefusedException(refused.Reason),
            var other => throw new InvalidOperationException($"A deal answered to be followed with {other.GetType().Name}."),
        };
    }

    /// <summary>Buys a look with offers before everything else; absent where nobody knows the deal.</summary>
    /// <exception cref="RefusedException">It cannot be done now.</exception>
    public Task<OrderReport?> RefreshAsync(DealId id, CancellationToken cancellation) => OrderAsync(new DealCommand.RefreshNow(id, clock.GetUtcNow()), "queued", cancellation);

    /// <summary>Lets a suspended or retired deal be processed again; absent where nobody knows the deal.</summary>
    /// <exception cref="RefusedException">It is neither.</exception>
    public Task<OrderReport?> ReleaseAsync(DealId id, CancellationToken cancellation) => OrderAsync(new DealCommand.Release(id, clock.GetUtcNow()), "released", cancellation);

    /// <summary>Ends a deal; absent where nobody knows it.</summary>
    /// <exception cref="RefusedException">It is retired already.</exception>
    public Task<OrderReport?> RetireAsync(DealId id, CancellationToken cancellation) => OrderAsync(new DealCommand.Retire(id, clock.GetUtcNow()), "retired", cancellation);

    /// <summary>Begins or ends to watch a deal closely; absent where nobody knows it.</summary>
    /// <exception cref="RefusedException">It is retired.</exception>
    public Task<OrderReport?> WatchAsync(DealId id, bool on, CancellationToken cancellation) =>
        OrderAsync(new DealCommand.Watch(id, clock.GetUtcNow(), on), on ? "watched" : "unwatched", cancellation);

    private async Task<OrderReport?> OrderAsync(DealCommand command, string status, CancellationToken cancellation) => await deals.TellAsync(command, cancellation) switch
    {
        OrderOutcome.Queued queued => new OrderReport(command.Id.ToString(), status, LaneItem.LaneName(queued.Lane), queued.Place, queued.Eta),
        OrderOutcome.Done when command is DealCommand.Release => Waiting(command.Id, status),
        OrderOutcome.Done => new OrderReport(command.Id.ToString(), status, null, null, null),
        OrderOutcome.Refused refused => throw new RefusedException(refused.Reason),
        OrderOutcome.NotKnown => null,
        var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
    };

    private static OrderReport Waiting(DealId id, string status) => new(id.ToString(), status, LaneItem.LaneName(Lane.Interactive), null, null);
}
