using Deals.Actors.Serialization;

namespace Deals.Actors.Freshness;

/// <summary>A price was told to everybody, with what a later life has to know to go on from it.</summary>
/// <param name="At">When, domain time.</param>
/// <param name="Solved">The price that was solved.</param>
/// <param name="Trim">The logarithm of what the price differs from it.</param>
/// <param name="Published">The price that was told.</param>
/// <param name="Supply">The supply for which it was solved, tokens a minute.</param>
/// <param name="SolvedDemand">What deals asked for at the solved price, tokens a day.</param>
/// <param name="Population">The deals for which it was solved.</param>
/// <param name="MaxAgeCost">What keeping the wanted maximum age costs, as a part of the supply.</param>
/// <param name="MaxAge">The maximum age that is kept.</param>
public sealed record PriceMemory(DateTimeOffset At, double Solved, double Trim, double Published, double Supply, double SolvedDemand, long Population, double MaxAgeCost, TimeSpan MaxAge) : IDealsWire
{
    /// <summary>The backlog less what is aimed at, in days of supply.</summary>
    public double BacklogError { get; init; }

    /// <summary>The maximum age that was wanted, and the share of the supply that it might cost: with others, the price is another.</summary>
    public (TimeSpan MaxAge, double Share) Wanted { get; init; }

    /// <summary>What finding deals and persons were seen to use, tokens a minute.</summary>
    public double UsedByOthers { get; init; }

    /// <summary>What first looks were seen to use, tokens a minute.</summary>
    public double UsedByFirstLooks { get; init; }
}

/// <summary>The prices that were told lately, oldest first: the snapshot of who finds them.</summary>
/// <param name="Told">At least one.</param>
public sealed record ToldPrices(System.Collections.Immutable.ImmutableArray<PriceMemory> Told) : IDealsWire
{
    /// <inheritdoc />
    public bool Equals(ToldPrices? other) => other is not null && Told.SequenceEqual(other.Told);

    /// <inheritdoc />
    public override int GetHashCode() => Told.Length;
}
