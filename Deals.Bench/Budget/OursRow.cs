using Deals.Actors.Budget;
using Deals.Bench.Reporting;

namespace Deals.Bench.Budget;

/// <summary>What only ours can show, and what it has to.</summary>
internal static class OursRow
{
    private const double LeastUsed = 0.999;
    private const int SlowBelow = 20;
    private const int DebtMinutes = 10;
    private const double MostWrong = 0.1;
    private const double DayMinutes = 1440;
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(15);

    /// <summary>The row.</summary>
    public static BenchRow Of(string name, DayPlan plan, BudgetDay day, DealsRouter router)
    {
        List<KeyValuePair<string, object?>> figures = [.. DayFigures.Of(plan, day), new("largest request served, tokens", day.Service.Largest)];
        foreach (var lane in LaneOrder.All)
            figures.Add(new($"{lane}: oldest wait in the queue, minutes", Math.Round(router.OldestWait(lane, day.OursAtEnd).TotalMinutes, 1)));
        if (plan.Foreign is not null)
        {
            var first = AfterSettling(day);
            figures.Add(new("drain a minute after 15 minutes: somebody else took", Math.Round(first.Truth, 2)));
            figures.Add(new("drain a minute after 15 minutes: estimate", Math.Round(first.Estimate, 2)));
            figures.Add(new("estimate of the drain: mean error over the day from an hour on", Math.Round(LaterError(day), 3)));
            figures.Add(new("lowest balance of each third of the day", string.Join(" ", day.LowestOfThird)));
        }

        return new BenchRow($"{name}: {router.Name}", figures);
    }

    /// <summary>What it has to.</summary>
    public static void AddBars(string name, DayPlan plan, BudgetDay day, DealsRouter router, List<Bar> bars)
    {
        if (plan.Foreign is null)
        {
            bars.Add(Bar.None($"refused (429), {name}", day.Bucket.Refused));
            bars.Add(new Bar($"utilisation, {name}", Math.Round(DayFigures.Utilisation(plan, day), 5), ">= 0.999", DayFigures.Utilisation(plan, day) >= LeastUsed));
        }
        else
        {
            AddDrainBars(name, plan, day, router, bars);
        }

        bars.Add(Bar.None($"tokens lost at the cap, {name}", day.Bucket.LostAtCap));
        var behind = LaneOrder.All.Max(lane => day.Service.WorstShortfall(lane, LaneShares.Default.Floor(lane)));
        bars.Add(Bar.AtMost($"tokens behind the floor in any window, {name}", Math.Round(behind, 1), router.Largest));
        bars.Add(Bar.AtMost($"oldest wait, of what the floors allow, {name}", Math.Round(LaneOrder.All.Max(lane => WaitOfAllowed(lane, plan, day, router)), 3), 1));
    }

    private static void AddDrainBars(string name, DayPlan plan, BudgetDay day, DealsRouter router, List<Bar> bars)
    {
        if (plan.Rate >= SlowBelow)
            bars.Add(Bar.AtMost($"refused (429) an hour, {name}", Math.Round(day.Bucket.Refused / plan.Length.TotalHours, 2), 1));
        else
            bars.Add(Bar.None($"sent between a refusal and the refill that it named, {name}", day.SentInWait));
        bars.Add(Bar.AtMost($"deepest debt, tokens, {name}", -day.Bucket.Lowest, (DebtMinutes * plan.Rate) + router.Largest));
        if (plan.Rate >= SlowBelow && plan.Foreign!.Step == 1)
        {
            var first = AfterSettling(day);
            bars.Add(Bar.AtMost($"error of the drain after 15 minutes, {name}", Math.Round(Math.Abs(first.Estimate - first.Truth) / first.Truth, 3), MostWrong));
        }
    }

    private static (TimeSpan After, double Truth, double Estimate) AfterSettling(BudgetDay day) => day.Drain.First(d => d.After >= Settling);

    private static double LaterError(BudgetDay day) =>
        day.Drain.Where(static d => d.After >= TimeSpan.FromHours(1) && d.Truth > 0).Select(static d => Math.Abs(d.Estimate - d.Truth) / d.Truth).DefaultIfEmpty(0).Average();

    /// <summary>The oldest wait, of the time that the lane's floor of what was spent takes for a full queue and two of the largest requests.</summary>
    private static double WaitOfAllowed(Lane lane, DayPlan plan, BudgetDay day, DealsRouter router)
    {
        var perMinute = LaneShares.Default.Floor(lane) * Math.Min(day.Settled / DayMinutes, plan.Changes.Select(static c => c.Rate).Append(plan.Rate).Min());
        var allowed = (router.LongestQueue(lane) + (2 * router.Largest)) / perMinute;
        return router.OldestWait(lane, day.OursAtEnd).TotalMinutes / allowed;
    }
}
