namespace Deals.Bench.Freshness;

/// <summary>The distributions of a population of deals.</summary>
/// <param name="Name">In the report.</param>
/// <param name="Deals">How many.</param>
/// <param name="MedianRate">The median of the change rates, a day; they are log-normal.</param>
internal sealed record PopulationPlan(string Name, int Deals, double MedianRate)
{
    // The spread of the logarithm of the rates.
    private const double Sigma = 1.5;

    /// <summary>What looks cost, each as often as the other. Product; product with its rating; product with its buy box.</summary>
    public IReadOnlyList<int> Costs { get; init; } = [1, 2, 3];

    /// <summary>The i-th deal weighs 1/i to this power.</summary>
    public double Zipf { get; init; } = 1;

    /// <summary>Between the logarithms of weight and rate.</summary>
    public double Correlation { get; init; }

    /// <summary>Tokens a minute of the plan.</summary>
    public int Rate { get; init; } = 20;

    /// <summary>The shortest distance of two looks, minutes.</summary>
    public double ShortestMinutes { get; init; } = 60;

    /// <summary>Whether changes come in bursts instead of one by one.</summary>
    public bool Bursts { get; init; }

    /// <summary>Every population. HOT5m is HOT as if looks within an hour of each other brought something; C20 has the costs from 1 to 20 that requests to Keepa can have.</summary>
    public static IReadOnlyList<PopulationPlan> All { get; } =
    [
        new("BASE", 15_000, 0.5),
        new("SLOW", 15_000, 0.1),
        new("FAST", 15_000, 2),
        new("FLAT", 15_000, 0.5) { Zipf = 0.5 },
        new("HOT", 15_000, 0.5) { Correlation = 0.5 },
        new("HOT5m", 15_000, 0.5) { Correlation = 0.5, ShortestMinutes = 5 },
        new("C20", 15_000, 0.5) { Costs = [1, 2, 3, 4, 5, 12, 13, 14, 18, 19, 20] },
        new("45k", 45_000, 0.5),
        new("BURST", 15_000, 0.5) { Bursts = true },
    ];

    /// <summary>A population of these distributions.</summary>
    public Population Draw(int seed)
    {
        var random = new Random(seed);
        var weights = new double[Deals];
        for (var i = 0; i < Deals; i++)
            weights[i] = Math.Pow(i + 1, -Zipf);
        var mean = weights.Average();
        var logMean = weights.Average(Math.Log);
        var logSpread = Math.Sqrt(weights.Average(w => Math.Pow(Math.Log(w) - logMean, 2)));
        var rates = new double[Deals];
        var costs = new int[Deals];
        for (var i = 0; i < Deals; i++)
        {
            var z = (Correlation * (Math.Log(weights[i]) - logMean) / logSpread) + (Math.Sqrt(1 - (Correlation * Correlation)) * Normal(random));
            rates[i] = Math.Clamp(MedianRate * Math.Exp(Sigma * z), 1e-4, 1e3);
            costs[i] = Costs[random.Next(Costs.Count)];
            weights[i] /= mean;
        }

        return new Population(this, weights, rates, costs);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>Deals, heaviest first.</summary>
/// <param name="Plan">Where they come from.</param>
/// <param name="Weights">How much each one's freshness counts; 1 in the mean.</param>
/// <param name="Rates">How often each truly changes, a day.</param>
/// <param name="Costs">Tokens of a look at each.</param>
internal sealed record Population(PopulationPlan Plan, double[] Weights, double[] Rates, int[] Costs)
{
    /// <summary>How many.</summary>
    public int Count => Weights.Length;

    /// <summary>All weights together.</summary>
    public double TotalWeight { get; } = Weights.Sum();

    /// <summary>Tokens of one look at each.</summary>
    public long TotalCost { get; } = Costs.Sum(static c => (long)c);

    /// <summary>The first deals of it, and no others.</summary>
    public Population First(int count) => new(Plan, Weights[..count], Rates[..count], Costs[..count]);
}
