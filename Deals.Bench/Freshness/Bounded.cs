using Deals.Bench.Budget;

namespace Deals.Bench.Freshness;

/// <summary>What a supply allows for a population.</summary>
/// <param name="Intervals">How others divide it.</param>
/// <param name="PerDay">Tokens a day that really come.</param>
/// <param name="MaxAgeCost">The part of it that a maximum age of seven days costs.</param>
/// <param name="MaxAge">The maximum age that is kept, days.</param>
/// <param name="Optimum">The highest weighted freshness that this maximum age allows to one who knows the rates, 0-1.</param>
internal sealed record Bounded(Intervals Intervals, double PerDay, double MaxAgeCost, double MaxAge, double Optimum)
{
    /// <summary>The maximum age that is wanted, days.</summary>
    public const double Wanted = 7;

    private const double MostShare = 0.5;

    /// <summary>For a population.</summary>
    /// <param name="population">The deals.</param>
    /// <param name="rate">Tokens a minute of the plan.</param>
    public static Bounded Of(Population population, int rate)
    {
        var perDay = rate * (TimeSpan.FromDays(1) / KeepaBucket.Period);
        var intervals = new Intervals(population, perDay, TimeSpan.FromMinutes(population.Plan.ShortestMinutes).TotalDays);
        var cost = population.TotalCost / Wanted / perDay;
        var maxAge = cost > MostShare ? Wanted * cost / MostShare : Wanted;
        return new Bounded(intervals, perDay, cost, maxAge, intervals.Freshness(intervals.Optimal(maxAge)));
    }

    /// <summary>The highest weighted freshness if looks within an hour of each other brought something, 0-1.</summary>
    public static double WithoutShortest(Population population, double perDay)
    {
        var free = new Intervals(population, perDay, 1e-6);
        return free.Freshness(free.Optimal(double.PositiveInfinity));
    }
}
