using Akka.Hosting;
using Deals.Actors.Analysing;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;

namespace Deals.Actors.Inspection;

/// <summary>Tells the analyst what people want.</summary>
public interface IAnalystTeller
{
    /// <summary>Has a deal looked at before everybody else.</summary>
    /// <exception cref="NoAnswerException">The analyst did not answer in time.</exception>
    Task<AnalysisOrder> AskAsync(DealId id, CancellationToken cancellation);
}

/// <summary>The answer to a wish for an analysis, as the API and <c>--json</c> write it.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Status">queued.</param>
/// <param name="Lane">interactive.</param>
/// <param name="Place">How many are put to the analyst up to and with it.</param>
/// <param name="Eta">When it will probably go on, where it waits for that.</param>
/// <param name="Reason">Why it waits; absent where its turn comes at once.</param>
public sealed record AnalysisOrderReport(string Id, string Status, string Lane, int Place, DateTimeOffset? Eta, string? Reason);

/// <summary>What people can order of the analyst: the same for the API and the command line.</summary>
public sealed class AnalysisOrders(IDealReader deals, IAnalystTeller analyst)
{
    /// <summary>Has a deal looked at before everybody else; absent where nobody knows the deal.</summary>
    /// <exception cref="RefusedException">It cannot be done now.</exception>
    /// <exception cref="NoAnswerException">The deal or the analyst did not answer in time.</exception>
    public async Task<AnalysisOrderReport?> AnalyseAsync(DealId id, CancellationToken cancellation)
    {
        if (await deals.ReadAsync(id, cancellation) is not DealReply.Details { State: var state })
            return null;
        if (state is Deal.Retired)
            throw new RefusedException($"The deal {id} cannot do that: it is retired; release it first.");
        if (state.Record.Product is null)
            throw new RefusedException($"The deal {id} cannot do that: its product was not looked at yet.");
        var order = await analyst.AskAsync(id, cancellation);
        return order.Place > 0
            ? new AnalysisOrderReport(id.ToString(), "queued", LaneName(AnalystLane.Interactive), order.Place, order.Until, order.Reason)
            : throw new RefusedException(order.Reason ?? "The analyst refuses.");
    }

    /// <summary>A lane as people write it.</summary>
    internal static string LaneName(AnalystLane lane) => lane.ToString().ToLowerInvariant();
}

/// <summary>Tells the analyst through its proxy.</summary>
public sealed class AnalystTeller(IRequiredActor<AnalystKey> analyst) : IAnalystTeller
{
    /// <inheritdoc />
    public Task<AnalysisOrder> AskAsync(DealId id, CancellationToken cancellation) =>
        analyst.AskAsync<AnalystKey, AnalysisOrder>(new AskAnalysis(id), "The analyst", "it is being moved or started, or the journal does not answer", cancellation);
}

/// <summary>Asks the analyst how it stands.</summary>
public sealed class AnalystReader(IRequiredActor<AnalystKey> analyst) : IStatusReader<AnalystStatus>
{
    /// <inheritdoc />
    public Task<AnalystStatus> ReadAsync(CancellationToken cancellation) =>
        analyst.AskAsync<AnalystKey, AnalystStatus>(GetAnalyst.Instance, "The analyst", "it is being moved or started, or the journal does not answer", cancellation);
}
