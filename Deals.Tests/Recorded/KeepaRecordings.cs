using System.Text.Json.Nodes;
using Deals.Actors.Keepa;

namespace Deals.Tests.Recorded;

public sealed class KeepaRecordings
{
    private static readonly KeepaRequest Page = new KeepaRequest.DealPage(new DealQuery { Domain = AmazonDomain.Us, PriceType = PriceType.Used }, 0);
    private static readonly DateTimeOffset KeepaEpoch = new(2011, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Their deltas refer to another price.
    private static readonly int[] ComparedElsewhere = [8, 9, 33];

    [RecordedFact]
    public void F77_every_recorded_deal_is_read_field_by_field()
    {
        var body = File.ReadAllBytes(Samples.PathOf("deal-1.json"));
        var page = Assert.IsType<KeepaOutcome.DealPage>(AnswerDecoder.Decode(Page, 200, body));
        var rows = JsonNode.Parse(body)!["deals"]!["dr"]!.AsArray();
        Assert.Equal((150, 0), (page.Rows.Length, page.Rejected.Length));
        foreach (var (json, row) in rows.Zip(page.Rows))
            AssertSame(json!, row);
        var envelope = Assert.IsType<TokenEnvelope>(page.Envelope);
        Assert.Equal((295, 5, 5), (envelope.TokensLeft, envelope.RefillRate, envelope.TokensConsumed));
        Assert.Equal(TimeSpan.FromMilliseconds(27_893), envelope.RefillIn);
    }

    [RecordedFact]
    public void Every_recorded_error_and_token_answer_is_what_it_was()
    {
        Assert.Equal("priceTypes", Failed("error-1.json", 400, FailureKind.InvalidRequest).Error.Details);
        Assert.Equal("dateRange", Failed("error-2.json", 400, FailureKind.InvalidRequest).Error.Details);
        Assert.Contains("missing or invalid", Failed("error-3.json", 400, FailureKind.InvalidRequest).Error.Message, StringComparison.Ordinal);
        Assert.False(Failed("error-6.json", 400, FailureKind.Unauthorized).Envelope!.DescribesBucket);
        var throttled = Assert.IsType<KeepaOutcome.Throttled>(Decode(Page, "error-5.json", 429));
        Assert.Equal((TimeSpan.FromMilliseconds(39_205), 0), (throttled.RetryAfter, throttled.Envelope!.TokensLeft));
        Assert.Equal(33, Assert.IsType<KeepaOutcome.TokenStatus>(Decode(new KeepaRequest.Token(), "token-1.json", 200)).Bucket.TokensLeft);
    }

    [RecordedFact]
    public void Every_recorded_envelope_is_read_number_by_number()
    {
        var lines = File.ReadAllLines(Samples.PathOf("token-trace-1.jsonl"));
        Assert.Equal(406, lines.Length);
        Assert.All(lines, line =>
        {
            var json = JsonNode.Parse(line)!;
            var outcome = AnswerDecoder.Decode(new KeepaRequest.Token(), 200, System.Text.Encoding.UTF8.GetBytes(line));
            var envelope = Assert.IsType<KeepaOutcome.TokenStatus>(outcome).Bucket;
            Assert.Equal(json["timestamp"]!.GetValue<long>(), envelope.Timestamp.ToUnixTimeMilliseconds());
            Assert.Equal(json["tokensLeft"]!.GetValue<int>(), envelope.TokensLeft);
            Assert.Equal(json["refillIn"]!.GetValue<long>(), (long)envelope.RefillIn.TotalMilliseconds);
            Assert.Equal(json["tokensConsumed"]!.GetValue<int>(), envelope.TokensConsumed);
            Assert.Equal(json["processingTimeInMs"]!.GetValue<long>(), (long)envelope.ProcessingTime.TotalMilliseconds);
        });
    }

    private static void AssertSame(JsonNode json, DealRow row)
    {
        Assert.Equal(json["asin"]!.GetValue<string>(), row.Asin.Value);
        Assert.Equal(KeepaEpoch.AddMinutes(json["lastUpdate"]!.GetValue<long>()), row.LastUpdate);
        Assert.Equal(KeepaEpoch.AddMinutes(json["creationDate"]!.GetValue<long>()), row.CreatedAt);
        Assert.Equal(json["title"]!.GetValue<string>().Trim(), row.Title);
        Assert.Equal(string.Concat(json["image"]?.AsArray().Select(c => (char)c!.GetValue<int>()) ?? []), row.Image ?? "");
        Assert.Equal(json["salesRankDrops30"]!.GetValue<int>(), row.Drops.Days30 ?? -1);
        Assert.Equal(json["salesRankDrops365"]!.GetValue<int>(), row.Drops.Days365 ?? -1);
        for (var type = 0; type < json["current"]!.AsArray().Count; type++)
        {
            var facts = row.Of(PriceType.FromIndex(type));
            var current = json["current"]![type]!.GetValue<long>();
            Assert.Equal(current >= 0 ? current : null, facts?.Current);
            for (var range = 0; range < 4; range++)
            {
                var average = json["avg"]![range]![type]!.GetValue<long>();
                Assert.Equal(average >= 0 ? average : null, facts?.Averages[(DateRange)range]);
                if (current >= 0 && average >= 0 && !ComparedElsewhere.Contains(type))
                    Assert.Equal(json["deltaPercent"]![range]![type]!.GetValue<long>(), facts!.DeltaPercents[(DateRange)range]);
            }

            var since = json["currentSince"]![type]!.GetValue<long>();
            if (facts is not null)
                Assert.Equal(since > 0 ? KeepaEpoch.AddMinutes(since) : null, facts.Since);
        }
    }

    private static KeepaOutcome Decode(KeepaRequest request, string file, int status) => AnswerDecoder.Decode(request, status, File.ReadAllBytes(Samples.PathOf(file)));

    private static KeepaOutcome.Failed Failed(string file, int status, FailureKind kind)
    {
        var failed = Assert.IsType<KeepaOutcome.Failed>(Decode(Page, file, status));
        Assert.Equal(kind, failed.Kind);
        return failed;
    }
}
