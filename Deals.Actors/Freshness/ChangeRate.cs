using System.Runtime.InteropServices;

namespace Deals.Actors.Freshness;

/// <summary>What has been seen of how often a deal, or one group of its facts, changes: the evidence alone, without what is known of its like
/// (<see cref="RatePrior"/>). Two numbers, however long it is watched; plain state that can be stored. The rate is taken for gamma distributed, which
/// stays so when changes are counted; where only "changed or not" is known, the nearest gamma distribution takes the place of the true one.</summary>
/// <param name="Changes">Changes seen, or as many as what was seen is worth.</param>
/// <param name="Days">Days in which they were looked for, or as many as what was seen is worth.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChangeRate(double Changes, double Days)
{
    private const double MostChanges = 1e6;
    private const double MostDays = 1e6;

    /// <summary>Nothing seen.</summary>
    public static readonly ChangeRate Unseen;

    /// <summary>Every change in a span is known, as from Keepa's history of a product.</summary>
    /// <param name="changes">How many, 0 or more.</param>
    /// <param name="days">The span.</param>
    public ChangeRate Counted(double changes, double days) => Bounded(Changes + Known(changes), Days + Known(days));

    /// <summary>A look at something that was looked at before, of which is known only that it has changed or not. Irregular distances are welcome.</summary>
    /// <param name="changed">Whether it had changed.</param>
    /// <param name="days">Since the look before.</param>
    /// <param name="prior">What is known of its like.</param>
    public ChangeRate Looked(bool changed, double days, RatePrior prior)
    {
        days = Known(days);
        if (!changed || days == 0)
            return Bounded(Changes + (changed ? 1 : 0), Days + days);

        // The posterior is D^(a-1) e^(-b D) (1 - e^(-D t)): the difference of two gamma densities. The gamma of the same mean and variance replaces it.
        var (a, b) = (Changes + prior.Shape, Days + prior.Days);
        var log = Math.Log(1 + (days / b));
        var (q0, q1, q2) = (Rest(a * log), Rest((a + 1) * log), Rest((a + 2) * log));
        var mean = a / b * (q1 / q0);
        var variance = (a * (a + 1) / (b * b) * (q2 / q0)) - (mean * mean);
        var shape = mean * mean / variance;
        return double.IsFinite(shape) && shape >= a
            ? Bounded(shape - prior.Shape, Math.Max(Days, (shape / mean) - prior.Days))
            : Bounded(Changes, Days);
    }

    /// <summary>The same evidence when time has passed: what is old counts less, so that another pace is noticed.</summary>
    /// <param name="days">How much time.</param>
    /// <param name="halfLifeDays">In which it loses half of its weight; infinite for never.</param>
    public ChangeRate Faded(double days, double halfLifeDays)
    {
        var kept = Math.Pow(0.5, Known(days) / halfLifeDays);
        return new ChangeRate(Changes * kept, Days * kept);
    }

    /// <summary>The rate, with what is known of its like.</summary>
    public RateEstimate Under(RatePrior prior) => new(Changes + prior.Shape, Days + prior.Days);

    // 1 - e^-x without cancellation.
    private static double Rest(double x) => x < 1e-5 ? x * (1 - (x / 2 * (1 - (x / 3)))) : 1 - Math.Exp(-x);

    private static double Known(double value) => value > 0 && double.IsFinite(value) ? value : 0;

    private static ChangeRate Bounded(double changes, double days) => new(Math.Clamp(changes, 0, MostChanges), Math.Clamp(days, 0, MostDays));
}

/// <summary>What is known of the rate of a deal of which nothing was seen: a gamma distribution.</summary>
/// <param name="Shape">How sure that is, in changes: what was seen of the deal itself counts against it; above 0.</param>
/// <param name="Days">The days in which so many changes would be seen; above 0.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RatePrior(double Shape, double Days)
{
    /// <summary>Before any deal was looked at: about one change a day, as recorded rows of the feed have it, and not sure of it.</summary>
    public static readonly RatePrior Default = new(0.7, 0.7);

    /// <summary>The mean, changes a day.</summary>
    public double PerDay => Shape / Days;
}

/// <summary>A rate, and how well it is known: a gamma distribution.</summary>
/// <param name="Shape">Changes that it rests on.</param>
/// <param name="Days">Days that it rests on.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RateEstimate(double Shape, double Days)
{
    /// <summary>The least rate that is told: a change in thirty years.</summary>
    public const double Least = 1e-4;

    /// <summary>The highest rate that is told.</summary>
    public const double Most = 1e3;

    private const double AsymptoticFrom = 6;

    /// <summary>Changes a day.</summary>
    public double PerDay => Math.Clamp(Shape / Days, Least, Most);

    /// <summary>The standard deviation as a part of the rate: 0.1 is known to a tenth, 1 and more is a guess.</summary>
    public double RelativeError => 1 / Math.Sqrt(Shape);

    /// <summary>The mean of the rate's logarithm.</summary>
    internal double MeanLog => Digamma(Shape) - Math.Log(Days);

    private static double Digamma(double x)
    {
        var sum = 0.0;
        for (; x < AsymptoticFrom; x++)
            sum -= 1 / x;
        var inverse = 1 / (x * x);
        return sum + Math.Log(x) - (0.5 / x) - (inverse * ((1 / 12.0) - (inverse * ((1 / 120.0) - (inverse / 252)))));
    }
}
