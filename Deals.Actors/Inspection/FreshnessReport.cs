using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Scheduling;

namespace Deals.Actors.Inspection;

/// <summary>How fresh the deals are, what the budget can keep so, and who is next: <c>GET /api/freshness</c>. Ages are seconds of domain time.</summary>
public sealed record FreshnessReport(
    DateTimeOffset AsOf,
    string Policy,
    long Count,
    long Pending,
    FreshnessGroups Groups,
    long Due,
    long Late,
    double OverMaxAgeShare,
    DateTimeOffset? OldestDue,
    CadenceItem? Cadence,
    PriceItem? Price,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<NextInLine> NextInLine,
    WakerItem? Waker,
    BreakerItem? Breaker)
{
    /// <summary>Puts the report together; whoever did not answer is absent.</summary>
    public static FreshnessReport Of(FreshnessCounts facts, PlanningBasis basis, BudgetStatus? budget, WakerStatus? waker, BreakerStatus? breaker, PriceStatus? price, DateTimeOffset now)
    {
        var cadence = CadenceItem.Of(facts.Living, basis, budget);
        var warnings = new List<string>();
        var item = price is null ? null : PriceItem.From(price);
        if ((item?.Now is null ? cadence.Warning : item.Warning) is { } slow)
            warnings.Add(slow);
        if (budget?.Alarm is { } alarm)
            warnings.Add(alarm);
        if (breaker is { IsOpen: true })
            warnings.Add($"{breaker.HeldBack} deals look gone and are not retired, for more than {RetirementQuota.PercentADay} % of all would be within a day.");
        return new FreshnessReport(
            now,
            basis.Refresh.Name,
            facts.Living,
            facts.Pending,
            new FreshnessGroups(AgeItem.From(facts.Listing), AgeItem.From(facts.Product), AgeItem.From(facts.Seller), AgeItem.From(facts.Analysis)),
            facts.Due,
            facts.Late,
            facts.Living == 0 ? 0 : Math.Round(facts.OverAge / (double)facts.Living, 4),
            facts.OldestDue,
            cadence,
            item,
            warnings,
            [.. facts.Next.Select(row => Inspection.NextInLine.From(row, budget, now))],
            waker is null ? null : new WakerItem(waker.Claims, waker.Woken, waker.Pulled, waker.Waiting),
            breaker is null ? null : new BreakerItem(breaker.Allowed, breaker.Used, breaker.HeldBack));
    }
}

/// <summary>The ages of each group of facts.</summary>
public sealed record FreshnessGroups(AgeItem Listing, AgeItem Product, AgeItem Seller, AgeItem Analysis);

/// <summary>A spread of ages in seconds.</summary>
public sealed record AgeItem(long Count, long? MedianSeconds, long? P95Seconds, long? OldestSeconds)
{
    internal static AgeItem From(AgeSpread ages) => new(ages.Count, Seconds(ages.Median), Seconds(ages.NinetyFifth), Seconds(ages.Oldest));

    // Keepa's clock may run a little ahead of ours.
    private static long? Seconds(TimeSpan? age) => age is { } a ? Math.Max(0, (long)a.TotalSeconds) : null;
}

/// <summary>A deal that is next.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Title">Its title.</param>
/// <param name="Lane">Its lane.</param>
/// <param name="Due">From when on it may be bought.</param>
/// <param name="SoftDeadline">What orders it.</param>
/// <param name="Reason">Why it is looked at.</param>
/// <param name="WaitsFor">What it waits for now.</param>
public sealed record NextInLine(string Id, string? Title, string Lane, DateTimeOffset Due, DateTimeOffset SoftDeadline, string Reason, string WaitsFor)
{
    internal static NextInLine From(DueRow row, BudgetStatus? budget, DateTimeOffset now)
    {
        var lane = budget?.Lanes.FirstOrDefault(l => l.Lane == row.Next.Lane);
        var waitsFor = (row.Next.Due > now, lane, budget?.WaitingFor) switch
        {
            (true, _, _) => "Its time has not come.",
            (_, { Paused: true }, _) => $"The lane {LaneItem.LaneName(row.Next.Lane)} is paused.",
            (_, _, { } reason) => reason,
            _ => "Its turn will come.",
        };
        return new NextInLine(row.Id.ToString(), row.Title, LaneItem.LaneName(row.Next.Lane), row.Next.Due, row.Next.SoftDeadline, NextItem.InWords(row.Next.Reason), waitsFor);
    }
}

/// <summary>How the waker stands.</summary>
public sealed record WakerItem(int Claims, long Woken, long Pulled, string? Waiting);

/// <summary>How the breaker of retirements stands.</summary>
public sealed record BreakerItem(long Allowed, long Used, int HeldBack);
