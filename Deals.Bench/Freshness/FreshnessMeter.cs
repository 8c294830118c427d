namespace Deals.Bench.Freshness;

/// <summary>How fresh deals were, day by day: in the mean over what may change between two looks, and in one history that was drawn.</summary>
/// <param name="days">How many days.</param>
internal sealed class FreshnessMeter(int days)
{
    private readonly double[] _expected = new double[days];
    private readonly double[] _drawn = new double[days];
    private readonly double[] _whole = new double[days];

    /// <summary>A deal is there, and counts, from a time to another.</summary>
    public void Present(double weight, double from, double to) => Spread(from, to, (day, a, b) => _whole[day] += weight * (b - a));

    /// <summary>A deal was looked at, and not again until later; while it changes by itself.</summary>
    /// <param name="weight">Its weight.</param>
    /// <param name="rate">Its true rate, a day.</param>
    /// <param name="from">The look, in days.</param>
    /// <param name="to">The next.</param>
    public void Expect(double weight, double rate, double from, double to)
    {
        var first = Math.Max(0, (int)Math.Floor(from));
        var last = Math.Min(days - 1, (int)Math.Floor(to));
        var at = Math.Exp(-rate * (Math.Max(first, from) - from));
        for (var day = first; day <= last; day++)
        {
            var then = Math.Exp(-rate * (Math.Min(day + 1, to) - from));
            _expected[day] += weight * (at - then) / rate;
            at = then;
        }
    }

    /// <summary>A deal was fresh from a time to another, in the history that was drawn.</summary>
    public void Draw(double weight, double from, double to)
    {
        var first = Math.Max(0, (int)Math.Floor(from));
        var last = Math.Min(days - 1, (int)Math.Floor(to));
        for (var day = first; day <= last; day++)
            _drawn[day] += weight * Math.Max(0, Math.Min(day + 1, to) - Math.Max(day, from));
    }

    /// <summary>Weighted freshness of some days, the mean over what may change, 0-1.</summary>
    public double Expected(int from, int to) => Sum(_expected, from, to) / Sum(_whole, from, to);

    /// <summary>Weighted freshness of some days in the history that was drawn, 0-1.</summary>
    public double Drawn(int from, int to) => Sum(_drawn, from, to) / Sum(_whole, from, to);

    private void Spread(double from, double to, Action<int, double, double> add)
    {
        for (var day = Math.Max(0, (int)from); day < Math.Min(days, to); day++)
            add(day, Math.Max(day, from), Math.Min(day + 1, to));
    }

    private static double Sum(double[] values, int from, int to) => values[from..to].Sum();
}
