using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Hosting;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
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

/// <summary>Asks the projection, and follows its long work step by step.</summary>
public sealed class ProjectionReader(IRequiredActor<ProjectionKey> projection, ActorSystem system) : IProjectionReader
{
    /// <summary>How long a silence between two steps is borne: a step is 500 events.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private volatile bool _wasUsable;

    /// <inheritdoc />
    public async Task<ProjectionReport> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var report = ProjectionReport.From(await projection.AskAsync<ProjectionKey, ProjectionStatus>(
                GetProjectionStatus.Instance, "The projection", "it is being moved or started, or the catalogue does not answer", cancellation));
            _wasUsable = report.Usable;
            return report;
        }
        catch (NoAnswerException silence)
        {
            // While it moves to another node, the rows stay what they were: every node would be unready for that long.
            return ProjectionReport.Unknown(silence.Message, _wasUsable);
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<CatalogueStep> RebuildAsync(CancellationToken cancellation) => FollowAsync(RebuildCatalogue.Instance, cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<CatalogueStep> VerifyAsync(CancellationToken cancellation) => FollowAsync(VerifyCatalogue.Instance, cancellation);

    private async IAsyncEnumerable<CatalogueStep> FollowAsync(object work, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var actor = await projection.ActorAsync("The projection", "it is being moved or started", cancellation);
        using var inbox = Inbox.Create(system);
        inbox.Send(actor, work);
        while (true)
        {
            var step = await inbox.ReceiveAsync(LongestSilence).WaitAsync(cancellation) as CatalogueStep
                ?? throw new NoAnswerException($"The projection said nothing for {LongestSilence.TotalSeconds:0} s; it may still be at work: ask again before beginning anew.");
            yield return step;
            if (step.Finished)
                yield break;
        }
    }
}

internal static class Asking
{
    /// <summary>How long anybody is waited for, wall time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks, and turns silence into one plain sentence.</summary>
    public static async Task<TAnswer> AskAsync<TKey, TAnswer>(
        this IRequiredActor<TKey> who, object question, string name, string why, CancellationToken cancellation)
    {
        var actor = await who.ActorAsync(name, why, cancellation);
        try
        {
            return await actor.Ask<TAnswer>(question, Patience, cancellation);
        }
        catch (AskTimeoutException silence)
        {
            throw Silence(name, why, silence);
        }
    }

    /// <summary>Waits until the actor is there to be asked.</summary>
    public static async Task<IActorRef> ActorAsync<TKey>(this IRequiredActor<TKey> who, string name, string why, CancellationToken cancellation)
    {
        try
        {
            return await who.GetAsync(cancellation).WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException silence)
        {
            throw Silence(name, why, silence);
        }
    }

    private static NoAnswerException Silence(string name, string why, Exception silence) =>
        new($"{name} did not answer within {Patience.TotalSeconds:0} s: {why}.", silence);
}
