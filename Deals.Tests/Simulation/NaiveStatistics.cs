using System.Text.Json.Nodes;

namespace Deals.Tests.Simulation;

/// <summary>Keepa's statistics, read minute by minute from a product's histories without any care for speed: what others are held against.</summary>
internal static class NaiveStatistics
{
    private const long MinutesADay = 1440;

    /// <summary>The points of a type; where it has shipping, that is added.</summary>
    public static List<(long At, long Value)> Points(JsonNode product, int type)
    {
        if (product["csv"]![type] is not JsonArray flat)
            return [];
        var width = type is 7 or (>= 18 and <= 29) or 32 ? 3 : 2;
        Assert.Equal(0, flat.Count % width);
        var numbers = flat.Select(n => n!.GetValue<long>()).ToList();
        return [.. Enumerable.Range(0, numbers.Count / width).Select(i => (numbers[i * width], numbers[(i * width) + 1] + (width == 3 ? Math.Max(0, numbers[(i * width) + 2]) : 0)))];
    }

    /// <summary>The mean weighted by time, truncated; -1 without an offer.</summary>
    public static long Average(JsonNode product, int type, int days)
    {
        var held = Held(product, type, days).Where(h => h.Value >= 0).ToList();
        return held.Count == 0 ? -1 : (long)(held.Sum(h => (decimal)h.Value * h.Minutes) / held.Sum(h => h.Minutes));
    }

    /// <summary>Per cent of the time without an offer, rounded up; what was before the first point counts.</summary>
    public static long OutOfStock(JsonNode product, int type, int days)
    {
        var there = Held(product, type, days).Where(h => h.Value >= 0).Sum(h => h.Minutes);
        return (long)Math.Ceiling(100m * ((days * MinutesADay) - there) / (days * MinutesADay));
    }

    /// <summary>Falls of the rank by more than a hundredth, from one point to the next.</summary>
    public static long RankDrops(JsonNode product, int days)
    {
        var from = product["lastUpdate"]!.GetValue<long>() - (days * MinutesADay);
        var points = Points(product, 3);
        return points.Count == 0 ? -1 : points.Zip(points.Skip(1), (before, after) => after.At > from && after.Value > 0 && after.Value < before.Value * 0.99m).Count(fell => fell);
    }

    private static IEnumerable<(long Minutes, long Value)> Held(JsonNode product, int type, int days)
    {
        var points = Points(product, type);
        var to = product["lastUpdate"]!.GetValue<long>();
        var from = to - (days * MinutesADay);
        for (var i = 0; i < points.Count; i++)
        {
            var minutes = Math.Min(to, i + 1 < points.Count ? points[i + 1].At : to) - Math.Max(from, points[i].At);
            if (minutes > 0)
                yield return (minutes, points[i].Value);
        }
    }
}
