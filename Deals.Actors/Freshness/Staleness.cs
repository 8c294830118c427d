namespace Deals.Actors.Freshness;

/// <summary>The arithmetic of growing stale under changes that come by themselves at a constant rate (a Poisson process). Every function takes the
/// dimensionless <c>x = rate x age</c>: the changes to be expected since the last look. Source: Cho and Garcia-Molina 2003; Olston and Pandey 2008.</summary>
public static class Staleness
{
    // x - ln(1 + x) = t² turns the inverse into a function of t that is smooth from 0 on, where the gain itself has a root and a pole.
    private const int Nodes = 2048;
    private const double LastNode = 6.2;
    private const double Step = LastNode / (Nodes - 1);
    private const double SmallGain = 1e-3;
    private const double SmallChanges = 0.02;
    private static readonly double[] Changes = [.. Enumerable.Range(0, Nodes).Select(static i => SolveNode(i * Step))];

    /// <summary>What a look wins at the margin, 0 to 1: <c>g(x) = 1 - (1 + x) e^-x</c>. Divided by the rate it is the integral that Olston and Pandey
    /// call the divergence's priority: the days of freshness that a look now is worth more than the same look at once after the last.</summary>
    /// <param name="changes">x, 0 or more.</param>
    public static double Gain(double changes)
    {
        if (changes > SmallChanges)
            return 1 - ((1 + changes) * Math.Exp(-changes));
        var x = changes;
        return x * x * (0.5 + (x * ((-1 / 3.0) + (x * (0.125 + (x * ((-1 / 30.0) + (x / 144))))))));
    }

    /// <summary>The x at which the gain is reached, to 1e-9 of itself; infinite where it never is (gain 1 and above).</summary>
    /// <param name="gain">g, 0 or more.</param>
    public static double ChangesAtGain(double gain)
    {
        if (!(gain < 1))
            return double.PositiveInfinity;
        if (gain <= 0)
            return 0;
        var minusLog = gain < SmallGain ? gain * (1 + (gain * (0.5 + (gain * ((1 / 3.0) + (gain / 4)))))) : -Math.Log(1 - gain);
        var place = Math.Sqrt(minusLog) / Step;
        var i = Math.Min((int)place, Nodes - 2);
        return Between(i, place - i);
    }

    /// <summary>The part of the time that what is known still holds, if it is looked at again and again at this distance: <c>(1 - e^-x) / x</c>.</summary>
    /// <param name="changes">x of the whole interval.</param>
    public static double Freshness(double changes) =>
        changes < SmallChanges ? 1 - (changes / 2 * (1 - (changes / 3 * (1 - (changes / 4))))) : (1 - Math.Exp(-changes)) / changes;

    /// <summary>The mean of <see cref="Gain"/> from 0 to x: what a look at a random moment of an interval wins.</summary>
    /// <param name="changes">x of the whole interval.</param>
    public static double MeanGain(double changes)
    {
        var x = changes;
        return x < SmallChanges
            ? x * x * ((1 / 6.0) - (x * ((1 / 12.0) - (x / 40))))
            : 1 - (2 / x) + ((1 + (2 / x)) * Math.Exp(-x));
    }

    // Cubic Hermite: the slope is known, dx/dt = 2 t (1 + x) / x.
    private static double Between(int i, double part)
    {
        var (x0, x1) = (Changes[i], Changes[i + 1]);
        var (m0, m1) = (Slope(i * Step, x0) * Step, Slope((i + 1) * Step, x1) * Step);
        var rest = 1 - part;
        return (x0 * (1 + (2 * part)) * rest * rest) + (m0 * part * rest * rest) + (x1 * part * part * (3 - (2 * part))) - (m1 * part * part * rest);
    }

    private static double Slope(double t, double x) => x == 0 ? Math.Sqrt(2) : 2 * t * (1 + x) / x;

    private static double SolveNode(double t)
    {
        if (t == 0)
            return 0;
        var (low, high) = (t * Math.Sqrt(2), (t * t) + (2 * t) + 1);
        for (var i = 0; i < 200 && high - low > 1e-15 * high; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = MinusLogRest(middle) < t * t ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    // -ln(1 - g(x)) = x - ln(1 + x), without cancellation for small x.
    private static double MinusLogRest(double x)
    {
        if (x > SmallChanges)
            return x - Math.Log(1 + x);
        var (sum, power) = (0.0, x * x);
        for (var k = 2; k <= 12; k++, power *= -x)
            sum += power / k;
        return sum;
    }
}
