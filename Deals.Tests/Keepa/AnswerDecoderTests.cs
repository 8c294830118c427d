using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Deals.Actors.Keepa;

namespace Deals.Tests.Keepa;

public sealed class AnswerDecoderTests
{
    private const string Envelope =
        "\"timestamp\":1746053307585,\"tokensLeft\":295,\"refillIn\":27893,\"refillRate\":5,\"tokenFlowReduction\":0.0,\"tokensConsumed\":5,\"processingTimeInMs\":770";

    private static readonly KeepaRequest Page = new KeepaRequest.DealPage(new DealQuery { Domain = AmazonDomain.Us, PriceType = PriceType.Used }, 0);

    [Fact]
    public void F8_a_throttled_answer_is_never_an_empty_page()
    {
        var throttled = Assert.IsType<KeepaOutcome.Throttled>(Decode(429, "{" + Envelope.Replace("\"tokensLeft\":295", "\"tokensLeft\":0", StringComparison.Ordinal) + "}"));
        Assert.Equal(TimeSpan.FromMilliseconds(28_893), throttled.RetryAfter);
        Assert.IsType<KeepaOutcome.Throttled>(Decode(429, ""));
        Assert.IsType<KeepaOutcome.Throttled>(Decode(429, "<html>slow down</html>"));
    }

    [Theory]
    [InlineData(200, "{}", FailureKind.Malformed)]
    [InlineData(200, "", FailureKind.Malformed)]
    [InlineData(200, "null", FailureKind.Malformed)]
    [InlineData(200, "[]", FailureKind.Malformed)]
    [InlineData(200, "<html></html>", FailureKind.Malformed)]
    [InlineData(200, "{\"deals\":null}", FailureKind.Malformed)]
    [InlineData(200, "{\"deals\":{\"dr\":\"x\"}}", FailureKind.Malformed)]
    [InlineData(200, "{\"deals\":{\"dr\":[{\"asin\":\"B00", FailureKind.Malformed)]
    [InlineData(200, "{\"error\":{\"type\":\"internal\",\"message\":\"m\"},\"deals\":{\"dr\":[]}}", FailureKind.Server)]
    [InlineData(200, "{\"error\":\"no\"}", FailureKind.Server)]
    [InlineData(400, "{\"refillRate\":5,\"tokensLeft\":3,\"timestamp\":1,\"error\":{\"type\":\"invalidParameter\"}}", FailureKind.InvalidRequest)]
    [InlineData(400, "{\"refillRate\":0,\"tokensLeft\":0,\"timestamp\":1,\"error\":{\"type\":\"invalidParameter\"}}", FailureKind.Unauthorized)]
    [InlineData(402, "{\"error\":{\"type\":\"unauthorized\"}}", FailureKind.Unauthorized)]
    [InlineData(404, "", FailureKind.NotFound)]
    [InlineData(405, "{}", FailureKind.InvalidRequest)]
    [InlineData(500, "oops", FailureKind.Server)]
    [InlineData(503, "{}", FailureKind.Server)]
    public void What_is_no_page_is_a_failure_of_its_kind(int status, string body, FailureKind kind) =>
        Assert.Equal(kind, Assert.IsType<KeepaOutcome.Failed>(Decode(status, body)).Kind);

    [Fact]
    public void An_empty_list_is_an_empty_page_and_keeps_its_envelope()
    {
        var empty = Assert.IsType<KeepaOutcome.EmptyPage>(Decode(200, "{" + Envelope + ",\"deals\":{\"dr\":[]}}"));
        Assert.Equal(295, empty.Envelope!.TokensLeft);
    }

    [Fact]
    public void F77_whatever_becomes_of_one_field_the_row_is_read_or_set_aside_and_its_neighbours_go_on()
    {
        var fields = Row("B000000002").Select(p => p.Key).ToArray();
        var junk = Gen.OneOfConst("null", "\"text\"", "-7", "1e300", "[]", "[[]]", "[null,\"x\",{}]", "{}", "true", "9223372036854775807", "\"-1\"", "[[1,2],3]");
        Gen.Select(Gen.Int[0, fields.Length - 1], junk, Gen.Bool).Sample((field, value, remove) =>
        {
            var poisoned = Row("B000000002");
            if (remove)
                poisoned.Remove(fields[field]);
            else
                poisoned[fields[field]] = JsonNode.Parse(value);
            var page = Assert.IsType<KeepaOutcome.DealPage>(Decode(200, PageOf(Row("B000000001"), poisoned, Row("B000000003"))));
            Assert.Equal(3, page.RowCount);
            Assert.Equal(["B000000001", "B000000003"], page.Rows.Select(r => r.Asin.Value).Where(a => a != "B000000002"));
            Assert.All(page.Rejected, r => Assert.True(r.Index == 1 && r.Reason.Length > 10));
        });
    }

    [Theory]
    [InlineData("\"poison\"")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("5")]
    public void F77_a_row_that_is_none_is_set_aside_with_its_place(string poison)
    {
        var page = Assert.IsType<KeepaOutcome.DealPage>(Decode(200, PageOf(Row("B000000001"), JsonNode.Parse(poison), Row("B000000003"))));
        Assert.Equal(2, page.Rows.Length);
        Assert.Equal(1, Assert.Single(page.Rejected).Index);
    }

    [Fact]
    public void F43_a_row_from_the_future_is_set_aside()
    {
        var future = Row("B000000002");
        future["lastUpdate"] = 7_535_870 + (3 * 1440);
        var page = Assert.IsType<KeepaOutcome.DealPage>(Decode(200, PageOf(Row("B000000001"), future)));
        Assert.Contains("more than a day after", Assert.Single(page.Rejected).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(34)]
    [InlineData(36)]
    [InlineData(40)]
    [InlineData(3)]
    public void Arrays_are_read_by_what_they_hold(int length)
    {
        var row = Row("B000000001", length);
        var read = Assert.Single(Assert.IsType<KeepaOutcome.DealPage>(Decode(200, PageOf(row))).Rows);
        var used = read.Of(PriceType.Used)!;
        Assert.Equal((2024, 2422, 398 + 2024), (used.Current, used.Averages.Day, used.Previous));
        Assert.Equal(16, used.DeltaPercents.Day);
        Assert.Null(read.Of(PriceType.Amazon));
        Assert.DoesNotContain(read.Types, t => t.Current is < 0 || t.Averages.Day is < 0);
    }

    [Fact]
    public void F36_keepas_minutes_are_counted_from_2011()
    {
        Assert.Equal(new DateTimeOffset(2011, 1, 1, 0, 0, 0, TimeSpan.Zero), KeepaTime.ToInstant(0));
        Assert.Equal(new DateTimeOffset(2025, 4, 30, 5, 50, 0, TimeSpan.Zero), KeepaTime.ToInstant(7_535_870));
        Gen.Int[-1_000_000, 40_000_000].Sample(m => Assert.Equal(m, KeepaTime.FromInstant(KeepaTime.ToInstant(m))));
        Gen.Int[1, 40_000_000].Sample(m => Assert.Equal(KeepaTime.ToInstant(0).AddMinutes(m), KeepaTime.ToInstantOrAbsent(m)));
        Assert.Null(KeepaTime.ToInstantOrAbsent(-1));
        Assert.Null(KeepaTime.ToInstantOrAbsent(0));
    }

    private static KeepaOutcome Decode(int status, string body) => AnswerDecoder.Decode(Page, status, Encoding.UTF8.GetBytes(body));

    private static string PageOf(params JsonNode?[] rows) =>
        "{" + Envelope + ",\"deals\":{\"dr\":[" + string.Join(',', rows.Select(r => r?.ToJsonString() ?? "null")) + "]},\"dealsCached\":false}";

    private static JsonObject Row(string asin, int length = 36)
    {
        JsonArray Numbers(long usual, long used) => [.. Enumerable.Range(0, length).Select(i => (JsonNode)(i == 2 ? used : usual))];
        return new JsonObject
        {
            ["asin"] = asin,
            ["title"] = "A title",
            ["lastUpdate"] = 7_535_870,
            ["creationDate"] = 7_535_870,
            ["rootCat"] = 1055398,
            ["categories"] = new JsonArray(3743931, 118688596011),
            ["image"] = new JsonArray(52, 49, 46, 106, 112, 103),
            ["current"] = Numbers(-1, 2024),
            ["currentSince"] = Numbers(-1, 7_535_870),
            ["deltaLast"] = Numbers(0, 398),
            ["avg"] = new JsonArray(Numbers(-2, 2422), Numbers(-2, 2422), Numbers(-2, 2422), Numbers(-2, 2174)),
            ["delta"] = new JsonArray(Numbers(0, 398), Numbers(0, 398), Numbers(0, 398), Numbers(0, 150)),
            ["deltaPercent"] = new JsonArray(Numbers(0, 16), Numbers(0, 16), Numbers(0, 16), Numbers(0, 7)),
            ["salesRankDrops30"] = 34,
            ["warehouseCondition"] = 0,
        };
    }
}
