namespace Deals.Bench.Chaos;

/// <summary>What a node is doing when it is killed.</summary>
internal enum KillMoment
{
    /// <summary>It starts: the wait begins with the process.</summary>
    Starting,

    /// <summary>Whatever it does: the wait begins when it is ready.</summary>
    Working,

    /// <summary>Keepa has been asked for products and has not answered.</summary>
    Asking,

    /// <summary>Keepa's answer has arrived, and is being read.</summary>
    Answered,

    /// <summary>The answer was stored this moment, and is being taken in and settled.</summary>
    Stored,
}

/// <summary>One kill to come.</summary>
/// <param name="Moment">At what.</param>
/// <param name="After">The wait from where the moment begins.</param>
/// <param name="Aim">A further wait from what is waited for, where something is.</param>
internal sealed record PlannedKill(KillMoment Moment, TimeSpan After, TimeSpan Aim);

/// <summary>When a node is killed: a function of the seed.</summary>
internal static class KillPlan
{
    private const double LongestToMean = 3;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MeanStart = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestAsk = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestRead = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestTakeIn = TimeSpan.FromMilliseconds(100);

    /// <summary>Plans them.</summary>
    /// <param name="kills">How many.</param>
    /// <param name="seed">What makes them others than the next.</param>
    /// <param name="mean">The mean wait.</param>
    public static IReadOnlyList<PlannedKill> Of(int kills, int seed, TimeSpan mean)
    {
        var random = new Random(seed);
        var plan = new List<PlannedKill>(kills);
        for (var i = 0; i < kills; i++)
        {
            // The first lives long enough to have something to lose.
            var moment = i == 0 ? KillMoment.Working : random.NextDouble() switch
            {
                < 0.2 => KillMoment.Starting,
                < 0.4 => KillMoment.Working,
                < 0.5 => KillMoment.Asking,
                < 0.7 => KillMoment.Answered,
                _ => KillMoment.Stored,
            };
            var wait = -Math.Log(1 - random.NextDouble());
            var aim = random.NextDouble();
            plan.Add(moment switch
            {
                KillMoment.Starting => new PlannedKill(moment, Least(MeanStart * wait, LongestStart), TimeSpan.Zero),
                KillMoment.Working => new PlannedKill(moment, Least(Shortest + (mean * wait), mean * LongestToMean), TimeSpan.Zero),
                KillMoment.Asking => new PlannedKill(moment, Least(mean * wait / 2, mean * LongestToMean), LongestAsk * aim),
                KillMoment.Answered => new PlannedKill(moment, Least(mean * wait / 2, mean * LongestToMean), LongestRead * aim),
                _ => new PlannedKill(moment, Least(mean * wait / 2, mean * LongestToMean), LongestTakeIn * aim),
            });
        }

        return plan;
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
