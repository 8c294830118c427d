namespace Deals.Simulator.World;

/// <summary>How a product sells over the year: textbooks when terms begin, toys before Christmas, tents in summer.</summary>
internal sealed class Season
{
    private const double PriceShare = 0.3;
    private static readonly double[] Terms = [2.4, 0.8, 0.6, 0.5, 0.6, 0.6, 0.8, 2.4, 1.8, 0.7, 0.6, 0.7];
    private static readonly double[] Gifts = [0.6, 0.6, 0.7, 0.7, 0.7, 0.7, 0.7, 0.8, 0.8, 1.1, 2.0, 2.6];
    private static readonly double[] Summer = [0.5, 0.6, 0.9, 1.2, 1.6, 1.9, 1.8, 1.3, 0.8, 0.6, 0.5, 0.5];
    private static readonly double[] Even = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    private readonly double[] _sales;
    private readonly double[] _prices;

    public Season(Noise noise, int index, bool isBook, long root)
    {
        var curve = isBook ? noise.Unit(index, 30) < 0.5 ? Terms : Even : root switch
        {
            165793011 or 468642 or 172282 => Gifts,
            3375251 or 228013 => Summer,
            _ => Even,
        };
        _sales = [.. curve.Select((factor, month) => factor * (0.9 + (0.2 * noise.Unit(index, 31, month))))];
        _prices = [.. _sales.Select(factor => Math.Pow(factor, PriceShare))];
        Most = _sales.Max();
    }

    /// <summary>The factor of the best month.</summary>
    public double Most { get; }

    /// <summary>The factors by month, January first.</summary>
    public IReadOnlyList<double> Months => _sales;

    public double SalesAt(double minute) => _sales[MonthOf(minute)];

    public double PriceAt(double minute) => _prices[MonthOf(minute)];

    private static int MonthOf(double minute) => KeepaMinutes.ToInstant(minute).Month - 1;
}
