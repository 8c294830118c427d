using System.Collections.Immutable;

namespace Deals.Actors.Budget;

/// <summary>What pays: the plan's refill less what others take of it.</summary>
/// <param name="RefillRate">Tokens a minute.</param>
/// <param name="FlowReduction">Tokens a minute that product trackings take.</param>
/// <param name="ForeignDrain">Tokens a minute that somebody else takes with the same key.</param>
public sealed record TokenSupply(int RefillRate, decimal FlowReduction, double ForeignDrain)
{
    private const int MinutesADay = 1440;

    /// <summary>What is left for us, tokens a day of domain time; never below zero.</summary>
    public double ADay => Math.Max(0, RefillRate - (double)FlowReduction - ForeignDrain) * MinutesADay;
}

/// <summary>A feed that is read in full again and again.</summary>
/// <param name="Name">The feed.</param>
/// <param name="Tokens">What a full pass costs.</param>
/// <param name="Every">How often there is one.</param>
public sealed record FeedDemand(string Name, int Tokens, TimeSpan Every);

/// <summary>Deals that are looked at again and again.</summary>
/// <param name="Deals">How many.</param>
/// <param name="Every">How often the policy wants each looked at.</param>
/// <param name="TokensEach">What a look costs.</param>
public sealed record LookDemand(long Deals, TimeSpan Every, double TokensEach)
{
    /// <summary>Tokens a day.</summary>
    public double ADay => Deals * TokensEach / Every.TotalDays;
}

/// <summary>Everything that is bought again and again.</summary>
/// <param name="Feeds">Full passes.</param>
/// <param name="HeadsADay">Passes for the newest deals, tokens a day.</param>
/// <param name="BackfillADay">The slow walk, tokens a day.</param>
/// <param name="Looks">Looks at known deals.</param>
public sealed record TokenDemand(ImmutableArray<FeedDemand> Feeds, double HeadsADay, double BackfillADay, LookDemand Looks)
{
    /// <summary>What finding deals costs, tokens a day.</summary>
    public double FindingADay => Feeds.Sum(f => f.Tokens / f.Every.TotalDays) + HeadsADay + BackfillADay;

    /// <summary>All of it, tokens a day.</summary>
    public double ADay => FindingADay + Looks.ADay;
}

/// <summary>What a demand comes to on a supply. Tokens are a day of domain time.</summary>
/// <param name="Finding">For feeds and the slow walk.</param>
/// <param name="Looks">What the policy's looks would cost.</param>
/// <param name="Total">Both.</param>
/// <param name="Share">Of the supply; above 1 is more than there is. Absent where there is no supply.</param>
/// <param name="Spare">What nothing needs.</param>
/// <param name="ReachableEvery">How often each deal can be looked at: the policy's wish where that is affordable; absent where it is never.</param>
public sealed record DemandPrice(double Finding, double Looks, double Total, double? Share, double Spare, TimeSpan? ReachableEvery)
{
    /// <summary>Prices a demand. Looks get what finding leaves.</summary>
    public static DemandPrice Of(TokenDemand demand, TokenSupply supply)
    {
        var left = supply.ADay - demand.FindingADay;
        var looks = demand.Looks;
        TimeSpan? reachable = looks.ADay <= left ? looks.Every
            : left <= 0 ? null
            : TimeSpan.FromDays(Math.Min(looks.Deals * looks.TokensEach / left, TimeSpan.MaxValue.TotalDays / 2));
        return new DemandPrice(
            demand.FindingADay, looks.ADay, demand.ADay, supply.ADay > 0 ? demand.ADay / supply.ADay : null, Math.Max(0, left - looks.ADay), reachable);
    }

    /// <summary>Whether the policy's wish is affordable.</summary>
    public bool IsAffordable(TokenDemand demand) => ReachableEvery == demand.Looks.Every;
}

/// <summary>What a change of the plan costs, before it is made. Pure: values in, values out.</summary>
/// <param name="Supply">What there is, tokens a day.</param>
/// <param name="Now">The present plan.</param>
/// <param name="Then">The plan with the change.</param>
/// <param name="OnceTokens">What is bought once because of it.</param>
/// <param name="OnceFastest">How long that takes if looks at known deals wait; absent where it never ends.</param>
/// <param name="OnceBeside">How long it takes beside everything else; absent where nothing is left for it.</param>
/// <param name="Slower">What slows down.</param>
public sealed record TokenPlan(
    double Supply, DemandPrice Now, DemandPrice Then, long OnceTokens, TimeSpan? OnceFastest, TimeSpan? OnceBeside, ImmutableArray<Slowdown> Slower)
{
    // Less than this is rounding, and nobody would notice.
    private const double Noticeable = 1.01;

    /// <summary>Prices a change.</summary>
    /// <param name="supply">What there is.</param>
    /// <param name="now">What is bought now.</param>
    /// <param name="then">What is bought with the change.</param>
    /// <param name="onceTokens">What is bought once because of it.</param>
    public static TokenPlan Price(TokenSupply supply, TokenDemand now, TokenDemand then, long onceTokens)
    {
        var (before, after) = (DemandPrice.Of(now, supply), DemandPrice.Of(then, supply));
        var fastest = Lasts(onceTokens, supply.ADay - then.FindingADay);
        var beside = Lasts(onceTokens, after.Spare);
        var slower = now.Feeds
            .Join(then.Feeds, f => f.Name, f => f.Name, (a, b) => new Slowdown(SlowdownKind.Feed, a.Name, a.Every, b.Every))
            .Append(new Slowdown(SlowdownKind.Looks, null, before.ReachableEvery, after.ReachableEvery))
            .Where(s => IsSlower(s.Before, s.After));
        if (onceTokens > 0 && (beside is null || beside > fastest * Noticeable))
            slower = slower.Append(new Slowdown(SlowdownKind.LooksMeanwhile, null, TimeSpan.Zero, fastest));
        return new TokenPlan(supply.ADay, before, after, onceTokens, fastest, beside, [.. slower]);
    }

    private static bool IsSlower(TimeSpan? before, TimeSpan? after) => before is { } b && (after is null || after > b * Noticeable);

    private static TimeSpan? Lasts(long tokens, double tokensADay) =>
        tokens == 0 ? TimeSpan.Zero : tokensADay > 0 ? TimeSpan.FromDays(Math.Min(tokens / tokensADay, TimeSpan.MaxValue.TotalDays / 2)) : null;
}

/// <summary>What kind of work slows down.</summary>
public enum SlowdownKind
{
    /// <summary>Full passes of a feed come less often.</summary>
    Feed,

    /// <summary>Known deals are looked at less often.</summary>
    Looks,

    /// <summary>Looks at known deals wait while something is bought once.</summary>
    LooksMeanwhile,
}

/// <summary>Something that slows down.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Feed">The feed, where it is one.</param>
/// <param name="Before">How often it was, or for how long it waited.</param>
/// <param name="After">The same with the change; absent for never, or without end.</param>
public sealed record Slowdown(SlowdownKind Kind, string? Feed, TimeSpan? Before, TimeSpan? After);
