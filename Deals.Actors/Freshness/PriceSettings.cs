namespace Deals.Actors.Freshness;

/// <summary>How the price follows demand and backlog. The gains are those of a proportional-integral controller on the price's logarithm; time is in days.
/// Lowering the price pulls due times forward, which is a derivative feedback: <see cref="OnDemand"/> above about 2 a day would swing.</summary>
public sealed record PriceSettings
{
    /// <summary>The maximum age that is wanted, domain time.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The share of the supply that keeping the maximum age may cost, above 0 to 1; beyond it the age is stretched.</summary>
    public double MaxAgeShare { get; init; } = 0.5;

    /// <summary>The shortest interval between two looks, domain time.</summary>
    public TimeSpan Shortest { get; init; } = Deals.RefreshPolicy.ShortestInterval;

    /// <summary>The time between two readings.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The window over which demand is averaged.</summary>
    public TimeSpan DemandWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The backlog that is aimed at, in minutes of supply: never quite empty, so that no refill waits for a deal.</summary>
    public double BacklogMinutes { get; init; } = 10;

    /// <summary>The price's growth a day for demand of twice the supply.</summary>
    public double OnDemand { get; init; } = 0.5;

    /// <summary>The price's growth for a day's supply more of backlog, at once.</summary>
    public double OnBacklog { get; init; } = 4;

    /// <summary>The price's growth a day for a day's supply of backlog, as long as it lasts.</summary>
    public double OnLastingBacklog { get; init; } = 4;

    /// <summary>The change from which a price is told to everybody.</summary>
    public double Noticeable { get; init; } = 0.05;

    /// <summary>The change of supply, of the population or of the demand at the solved price from which it is solved anew.</summary>
    public double ResolveFrom { get; init; } = 0.05;
}
