using Akka.Actor;
using Akka.Hosting;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Scouting;

namespace Deals.Actors.Inspection;

/// <summary>Asks a deal through the shard region.</summary>
public sealed class DealRegionReader(IRequiredActor<DealRegion> region) : IDealReader
{
    /// <inheritdoc />
    public Task<DealReply> ReadAsync(DealId id, CancellationToken cancellation) =>
        region.AskAsync<DealRegion, DealReply>(new GetDeal(id), $"The deal {id}", "its shard is being moved or started, or the journal does not answer", cancellation);
}

/// <summary>Asks the router for the budget.</summary>
public sealed class RouterReader(IRequiredActor<RouterKey> router) : IStatusReader<BudgetStatus>
{
    /// <inheritdoc />
    public Task<BudgetStatus> ReadAsync(CancellationToken cancellation) =>
        router.AskAsync<RouterKey, BudgetStatus>(GetBudget.Instance, "The router", "it is being moved or started, or the journal does not answer", cancellation);
}

/// <summary>Asks the scout how its feeds stand.</summary>
public sealed class ScoutReader(IRequiredActor<ScoutKey> scout) : IStatusReader<ScoutStatus>
{
    /// <inheritdoc />
    public Task<ScoutStatus> ReadAsync(CancellationToken cancellation) =>
        scout.AskAsync<ScoutKey, ScoutStatus>(GetScoutStatus.Instance, "The scout", "it is being moved or started, or the journal does not answer", cancellation);
}

internal static class Asking
{
    /// <summary>How long anybody is waited for, wall time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks, and turns silence into one plain sentence.</summary>
    public static async Task<TAnswer> AskAsync<TKey, TAnswer>(
        this IRequiredActor<TKey> who, object question, string name, string why, CancellationToken cancellation)
    {
        try
        {
            var actor = await who.GetAsync(cancellation).WaitAsync(Patience, cancellation);
            return await actor.Ask<TAnswer>(question, Patience, cancellation);
        }
        catch (Exception silence) when (silence is AskTimeoutException or TimeoutException)
        {
            throw new NoAnswerException($"{name} did not answer within {Patience.TotalSeconds:0} s: {why}.", silence);
        }
    }
}
