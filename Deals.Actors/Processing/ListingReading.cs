using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Processing;

/// <summary>Reads from a product's histories what a row of the deal feed would say, so that a deal that no feed shows any more has a price, a rank and an
/// average of the same meaning and age. Pure.</summary>
public static class ListingReading
{
    private const int LeastPercent = -1000;
    private const int MostPercent = 99;

    // Keepa's "day" is an average of 48 hours (recorded).
    private static readonly ImmutableArray<TimeSpan> Windows = [TimeSpan.FromDays(2), TimeSpan.FromDays(7), TimeSpan.FromDays(31), TimeSpan.FromDays(90)];

    /// <summary>The listing; absent where the record has no history, for then nothing can be said.</summary>
    public static ListingFacts? Of(ProductRecord record)
    {
        if (record.Histories.IsEmpty || record.LastUpdate is not { } asOf)
            return null;
        return new ListingFacts
        {
            Title = record.Title,
            Image = record.Images.FirstOrDefault(),
            RootCategory = record.RootCategory,
            Categories = record.Categories,
            ParentAsin = record.ParentAsin,
            CreatedAt = record.LastPriceChange,
            Types = [.. record.Histories.Select(h => TypeOf(h, asOf)).OfType<TypeFacts>()],
            Drops = record.Stats?.Drops ?? new RankDrops(null, null, null, null),
        };
    }

    /// <summary>Keepa's percentages below the averages of a type for another value. Three types are compared with other prices than their own, of which none is known here.</summary>
    internal static PerRange PercentsBelow(TypeFacts facts, long? current) => facts.Type == PriceType.LightningDeal || facts.Type == PriceType.Warehouse || facts.Type == PriceType.PrimeExclusive
        ? PerRange.None
        : Ranged(Enum.GetValues<DateRange>().Select(range => Percent(facts.Averages[range], current)));

    private static TypeFacts? TypeOf(PriceHistory history, DateTimeOffset asOf)
    {
        // The end of a lightning deal is known before it comes.
        var points = history.Points.Where(p => p.At <= asOf).Select(p => new Point(p.At, p.Value + (history.Type.WithShipping ? p.Shipping ?? 0 : 0))).ToList();
        if (points.Count == 0)
            return null;
        var last = points[^1];
        var averages = Ranged(Windows.Select(window => Average(points, asOf - window, asOf)));
        return new TypeFacts(
            history.Type,
            last.Value,
            last.At,
            points.Count > 1 ? points[^2].Value : null,
            averages,
            Ranged(Enum.GetValues<DateRange>().Select(range => Percent(averages[range], last.Value))));
    }

    /// <summary>The mean weighted by time, cut to a whole number as Keepa cuts it; time without an offer does not count.</summary>
    private static long? Average(List<Point> points, DateTimeOffset from, DateTimeOffset to)
    {
        decimal sum = 0;
        decimal minutes = 0;
        for (var i = points.Count - 1; i >= 0; i--)
        {
            var end = i + 1 < points.Count ? points[i + 1].At : to;
            var start = points[i].At > from ? points[i].At : from;
            if (end <= from)
                break;
            if (points[i].Value is not { } value)
                continue;
            var weight = (decimal)(end - start).TotalMinutes;
            sum += value * weight;
            minutes += weight;
        }

        return minutes > 0 ? (long)(sum / minutes) : null;
    }

    /// <summary>Keepa's percentage below the average: rounded half up, clamped.</summary>
    private static long? Percent(long? average, long? current) => average is > 0 and var a && current is { } c
        ? Math.Clamp((long)Math.Floor(((a - c) * 100m / a) + 0.5m), LeastPercent, MostPercent)
        : null;

    // A row's price of a type with shipping includes it, as Keepa's statistics do (recorded).
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Point(DateTimeOffset At, long? Value);

    private static PerRange Ranged(IEnumerable<long?> values)
    {
        var four = values.ToArray();
        return new PerRange(four[0], four[1], four[2], four[3]);
    }
}
