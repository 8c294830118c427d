using CsCheck;
using Deals.Actors.Freshness;

namespace Deals.Tests.Freshness;

public sealed class StalenessTests
{
    private static readonly Gen<double> Changes = Gen.Double[-16, 3.4].Select(Math.Exp);

    [Fact]
    public void The_inverse_is_that_of_bisection_to_a_millionth_of_itself() => Gen.Double[-20, -1e-6].Select(Math.Exp).Sample(gain =>
    {
        var x = Staleness.ChangesAtGain(gain);
        var exact = Bisect(gain);
        Assert.InRange(Math.Abs((x / exact) - 1), 0, 1e-6);
    });

    [Fact]
    public void The_inverse_takes_the_gain_back() => Changes.Sample(x => Assert.InRange(Math.Abs((Staleness.ChangesAtGain(Staleness.Gain(x)) / x) - 1), 0, 1e-6));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(7, double.PositiveInfinity)]
    [InlineData(double.NaN, double.PositiveInfinity)]
    public void Beyond_its_range_the_inverse_is_nothing_or_never(double gain, double changes) => Assert.Equal(changes, Staleness.ChangesAtGain(gain));

    [Fact]
    public void The_gain_is_the_sum_of_its_slope_and_the_others_are_the_sums_that_they_say() => Changes.Where(static x => x > 1e-3).Sample(
        x =>
        {
            AssertClose(Mean(x, static u => u * Math.Exp(-u)) * x, Staleness.Gain(x));
            AssertClose(Mean(x, Staleness.Gain), Staleness.MeanGain(x));
            AssertClose(Mean(x, static u => Math.Exp(-u)), Staleness.Freshness(x));
        },
        iter: 200);

    [Fact]
    public void Nothing_jumps_where_a_series_takes_over()
    {
        foreach (var x in new[] { 0.02, 0.0199999999, 0.0200000001 })
        {
            Assert.Equal(1 - ((1 + x) * Math.Exp(-x)), Staleness.Gain(x), 1e-12);
            Assert.Equal((1 - Math.Exp(-x)) / x, Staleness.Freshness(x), 1e-8);
            Assert.Equal(x * x / 6, Staleness.MeanGain(x), 2e-6);
        }

        Assert.Equal((1, 0.0, 0.0), (Staleness.Freshness(0), Staleness.Gain(0), Staleness.MeanGain(0)));
    }

    private static double Bisect(double gain)
    {
        var (low, high) = (0.0, 60.0);
        while (high - low > 1e-12 * high)
        {
            var middle = (low + high) / 2;
            (low, high) = Naive(middle) < gain ? (middle, high) : (low, middle);
        }

        return high;
    }

    // The sum of (-1)^k (k - 1) / k! x^k, which cancels nowhere for small x.
    private static double Naive(double x)
    {
        if (x > 0.5)
            return 1 - ((1 + x) * Math.Exp(-x));
        var (sum, term) = (0.0, x * x / 2);
        for (var k = 2; k < 30; k++)
        {
            sum += (k - 1) * term;
            term *= -x / (k + 1);
        }

        return sum;
    }

    private static double Mean(double x, Func<double, double> of)
    {
        const int steps = 4000;
        return Enumerable.Range(0, steps).Sum(i => of((i + 0.5) * x / steps)) / steps;
    }

    private static void AssertClose(double expected, double actual) => Assert.InRange(Math.Abs(expected - actual), 0, 1e-5 * Math.Abs(expected));
}
