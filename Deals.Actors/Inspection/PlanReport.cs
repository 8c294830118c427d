using System.Globalization;
using Deals.Actors.Budget;

namespace Deals.Actors.Inspection;

/// <summary>What a change would cost, as the API and <c>--json</c> write it. Tokens are a day of domain time unless they say otherwise.</summary>
/// <param name="AsOf">When the router said how things stand.</param>
/// <param name="Stale">Whether it is away and this is the last that is known.</param>
/// <param name="Change">What was priced.</param>
/// <param name="Supply">What there is.</param>
/// <param name="Now">The present plan.</param>
/// <param name="Then">The plan with the change.</param>
/// <param name="Once">What is bought once because of it.</param>
/// <param name="SlowsDown">What slows down, each in one sentence.</param>
/// <param name="Warnings">What is not affordable, each in one sentence.</param>
/// <param name="Assumptions">What the figures rest on.</param>
/// <param name="Tracking">For how many deals Keepa's push would be the better buy; absent while there is no price.</param>
public sealed record PlanReport(
    DateTimeOffset AsOf,
    bool Stale,
    PlanChangeItem Change,
    PlanSupply Supply,
    PlanDemand Now,
    PlanDemand Then,
    PlanOnce Once,
    IReadOnlyList<string> SlowsDown,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Assumptions,
    PlanTracking? Tracking)
{
    private const string OfTracking = "a tracking pushes every change, and is as fresh as its interval; it is added by you and not by this program, for one token each; tracked deals are looked at at their price all the same, so that it saves nothing by itself; with many tracked the price would be another";

    /// <summary>Puts it together.</summary>
    public static PlanReport From(DateTimeOffset asOf, bool stale, PlannedChange change, TokenSupply supply, TokenDemand now, TokenDemand then, TokenPlan plan, long answers, PlanTracking? tracking) => new(
        asOf,
        stale,
        new PlanChangeItem(change.MaxAge?.TotalHours, change.NewFeed is { } feed ? $"{feed.Domain}/{feed.Pages}" : null, change.ReEnrich?.ToString().ToLowerInvariant()),
        new PlanSupply(supply.RefillRate, supply.FlowReduction, Math.Round(supply.ForeignDrain, 2), Whole(plan.Supply)),
        PlanDemand.From(now, plan.Now),
        PlanDemand.From(then, plan.Then),
        new PlanOnce(plan.OnceTokens, Hours(plan.OnceFastest), Hours(plan.OnceBeside)),
        [.. plan.Slower.Select(InWords)],
        [.. Warn(then, plan)],
        [
            $"a look costs {Number(then.Looks.TokensEach)} tokens, with the buy box, as looks at known deals do in the long run; {(answers == 0 ? "no answer has said so yet" : $"so say {PlainText.Number(answers)} answers")}",
            "a full pass of a feed has all the pages that Keepa gives of a query, and one of a new feed has those that were named",
            "what people ask for, retries and sellers come on top",
            .. tracking is null ? [] : (string[])[OfTracking],
        ],
        tracking);

    private static IEnumerable<string> Warn(TokenDemand then, TokenPlan plan)
    {
        if (plan.Supply == 0)
            yield return "Others take all that is refilled: nothing is left to plan with.";
        else if (plan.Then.ReachableEvery is null)
            yield return "Finding deals takes all that there is: known deals are never looked at.";
        else if (!plan.Then.IsAffordable(then))
            yield return $"A look at every deal each {PlainText.Span(then.Looks.Every)} costs {Tokens(plan.Then.Looks)} tokens a day, and {Tokens(plan.Supply - plan.Then.Finding)} are left for looks: "
                + $"they pay for one each {PlainText.Span(plan.Then.ReachableEvery)}. Every deal gets that much older.";
        if (plan.OnceTokens > 0 && plan.OnceFastest is null)
            yield return "What is to be bought once never ends: finding deals takes all that there is.";
    }

    private static string InWords(Slowdown slower) => slower.Kind switch
    {
        SlowdownKind.Feed => $"Full passes of the feed {slower.Feed}: each {PlainText.Span(slower.After)} instead of each {PlainText.Span(slower.Before)}.",
        SlowdownKind.Looks => $"Looks at known deals: {(slower.After is null ? "never" : $"each {PlainText.Span(slower.After)}")} instead of each {PlainText.Span(slower.Before)}.",
        _ => $"Looks at known deals wait up to {(slower.After is null ? "for ever" : PlainText.Span(slower.After))} meanwhile.",
    };

    /// <summary>The report for people.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"supply      {Tokens(Supply.TokensADay)} tokens a day: {Supply.RefillRate.ToString(CultureInfo.InvariantCulture)} a minute, less {Number((double)Supply.FlowReduction)} for trackings and {Number(Supply.ForeignDrain)} by others";
        yield return $"now         {Line(Now)}";
        yield return $"then        {Line(Then)}";
        yield return $"once        {(Once.Tokens == 0 ? "nothing" : $"{PlainText.Number(Once.Tokens)} tokens: {Span(Once.HoursAtLeast)} at least, {(Once.HoursBeside is null ? "and nothing is left for it beside the rest" : $"{Span(Once.HoursBeside)} beside everything else")}")}";
        yield return $"tracking    {Tracking?.InWords() ?? "no price is known with which Keepa's push could be compared"}";
        foreach (var slower in SlowsDown)
            yield return $"slows down  {slower}";
        foreach (var warning in Warnings)
            yield return $"WARNING     {warning}";
        foreach (var assumption in Assumptions)
            yield return $"assumed     {assumption}";
    }

    private static string Line(PlanDemand demand) =>
        $"{Tokens(demand.TotalTokens)} a day ({PlainText.Percent((decimal?)demand.Share)}): finding {Tokens(demand.FindingTokens)}, looks {Tokens(demand.LookTokens)} "
        + $"({PlainText.Number(demand.Deals)} deals each {Span(demand.WantedHours)}); spare {Tokens(demand.SpareTokens)}; reachable each {Span(demand.ReachableHours)}";

    private static string Span(double? hours) => hours is { } h ? PlainText.Span(TimeSpan.FromHours(h)) : "never";

    private static string Tokens(double tokens) => PlainText.Number(Whole(tokens));

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    internal static long Whole(double tokens) => (long)Math.Round(tokens, MidpointRounding.AwayFromZero);

    internal static double? Hours(TimeSpan? span) => span is { } s ? Math.Round(s.TotalHours, 2) : null;
}

/// <summary>What was priced; absent parts stay as they are.</summary>
public sealed record PlanChangeItem(double? MaxAgeHours, string? Feed, string? ReEnrich);

/// <summary>What there is.</summary>
public sealed record PlanSupply(int RefillRate, decimal FlowReduction, double ForeignDrain, long TokensADay);

/// <summary>What a plan needs a day, and what it reaches.</summary>
public sealed record PlanDemand(long FindingTokens, long LookTokens, long TotalTokens, long SpareTokens, double? Share, long Deals, double WantedHours, double? ReachableHours)
{
    internal static PlanDemand From(TokenDemand demand, DemandPrice price) => new(
        PlanReport.Whole(price.Finding),
        PlanReport.Whole(price.Looks),
        PlanReport.Whole(price.Total),
        PlanReport.Whole(price.Spare),
        price.Share is { } share ? Math.Round(share, 4) : null,
        demand.Looks.Deals,
        Math.Round(demand.Looks.Every.TotalHours, 2),
        PlanReport.Hours(price.ReachableEvery));
}

/// <summary>What is bought once.</summary>
/// <param name="Tokens">What it costs.</param>
/// <param name="HoursAtLeast">How long it takes if looks at known deals wait; absent where it never ends.</param>
/// <param name="HoursBeside">How long it takes beside everything else; absent where nothing is left for it.</param>
public sealed record PlanOnce(long Tokens, double? HoursAtLeast, double? HoursBeside);
