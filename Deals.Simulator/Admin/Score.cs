using System.Globalization;
using System.Text.Json;
using Deals.Simulator.Protocol;
using Deals.Simulator.World;

namespace Deals.Simulator.Admin;

/// <summary>Lays what somebody believes about prices against what they truly are.</summary>
internal sealed class Score(SimulatedWorld world, TimeProvider clock)
{
    private const int Used = 2;
    private const int LastType = 35;
    private const double MostWeight = 1e9;
    private const double FurthestBackMinutes = 90 * 1440;
    private const string Expected = "[{\"domain\": 1, \"asin\": \"B000000000\", \"value\": 1999, \"seenAt\": \"2026-01-01T00:00:00Z\", \"weight\": 1, \"priceType\": 2}] was expected.";

    /// <summary>The weighted share that is true now, and how long on average the rest has been wrong.</summary>
    /// <exception cref="FormatException">The body is no list of items; the message says what was expected.</exception>
    public object Of(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Array)
            throw new FormatException($"No list was given: {Expected}");
        var items = body.EnumerateArray().Select(Read).ToList();
        var now = KeepaMinutes.Of(clock.GetUtcNow());
        var judged = items.ConvertAll(item => Judge(item, now));
        var weight = items.Sum(i => i.Weight);
        var stale = judged.Where(j => j is { IsKnown: true, IsFresh: false }).Select(j => j.StaleMinutes).ToList();
        return new
        {
            // Of nothing there is no share.
            freshness = weight > 0 ? judged.Where(j => j.IsFresh).Sum(j => j.Item.Weight) / weight : (double?)null,
            count = items.Count,
            meanStaleMinutes = stale.Count > 0 ? stale.Average() : (double?)null,
            unknown = judged.Where(j => !j.IsKnown).Select(j => j.Item.Asin).Distinct(StringComparer.Ordinal),
        };
    }

    private Judgement Judge(Item item, double now)
    {
        if (item.Domain != Asked.OnlyDomain || world.Find(item.Asin) is not { } product)
            return new Judgement(item, IsKnown: false, IsFresh: false, 0);
        var isFresh = IsTrue(item, product.TrueValue(item.PriceType, now).Value);
        return new Judgement(item, IsKnown: true, isFresh, isFresh ? 0 : StaleMinutes(product, item, now));
    }

    /// <summary>Since the end of the last time when the value was true. What never was true is wrong since it was seen, and what was not seen either, for as
    /// long as was looked back.</summary>
    private static double StaleMinutes(Product product, Item item, double now)
    {
        var wrongSince = now;
        var (value, since) = product.TrueValue(item.PriceType, now);
        while (value != -2 && !IsTrue(item, value) && now - since < FurthestBackMinutes)
        {
            wrongSince = since;
            (value, since) = product.TrueValue(item.PriceType, Math.BitDecrement(since));
        }

        if (value != -2 && IsTrue(item, value))
            return now - wrongSince;
        return item.SeenAt is { } seen ? Math.Max(0, now - KeepaMinutes.Of(seen)) : FurthestBackMinutes;
    }

    // No offer and no data are one to a buyer.
    private static bool IsTrue(Item item, long truth) => item.Value is { } value and > 0 ? truth == value : truth < 0;

    private static Item Read(JsonElement item, int place)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw Wrong(place, "is no object");
        if (!item.TryGetProperty("asin", out var asin) || asin.ValueKind != JsonValueKind.String || asin.GetString() is not { Length: > 0 } name)
            throw Wrong(place, "has no asin");
        if (!item.TryGetProperty("value", out var price))
            throw Wrong(place, "has no value (null says that there is no offer)");
        long? value = price.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Number when price.TryGetInt64(out var whole) => whole,
            _ => throw Wrong(place, "has a value that is no whole number"),
        };
        var weight = Number(item, "weight", 1, place);
        return new Item(
            Whole(item, "domain", Asked.OnlyDomain, int.MaxValue, place),
            name,
            value,
            SeenAt(item, place),
            weight is >= 0 and <= MostWeight ? weight : throw Wrong(place, "has a weight out of range"),
            Whole(item, "priceType", Used, LastType, place));
    }

    private static DateTimeOffset? SeenAt(JsonElement item, int place)
    {
        if (!item.TryGetProperty("seenAt", out var seen) || seen.ValueKind == JsonValueKind.Null)
            return null;
        return seen.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(seen.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw Wrong(place, "has a seenAt that is no instant");
    }

    private static int Whole(JsonElement item, string name, int otherwise, int most, int place) =>
        Number(item, name, otherwise, place) is var number && number >= 0 && number <= most && number % 1 == 0 ? (int)number : throw Wrong(place, $"has a {name} that is none");

    private static double Number(JsonElement item, string name, double otherwise, int place)
    {
        if (!item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return otherwise;
        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Wrong(place, $"has a {name} that is no number");
    }

    private static FormatException Wrong(int place, string what) => new($"Item {place} {what}: {Expected}");

    private sealed record Item(int Domain, string Asin, long? Value, DateTimeOffset? SeenAt, double Weight, int PriceType);

    private sealed record Judgement(Item Item, bool IsKnown, bool IsFresh, double StaleMinutes);
}
