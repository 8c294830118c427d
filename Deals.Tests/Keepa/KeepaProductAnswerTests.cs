using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Deals.Actors.Keepa;

namespace Deals.Tests.Keepa;

public sealed class KeepaProductAnswerTests
{
    private const long LastUpdate = 8_000_000;
    private const string Envelope = "\"timestamp\":1774243300000,\"tokensLeft\":95,\"refillIn\":27893,\"refillRate\":5,\"tokensConsumed\":3,\"processingTimeInMs\":770";
    private static readonly string[] Three = ["B000000001", "B000000002", "B000000003"];
    private static readonly KeepaRequest Request = new KeepaRequest.Products(AmazonDomain.Us, [.. Three.Select(Asin.Parse)], ProductShape.Full);

    [Theory]
    [InlineData(200, "{}", FailureKind.Malformed)]
    [InlineData(200, "{\"products\":null}", FailureKind.Malformed)]
    [InlineData(200, "{\"products\":{}}", FailureKind.Malformed)]
    [InlineData(200, "{\"products\":[{\"asin\":\"B0", FailureKind.Malformed)]
    [InlineData(200, "{\"error\":{\"type\":\"internal\",\"message\":\"m\"}}", FailureKind.Server)]
    [InlineData(402, "{}", FailureKind.Unauthorized)]
    public void What_is_no_list_of_products_is_a_failure(int status, string body, FailureKind kind) =>
        Assert.Equal(kind, Assert.IsType<KeepaOutcome.Failed>(AnswerDecoder.Decode(Request, status, Encoding.UTF8.GetBytes(body))).Kind);

    [Fact]
    public void An_ASIN_that_is_not_answered_is_absent_and_one_that_is_answered_with_a_stub_is_not()
    {
        var stub = new JsonObject { ["asin"] = Three[1], ["title"] = null, ["csv"] = null, ["lastUpdate"] = 0, ["productType"] = 4 };
        var batch = Decode(Product(Three[0]), stub);
        Assert.Equal([Three[2]], batch.Absent.Select(a => a.Value));
        Assert.Empty(batch.Rejected);
        var empty = batch.Products[1];
        Assert.Equal((false, ProductKind.Invalid, (DateTimeOffset?)null), (empty.HasData, empty.Kind, empty.LastUpdate));
        Assert.Equal(Three, Decode().Absent.Select(a => a.Value));
        Assert.Equal(95, batch.Envelope!.TokensLeft);
    }

    [Fact]
    public void A_product_without_histories_has_facts_and_no_histories()
    {
        var product = Product(Three[0]);
        product["csv"] = null;
        product["stats"] = null;
        var read = Decode(product).Products[0];
        Assert.True(read.HasData);
        Assert.Empty(read.Histories);
        Assert.Null(read.Stats);
        product.Remove("csv");
        Assert.Empty(Decode(product).Products[0].Histories);
    }

    [Theory]
    [InlineData("csv", "[[1,2,3]]", "csv[0] has 3 entries")]
    [InlineData("csv", "[null,null,null,null,null,null,null,[8000000,5]]", "csv[7] has 2 entries: a multiple of 3")]
    [InlineData("csv", "\"none\"", "csv is String")]
    [InlineData("csv", "[5]", "csv[0] is Number")]
    [InlineData("csv", "[[8000000,\"x\"]]", "csv[0] holds something else")]
    [InlineData("csv", "[[8000000,null]]", "csv[0] holds something else")]
    [InlineData("csv", "[[-1,5]]", "csv[0] holds something else")]
    [InlineData("csv", "[[8000000,99999999999]]", "csv[0] holds something else")]
    [InlineData("salesRanks", "[1]", "salesRanks is Array")]
    [InlineData("salesRanks", "{\"283155\":[8000000]}", "salesRanks[283155] has 1")]
    [InlineData("offers", "{}", "offers is Object")]
    [InlineData("offers", "[7]", "offerId")]
    [InlineData("offers", "[{\"offerId\":1,\"offerCSV\":[8000000,5]}]", "offers[0].offerCSV has 2")]
    [InlineData("buyBoxSellerIdHistory", "[\"8000000\"]", "buyBoxSellerIdHistory has 1")]
    [InlineData("buyBoxUsedHistory", "[\"x\",\"A33EGCJZUE9VE2\",\"3\",\"0\"]", "a time and a seller at point 0")]
    [InlineData("stats", "[]", "stats is Array")]
    [InlineData("lastUpdate", "\"yesterday\"", "lastUpdate is 'yesterday'")]
    [InlineData("lastUpdate", "1e300", "lastUpdate is '1e300'")]
    [InlineData("lastUpdate", "-77", "lastUpdate is '-77'")]
    [InlineData("lastUpdate", "0", "no lastUpdate")]
    [InlineData("lastUpdate", "8900000", "more than a day after")]
    [InlineData("asin", "null", "asin is ''")]
    [InlineData("asin", "\"B0\"", "asin is 'B0'")]
    [InlineData("domainId", "3", "domainId is '3': 1 (US)")]
    public void F77_a_malformed_product_is_set_aside_with_the_reason_and_its_neighbours_are_stored(string field, string value, string reason)
    {
        var poisoned = Product(Three[1]);
        poisoned[field] = JsonNode.Parse(value);
        var batch = Decode(Product(Three[0]), poisoned, Product(Three[2]));
        Assert.Equal([Three[0], Three[2]], batch.Products.Select(p => p.Asin.Value));
        var rejected = Assert.Single(batch.Rejected);
        Assert.Equal(1, rejected.Index);
        Assert.Contains(reason, rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(field == "asin" ? [Three[1]] : [], batch.Absent.Select(a => a.Value));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("\"poison\"")]
    public void F77_what_is_no_product_is_set_aside_with_its_place(string poison)
    {
        var batch = Decode(Product(Three[0]), JsonNode.Parse(poison), Product(Three[2]));
        Assert.Equal((2, 1), (batch.Products.Length, Assert.Single(batch.Rejected).Index));
    }

    [Fact]
    public void A_product_that_nobody_asked_for_and_one_that_comes_twice_are_set_aside()
    {
        var twice = Product(Three[0]);
        twice["title"] = "Another title";
        var batch = Decode(Product(Three[0]), Product("B0STRANGER"), twice, Product(Three[1]), Product(Three[2]));
        Assert.Equal(Three, batch.Products.Select(p => p.Asin.Value));
        Assert.Equal("A title", batch.Products[0].Title);
        Assert.Equal([(1, "it was not asked for"), (2, "it came before in this answer")], batch.Rejected.Select(r => (r.Index, r.Reason)));
        var byCode = new KeepaRequest.ProductsByCode(AmazonDomain.Us, ["9780552990684"], ProductShape.Full, 5);
        var found = Assert.IsType<KeepaOutcome.ProductBatch>(AnswerDecoder.Decode(byCode, 200, Answer(Product("B0STRANGER"), Product(Three[0]))));
        Assert.Equal((2, 0, 0), (found.Products.Length, found.Rejected.Length, found.Absent.Length));
    }

    [Fact]
    public void A_readable_product_is_taken_although_a_malformed_one_of_its_ASIN_came_first()
    {
        var malformed = Product(Three[0]);
        malformed["csv"] = 5;
        var batch = Decode(malformed, Product(Three[0]));
        Assert.Equal((1, 0), (Assert.Single(batch.Products).Histories.Length - 2, Assert.Single(batch.Rejected).Index));
    }

    [Fact]
    public void F77_nulls_in_statistics_are_nothing_known()
    {
        var product = Product(Three[0]);
        product["stats"] = JsonNode.Parse(
            """{"current":[null,1499,null],"avg":null,"avg90":[null,null],"min":[null,[7000000,null],[null,5]],"max":[[1]],"outOfStockPercentage30":[101,null],"isLowest":[null,true],"buyBoxPrice":null,"salesRankDrops30":null,"buyBoxStats":{"Unknown":{},"A33EGCJZUE9VE2":null,"ATVPDKIKX0DER":{"percentageWon":12.5,"avgPrice":-1}},"sellerIdsLowestFBA":[null,"Unknown","ATVPDKIKX0DER"]}""");
        var stats = Decode(product).Products[0].Stats!;
        Assert.Equal([PriceType.New, PriceType.Used], stats.Types.Select(t => t.Type));
        Assert.Equal((1499L, true, PerWindow.None, (StatsExtreme?)null), (stats.Types[0].Current, stats.Types[0].IsLowest, stats.Types[0].Averages, stats.Types[0].Min));
        Assert.Equal(new StatsExtreme(null, 5), stats.Types[1].Min);
        Assert.Equal(new BuyBoxShare(SellerId.Parse("ATVPDKIKX0DER"), 12.5m, null, null, null, null, null, null), Assert.Single(stats.BuyBoxShares));
        Assert.Equal((1, (BuyBoxOffer?)null, (int?)null), (stats.LowestFbaSellers.Length, stats.BuyBox, stats.Drops.Days30));
    }

    [Fact]
    public void A_point_in_the_future_is_kept_and_points_out_of_order_are_put_into_it()
    {
        var product = Product(Three[0]);
        product["csv"] = JsonNode.Parse("[[7000000,5,6000000,-1,7000000,-2,8999999,7]]");
        var points = Decode(product).Products[0].Of(PriceType.Amazon)!.Points;
        Assert.Equal([6_000_000, 7_000_000, 7_000_000, 8_999_999], points.Select(p => KeepaTime.FromInstant(p.At)));
        Assert.Equal([null, 5L, null, 7L], points.Select(p => p.Value));
    }

    [Fact]
    public void Fees_of_the_older_answers_are_read_and_nought_is_no_fee()
    {
        var product = Product(Three[0]);
        product.Remove("referralFeePercentage");
        Assert.Equal(15m, Decode(product).Products[0].Fees.ReferralPercent);
        product["referralFeePercentage"] = 15.01;
        product["fbaFees"] = JsonNode.Parse("{\"pickAndPackFee\":0,\"lastUpdate\":7000000}");
        Assert.Equal(new ProductFees(null, null, 15.01m, 180), Decode(product).Products[0].Fees);
    }

    [Theory]
    [InlineData(19840612, 1984, 6, 12)]
    [InlineData(198406, 1984, 6, null)]
    [InlineData(1984, 1984, null, null)]
    [InlineData(20230231, null, null, null)]
    [InlineData(202313, null, null, null)]
    [InlineData(0, null, null, null)]
    public void A_date_may_lack_its_day_and_month(int date, int? year, int? month, int? day)
    {
        var product = Product(Three[0]);
        product["releaseDate"] = date;
        Assert.Equal(year is { } y ? new PartialDate(y, month, day) : null, Decode(product).Products[0].ReleaseDate);
    }

    [Fact]
    public void F77_half_a_surrogate_pair_loses_neither_the_answer_nor_the_neighbours()
    {
        var poisoned = Product(Three[1]).ToJsonString().Replace("A title", "\\ud83d", StringComparison.Ordinal);
        var named = Product(Three[2]).ToJsonString().Replace("{\"asin\"", "{\"asi\\ud83d\":1,\"asin\"", StringComparison.Ordinal);
        var body = "{" + Envelope + ",\"products\":[" + Product(Three[0]).ToJsonString() + "," + poisoned + "," + named + "]}";
        var batch = Assert.IsType<KeepaOutcome.ProductBatch>(AnswerDecoder.Decode(Request, 200, Encoding.UTF8.GetBytes(body)));
        Assert.Equal(3, batch.Products.Length + batch.Rejected.Length);
        Assert.Null(batch.Products.Single(p => p.Asin.Value == Three[1]).Title);
    }

    [Fact]
    public void A_body_that_is_stored_is_read_again_and_garbage_is_refused_with_a_reason()
    {
        var product = Assert.Single(Decode(Product(Three[0])).Products);
        Assert.Equal(product.Title, ProductDecoder.Decode(AmazonDomain.Us, product.Body, out var reason)!.Title);
        Assert.Equal("", reason);
        Assert.Null(ProductDecoder.Decode(AmazonDomain.De, product.Body, out reason));
        Assert.Contains("domainId", reason, StringComparison.Ordinal);
        Assert.Null(ProductDecoder.Decode(AmazonDomain.Us, "<html>"u8.ToArray(), out reason));
        Assert.Equal("it is not JSON", reason);
    }

    [Fact]
    public void F77_whatever_becomes_of_one_field_the_product_is_read_or_set_aside_and_its_neighbours_go_on()
    {
        var fields = Product(Three[1]).Select(p => p.Key).ToArray();
        var inner = Product(Three[1])["stats"]!.AsObject().Select(p => p.Key).ToArray();
        var junk = Gen.OneOfConst(
            "null", "\"text\"", "-7", "-1", "1e300", "0.5", "[]", "[[]]", "[null,\"x\",{}]", "{}", "{\"1\":[]}", "true", "9223372036854775807", "\"-1\"", "[[1,2],3]", "[[1],[1,2,3]]", "[-1,-1]");
        Gen.Select(Gen.Int[0, fields.Length - 1], Gen.Int[0, inner.Length - 1], junk, Gen.Int[0, 2]).Sample((field, stat, value, way) =>
        {
            var poisoned = Product(Three[1]);
            if (way == 0)
                poisoned.Remove(fields[field]);
            else if (way == 1)
                poisoned[fields[field]] = JsonNode.Parse(value);
            else
                poisoned["stats"]![inner[stat]] = JsonNode.Parse(value);
            var batch = Decode(Product(Three[0]), poisoned, Product(Three[2]));
            Assert.Equal(3, batch.Products.Length + batch.Rejected.Length);
            Assert.Equal([Three[0], Three[2]], batch.Products.Select(p => p.Asin.Value).Where(a => a != Three[1]));
            Assert.All(batch.Rejected, r => Assert.True(r.Index == 1 && r.Reason.Length > 10));
        });
    }

    private static KeepaOutcome.ProductBatch Decode(params JsonNode?[] products) =>
        Assert.IsType<KeepaOutcome.ProductBatch>(AnswerDecoder.Decode(Request, 200, Answer(products)));

    private static byte[] Answer(params JsonNode?[] products) =>
        Encoding.UTF8.GetBytes("{" + Envelope + ",\"products\":[" + string.Join(',', products.Select(p => p?.ToJsonString() ?? "null")) + "]}");

    private static JsonObject Product(string asin) => JsonNode.Parse(
        $$$"""
        {
          "asin": "{{{asin}}}", "domainId": 1, "title": "A title", "lastUpdate": {{{LastUpdate}}}, "productType": 0, "parentAsin": "B00PARENT0", "brand": "Alder",
          "manufacturer": "Birch", "binding": "Paperback", "productGroup": "Book", "rootCategory": 283155, "categories": [17, 9223372036854775807],
          "categoryTree": [{"catId": 283155, "name": "Books"}], "images": [{"l": "81s.jpg", "m": "41s.jpg"}], "eanList": ["9780552990684"], "monthlySold": 50,
          "trackingSince": 7000000, "listedSince": -1643350, "lastPriceChange": 7999000, "releaseDate": 0, "publicationDate": 1984, "availabilityAmazon": -1,
          "fbaFees": {"lastUpdate": 7829296, "pickAndPackFee": 344}, "referralFeePercent": 15, "referralFeePercentage": 15.0, "variableClosingFee": 180,
          "csv": [[7000000, -1], [7000000, 1999, 7500000, 1499], null, [7000000, 151481]], "salesRanks": {"283155": [7000000, 151481]}, "salesRankReference": 283155,
          "monthlySoldHistory": [7000000, 50], "offersSuccessful": true, "liveOffersOrder": [0],
          "offers": [{"offerId": 3, "sellerId": "A66REUIM3OMP6", "condition": 4, "isFBA": false, "lastSeen": 8000000, "offerCSV": [7000000, 2100, 399]}],
          "buyBoxSellerIdHistory": ["7000000", "-1", "7500000", "A66REUIM3OMP6"], "buyBoxUsedHistory": ["7000000", "A66REUIM3OMP6", "3", "0", "7100000", "", "", ""],
          "stats": {"current": [-1, 1499], "avg90": [-1, 1600], "min": [null, [7500000, 1499]], "outOfStockPercentage90": [100, 0], "isLowest": [false, true],
            "salesRankDrops90": 12, "buyBoxPrice": 1499, "buyBoxStats": {"A66REUIM3OMP6": {"percentageWon": 52.04}}, "sellerIdsLowestFBM": ["A66REUIM3OMP6"]}
        }
        """)!.AsObject();
}
