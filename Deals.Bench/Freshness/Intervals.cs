namespace Deals.Bench.Freshness;

/// <summary>How the alternatives divide a budget, each by its own formula; none of them uses the production policy. A deal is never looked at more often than once
/// in the shortest interval, by nobody: below Keepa's own resolution a look buys nothing.</summary>
/// <param name="population">The deals, with their true rates.</param>
/// <param name="perDay">Tokens a day.</param>
/// <param name="shortest">The shortest interval, days.</param>
internal sealed class Intervals(Population population, double perDay, double shortest)
{
    private const int Steps = 100;
    private const double TopTier = 0.2;
    private const double SecondTier = 0.5;
    private static readonly double[] Tiers = [1, 3, 7];

    /// <summary>Every deal at that distance, days.</summary>
    public double[] Every(double days) => Each(_ => days);

    /// <summary>All in turn.</summary>
    public double[] InTurn() => Every(population.TotalCost / perDay);

    /// <summary>By importance: the first 20 % every day, the next 30 % every three days, the rest every week.</summary>
    public double[] Tiered() => Each(i => Tiers[i < TopTier * population.Count ? 0 : i < SecondTier * population.Count ? 1 : 2]);

    /// <summary>The same tiers, all scaled so that the whole budget is spent.</summary>
    public double[] TieredScaled()
    {
        var tiers = Tiered();
        return Spend(scale => Each(i => tiers[i] * scale));
    }

    /// <summary>As often as it changes, by a factor.</summary>
    public double[] Proportional() => Spend(scale => Each(i => scale / population.Rates[i]));

    /// <summary>Azar, Horvitz, Lubetzky, Peres and Shahaf 2018: the optimum for looks at random moments, <c>f = sqrt(w D / (λ c)) - D</c>.</summary>
    public double[] Azar() => Spend(price => Each(i => 1 / Math.Max(0, Math.Sqrt(WeightedRate(i) / price) - population.Rates[i])));

    /// <summary>Kolobov, Peres, Lu and Horvitz 2019 (LambdaCrawl): the optimum where the penalty grows harmonically with the changes missed.</summary>
    public double[] LambdaCrawl() => Spend(price => Each(i =>
    {
        var d = population.Rates[i];
        return 2 / (Math.Sqrt((d * d) + (4 * WeightedRate(i) / price)) - d);
    }));

    /// <summary>The optimum: <c>w F'(f) = λ c</c> with the true rates, by bisection, no deal older than a maximum.</summary>
    /// <param name="maxAge">The maximum, days; infinite for none.</param>
    public double[] Optimal(double maxAge) => Spend(price => Each(i => Math.Min(maxAge, Optimal(i, price))));

    /// <summary>What a division makes of the deals, periodic looks: weighted freshness, 0-1.</summary>
    public double Freshness(double[] intervals) => Weighted(i => OfPeriodic(population.Rates[i] * intervals[i]));

    /// <summary>The same with looks at random moments, as often in the mean.</summary>
    public double FreshnessAtRandom(double[] intervals) => Weighted(i => 1 / (1 + (population.Rates[i] * intervals[i])));

    /// <summary>What a division costs, tokens a day.</summary>
    public double Cost(double[] intervals)
    {
        var sum = 0.0;
        for (var i = 0; i < intervals.Length; i++)
            sum += population.Costs[i] / intervals[i];
        return sum;
    }

    /// <summary>The part of the deals that are never looked at for their freshness, 0-1.</summary>
    public static double Dropped(double[] intervals) => intervals.Count(double.IsInfinity) / (double)intervals.Length;

    private double WeightedRate(int i) => population.Weights[i] * population.Rates[i] / population.Costs[i];

    // Newton's method on g(x) = wanted: slow, and another way than the production's table.
    private double Optimal(int i, double price)
    {
        var d = population.Rates[i];
        var wanted = price * population.Costs[i] * d / population.Weights[i];
        if (wanted >= 1)
            return double.PositiveInfinity;
        var x = Math.Sqrt(2 * wanted);
        for (var step = 0; step < 60; step++)
        {
            var gain = 1 - ((1 + x) * Math.Exp(-x));
            var next = x + ((wanted - gain) / (x * Math.Exp(-x)));
            next = Math.Min(next, x + 2);
            if (Math.Abs(next - x) < 1e-12 * x)
                break;
            x = Math.Max(next, x / 2);
        }

        return x / d;
    }

    private double[] Each(Func<int, double> interval)
    {
        var all = new double[population.Count];
        for (var i = 0; i < all.Length; i++)
        {
            var days = interval(i);
            all[i] = days > shortest ? days : shortest;
        }

        return all;
    }

    // Every division here costs less the larger its one parameter is.
    private double[] Spend(Func<double, double[]> division)
    {
        var (low, high) = (Math.Log(1e-12), Math.Log(1e12));
        for (var step = 0; step < Steps && high - low > 1e-9; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Cost(division(Math.Exp(middle))) > perDay ? (middle, high) : (low, middle);
        }

        return division(Math.Exp(high));
    }

    private double Weighted(Func<int, double> freshness)
    {
        var sum = 0.0;
        for (var i = 0; i < population.Count; i++)
            sum += population.Weights[i] * freshness(i);
        return sum / population.TotalWeight;
    }

    private static double OfPeriodic(double changes) => double.IsInfinity(changes) ? 0 : changes < 1e-9 ? 1 : -(Math.Exp(-changes) - 1) / changes;
}
