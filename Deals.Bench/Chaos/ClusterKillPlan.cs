namespace Deals.Bench.Chaos;

/// <summary>Kills to come at one moment of a cluster.</summary>
/// <param name="Moment">At what; <see cref="KillMoment.Starting"/> is while the cluster is not whole yet from the kill before.</param>
/// <param name="After">The wait from where the moment begins.</param>
/// <param name="Aim">A further wait from what is waited for, where something is.</param>
/// <param name="Count">How many nodes.</param>
/// <param name="TakesRouter">Whether the node that grants is one of them.</param>
/// <param name="Order">Which nodes come first, from 0.</param>
/// <param name="Away">How long each node stays away, by its number from 0.</param>
internal sealed record PlannedClusterKill(
    KillMoment Moment, TimeSpan After, TimeSpan Aim, int Count, bool TakesRouter, IReadOnlyList<int> Order, IReadOnlyList<TimeSpan> Away);

/// <summary>When which nodes are killed: a function of the seed.</summary>
internal static class ClusterKillPlan
{
    private static readonly TimeSpan LongestTakeIn = TimeSpan.FromMilliseconds(100);

    /// <summary>Plans them. The first three are of one node, of two and of all, so that every run has each.</summary>
    public static IReadOnlyList<PlannedClusterKill> Of(ChaosOptions options)
    {
        var (kills, nodes, mean, random) = (options.Kills, options.Nodes, options.MeanLife, new Random(options.Seed));
        var plan = new List<PlannedClusterKill>(kills);
        for (var i = 0; i < kills; i++)
        {
            var (what, when, wait, aim, router) = (random.NextDouble(), random.NextDouble(), -Math.Log(1 - random.NextDouble()), random.NextDouble(), random.NextDouble());
            var count = i switch { 0 => 1, 1 => 2, 2 => nodes, _ when what < 0.65 => 1, _ when what < 0.85 => 2, _ => nodes };
            var moment = i < 3 ? KillMoment.Working : when switch { < 0.25 => KillMoment.Starting, < 0.6 => KillMoment.Working, _ => KillMoment.Stored };
            var order = Enumerable.Range(0, nodes).ToArray();
            random.Shuffle(order);
            plan.Add(new PlannedClusterKill(
                moment,
                Least(mean * wait, mean * 3),
                moment == KillMoment.Stored ? LongestTakeIn * aim : TimeSpan.Zero,
                Math.Min(count, nodes),
                i == 0 || router < 0.4,
                order,
                [.. Enumerable.Range(0, nodes).Select(_ => options.LongestAway * random.NextDouble())]));
        }

        return plan;
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
