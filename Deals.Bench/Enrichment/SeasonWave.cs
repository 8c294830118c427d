using Deals.Actors.Keepa;

namespace Deals.Bench.Enrichment;

/// <summary>How prices and demand go with the year: a wave with one best day.</summary>
/// <param name="BestDay">The part of the year that has gone by on the best day, 0 to 1.</param>
/// <param name="Swing">How far that day's price is above the mean; 0 for no season.</param>
/// <param name="DemandSwing">The same of the demand.</param>
internal sealed record SeasonWave(double BestDay, double Swing, double DemandSwing)
{
    private const double MinutesOfYear = 365.2425 * 1440;
    private const int Year = 2025;

    /// <summary>No season.</summary>
    public static readonly SeasonWave None = new(0, 0, 0);

    /// <summary>Whether there is a best month.</summary>
    public bool IsSeasonal => Swing > 0;

    /// <summary>The most that the demand is above its mean.</summary>
    public double MostDemand => 1 + DemandSwing;

    /// <summary>The month with the highest mean price, 1 to 12.</summary>
    public int Peak => Enumerable.Range(1, 12).MaxBy(PriceOf);

    /// <summary>The month with the lowest.</summary>
    public int Trough => Enumerable.Range(1, 12).MinBy(PriceOf);

    /// <summary>The price of a minute over the mean price.</summary>
    public double PriceAt(double minute) => 1 + (Swing * WaveAt(minute));

    /// <summary>The demand of a minute over the mean demand.</summary>
    public double DemandAt(double minute) => 1 + (DemandSwing * WaveAt(minute));

    /// <summary>The mean price of a month over that of the year.</summary>
    public double PriceOf(int month) => Enumerable.Range(1, DateTime.DaysInMonth(Year, month))
        .Average(day => PriceAt(KeepaTime.FromInstant(new DateTimeOffset(Year, month, day, 12, 0, 0, TimeSpan.Zero))));

    // Keepa's minutes begin with a year.
    private double WaveAt(double minute) => Math.Cos(2 * Math.PI * ((minute / MinutesOfYear) - BestDay));
}
