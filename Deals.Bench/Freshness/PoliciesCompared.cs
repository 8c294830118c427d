using System.Globalization;
using Deals.Actors.Freshness;
using Deals.Bench.Reporting;

namespace Deals.Bench.Freshness;

/// <summary>Every policy on the same populations, products only.</summary>
internal sealed class PoliciesCompared(FreshnessOptions options, TextWriter progress)
{
    private const double MostOff = 0.5;
    private static readonly HashSet<string> Easy = ["BASE", "SLOW", "FLAT", "45k"];
    private readonly Dictionary<string, List<double>> _figures = [];

    /// <summary>Runs one population, all seeds.</summary>
    public async Task RunAsync(PopulationPlan plan, List<BenchRow> rows, List<Bar> bars, CancellationToken cancellation)
    {
        _figures.Clear();
        foreach (var seed in Enumerable.Range(options.Seed, options.Seeds))
        {
            var population = plan.Draw(seed);
            var bounded = Bounded.Of(population, plan.Rate);
            Note("optimum with the same maximum age: percent fresh", 100 * bounded.Optimum);
            Note("optimum without maximum age: percent fresh", 100 * bounded.Intervals.Freshness(bounded.Intervals.Optimal(double.PositiveInfinity)));
            Note("optimum without maximum age and hour: percent fresh", 100 * Bounded.WithoutShortest(population, bounded.PerDay));
            Note("maximum age: its cost, percent of the supply", 100 * bounded.MaxAgeCost);
            Note("maximum age: kept, days", bounded.MaxAge);
            Note("deals that the optimum drops, percent", 100 * Intervals.Dropped(bounded.Intervals.Optimal(double.PositiveInfinity)));
            Note("demand by bins against exact, percent off", 100 * BinsOff(population, bounded));
            if (!plan.Bursts)
                Others(population, bounded, seed);
            foreach (var knowledge in Enum.GetValues<RateKnowledge>())
                Ours(population, bounded, knowledge, seed, cancellation);
            await progress.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{plan.Name}, seed {seed}: learned {_figures[Name(RateKnowledge.Counted, "percent of the optimum")][^1]:0.00} % of the optimum {bounded.Optimum:0.0000}"));
        }

        rows.Add(new BenchRow($"{plan.Name}: mean of {options.Seeds}", [.. _figures.Select(static f => KeyValuePair.Create<string, object?>(f.Key, Math.Round(f.Value.Average(), 4)))]));
        AddBars(plan, bars);
    }

    private void Others(Population population, Bounded bounded, int seed)
    {
        var by = bounded.Intervals;
        (string Name, double[] Division, bool AtRandom)[] others =
        [
            ("MaxAge: older than 7 d, else idle", by.Every(Bounded.Wanted), false),
            ("FIFO over the whole budget", by.InTurn(), false),
            ("Tiered: 24 h, 3 d, 7 d by importance", by.Tiered(), false),
            ("Tiered, scaled to the whole budget", by.TieredScaled(), false),
            ("proportional to the rate", by.Proportional(), false),
            ("Azar, at random moments", by.Azar(), true),
            ("Azar, periodic", by.Azar(), false),
            ("LambdaCrawl, periodic", by.LambdaCrawl(), false),
            ("clairvoyant optimum, periodic", by.Optimal(bounded.MaxAge), false),
        ];
        foreach (var (name, division, atRandom) in others)
        {
            var closed = atRandom ? by.FreshnessAtRandom(division) : by.Freshness(division);
            var (freshness, cost) = PlainRun.Run(population, division, atRandom, options.Span, seed);
            Note($"{name}: percent fresh, simulated", 100 * freshness);
            Note($"{name}: percent fresh, closed form", 100 * closed);
            Note($"{name}: percent of the optimum", 100 * closed / bounded.Optimum);
            Note($"{name}: percent of the supply", 100 * cost / bounded.PerDay);
        }
    }

    private void Ours(Population population, Bounded bounded, RateKnowledge knowledge, int seed, CancellationToken cancellation)
    {
        var span = options.Span;
        var run = PricedRun.Run(new PricedPlan(population, span.End, seed) { Knowledge = knowledge }, cancellation);
        Note(Name(knowledge, "percent fresh, expected of its looks"), 100 * run.Meter.Expected(span.Start, span.End));
        Note(Name(knowledge, "percent fresh, simulated"), 100 * run.Meter.Drawn(span.Start, span.End));
        Note(Name(knowledge, "percent of the optimum"), 100 * run.Meter.Expected(span.Start, span.End) / bounded.Optimum);
        Note(Name(knowledge, "percent of the optimum in the first week"), 100 * run.Meter.Expected(0, span.Start) / bounded.Optimum);
        Note(Name(knowledge, "tokens lost at the cap"), run.Bucket.LostAtCap);
        Note(Name(knowledge, "looks at what was older than the maximum"), run.TooOld);
        Note(Name(knowledge, "oldest, percent of the maximum age"), 100 * run.OldestOfMaxAge);
        Note(Name(knowledge, "prices told a day"), run.Broadcasts / (double)span.End);
        Note(Name(knowledge, "looks pulled, percent"), 100.0 * run.Looks.Pulled / run.Looks.All);
    }

    private void AddBars(PopulationPlan plan, List<Bar> bars)
    {
        double Mean(string name) => _figures[name].Average();
        if (plan.Bursts)
        {
            var share = 100 * Mean(Name(RateKnowledge.Counted, "percent fresh, simulated")) / Mean(Name(RateKnowledge.Known, "percent fresh, simulated"));
            bars.Add(AtLeast($"rates learned against rates known, percent, {plan.Name}", share, 95));
        }
        else
        {
            bars.Add(AtLeast($"rates learned, percent of the optimum, {plan.Name}", Mean(Name(RateKnowledge.Counted, "percent of the optimum")), Easy.Contains(plan.Name) ? 98 : 95));
            var off = _figures.Keys.Where(static k => k.EndsWith("closed form", StringComparison.Ordinal))
                .Max(k => Math.Abs(Mean(k) - Mean(k.Replace("closed form", "simulated", StringComparison.Ordinal))));
            bars.Add(new Bar($"alternatives off their closed form, points, {plan.Name}", Math.Round(off, 3), "<= 0.5", off <= MostOff));
        }

        if (plan.Name == "BASE")
        {
            bars.Add(AtLeast("rates known, percent of the optimum, BASE", Mean(Name(RateKnowledge.Known, "percent of the optimum")), 99.5));
            var times = Mean(Name(RateKnowledge.Counted, "percent fresh, expected of its looks")) / Mean("MaxAge: older than 7 d, else idle: percent fresh, closed form");
            bars.Add(AtLeast("rates learned, times the freshness of MaxAge, BASE", times, 2.5));
        }

        if (Mean("maximum age: its cost, percent of the supply") <= 50)
            bars.Add(Bar.None($"looks at what was older than the maximum age, {plan.Name}", (long)All("looks at what was older than the maximum")));
        bars.Add(Bar.None($"tokens lost at the cap, {plan.Name}", (long)All("tokens lost at the cap")));
        bars.Add(new Bar($"demand by bins against exact, percent off, {plan.Name}", Math.Round(Mean("demand by bins against exact, percent off"), 4), "<= 0.5", Mean("demand by bins against exact, percent off") <= MostOff));

        double All(string figure) => Enum.GetValues<RateKnowledge>().Sum(k => _figures[Name(k, figure)].Sum());
    }

    // The tokens asked for at the price which the bins find, deal by deal.
    private static double BinsOff(Population population, Bounded bounded)
    {
        var bins = new WorthBins();
        var deals = Enumerable.Range(0, population.Count).Select(i => new RefreshWorth(population.Weights[i], population.Rates[i], population.Costs[i])).ToList();
        deals.ForEach(bins.Add);
        var controller = PriceController.New(new PriceSettings()).Solve(PricedDemand.Of(bins), bounded.PerDay / TimeSpan.FromDays(1).TotalMinutes).Next;
        return Math.Abs((deals.Sum(d => d.Cost / d.IntervalDays(controller.Price, controller.Bounds)) / bounded.PerDay) - 1);
    }

    private void Note(string name, double value)
    {
        if (!_figures.TryGetValue(name, out var values))
            _figures[name] = values = [];
        values.Add(value);
    }

    private static string Name(RateKnowledge knowledge, string figure) => (knowledge switch
    {
        RateKnowledge.Known => "ours, rates known: ",
        RateKnowledge.Counted => "ours, rates learned from histories: ",
        _ => "ours, rates learned from changed-or-not alone: ",
    }) + figure;

    private static Bar AtLeast(string name, double value, double least) => Bar.AtLeast(name, Math.Round(value, 3), least);
}
