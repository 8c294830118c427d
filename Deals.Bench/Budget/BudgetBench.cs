using System.Globalization;
using Deals.Actors.Budget;
using Deals.Bench.Reporting;

namespace Deals.Bench.Budget;

/// <summary>Days of a bucket under backlog in every lane, ours beside three others on the same bucket.</summary>
internal static class BudgetBench
{
    private const double MostOfPriorityQueue = 20;
    private static readonly int[] Rates = [1, 5, 20, 25, 60, 250, 500];
    private static readonly int[] Steps = [1, 10];
    private static readonly TimeSpan Third = TimeSpan.FromHours(8);

    /// <summary>The days.</summary>
    public static IEnumerable<DayPlan> Plans(int seed)
    {
        foreach (var rate in Rates)
            yield return new DayPlan(Text($"{rate} a minute"), rate, seed);
        yield return Changing("5 -> 25 -> 5 a minute", 5, 25, 5, seed);
        yield return Changing("20 -> 40 -> 10 a minute", 20, 40, 10, seed);
        foreach (var rate in Rates)
        {
            foreach (var step in Steps)
                yield return new DayPlan(Text($"{rate} a minute, half of it drained by {step}"), rate, seed) { Foreign = new ForeignUser(rate / 2.0, step) };
        }
    }

    /// <summary>Runs it.</summary>
    public static async Task<BenchReport> RunAsync(BudgetOptions options, TextWriter progress, CancellationToken cancellation)
    {
        var rows = new List<BenchRow>(EasyCases.Rows());
        var bars = new List<Bar>();
        AddGrantCost(rows, bars);
        foreach (var plan in Enumerable.Range(options.Seed, options.Days).SelectMany(Plans))
        {
            var name = options.Days > 1 ? Text($"{plan.Name}, seed {plan.Seed}") : plan.Name;
            DealsRouter? router = null;
            var ours = BudgetDay.Run(plan, now => router = new DealsRouter(Work(plan), plan.Rate, now), cancellation);
            rows.Add(OursRow.Of(name, plan, ours, router!));
            OursRow.AddBars(name, plan, ours, router!, bars);
            await progress.WriteLineAsync(Text($"{name}: ours refused {ours.Bucket.Refused}, used {DayFigures.Utilisation(plan, ours):0.00000}, lost {ours.Bucket.LostAtCap}"));
            foreach (var other in Others(plan))
            {
                IContestant? contestant = null;
                var day = BudgetDay.Run(plan, now => contestant = other(now), cancellation);
                rows.Add(new BenchRow($"{name}: {contestant!.Name}", DayFigures.Of(plan, day)));
                (contestant as IDisposable)?.Dispose();
            }
        }

        return new BenchReport("budget", Machine.This(), rows, bars, ["Every day starts with a bucket half full and ends when everything in flight is answered."]) { AllRows = true };
    }

    private static Func<DateTimeOffset, IContestant>[] Others(DayPlan plan) =>
    [
        _ => new WaitAndRetry(new LanesInTurn(Work(plan)), plan.Rate),
        now => new NominalLimiter(new LanesInTurn(Work(plan)), plan.Rate, plan.FirstBalance, now),
        now => new ThresholdAndRecharge(new LanesInTurn(Work(plan)), plan.Rate, plan.FirstBalance, now),
    ];

    private static void AddGrantCost(List<BenchRow> rows, List<Bar> bars)
    {
        var cost = GrantCost.Measure();
        rows.Add(new BenchRow(Text($"a grant decision with {GrantCost.Queued} requests in the queue"),
        [
            new("nanoseconds to choose the request and its tokens", Math.Round(cost.Choice)),
            new("nanoseconds to take it out of its lane", Math.Round(cost.Removal)),
            new("nanoseconds to queue another", Math.Round(cost.Enqueue)),
            new("nanoseconds of PriorityQueue, enqueue and dequeue", Math.Round(cost.PriorityQueue)),
            new("bytes of a waiting request", Math.Round(cost.BytesEach)),
        ]));
        bars.Add(Bar.AtMost("a grant decision, in enqueues and dequeues of PriorityQueue", cost.Ratio, MostOfPriorityQueue));
    }

    private static DayPlan Changing(string name, int first, int second, int third, int seed) =>
        new(name, first, seed) { Changes = [new RateChange(Third, second), new RateChange(2 * Third, third)] };

    private static Backlog Work(DayPlan plan) => new(new Random(plan.Seed));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
