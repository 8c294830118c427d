using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Tests.Enrichment;

/// <summary>Products as Keepa sends them, made to measure.</summary>
internal static class Products
{
    /// <summary>When Keepa looked at each of them: 15 May 2026.</summary>
    public const int AsOf = 8_082_720;

    public const int Hour = 60;
    public const int Day = 1440;

    private const int Types = 36;

    /// <summary>A product with nothing but a title, in the United States.</summary>
    public static JsonObject Empty(AmazonDomain? domain = null) => new()
    {
        ["asin"] = "B000000001",
        ["domainId"] = (domain ?? AmazonDomain.Us).Number,
        ["title"] = "A product",
        ["productType"] = 0,
        ["lastUpdate"] = AsOf,
        ["csv"] = new JsonArray([.. Enumerable.Repeat<JsonNode?>(null, Types)]),
        ["stats"] = new JsonObject { ["current"] = None(), ["avg180"] = None(), ["avg365"] = None() },
    };

    /// <summary>The same with a series.</summary>
    public static JsonObject With(this JsonObject product, int type, params IEnumerable<int> flat)
    {
        product["csv"]![type] = new JsonArray([.. flat.Select(n => (JsonNode?)JsonValue.Create(n))]);
        return product;
    }

    /// <summary>The same with one of Keepa's statistics.</summary>
    public static JsonObject Stat(this JsonObject product, string field, int type, long value)
    {
        product["stats"]![field]![type] = value;
        return product;
    }

    /// <summary>The same with Keepa's fees.</summary>
    public static JsonObject Fees(this JsonObject product, long? pickAndPack, decimal? referral, long? closing = null)
    {
        product["fbaFees"] = pickAndPack is { } fee ? new JsonObject { ["lastUpdate"] = AsOf - Day, ["pickAndPackFee"] = fee } : null;
        product["referralFeePercentage"] = referral;
        product["variableClosingFee"] = closing;
        return product;
    }

    /// <summary>The same with a live offer, beside those it has.</summary>
    public static JsonObject Offer(this JsonObject product, OfferCondition condition, int price, int shipping, bool isFba = false, bool isLive = true, bool isScam = false)
    {
        product["offers"] ??= new JsonArray();
        product["liveOffersOrder"] ??= new JsonArray();
        product["offersSuccessful"] = true;
        var offers = product["offers"]!.AsArray();
        if (isLive)
            product["liveOffersOrder"]!.AsArray().Add(offers.Count);
        offers.Add(new JsonObject
        {
            ["offerId"] = offers.Count,
            ["sellerId"] = "A66REUIM3OMP6",
            ["lastSeen"] = AsOf - Hour,
            ["condition"] = (int)condition,
            ["isFBA"] = isFba,
            ["isScam"] = isScam,
            ["offerCSV"] = new JsonArray(AsOf - Day, price, shipping),
        });
        return product;
    }

    /// <summary>Sales of used items, one for each of the times and prices: an offer goes, and the rank gets better an hour later.</summary>
    public static JsonObject Sold(this JsonObject product, params IEnumerable<(int At, int Price)> sales)
    {
        var (counts, prices, ranks) = (new List<int>(), new List<int>(), new List<int>());
        foreach (var (at, price) in sales.OrderBy(s => s.At))
        {
            counts.AddRange([at - Hour, 5, at, 4]);
            prices.AddRange([at - Hour, price]);
            ranks.AddRange([at - Hour, 100_000, at + Hour, 50_000, at + (2 * Hour), 120_000]);
        }

        return product.With(12, counts).With(2, prices).With(3, ranks);
    }

    public static ProductRecord Decoded(JsonNode product) =>
        ProductDecoder.Decode(AmazonDomain.FromNumber(product["domainId"]!.GetValue<int>()), Encoding.UTF8.GetBytes(product.ToJsonString()), out var reason)
        ?? throw new InvalidOperationException(reason);

    public static ProductAnalysis Analysed(JsonNode product, PriceType? type = null, AnalysisSettings? settings = null) =>
        ProductAnalysis.TryOf(Decoded(product), type ?? PriceType.Used, settings ?? AnalysisSettings.Default, out var reason) ?? throw new InvalidOperationException($"{reason}");

    /// <summary>Products with offers that come and go, ranks, prices and statistics, dense enough that windows overlap and months have sales.</summary>
    public static Gen<JsonObject> Any { get; } =
        from counts in Gen.OneOf(Series(Gen.Int[-1, 6], 5, 150, 24_000), Series(Gen.Int[-1, 6], 100, 300, 7_000), Series(Gen.Int[-1, 6], 100, 300, 7_000))
        from prices in Series(Gen.OneOf(Gen.Int[1000, 1012], Gen.Int[-1, -1], Gen.Int[1, 20_000]), 1, 120, 25_000)
        from ranks in Series(Gen.OneOf(Gen.Int[-1, 1], Gen.Int[1, 30], Gen.Int[1, 30]), 0, 500, 6_000)
        from price in Gen.OneOf(Gen.Int[1000, 1012], Gen.Int[-1, 3000])
        from amazon in Gen.Int[-1, 3000].Array[3]
        from fees in Gen.Int[-1, 900].Array[3]
        from offers in Gen.Select(Gen.Int[0, 2], Gen.Int[-1, 500], Gen.Bool, Gen.Int[0, 6]).Array[0, 3]
        select JsonNode.Parse(Put(counts, prices, ranks, price, amazon, fees, offers).ToJsonString())!.AsObject();

    private static JsonObject Put(int[] counts, int[] prices, int[] ranks, int price, int[] amazon, int[] fees, (int Under, int Shipping, bool IsFba, int Condition)[] offers)
    {
        var product = Empty()
            .With(12, counts).With(2, prices).With(3, ranks)
            .Stat("current", 2, price).Stat("current", 0, amazon[0]).Stat("avg180", 0, amazon[1]).Stat("avg365", 0, amazon[2])
            .Fees(fees[0] > 100 ? fees[0] : null, fees[1] > 100 ? decimal.Round(fees[1] / 37m, 2) : null, fees[2] > 300 ? fees[2] : null);
        foreach (var (under, shipping, isFba, condition) in offers)
            product.Offer((OfferCondition)condition, Math.Max(1, price - under), shipping, isFba);
        return product;
    }

    // Ends at the look or beyond it, and goes back by random steps.
    private static Gen<int[]> Series(Gen<int> value, int least, int most, int longestStep) =>
        Gen.Select(Gen.Int[1, longestStep], value).Array[least, most].Select(steps =>
        {
            var at = AsOf + (longestStep / 2);
            var points = new List<(int At, int Value)>();
            foreach (var (step, next) in steps)
                points.Add((at -= step, next));
            points.Reverse();
            return points.SelectMany(p => new[] { p.At, p.Value }).ToArray();
        });

    private static JsonArray None() => new([.. Enumerable.Repeat(-1, Types).Select(n => (JsonNode?)JsonValue.Create(n))]);
}
