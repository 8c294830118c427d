using System.Collections.Immutable;

namespace Deals.Actors.Budget;

/// <summary>How the refill is shared between lanes that have work, in whole percent.</summary>
public sealed record LaneShares
{
    private const int Whole = 100;
    private readonly ImmutableArray<int> _floors;

    /// <summary>Makes the shares.</summary>
    /// <param name="floors">The least share of each lane in the lanes' order, 1-100 percent, together at most 100; what is left is shared
    /// equally.</param>
    /// <exception cref="ArgumentException">There is not one floor a lane, one is out of range, or they are more than 100
    /// together.</exception>
    public LaneShares(ImmutableArray<int> floors)
    {
        if (floors.Length != LaneOrder.All.Length || floors.Any(static f => f is < 1 or > Whole) || floors.Sum() > Whole)
        {
            throw new ArgumentException(
                $"The floors [{string.Join(", ", floors)}] do not fit: {LaneOrder.All.Length} whole percentages of 1 to {Whole}, "
                + $"together at most {Whole}, were expected.",
                nameof(floors));
        }

        _floors = floors;
    }

    /// <summary>5, 15, 15, 15 and 5 %; the other 45 % are shared.</summary>
    public static LaneShares Default { get; } = new([5, 15, 15, 15, 5]);

    /// <summary>The share that a lane gets at least while it has work, 0-1.</summary>
    public double Floor(Lane lane) => _floors[(int)lane] / (double)Whole;

    /// <summary>The weight of a lane among those that have work: its floor and its part of what no floor claims, in percent times the
    /// number of lanes.</summary>
    public int Weight(Lane lane) => (_floors[(int)lane] * _floors.Length) + Whole - _floors.Sum();
}
