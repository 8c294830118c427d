using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Deals.Actors.Freshness;

/// <summary>What was seen since the last reading.</summary>
/// <param name="TokensDue">Tokens of the deals that became due by themselves; those that were pulled are not among them.</param>
/// <param name="Backlog">Tokens of the deals that are due and wait.</param>
/// <param name="SupplyPerMinute">Tokens a minute that are there for refreshes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PriceReading(double TokensDue, double Backlog, double SupplyPerMinute);

/// <summary>What everybody has to know of the price. Closed.</summary>
public abstract record PriceEvent
{
    private PriceEvent()
    {
    }

    /// <summary>A look has to be worth so much from now on: plans are made anew.</summary>
    /// <param name="Price">λ.</param>
    /// <param name="Bounds">The ages that bind whatever the price.</param>
    public sealed record Published(double Price, RefreshBounds Bounds) : PriceEvent;

    /// <summary>The maximum age that is wanted cannot be kept at this supply: every deal's is stretched alike.</summary>
    /// <param name="Wanted">What is wanted.</param>
    /// <param name="Kept">What is kept.</param>
    /// <param name="Share">What keeping the wanted one would cost, as a part of the supply.</param>
    public sealed record AgeStretched(TimeSpan Wanted, TimeSpan Kept, double Share) : PriceEvent;

    /// <summary>The maximum age that is wanted is kept again.</summary>
    public sealed record AgeKept(TimeSpan Wanted) : PriceEvent;
}

/// <summary>A controller after it was told something.</summary>
/// <param name="Next">The controller.</param>
/// <param name="Events">What everybody has to know.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PriceStep(PriceController Next, ImmutableArray<PriceEvent> Events);

/// <summary>Finds the price λ at which deals ask for just the tokens that are there: a pure state machine. A solved price comes from the whole population by
/// bisection, whenever supply or population have changed; between such solutions a trim follows what is really asked for. Whatever it is told, the price is finite
/// and within <see cref="Least"/> and <see cref="Most"/>.</summary>
public sealed record PriceController
{
    /// <summary>The least price.</summary>
    public const double Least = 1e-12;

    /// <summary>The highest price.</summary>
    public const double Most = 1e12;

    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(3650);
    private const double MinutesOfDay = 1440;
    private const double LeastSupply = 1e-3;
    private const double MostTrim = 3;
    private const double Precise = 1e-6;

    /// <summary>How it follows.</summary>
    public required PriceSettings Settings { get; init; }

    /// <summary>The price that was solved.</summary>
    public double Solved { get; private init; } = 1;

    /// <summary>The logarithm of what the price differs from the solved one.</summary>
    public double Trim { get; private init; }

    /// <summary>The price that was told last: what plans are made with.</summary>
    public double Published { get; private init; } = 1;

    /// <summary>Tokens a minute that become due by themselves; absent before the first reading since the price was solved.</summary>
    public double? Demand { get; private init; }

    /// <summary>The backlog less what is aimed at, in days of supply.</summary>
    public double BacklogError { get; private init; }

    /// <summary>The supply for which it was solved, tokens a minute; absent before the first solution.</summary>
    public double? Supply { get; private init; }

    /// <summary>What was asked for at the solved price, tokens a day: the supply, but where no price within the bounds brings that about.</summary>
    public double SolvedDemand { get; private init; }

    /// <summary>The deals for which it was solved.</summary>
    public long Population { get; private init; }

    /// <summary>What keeping the maximum age that is wanted costs, as a part of the supply.</summary>
    public double MaxAgeCost { get; private init; }

    /// <summary>The maximum age that is kept.</summary>
    public TimeSpan MaxAge { get; private init; }

    /// <summary>The price now.</summary>
    public double Price => Math.Clamp(Solved * Math.Exp(Trim), Least, Most);

    /// <summary>The ages that bind whatever the price.</summary>
    public RefreshBounds Bounds => new(Settings.Shortest, MaxAge);

    /// <summary>One that knows nothing yet.</summary>
    public static PriceController New(PriceSettings settings) => new() { Settings = settings, MaxAge = settings.MaxAge };

    /// <summary>One of an earlier life.</summary>
    public static PriceController Recall(PriceSettings settings, PriceMemory memory) => new()
    {
        Settings = settings,
        Solved = memory.Solved,
        Trim = memory.Trim,
        Published = memory.Published,
        // Where another age is wanted now, it is solved again.
        Supply = memory.Supply > 0 && memory.Wanted == (settings.MaxAge, settings.MaxAgeShare) ? memory.Supply : null,
        SolvedDemand = memory.SolvedDemand,
        Population = memory.Population,
        MaxAgeCost = memory.MaxAgeCost,
        MaxAge = memory.MaxAge,
        BacklogError = memory.BacklogError,
    };

    /// <summary>What a later life has to know.</summary>
    public PriceMemory Remember(DateTimeOffset at) => new(at, Solved, Trim, Published, Supply ?? 0, SolvedDemand, Population, MaxAgeCost, MaxAge)
    {
        BacklogError = BacklogError,
        Wanted = (Settings.MaxAge, Settings.MaxAgeShare),
    };

    /// <summary>Whether supply, population or what the deals are now thought to ask for are no longer those for which the price was solved.</summary>
    /// <param name="demand">The deals now.</param>
    /// <param name="supplyPerMinute">Tokens a minute that are there for refreshes.</param>
    public bool NeedsSolving(PricedDemand demand, double supplyPerMinute) =>
        Supply is not { } supply
        || IsOther(supplyPerMinute, supply)
        || IsOther(demand.Deals, Population)
        || IsOther(demand.PerDay(Solved, Bounds), SolvedDemand);

    /// <summary>Solves the price for a population and a supply.</summary>
    /// <param name="demand">What asks for tokens.</param>
    /// <param name="supplyPerMinute">Tokens a minute that are there.</param>
    public PriceStep Solve(PricedDemand demand, double supplyPerMinute)
    {
        supplyPerMinute = Math.Max(LeastSupply, Finite(supplyPerMinute));
        var perDay = supplyPerMinute * MinutesOfDay;
        var cost = demand.TotalCost / Settings.MaxAge.TotalDays / perDay;
        var age = Stretched(cost);
        var bounds = new RefreshBounds(Settings.Shortest, age);
        var solved = Bisect(price => demand.PerDay(price, bounds), perDay);
        var next = this with
        {
            Solved = solved,
            Trim = 0,
            Published = solved,
            Demand = null,
            Supply = supplyPerMinute,
            SolvedDemand = demand.PerDay(solved, bounds),
            Population = demand.Deals,
            MaxAgeCost = cost,
            MaxAge = age,
        };
        return new PriceStep(next, [new PriceEvent.Published(solved, bounds), .. AgeEvents(age, cost)]);
    }

    /// <summary>Takes in a reading, one a <see cref="PriceSettings.Step"/>.</summary>
    public PriceStep Observe(PriceReading reading)
    {
        var supply = Math.Max(LeastSupply, Finite(reading.SupplyPerMinute));
        var now = Finite(reading.TokensDue) / Settings.Step.TotalMinutes;
        var demand = Demand is { } before ? before + ((now - before) * Math.Min(1, Settings.Step / Settings.DemandWindow)) : supply;
        var error = (Finite(reading.Backlog) - (supply * Settings.BacklogMinutes)) / (supply * MinutesOfDay);
        var days = Settings.Step.TotalDays;
        var trim = Trim
            + (days * Settings.OnDemand * Math.Clamp((demand / supply) - 1, -1, 1))
            + (Settings.OnBacklog * (error - BacklogError))
            + (days * Settings.OnLastingBacklog * error);
        var next = this with { Trim = Math.Clamp(trim, -MostTrim, MostTrim), Demand = demand, BacklogError = error };
        return Math.Abs(Math.Log(next.Price / Published)) > Settings.Noticeable
            ? new PriceStep(next with { Published = next.Price }, [new PriceEvent.Published(next.Price, next.Bounds)])
            : new PriceStep(next, []);
    }

    private ImmutableArray<PriceEvent> AgeEvents(TimeSpan age, double cost) => (age > Settings.MaxAge, MaxAge > Settings.MaxAge) switch
    {
        (true, _) when age != MaxAge => [new PriceEvent.AgeStretched(Settings.MaxAge, age, cost)],
        (false, true) => [new PriceEvent.AgeKept(Settings.MaxAge)],
        _ => [],
    };

    private TimeSpan Stretched(double cost)
    {
        if (!(cost > Settings.MaxAgeShare))
            return Settings.MaxAge;
        var days = Settings.MaxAge.TotalDays * cost / Settings.MaxAgeShare;
        return days < LongestAge.TotalDays ? TimeSpan.FromDays(days) : LongestAge;
    }

    private bool IsOther(double now, double before) => !(Math.Abs(now - before) <= Settings.ResolveFrom * before);

    private static double Bisect(Func<double, double> demand, double supply)
    {
        var (low, high) = (Math.Log(Least), Math.Log(Most));
        while (high - low > Precise)
        {
            var middle = (low + high) / 2;
            (low, high) = demand(Math.Exp(middle)) > supply ? (middle, high) : (low, middle);
        }

        return Math.Exp((low + high) / 2);
    }

    private static double Finite(double value) => double.IsFinite(value) ? Math.Max(0, value) : 0;
}
