using Deals.Actors.Freshness;
using Deals.Actors.Scouting;

namespace Deals.Bench.Freshness;

/// <summary>How the change rates become known.</summary>
internal enum RateKnowledge
{
    /// <summary>They are told.</summary>
    Known,

    /// <summary>Keepa's history of a product tells every change: of some weeks at the first look, and at each look of the time since the one before.</summary>
    Counted,

    /// <summary>Only whether it changed since the look before, and nothing at the first.</summary>
    Bit,
}

/// <summary>How slices of the feed are read.</summary>
internal enum Sweeping
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>At the distance that costs a fixed share of the supply.</summary>
    Fixed,

    /// <summary>When a page's rows together are worth its price.</summary>
    Priced,
}

/// <summary>A run of the production policy.</summary>
/// <param name="Population">The deals.</param>
/// <param name="Days">Its length.</param>
/// <param name="Seed">What happens in it.</param>
internal sealed record PricedPlan(Population Population, int Days, int Seed)
{
    /// <summary>How rates become known.</summary>
    public RateKnowledge Knowledge { get; init; } = RateKnowledge.Counted;

    /// <summary>The controller's settings.</summary>
    public PriceSettings Price { get; init; } = new();

    /// <summary>Days of history that the first look brings.</summary>
    public double HistoryDays { get; init; } = 60;

    /// <summary>In which what was seen loses half of its weight, days.</summary>
    public double HalfLifeDays { get; init; } = 90;

    /// <summary>Other plan rates, tokens a minute, from a day on.</summary>
    public IReadOnlyList<(double Day, int Rate)> Rates { get; init; } = [];

    /// <summary>When those deals come that are not there from the start; absent where all are.</summary>
    public (double Day, bool[] IsLate)? Arrival { get; init; }

    /// <summary>How the feed is read.</summary>
    public Sweeping Sweeping { get; init; }

    /// <summary>The share of the supply that sweeps cost, if fixed.</summary>
    public double SweepShare { get; init; }

    /// <summary>The shortest distance of two readings of a slice.</summary>
    public TimeSpan ShortestSweep { get; init; } = new SweepPolicy().Interval;

    /// <summary>The simulator's world and feed, from which the deals come, absent at the start; absent where the population has a world of its own.</summary>
    public SimulatedFeed? Feed { get; init; }

    /// <summary>Whether a deal is due as soon as a row of the feed shows another price, as production has it.</summary>
    public bool LooksWhereRowsDiffer { get; init; } = true;

    /// <summary>Whether passes of the feed bid for their tokens, as production has it; else they take fixed shares of the refill.</summary>
    public bool SweepsBid { get; init; } = true;

    /// <summary>When the list of a feed is scored, days, ascending.</summary>
    public IReadOnlyList<double> SampleAt { get; init; } = [];

    /// <summary>Tokens in the bucket at the start; absent for those of five minutes.</summary>
    public int? Balance { get; init; }

    /// <summary>How often is looked whether the price is to be solved anew.</summary>
    public TimeSpan SolveEvery { get; init; } = TimeSpan.FromHours(1);
}
