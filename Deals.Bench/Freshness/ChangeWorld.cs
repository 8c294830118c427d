namespace Deals.Bench.Freshness;

/// <summary>The truth: when deals change. Drawn as it is asked for, so that a million deals cost nothing; what is drawn does not depend on who looks.</summary>
internal abstract class ChangeWorld
{
    /// <summary>How often a deal changed in a time, and how long after its start the first time was, days.</summary>
    /// <param name="deal">Which.</param>
    /// <param name="from">The start, where the time before ended.</param>
    /// <param name="to">The end.</param>
    public abstract (int Changes, double First) Between(int deal, double from, double to);

    /// <summary>The world of a population.</summary>
    public static ChangeWorld Of(Population population, int seed, double longest) =>
        population.Plan.Bursts ? new Bursts(population, seed, longest) : new Steady(population, seed);

    /// <summary>A number of changes, Poisson distributed.</summary>
    internal static int Poisson(Random random, double mean)
    {
        if (mean > 50)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return (int)Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * normal)));
        }

        var (count, product, limit) = (0, random.NextDouble(), Math.Exp(-mean));
        for (; product > limit; product *= random.NextDouble())
            count++;
        return count;
    }

    /// <summary>Changes come one by one, at a constant rate.</summary>
    private sealed class Steady(Population population, int seed) : ChangeWorld
    {
        private readonly Random _random = new(seed);

        public override (int Changes, double First) Between(int deal, double from, double to)
        {
            var first = PlainRun.Exponential(_random, population.Rates[deal]);
            return first > to - from ? (0, double.PositiveInfinity) : (1 + Poisson(_random, population.Rates[deal] * (to - from - first)), first);
        }
    }

    /// <summary>Changes come in bursts: three in the mean, two hours apart in the mean; as many in all as the rate says.</summary>
    private sealed class Bursts : ChangeWorld
    {
        private const double MeanSize = 3;
        private const double Gap = 2.0 / 24;
        private readonly double[][] _changes;
        private readonly int[] _next;

        public Bursts(Population population, int seed, double longest)
        {
            var random = new Random(seed);
            _next = new int[population.Count];
            _changes = new double[population.Count][];
            for (var i = 0; i < population.Count; i++)
            {
                var changes = new List<double>();
                for (var burst = -longest; burst < longest; burst += PlainRun.Exponential(random, population.Rates[i] / MeanSize))
                {
                    for (var at = burst; ; at += PlainRun.Exponential(random, 1 / Gap))
                    {
                        changes.Add(at);
                        if (random.NextDouble() < 1 / MeanSize)
                            break;
                    }
                }

                _changes[i] = [.. changes.Order()];
            }
        }

        public override (int Changes, double First) Between(int deal, double from, double to)
        {
            var changes = _changes[deal];
            ref var next = ref _next[deal];
            while (next < changes.Length && changes[next] < from)
                next++;
            var first = next < changes.Length && changes[next] < to ? changes[next] - from : double.PositiveInfinity;
            // Keepa's history shows what held when it looked, about once an hour: what is nearer together is one change.
            var (count, last) = (0, double.NegativeInfinity);
            for (; next < changes.Length && changes[next] < to; next++)
            {
                if (changes[next] - last < 1.0 / 24)
                    continue;
                (count, last) = (count + 1, changes[next]);
            }

            return (count, first);
        }
    }
}
