using System.Runtime.InteropServices;

namespace Deals.Actors.Freshness;

/// <summary>What is known of a deal that makes its freshness matter. What is absent is neutral.</summary>
public sealed record ImportanceFacts
{
    /// <summary>Profit of one unit, minor units; may be negative.</summary>
    public long? Profit { get; init; }

    /// <summary>How often its sales rank fell in 30 days: roughly units sold.</summary>
    public int? RankDrops { get; init; }

    /// <summary>Its sales rank, 1 and more; asked only where the drops are absent.</summary>
    public int? Rank { get; init; }

    /// <summary>How far it is trusted, 0-1.</summary>
    public double? Trust { get; init; }

    /// <summary>Whether a person watches it.</summary>
    public bool IsWatched { get; init; }

    /// <summary>How long ago it was found.</summary>
    public TimeSpan? FoundAgo { get; init; }
}

/// <summary>What counts how much. Every value is a matter of taste; the defaults are a reseller's.</summary>
public sealed record ImportanceSettings
{
    /// <summary>The profit of a neutral deal, minor units, above 0.</summary>
    public double NeutralProfit { get; init; } = 500;

    /// <summary>The rank drops in 30 days of a neutral deal, above 0.</summary>
    public double NeutralDrops { get; init; } = 10;

    /// <summary>The sales rank of a neutral deal, above 0.</summary>
    public double NeutralRank { get; init; } = 50_000;

    /// <summary>What a watched deal counts more than another, 1 and more.</summary>
    public double Watched { get; init; } = 8;

    /// <summary>What a deal counts that was found just now, 1 and more.</summary>
    public double New { get; init; } = 2;

    /// <summary>In which a new deal loses most of that, above 0, domain time.</summary>
    public TimeSpan NewFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message names it.</exception>
    public void Validate()
    {
        Check(NeutralProfit > 0, nameof(NeutralProfit), NeutralProfit, "more than 0");
        Check(NeutralDrops > 0, nameof(NeutralDrops), NeutralDrops, "more than 0");
        Check(NeutralRank > 0, nameof(NeutralRank), NeutralRank, "more than 0");
        Check(Watched >= 1, nameof(Watched), Watched, "1 or more");
        Check(New >= 1, nameof(New), New, "1 or more");
        Check(NewFor > TimeSpan.Zero, nameof(NewFor), NewFor, "more than 0");
    }

    private static void Check(bool holds, string name, object value, string expected)
    {
        if (!holds)
            throw new ArgumentException($"{name} is {value}: {expected} was expected.", name);
    }
}

/// <summary>How much a deal's freshness counts: the product of its parts, within <see cref="Least"/> and <see cref="Most"/>. An ordinary deal has 1, and a
/// deal of 2 is looked at as if there were two of it.</summary>
/// <param name="Profit">0.25 to 4: in proportion to the profit.</param>
/// <param name="Velocity">0.25 to 3: with the square root of the rank drops, or the cube root of the rank.</param>
/// <param name="Trust">0.25 to 1.75: in proportion to the trust, 1 at half.</param>
/// <param name="Watched">1, or what watching counts.</param>
/// <param name="New">1, and more just after it was found.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Importance(double Profit, double Velocity, double Trust, double Watched, double New)
{
    /// <summary>The least weight.</summary>
    public const double Least = 0.05;

    /// <summary>The highest weight.</summary>
    public const double Most = 20;

    private const double LeastPart = 0.25;
    private const double MostProfit = 4;
    private const double MostVelocity = 3;
    private const double TrustSlope = 1.5;

    /// <summary>A deal of which nothing is known.</summary>
    public static readonly Importance Neutral = new(1, 1, 1, 1, 1);

    /// <summary>The weight.</summary>
    public double Weight => Math.Clamp(Profit * Velocity * Trust * Watched * New, Least, Most);

    /// <summary>The weight as people are shown it, 0-1, on a logarithmic scale: an ordinary deal has 0.5.</summary>
    public double Normalised => Math.Log(Weight / Least) / Math.Log(Most / Least);

    /// <summary>The weight as a priority: 1 (weight 5 and more), 2 (2), 3 (0.5: the ordinary deal), 4 (0.2), 5 (less).</summary>
    public int Priority => Weight switch
    {
        >= 5 => 1,
        >= 2 => 2,
        >= 0.5 => 3,
        >= 0.2 => 4,
        _ => 5,
    };

    /// <summary>The importance of what is known.</summary>
    public static Importance Of(ImportanceFacts facts, ImportanceSettings settings) => new(
        facts.Profit is { } profit ? Part(profit / settings.NeutralProfit, MostProfit) : 1,
        VelocityOf(facts, settings),
        facts.Trust is { } trust && double.IsFinite(trust) ? LeastPart + (TrustSlope * Math.Clamp(trust, 0, 1)) : 1,
        facts.IsWatched ? settings.Watched : 1,
        facts.FoundAgo is { } ago ? 1 + ((settings.New - 1) * Math.Exp(-Math.Max(0, ago / settings.NewFor))) : 1);

    private static double VelocityOf(ImportanceFacts facts, ImportanceSettings settings) => facts switch
    {
        { RankDrops: { } drops } => Part(Math.Sqrt(Math.Max(0, drops) / settings.NeutralDrops), MostVelocity),
        { Rank: > 0 and var rank } => Part(Math.Cbrt(settings.NeutralRank / rank), MostVelocity),
        _ => 1,
    };

    private static double Part(double ratio, double most) => Math.Clamp(ratio, LeastPart, most);
}
