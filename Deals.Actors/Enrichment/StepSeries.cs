using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>One step of a series.</summary>
/// <param name="At">Since when, Keepa minutes.</param>
/// <param name="Value">The value from then on; absent for none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Step(int At, long? Value);

/// <summary>A history as a function of time: each value is in force until the next step, and none before the first. Ends at the time of the look. Times are Keepa minutes; windows are without their start and
/// with their end.</summary>
internal sealed class StepSeries
{
    private StepSeries(ImmutableArray<Step> steps, int end) => (Steps, End) = (steps, end);

    /// <summary>The steps, of different times in their order.</summary>
    public ImmutableArray<Step> Steps { get; }

    /// <summary>When the history was looked at.</summary>
    public int End { get; }

    /// <summary>Whether there was ever a value.</summary>
    public bool HasValues => Steps.Any(static s => s.Value is not null);

    /// <summary>Reads a history. For a type with shipping the value is the price and its known shipping, as in Keepa's statistics (recorded).</summary>
    /// <param name="history">The history; without one there is no step.</param>
    /// <param name="end">When it was looked at: what it tells of later is left out.</param>
    /// <returns>The series; absent where two points of one minute contradict each other.</returns>
    public static StepSeries? TryOf(PriceHistory? history, int end)
    {
        var steps = ImmutableArray.CreateBuilder<Step>(history?.Points.Length ?? 0);
        foreach (var point in Ordered(history?.Points ?? []))
        {
            var step = new Step(point.Minutes, point.Value + (history!.Type.WithShipping ? point.Shipping ?? 0 : 0));
            if (step.At > end)
                break;
            if (steps.Count > 0 && steps[^1].At == step.At)
            {
                if (steps[^1] != step)
                    return null;
                continue;
            }

            steps.Add(step);
        }

        return new StepSeries(steps.DrainToImmutable(), end);
    }

    /// <summary>The step in force at a time, if any.</summary>
    public Step? At(int time) => UpTo(time) is > 0 and var count ? Steps[count - 1] : null;

    /// <summary>The steps within a window.</summary>
    public ReadOnlySpan<Step> Within(int from, int to) => Steps.AsSpan()[UpTo(from)..UpTo(to)];

    /// <summary>How many steps are in force at some time of a window.</summary>
    public int Count(int from, int to) => UpTo(to) - Math.Max(0, UpTo(from) - 1);

    /// <summary>The part of a window since the first step, 0 to 1.</summary>
    public decimal Watched(int from, int to) => Steps.IsEmpty ? 0 : Math.Max(0, to - Math.Max(from, Steps[0].At)) / (decimal)(to - from);

    /// <summary>The part of a window with a value, 0 to 1.</summary>
    public decimal Present(int from, int to) => Held(from, to).Where(static h => h.Value is not null).Sum(static h => (decimal)h.Minutes) / (to - from);

    /// <summary>The mean of a window weighted by time, exact; time without a value does not count.</summary>
    public decimal? Mean(int from, int to) => Weighted(from, to, static value => value);

    /// <summary>The mean distance of the values of a window from their mean, weighted by time.</summary>
    public decimal? MeanDistance(int from, int to) => Mean(from, to) is { } mean ? Weighted(from, to, value => Math.Abs(value - mean)) : null;

    /// <summary>The same series with 0 where there is no value after the first step.</summary>
    public StepSeries NoneIsZero() => new([.. Steps.Select(static s => s with { Value = s.Value ?? 0 })], End);

    private decimal? Weighted(int from, int to, Func<long, decimal> of)
    {
        decimal sum = 0;
        decimal minutes = 0;
        foreach (var (held, value) in Held(from, to))
        {
            if (value is not { } present)
                continue;
            sum += of(present) * held;
            minutes += held;
        }

        return minutes > 0 ? sum / minutes : null;
    }

    // How long each value was in force within a window.
    private IEnumerable<(int Minutes, long? Value)> Held(int from, int to)
    {
        for (var i = Math.Max(0, UpTo(from) - 1); i < Steps.Length && Steps[i].At < to; i++)
        {
            var end = i + 1 < Steps.Length ? Math.Min(to, Steps[i + 1].At) : to;
            if (end > from)
                yield return (end - Math.Max(from, Steps[i].At), Steps[i].Value);
        }
    }

    // How many steps begin at or before a time.
    private int UpTo(int time)
    {
        var (low, high) = (0, Steps.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Steps[middle].At <= time)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    // A record may be made otherwise than by the decoder, which puts them in order.
    private static IEnumerable<HistoryPoint> Ordered(ImmutableArray<HistoryPoint> points)
    {
        for (var i = 1; i < points.Length; i++)
        {
            if (points[i].Minutes < points[i - 1].Minutes)
                return points.OrderBy(static p => p.Minutes);
        }

        return points;
    }
}
