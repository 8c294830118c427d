using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Bench.Budget;

/// <summary>How the others take work: a request of each lane in turn, each at most half the bucket.</summary>
internal sealed class LanesInTurn(Backlog backlog)
{
    private const int Minutes = 60;
    private int _made;

    /// <summary>The next one, and what it costs in the mean.</summary>
    public (Call Call, int Mean) Next(int rate)
    {
        var lane = LaneOrder.All[_made++ % LaneOrder.All.Length];
        KeepaRequest request = backlog.Whole(lane, Minutes * rate / 2);
        return (new Call(Guid.NewGuid(), lane, backlog.CostOf(request)), Backlog.MeanCostOf(request));
    }
}
