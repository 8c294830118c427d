using System.Runtime.CompilerServices;
using CsCheck;
using Deals.Actors.Freshness;

namespace Deals.Tests.Freshness;

public sealed class PooledRateTests
{
    [Fact]
    public void It_learns_the_mean_and_the_spread_of_its_deals()
    {
        var random = new Random(7);
        foreach (var (mean, shape) in new[] { (0.2, 1), (2.0, 2), (5.0, 5) })
        {
            var pool = PooledRate.Unseen;
            for (var deal = 0; deal < 3000; deal++)
            {
                // A gamma of a whole shape is a sum of exponentials.
                var rate = Enumerable.Range(0, shape).Sum(_ => -Math.Log(1 - random.NextDouble())) * mean / shape;
                var seen = ChangeRate.Unseen.Counted(Poisson(random, rate * 60), 60);
                pool = pool.Seen(seen.Under(pool.Prior), 60);
            }

            Assert.InRange(pool.Prior.PerDay, 0.9 * mean, 1.1 * mean);
            Assert.InRange(pool.Prior.Shape, 0.75 * shape, 1.35 * shape);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(15)]
    public void The_prior_of_one_deal_is_that_deal(double shape)
    {
        var prior = default(PooledRate).Seen(new RateEstimate(shape, 2 * shape), 10).Prior;
        Assert.Equal(0.5, prior.PerDay, 1e-9);
        Assert.InRange(prior.Shape / shape, 0.98, 1.02);
    }

    [Fact]
    public void A_deal_counts_by_the_time_that_it_is_watched_and_not_by_its_looks()
    {
        var (fast, slow) = (new RateEstimate(100, 10), new RateEstimate(10, 100));
        var often = Enumerable.Range(0, 1000).Aggregate(default(PooledRate), (p, _) => p.Seen(fast, 0.01)).Seen(slow, 10);
        Assert.Equal((10 + 0.1) / 2, often.Prior.PerDay, 1e-6);
    }

    [Fact]
    public void Whatever_it_is_told_its_prior_is_one_and_it_stays_three_numbers()
    {
        double[] odd = [0, -1, 1e-300, 1e300, double.NaN, double.PositiveInfinity, 1e-9, 5, 200_000];
        Gen.Select(Gen.Double[1e-3, 1e6], Gen.Double[1e-3, 1e6], Gen.Int[0, odd.Length - 1]).Array[1, 50].Sample(steps =>
        {
            var pool = PooledRate.Unseen;
            foreach (var (shape, days, i) in steps)
            {
                pool = pool.Seen(new RateEstimate(shape, days), odd[i]);
                Assert.InRange(pool.DealDays, 0, 100_001);
                Assert.InRange(pool.Prior.Shape, 0.2, 20);
                Assert.InRange(pool.Prior.PerDay, RateEstimate.Least * 0.99, RateEstimate.Most * 1.01);
            }
        });
        Assert.Equal(24, Unsafe.SizeOf<PooledRate>());
        Assert.Equal(RatePrior.Default.PerDay, PooledRate.Unseen.Prior.PerDay, 1e-9);
    }

    private static int Poisson(Random random, double mean)
    {
        var count = 0;
        for (var at = -Math.Log(1 - random.NextDouble()); at < mean; at -= Math.Log(1 - random.NextDouble()))
            count++;
        return count;
    }
}
