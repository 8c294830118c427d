using System.Runtime.CompilerServices;
using CsCheck;
using Deals.Actors.Freshness;

namespace Deals.Tests.Freshness;

public sealed class ChangeRateTests
{
    private static readonly Gen<double> Rate = Gen.Double[-3, 2].Select(Math.Exp);

    [Fact]
    public void It_finds_the_true_rate_from_changed_or_not_at_irregular_distances() => Gen.Select(Rate, Gen.Int[0, int.MaxValue]).Sample(
        (rate, seed) =>
        {
            var random = new Random(seed);
            var seen = ChangeRate.Unseen;
            for (var look = 0; look < 3000; look++)
            {
                var days = 0.05 + (2 * random.NextDouble() / rate);
                seen = seen.Looked(random.NextDouble() > Math.Exp(-rate * days), days, RatePrior.Default);
            }

            var estimate = seen.Under(RatePrior.Default);
            Assert.InRange(estimate.PerDay, rate * 0.8, rate * 1.25);
            Assert.InRange(estimate.RelativeError, 0.01, 0.05);
        },
        iter: 100);

    [Fact]
    public void One_bit_after_another_gives_nearly_what_the_whole_posterior_gives()
    {
        var random = new Random(11);
        List<double> off = [];
        foreach (var rate in new[] { 0.1, 0.5, 2, 8 })
        {
            for (var run = 0; run < 50; run++)
            {
                double[] days = [.. Enumerable.Range(0, 1 + (run / 2)).Select(_ => 0.05 + (3 * random.NextDouble()))];
                (bool Changed, double Days)[] looks = [.. days.Select(d => (random.NextDouble() > Math.Exp(-rate * d), d))];
                var seen = looks.Aggregate(ChangeRate.Unseen, static (s, l) => s.Looked(l.Changed, l.Days, RatePrior.Default));
                off.Add(Math.Abs(Math.Log(seen.Under(RatePrior.Default).PerDay / PosteriorMean(looks))));
            }
        }

        Assert.InRange(off.Average(), 0, 0.05);
        Assert.InRange(off.Max(), 0, 0.4);
    }

    [Fact]
    public void Counts_are_the_same_in_any_order() => Gen.Select(Gen.Select(Gen.Int[0, 9], Gen.Double[0.1, 9]).Array[1, 20], Gen.Int[0, int.MaxValue]).Sample((spans, seed) =>
    {
        var other = spans.ToArray();
        new Random(seed).Shuffle(other);
        var (a, b) = (Count(spans), Count(other));
        Assert.Equal(a.Changes, b.Changes, 1e-9);
        Assert.Equal(a.Days, b.Days, 1e-9);
        Assert.Equal(spans.Sum(static s => s.Item1), a.Changes, 1e-9);

        static ChangeRate Count((int, double)[] all) => all.Aggregate(ChangeRate.Unseen, static (s, l) => s.Counted(l.Item1, l.Item2));
    });

    [Fact]
    public void Looks_that_found_no_change_are_the_same_in_any_order() => Gen.Select(Gen.Double[0.1, 3].Array[1, 30], Gen.Int[0, int.MaxValue]).Sample((days, seed) =>
    {
        var other = days.ToArray();
        new Random(seed).Shuffle(other);
        Assert.Equal(Of(days), Of(other), 1e-9);

        static double Of(double[] all) => all.Aggregate(ChangeRate.Unseen.Counted(3, 1), static (s, d) => s.Looked(false, d, RatePrior.Default)).Under(RatePrior.Default).PerDay;
    });

    [Fact]
    public void Whatever_it_is_told_it_stays_two_finite_numbers_and_none_is_negative()
    {
        double[] odd = [0, -1, 1e-300, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-9, 5];
        Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Int[0, odd.Length - 1], Gen.Int[0, odd.Length - 1], Gen.Double[1e-3, 1e3]).Array[1, 40].Sample(steps =>
        {
            var seen = ChangeRate.Unseen;
            foreach (var (kind, changed, i, j, days) in steps)
            {
                var prior = new RatePrior(0.2 + days, days);
                seen = kind switch
                {
                    0 => seen.Counted(odd[i], odd[j]),
                    1 => seen.Looked(changed, odd[i], prior),
                    _ => seen.Looked(changed, days, prior).Faded(odd[j], 90),
                };
                var estimate = seen.Under(prior);
                Assert.InRange(seen.Changes, 0, 1e6);
                Assert.InRange(seen.Days, 0, 1e6);
                Assert.InRange(estimate.PerDay, RateEstimate.Least, RateEstimate.Most);
                Assert.True(estimate.RelativeError > 0 && double.IsFinite(estimate.RelativeError));
            }
        });
        Assert.Equal(16, Unsafe.SizeOf<ChangeRate>());
    }

    [Fact]
    public void Another_pace_is_noticed_when_the_old_fades_and_nothing_changes_without_a_half_life()
    {
        var calm = ChangeRate.Unseen.Counted(9, 90);
        var kept = Busy(calm, double.PositiveInfinity);
        var faded = Busy(calm, 30);
        Assert.Equal(9 + (2 * 60), kept.Changes, 1e-9);
        Assert.InRange(kept.Under(RatePrior.Default).PerDay, 0.8, 0.9);
        Assert.InRange(faded.Under(RatePrior.Default).PerDay, 1.1, 1.4);
        Assert.True(faded.Under(RatePrior.Default).RelativeError > kept.Under(RatePrior.Default).RelativeError);

        static ChangeRate Busy(ChangeRate seen, double halfLife)
        {
            for (var day = 0; day < 60; day++)
                seen = seen.Faded(1, halfLife).Counted(2, 1);
            return seen;
        }
    }

    // By summing the posterior over a fine grid of rates.
    private static double PosteriorMean((bool Changed, double Days)[] looks)
    {
        var (sum, all) = (0.0, 0.0);
        for (var log = -12.0; log < 6; log += 0.01)
        {
            var d = Math.Exp(log);
            // The density of the logarithm: gamma times the rate.
            var p = Math.Exp((RatePrior.Default.Shape * log) - (RatePrior.Default.Days * d));
            p = looks.Aggregate(p, (q, l) => q * (l.Changed ? 1 - Math.Exp(-d * l.Days) : Math.Exp(-d * l.Days)));
            (sum, all) = (sum + (p * d), all + p);
        }

        return sum / all;
    }
}
