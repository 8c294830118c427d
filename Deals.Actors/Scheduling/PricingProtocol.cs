using System.Collections.Immutable;
using Deals.Actors.Freshness;
using Deals.Actors.Serialization;

namespace Deals.Actors.Scheduling;

/// <summary>Asks who finds the price how it stands; answered by <see cref="PriceStatus"/>.</summary>
public sealed record GetPrice : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly GetPrice Instance = new();
}

/// <summary>A price that was told, and when.</summary>
/// <param name="At">Domain time.</param>
/// <param name="Price">λ.</param>
public sealed record ToldPrice(DateTimeOffset At, double Price);

/// <summary>How the price stands.</summary>
public sealed record PriceStatus : IDealsWire
{
    /// <summary>How many earlier prices are remembered.</summary>
    public const int MostTold = 200;

    /// <summary>When it was said, domain time.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The terms; absent while no price was found.</summary>
    public RefreshTerms? Terms { get; init; }

    /// <summary>The age that no deal is to pass.</summary>
    public required TimeSpan WantedMaxAge { get; init; }

    /// <summary>What keeping it costs, as a part of the supply; absent while no price was found.</summary>
    public double? MaxAgeCost { get; init; }

    /// <summary>Tokens a minute for looking again at what is known.</summary>
    public double? Supply { get; init; }

    /// <summary>Tokens a minute of deals that become due by themselves.</summary>
    public double? Demand { get; init; }

    /// <summary>Active deals that are due.</summary>
    public long Backlog { get; init; }

    /// <summary>Active deals for which the price was found.</summary>
    public long Population { get; init; }

    /// <summary>The weighted part of the time that they are fresh at this price, estimated, 0-1.</summary>
    public double? Freshness { get; init; }

    /// <summary>The deals for which Keepa's push would be the better buy at this price; absent while no price was found.</summary>
    public BetterTracked? Tracking { get; init; }

    /// <summary>Due times that were moved since its start, for another price.</summary>
    public long Replanned { get; init; }

    /// <summary>What it waits for, in one sentence; absent while it works.</summary>
    public string? Waiting { get; init; }

    /// <summary>The prices that were told, oldest first.</summary>
    public ImmutableArray<ToldPrice> Told { get; init; } = [];
}
