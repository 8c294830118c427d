using System.Runtime.InteropServices;

namespace Deals.Bench.Freshness;

/// <summary>Looks by fixed intervals, each deal for itself: without a queue, without latency, without lumps of tokens, the best that such a division of the budget
/// can do. Changes are drawn; heavy deals in many histories, so that a few of them do not decide the figure.</summary>
internal static class PlainRun
{
    private const double Histories = 4000;
    private const int MostHistories = 400;

    /// <summary>Runs it.</summary>
    /// <param name="population">The deals.</param>
    /// <param name="intervals">Days between looks.</param>
    /// <param name="atRandom">Whether the looks come at random moments, as often in the mean.</param>
    /// <param name="span">Which days are measured.</param>
    /// <param name="seed">What is drawn.</param>
    /// <returns>Freshness in the histories that were drawn, 0-1, and tokens a day.</returns>
    public static (double Freshness, double Cost) Run(Population population, double[] intervals, bool atRandom, MeasuredSpan span, int seed)
    {
        var random = new Random(seed);
        var meter = new FreshnessMeter(span.End);
        var tokens = 0.0;
        for (var i = 0; i < population.Count; i++)
        {
            meter.Present(population.Weights[i], 0, span.End);
            if (double.IsInfinity(intervals[i]))
                continue;
            var histories = (int)Math.Clamp(Math.Ceiling(Histories * population.Weights[i] / population.TotalWeight), 1, MostHistories);
            var share = population.Weights[i] / histories;
            var at = span.Start - Distance(random, intervals[i], atRandom, first: true);
            while (at < span.End)
            {
                var next = at + Distance(random, intervals[i], atRandom, first: false);
                if (at >= span.Start)
                    tokens += population.Costs[i];
                for (var h = 0; h < histories; h++)
                    meter.Draw(share, at, Math.Min(next, at + Exponential(random, population.Rates[i])));
                at = next;
            }
        }

        return (meter.Drawn(span.Start, span.End), tokens / (span.End - span.Start));
    }

    /// <summary>A time until the next change.</summary>
    public static double Exponential(Random random, double rate) => -Math.Log(1 - random.NextDouble()) / rate;

    private static double Distance(Random random, double interval, bool atRandom, bool first) => atRandom ? Exponential(random, 1 / interval)
        : first ? interval * random.NextDouble() : interval;
}

/// <summary>The days that are measured, after those of warming up.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">The first no longer.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MeasuredSpan(int Start, int End);
