namespace Deals.Bench.Enrichment;

/// <summary>What sellers ask, as a ratio to what the goods are worth, and what buyers do about it: they take what costs no more than it is worth, hesitate above, and never pay one and a half times that.</summary>
/// <param name="Spread">Deviation of the logarithm of what is asked.</param>
/// <param name="SpikeShare">The share of prices from 1.5 to 4 times the worth, which nobody pays.</param>
internal sealed record Asking(double Spread, double SpikeShare)
{
    private const double NobodyPays = 1.5;
    private const double WildShare = 0.01;
    private const int Steps = 2000;
    private const double Reach = 4;
    private static readonly Span Spike = new(NobodyPays, 4);
    private static readonly Span Wild = new(10, 40);

    /// <summary>What is asked next.</summary>
    public double Next(Random random) => random.NextDouble() >= SpikeShare ? Math.Exp(Spread * Normal(random))
        : (random.NextDouble() < WildShare ? Wild : Spike).DrawRatio(random);

    /// <summary>The part of the buyers that take a price.</summary>
    public static double Taken(double ratio) => Math.Clamp((NobodyPays - ratio) / (NobodyPays - 1), 0, 1);

    /// <summary>The median of what is paid: below the median of what is asked, since dear offers find few buyers.</summary>
    public double MedianPaid()
    {
        var ratios = Enumerable.Range(0, Steps + 1).Select(static i => Reach * ((2.0 * i / Steps) - 1)).Select(z => (Ratio: Math.Exp(Spread * z), Weight: Math.Exp(-z * z / 2))).ToList();
        var half = ratios.Sum(static r => r.Weight * Taken(r.Ratio)) / 2;
        foreach (var (ratio, weight) in ratios)
        {
            half -= weight * Taken(ratio);
            if (half <= 0)
                return ratio;
        }

        return 1;
    }

    /// <summary>A normally distributed number, mean 0, deviation 1.</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
