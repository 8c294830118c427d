using System.Text;
using Deals.Actors.Keepa;

namespace Deals.Tests.Keepa;

public sealed class KeepaSellerAnswerTests
{
    private static readonly KeepaRequest Request = new KeepaRequest.Sellers(AmazonDomain.Us, [SellerId.Parse("A33EGCJZUE9VE2"), SellerId.Parse("ATVPDKIKX0DER")]);

    [Fact]
    public void A_seller_is_read_with_the_series_of_its_ratings()
    {
        var batch = Decode(
            """{"sellers":{"A33EGCJZUE9VE2":{"sellerId":"A33EGCJZUE9VE2","domainId":1,"sellerName":"A seller","csv":[[7000000,90,7100000,97],[7000000,10,7100000,-1,7200000,321]],"lastUpdate":7300000,"trackedSince":6000000,"shipsFromChina":true,"hasFBA":false,"address":["1 Street","Town","US"]}}}""");
        var seller = Assert.Single(batch.Sellers);
        Assert.Equal((97, 321, "US", true, false), (seller.RatingPercent, seller.RatingCount, seller.AddressCountry, seller.ShipsFromChina, seller.HasFba));
        Assert.Equal(KeepaTime.ToInstant(7_300_000), seller.LastUpdate);
        Assert.Equal([new HistoryPoint(KeepaTime.ToInstant(7_000_000), 90), new HistoryPoint(KeepaTime.ToInstant(7_100_000), 97)], seller.RatingHistory.AsEnumerable());
        Assert.Equal([10L, null, 321L], seller.RatingCountHistory.Select(p => p.Value));
        Assert.Equal(["ATVPDKIKX0DER"], batch.Absent.Select(i => i.Value));
    }

    [Theory]
    [InlineData("{\"currentRating\":0,\"currentRatingCount\":0}", null, 0)]
    [InlineData("{\"currentRating\":88,\"currentRatingCount\":12,\"csv\":[[7000000,97],[7000000,10]]}", 88, 12)]
    [InlineData("{\"currentRating\":-1,\"csv\":[null,null]}", null, null)]
    [InlineData("{\"currentRating\":\"x\",\"address\":7}", null, null)]
    public void A_rating_of_nobody_is_none(string seller, int? percent, int? count)
    {
        var read = Assert.Single(Decode("{\"sellers\":{\"A33EGCJZUE9VE2\":" + seller + "}}").Sellers);
        Assert.Equal((percent, count), (read.RatingPercent, read.RatingCount));
    }

    [Theory]
    [InlineData("\"A33EGCJZUE9VE2\":null", "an object was expected")]
    [InlineData("\"A33EGCJZUE9VE2\":{\"csv\":[[7000000]]}", "csv[0] has 1")]
    [InlineData("\"A33EGCJZUE9VE2\":{\"csv\":5}", "csv is Number")]
    [InlineData("\"A33EGCJZUE9VE2\":{\"domainId\":3}", "domainId")]
    [InlineData("\"A33EGCJZUE9VE2\":{\"sellerId\":\"ASENPHF4EV3DQ\"}", "sellerId")]
    [InlineData("\"ASENPHF4EV3DQ\":{}", "not asked for")]
    [InlineData("\"Unknown\":{}", "its id is none")]
    public void F77_F79_a_seller_that_cannot_be_read_is_set_aside_and_the_other_is_read(string poison, string reason)
    {
        var batch = Decode("{\"sellers\":{" + poison + ",\"ATVPDKIKX0DER\":{\"sellerName\":\"Amazon\"}}}");
        Assert.Equal("Amazon", Assert.Single(batch.Sellers).Name);
        Assert.Contains(reason, Assert.Single(batch.Rejected).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"sellers\":{}}", 2)]
    [InlineData("{\"sellers\":[]}", null)]
    [InlineData("{\"sellers\":null}", null)]
    [InlineData("{}", null)]
    public void An_empty_map_is_an_answer_and_a_missing_one_is_none(string body, int? absent)
    {
        var outcome = AnswerDecoder.Decode(Request, 200, Encoding.UTF8.GetBytes(body));
        Assert.Equal(absent, (outcome as KeepaOutcome.SellerBatch)?.Absent.Length);
        Assert.Equal(absent is null ? FailureKind.Malformed : null, (outcome as KeepaOutcome.Failed)?.Kind);
    }

    private static KeepaOutcome.SellerBatch Decode(string body) => Assert.IsType<KeepaOutcome.SellerBatch>(AnswerDecoder.Decode(Request, 200, Encoding.UTF8.GetBytes(body)));
}
