using System.Buffers;
using System.Text.Json;

namespace Deals.Bench.Enrichment;

/// <summary>Writes a product's JSON as Keepa does, of a look with statistics and offers.</summary>
internal static class KeepaBody
{
    private const int Types = 36;
    private const int Amazon = 0;
    private const int Used = 2;
    private const int Rank = 3;
    private const int UsedCount = 12;
    private const int UsedGood = 4;
    private const int MinutesOfDay = 1440;
    private const int SinceHours = 6 * 60;
    private static readonly int[] Windows = [30, 90, 180, 365];

    /// <summary>The JSON in UTF-8.</summary>
    public static byte[] Of(ProductPlan plan, ProductLife life)
    {
        var written = new ArrayBufferWriter<byte>(1 << 17);
        using (var json = new Utf8JsonWriter(written))
        {
            json.WriteStartObject();
            json.WriteString("asin", plan.Asin.Value);
            json.WriteNumber("domainId", 1);
            json.WriteString("title", $"A product of the bench's world, {plan.Asin}");
            json.WriteNumber("productType", 0);
            json.WriteNumber("trackingSince", plan.Since);
            json.WriteNumber("lastUpdate", plan.AsOf);
            Fees(json, plan);
            json.WriteStartArray("csv");
            for (var type = 0; type < Types; type++)
                Series(json, SeriesOf(life, type));
            json.WriteEndArray();
            Stats(json, plan, life);
            Offer(json, plan);
            json.WriteEndObject();
        }

        return written.WrittenSpan.ToArray();
    }

    private static SeenSeries? SeriesOf(ProductLife life, int type) => type switch
    {
        Amazon => life.Amazon,
        Used => life.Prices,
        Rank => life.Ranks,
        UsedCount => life.Counts,
        _ => null,
    };

    private static void Fees(Utf8JsonWriter json, ProductPlan plan)
    {
        if (!plan.AreFeesTold)
        {
            json.WriteNull("fbaFees");
            return;
        }

        json.WriteStartObject("fbaFees");
        json.WriteNumber("lastUpdate", plan.Since);
        json.WriteNumber("pickAndPackFee", plan.Fees.PickAndPack);
        json.WriteEndObject();
        json.WriteNumber("referralFeePercentage", plan.Fees.ReferralPercent);
        if (plan.Fees.Closing > 0)
            json.WriteNumber("variableClosingFee", plan.Fees.Closing);
    }

    private static void Series(Utf8JsonWriter json, SeenSeries? series)
    {
        if (series is null || series.Points.IsEmpty)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var (at, value) in series.Points)
        {
            json.WriteNumberValue(at);
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static void Stats(Utf8JsonWriter json, ProductPlan plan, ProductLife life)
    {
        json.WriteStartObject("stats");
        Row(json, "current", type => SeriesOf(life, type)?.Current ?? -1);
        foreach (var days in Windows)
            Row(json, $"avg{days}", type => SeriesOf(life, type)?.Mean(plan.AsOf - (days * MinutesOfDay), plan.AsOf) ?? -1);
        json.WriteNumber("lastOffersUpdate", plan.AsOf);
        json.WriteEndObject();
    }

    private static void Row(Utf8JsonWriter json, string name, Func<int, long> value)
    {
        json.WriteStartArray(name);
        for (var type = 0; type < Types; type++)
            json.WriteNumberValue(value(type));
        json.WriteEndArray();
    }

    private static void Offer(Utf8JsonWriter json, ProductPlan plan)
    {
        json.WriteBoolean("offersSuccessful", true);
        json.WriteStartArray("offers");
        json.WriteStartObject();
        json.WriteNumber("offerId", 1);
        json.WriteString("sellerId", "A66REUIM3OMP6");
        json.WriteNumber("lastSeen", plan.AsOf);
        json.WriteNumber("condition", UsedGood);
        json.WriteBoolean("isFBA", plan.Shipping == 0);
        json.WriteBoolean("isScam", false);
        json.WriteStartArray("offerCSV");
        foreach (var number in new[] { plan.AsOf - SinceHours, plan.DealPrice, plan.IsShippingTold ? plan.Shipping : -1 })
            json.WriteNumberValue(number);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("liveOffersOrder");
        json.WriteNumberValue(0);
        json.WriteEndArray();
    }
}
