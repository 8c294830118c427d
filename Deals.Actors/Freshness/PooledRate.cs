using System.Runtime.InteropServices;

namespace Deals.Actors.Freshness;

/// <summary>What is known of the change rates of a category: the prior of its deals, learned from them. Four numbers, however many deals there are. Each look
/// tells the deal's estimate for the time since the look before, so that a deal counts by the time it is watched and not by how often it is looked at.
/// The prior is the gamma distribution most likely to have made them (empirical Bayes; one step of expectation maximisation a look).</summary>
/// <param name="DealDays">The time that is in the sums.</param>
/// <param name="Sum">Of the rates, weighted by time.</param>
/// <param name="LogSum">Of their logarithms, weighted by time.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PooledRate(double DealDays, double Sum, double LogSum)
{
    // A category is known well by then; beyond it the old makes room for the new.
    private const double MostDealDays = 100_000;
    private const double AssumedDealDays = 30;
    private const double LeastShape = 0.2;
    private const double MostShape = 20;

    /// <summary>Of a category of which no deal was looked at.</summary>
    public static readonly PooledRate Unseen = default(PooledRate).Seen(new RateEstimate(RatePrior.Default.Shape, RatePrior.Default.Days), AssumedDealDays);

    /// <summary>Takes in a deal's estimate.</summary>
    /// <param name="estimate">After the look.</param>
    /// <param name="days">Since the look before, or the span of the history that was counted.</param>
    public PooledRate Seen(RateEstimate estimate, double days)
    {
        if (!(days > 0) || !double.IsFinite(days))
            return this;
        var kept = DealDays + days > MostDealDays ? Math.Max(0, MostDealDays - days) / DealDays : 1;
        days = Math.Min(days, MostDealDays);
        return new PooledRate((DealDays * kept) + days, (Sum * kept) + (days * estimate.PerDay), (LogSum * kept) + (days * estimate.MeanLog));
    }

    /// <summary>What it says of a deal of which nothing was seen.</summary>
    public RatePrior Prior
    {
        get
        {
            if (DealDays <= 0)
                return RatePrior.Default;
            var mean = Math.Clamp(Sum / DealDays, RateEstimate.Least, RateEstimate.Most);

            // ln k - psi(k) = s, by Minka's approximation, to 1.5 %.
            var s = Math.Max(1e-3, Math.Log(mean) - (LogSum / DealDays));
            var shape = Math.Clamp((3 - s + Math.Sqrt(((s - 3) * (s - 3)) + (24 * s))) / (12 * s), LeastShape, MostShape);
            return new RatePrior(shape, shape / mean);
        }
    }
}
