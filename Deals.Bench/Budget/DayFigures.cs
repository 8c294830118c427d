using Deals.Actors.Budget;

namespace Deals.Bench.Budget;

/// <summary>The figures of a day that every contestant has.</summary>
internal static class DayFigures
{
    private const int Digits = 5;

    /// <summary>What was settled, and what more is in the bucket, of what was refilled.</summary>
    public static double Utilisation(DayPlan plan, BudgetDay day) => (day.Settled + day.Bucket.Balance - plan.FirstBalance) / (double)day.Bucket.Refilled;

    /// <summary>The figures.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Of(DayPlan plan, BudgetDay day)
    {
        var bucket = day.Bucket;
        List<KeyValuePair<string, object?>> figures =
        [
            new("tokens at the start", plan.FirstBalance),
            new("tokens at the end", bucket.Balance),
            new("tokens refilled", bucket.Refilled),
            new("tokens settled", day.Settled),
            new("utilisation", Math.Round(Utilisation(plan, day), Digits)),
            new("tokens lost at the cap", bucket.LostAtCap),
            new("refused (429)", bucket.Refused),
            new("refused again with nothing served between", day.RefusedAgain),
            new("sent between a refusal and the refill that it named", day.SentInWait),
            new("lowest balance", bucket.Lowest),
        ];
        if (plan.Foreign is not null)
            figures.Add(new("tokens that somebody else took", bucket.Foreign));
        if (bucket.LostAtChange > 0)
            figures.Add(new("tokens cut off by a smaller plan", bucket.LostAtChange));
        foreach (var lane in LaneOrder.All)
        {
            var floor = LaneShares.Default.Floor(lane);
            figures.Add(new($"{lane}: share of what was spent", Math.Round(day.Service.ShareOf(lane), Digits)));
            figures.Add(new($"{lane}: most tokens behind its floor in any window", Math.Round(day.Service.WorstShortfall(lane, floor), 1)));
            figures.Add(new($"{lane}: longest minutes without a request", Math.Round(day.Service.LongestWithout(lane, day.Times.Start, day.Times.End).TotalMinutes, 1)));
        }

        return figures;
    }
}
