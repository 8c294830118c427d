using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Catalogue;

/// <summary>Figures of many products, as search insights and categories have them. Sellers are no part of this world, and stay out.</summary>
internal sealed class Insights
{
    private const int Amazon = 0;
    private const int SalesRank = 3;
    private const int NewFba = 10;
    private const int CountNew = 11;
    private const int CountUsed = 12;
    private const int Rating = 16;
    private const int Reviews = 17;
    private const int BuyBox = 18;
    private const int Samples = 5;
    private const int TopBrands = 3;
    private const double MinutesADay = 1440;
    private readonly IReadOnlyList<Seen> _seen;

    private Insights(IReadOnlyList<Seen> seen) => _seen = seen;

    /// <summary>The figures of products at a minute.</summary>
    public static Insights Of(IEnumerable<Product> products, double now) => new([.. products.AsParallel().AsOrdered().Select(p => new Seen(p, p.LookedAt(now)))]);

    /// <summary>A type's average over days, by a few of Keepa's looks and not by every change; -1 without an offer at any of them.</summary>
    public static double Average(Product product, int type, double now, int days, int samples)
    {
        var values = Enumerable.Range(0, samples)
            .Select(i => product.Seen(type, product.LookedAt(now - (i * days * MinutesADay / samples))).Value)
            .Where(v => v > 0)
            .ToList();
        return values.Count == 0 ? -1 : values.Average();
    }

    /// <summary>Writes the fields into the object that is open.</summary>
    public void Write(Utf8JsonWriter json)
    {
        var ranks = Values(SalesRank);
        json.WriteNumber("highestRank", ranks.DefaultIfEmpty(-1).Max());
        json.WriteNumber("lowestRank", ranks.DefaultIfEmpty(-1).Min());
        json.WriteNumber("avgBuyBox", Mean(Values(BuyBox)));
        json.WriteNumber("avgBuyBox90", Mean(Over(BuyBox, 90)));
        json.WriteNumber("avgBuyBox365", Mean(Over(BuyBox, 365)));
        json.WriteNumber("avgBuyBoxDeviation", Mean([.. Compared(BuyBox, 30).Select(c => Math.Abs(c.Now - c.Before))]));
        json.WriteNumber("avgReviewCount", Mean(Values(Reviews)));
        json.WriteNumber("avgRating", Mean(Values(Rating)));
        json.WriteNumber("isFBAPercent", Share(NewFba));
        json.WriteNumber("soldByAmazonPercent", Share(Amazon));
        json.WriteNumber("hasCouponPercent", 0);
        json.WriteNumber("avgOfferCountNew", Tenth(Values(CountNew)));
        json.WriteNumber("avgOfferCountUsed", Tenth(Values(CountUsed)));
        json.WriteNumber("brandCount", _seen.Select(s => s.Product.Brand).Distinct(StringComparer.Ordinal).Count());
        foreach (var (name, type) in new[] { ("BuyBox", BuyBox), ("Amazon", Amazon) })
        {
            json.WriteNumber($"avgDeltaPercent30{name}", Change(type, 30));
            json.WriteNumber($"avgDeltaPercent90{name}", Change(type, 90));
        }

        json.WriteStartArray("topBrands");
        foreach (var brand in _seen.CountBy(s => s.Product.Brand).OrderByDescending(b => b.Value).ThenBy(b => b.Key, StringComparer.Ordinal).Take(TopBrands))
            json.WriteStringValue(brand.Key);
        json.WriteEndArray();
    }

    private List<double> Values(int type) => [.. _seen.Select(s => s.Now(type)).Where(v => v > 0)];

    private List<double> Over(int type, int days) => [.. _seen.Select(s => s.Mean(type, days)).Where(v => v > 0)];

    private static long Mean(List<double> values) => values.Count == 0 ? -1 : (long)Math.Round(values.Average());

    private static double Tenth(List<double> values) => values.Count == 0 ? -1 : Math.Round(values.Average(), 1);

    private double Share(int type) => _seen.Count == 0 ? -1 : Math.Round(Values(type).Count * 100.0 / _seen.Count, 1);

    // Positive means cheaper than on average.
    private double Change(int type, int days)
    {
        var changes = Compared(type, days).Select(c => (c.Before - c.Now) * 100 / c.Before).ToList();
        return changes.Count == 0 ? 0 : Math.Round(changes.Average(), 1);
    }

    private IEnumerable<(double Now, double Before)> Compared(int type, int days) =>
        _seen.Select(s => (Now: s.Now(type), Before: s.Mean(type, days))).Where(c => c.Now > 0 && c.Before > 0);

    private sealed record Seen(Product Product, long Look)
    {
        public double Now(int type) => Product.Seen(type, Look).Value;

        public double Mean(int type, int days) => Average(Product, type, Look, days, Samples);
    }
}
