using Deals.Actors.Budget;

namespace Deals.Bench.Budget;

/// <summary>What each lane got of what was spent, in the order of sending.</summary>
internal sealed class LaneService
{
    private readonly List<(long Order, Lane Lane, int Cost, DateTimeOffset SentAt)> _served = [];

    /// <summary>Notes a request that was served.</summary>
    public void Add(long order, Lane lane, int cost, DateTimeOffset sentAt) => _served.Add((order, lane, cost, sentAt));

    /// <summary>The largest that was served.</summary>
    public int Largest => _served.Count == 0 ? 0 : _served.Max(static s => s.Cost);

    /// <summary>A lane's part of all that was spent, 0-1.</summary>
    public double ShareOf(Lane lane)
    {
        var all = _served.Sum(static s => (long)s.Cost);
        return all == 0 ? 0 : _served.Where(s => s.Lane == lane).Sum(static s => (long)s.Cost) / (double)all;
    }

    /// <summary>The most tokens, over all windows, that a lane was behind its floor's part of what was spent in the window.</summary>
    public double WorstShortfall(Lane lane, double floor)
    {
        var (behind, least, worst) = (0.0, 0.0, 0.0);
        foreach (var served in _served.OrderBy(static s => s.Order))
        {
            behind += (floor * served.Cost) - (served.Lane == lane ? served.Cost : 0);
            worst = Math.Max(worst, behind - least);
            least = Math.Min(least, behind);
        }

        return worst;
    }

    /// <summary>The longest time in which a lane got nothing.</summary>
    public TimeSpan LongestWithout(Lane lane, DateTimeOffset start, DateTimeOffset end)
    {
        DateTimeOffset[] instants = [start, .. _served.Where(s => s.Lane == lane).Select(static s => s.SentAt).Order(), end];
        return instants.Zip(instants.Skip(1), static (a, b) => b - a).Max();
    }
}
