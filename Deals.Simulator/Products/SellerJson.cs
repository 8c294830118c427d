using System.Globalization;
using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>Writes a seller as Keepa does: how often praised, by how many, and what is on the shelves.</summary>
internal static class SellerJson
{
    private const int MinutesADay = 1440;
    private const int MostPoints = 36;
    private static readonly int[] Windows = [30, 90, 365];

    public static void Write(Utf8JsonWriter json, Seller seller, long now, IReadOnlyList<(string Asin, long Seen)>? storefront)
    {
        json.WriteStartObject();
        json.WriteString("sellerId", seller.Id);
        json.WriteNumber("domainId", 1);
        json.WriteString("sellerName", seller.Name);
        json.WriteString("businessName", seller.Name + " LLC");
        json.WriteNumber("trackedSince", seller.TrackedSince);
        json.WriteNumber("lastUpdate", now);
        json.WriteNumber("lastRatingUpdate", now - (now % MinutesADay));
        json.WriteBoolean("shipsFromChina", false);
        json.WriteBoolean("hasFBA", seller.Number % 3 != 0);
        Ratings(json, seller, now);
        foreach (var name in new[] { "address", "customerServicesAddress", "competitors", "sellerBrandStatistics", "sellerCategoryStatistics", "recentFeedback" })
            json.WriteNull(name);
        if (storefront is not null)
            Storefront(json, now, storefront);
        json.WriteEndObject();
    }

    private static void Ratings(Utf8JsonWriter json, Seller seller, long now)
    {
        if (seller.IsAmazon)
        {
            json.WriteNull("csv");
            return;
        }

        json.WriteStartArray("csv");
        History(json, seller, now, _ => (long)Math.Round(seller.Positive * 100));
        History(json, seller, now, seller.RatingsAt);
        json.WriteEndArray();
        var counts = Windows.Select(days => seller.RatingsAt(now) - seller.RatingsAt(now - (days * MinutesADay))).Append(seller.RatingsAt(now)).ToList();
        json.WriteNumber("currentRating", (long)Math.Round(seller.Positive * 100));
        json.WriteNumber("currentRatingCount", counts[^1]);
        json.WriteNumber("ratingsLast30Days", counts[0]);
        // Nobody rated: no percentage.
        var positive = counts.ConvertAll(count => count == 0 ? -1 : (long)Math.Round(seller.Positive * 100));
        var neutral = positive.ConvertAll(share => share < 0 ? -1 : (100 - share) / 3);
        Row(json, "ratingCount", counts);
        Row(json, "positiveRating", positive);
        Row(json, "neutralRating", neutral);
        Row(json, "negativeRating", [.. positive.Zip(neutral, (good, even) => good < 0 ? -1 : 100 - good - even)]);
    }

    private static void History(Utf8JsonWriter json, Seller seller, long now, Func<long, long> value)
    {
        json.WriteStartArray();
        var step = Math.Max(MinutesADay, (now - seller.TrackedSince) / MostPoints);
        for (var at = seller.TrackedSince; at < now; at += step)
        {
            json.WriteNumberValue(at);
            json.WriteNumberValue(value(at));
        }

        // The last point is what holds.
        json.WriteNumberValue(now);
        json.WriteNumberValue(value(now));
        json.WriteEndArray();
    }

    private static void Storefront(Utf8JsonWriter json, long now, IReadOnlyList<(string Asin, long Seen)> storefront)
    {
        Row(json, "totalStorefrontAsins", [now, storefront.Count]);
        json.WriteStartArray("asinList");
        foreach (var (asin, _) in storefront)
            json.WriteStringValue(asin);
        json.WriteEndArray();
        Row(json, "asinListLastSeen", [.. storefront.Select(s => s.Seen)]);
    }

    private static void Row(Utf8JsonWriter json, string name, IReadOnlyList<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}

/// <summary>A seller of the world, by its number.</summary>
internal sealed record Seller(Noise Noise, int Number, string Id)
{
    private const double FewShare = 0.1;

    /// <summary>Amazon itself, whom nobody rates.</summary>
    public bool IsAmazon => Number >= Sellers.Count;

    public string Name => (Number - Sellers.Count) switch
    {
        0 => "Amazon.com",
        1 => "Amazon Warehouse",
        _ => Shop,
    };

    private string Shop => $"{ProductText.Brand(Noise, 1_000_000 + Number)} {Number.ToString(CultureInfo.InvariantCulture)} Books & More";

    public long TrackedSince => 2_000_000 + Noise.Below(5_000_000, 9, Number, 1);

    /// <summary>The share of its ratings that praise it.</summary>
    public double Positive => Math.Clamp(0.96 + (0.05 * Noise.Normal(9, Number, 2)), 0.4, 1);

    /// <summary>How often it had been rated at a minute. One in ten has hardly been.</summary>
    public long RatingsAt(long minute)
    {
        var perDay = Noise.Unit(9, Number, 3) < FewShare ? 0.003 : 0.2 * Math.Exp(1.3 * Noise.Normal(9, Number, 4));
        return (long)(Math.Max(0, minute - TrackedSince) / 1440.0 * perDay);
    }
}
