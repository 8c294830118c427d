using System.Text;
using System.Text.Json.Nodes;
using Deals.Actors.Keepa;

namespace Deals.Tests.Recorded;

/// <summary>Every recorded product and seller, against a reading of the same JSON that knows nothing of the decoder.</summary>
public sealed class KeepaProductRecordings
{
    private static readonly string[] Files = ["product-1.json", "product-2.json", "product-4.json"];
    private static readonly DateTimeOffset KeepaEpoch = new(2011, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly int[] WithShipping = [7, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 32];

    [RecordedFact]
    public void F77_every_recorded_history_is_read_point_for_point() => EachProduct((json, product) =>
    {
        for (var index = 0; index < json["csv"]!.AsArray().Count; index++)
            AssertSame(json["csv"]![index], WithShipping.Contains(index), product.Of(PriceType.FromIndex(index))?.Points ?? []);
        Assert.Equal(json["csv"]!.AsArray().Count(c => c is JsonArray { Count: > 0 }), product.Histories.Length);
        var ranks = json["salesRanks"]!.AsObject();
        Assert.Equal(ranks.Select(r => long.Parse(r.Key)).Order(), product.SalesRanks.Select(r => r.Category));
        foreach (var (category, points) in ranks)
            AssertSame(points, withShipping: false, product.SalesRanks.Single(r => r.Category == long.Parse(category)).Points);
        AssertSame(json["monthlySoldHistory"], withShipping: false, product.MonthlySoldHistory);
    });

    [RecordedFact]
    public void Every_recorded_fact_of_a_product_is_what_was_sent() => EachProduct((json, product) =>
    {
        Assert.Equal((json["asin"]!.GetValue<string>(), 1, true), (product.Asin.Value, product.Domain.Number, product.HasData));
        Assert.Equal(KeepaEpoch.AddMinutes(json["lastUpdate"]!.GetValue<long>()), product.LastUpdate);
        Assert.Equal(ProductKind.Standard, product.Kind);
        Assert.Equal((json["title"]?.GetValue<string>(), json["brand"]?.GetValue<string>()), (product.Title, product.Brand));
        Assert.Equal((json["manufacturer"]?.GetValue<string>(), json["binding"]?.GetValue<string>()), (product.Manufacturer, product.Binding));
        Assert.Equal(json["categoryTree"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()), product.CategoryPath.Select(c => c.Name));
        Assert.Equal(json["categories"]!.AsArray().Select(c => c!.GetValue<long>()), product.Categories);
        Assert.Equal(json["images"]!.AsArray().Select(i => (i!["l"] ?? i["m"])!.GetValue<string>()), product.Images);
        Assert.Equal(json["monthlySold"]?.GetValue<int>(), product.MonthlySold);
        Assert.Equal(Time(json["trackingSince"]), product.TrackingSince);
        Assert.Equal(Time(json["listedSince"]), product.ListedSince);
        Assert.Equal(AmazonAvailability.None, product.Availability);
        Assert.Equal(json["fbaFees"]!["pickAndPackFee"]!.GetValue<long>(), product.Fees.PickAndPack);
        Assert.Equal(json["referralFeePercentage"]!.GetValue<decimal>(), product.Fees.ReferralPercent);
        Assert.Equal(json["variableClosingFee"]?.GetValue<long>(), product.Fees.Closing);
        Assert.Equal(json["publicationDate"]!.GetValue<int>() == 1984 ? new PartialDate(1984, null, null) : null, product.PublicationDate);
    });

    [RecordedFact]
    public void F77_every_recorded_statistic_is_read_number_by_number() => EachProduct((json, product) =>
    {
        var (stats, read) = (json["stats"]!, product.Stats!);
        for (var index = 0; index < stats["current"]!.AsArray().Count; index++)
        {
            var type = read.Of(PriceType.FromIndex(index));
            long? At(string field) => Present(stats[field]![index]);
            Assert.Equal((At("current"), At("avg"), At("atIntervalStart")), (type?.Current, type?.Average, type?.AtIntervalStart));
            Assert.Equal((At("avg30"), At("avg90"), At("avg180"), At("avg365")), Of(type?.Averages));
            Assert.Equal(
                (At("outOfStockPercentage30"), At("outOfStockPercentage90"), At("outOfStockPercentage180"), At("outOfStockPercentage365")),
                Of(type?.OutOfStockPercent));
            AssertSame(stats["min"]![index], type?.Min);
            AssertSame(stats["max"]![index], type?.Max);
            AssertSame(stats["minInInterval"]![index], type?.MinInInterval);
            AssertSame(stats["maxInInterval"]![index], type?.MaxInInterval);
            Assert.Equal(stats["isLowest"]![index]!.GetValue<bool>(), type?.IsLowest ?? false);
        }

        Assert.Equal(stats["salesRankDrops365"]!.GetValue<int>(), read.Drops.Days365);
        Assert.Equal(stats["totalOfferCount"]!.GetValue<int>(), read.TotalOfferCount);
        Assert.Equal((Present(stats["offerCountFBA"]), Present(stats["offerCountFBM"])), (read.OfferCountFba, read.OfferCountFbm));
        var shares = stats["buyBoxStats"]?.AsObject().ToDictionary(p => p.Key, p => p.Value!["percentageWon"]!.GetValue<decimal>(), StringComparer.Ordinal) ?? [];
        Assert.Equal(shares.OrderBy(p => p.Key, StringComparer.Ordinal), read.BuyBoxShares.Select(s => KeyValuePair.Create(s.Seller.Value, s.PercentWon)));
    });

    [RecordedFact]
    public void The_recorded_buy_boxes_are_told_apart_from_none_and_from_unknown()
    {
        var (bought, used, unseen) = (Product(Files[0]), Product(Files[1]), Product(Files[2]));
        Assert.Equal(new BuyBoxOffer(1499, 0, SellerId.Parse("AFZNN5H6MIT2Z"), OfferCondition.New, true, false), bought.Stats!.BuyBox);
        Assert.Null(bought.Stats.BuyBoxUsed);
        Assert.Equal(new BuyBoxOffer(null, null, null, null, false, false), used.Stats!.BuyBox);
        Assert.Equal(new BuyBoxOffer(2100, 399, SellerId.Parse("A66REUIM3OMP6"), OfferCondition.UsedGood, false, null), used.Stats.BuyBoxUsed);
        Assert.Null(unseen.Stats!.BuyBox);
        Assert.Equal([SellerId.Parse("A2LAZA9IUFPA4W")], used.Stats.LowestFbmSellers.AsEnumerable());
        Assert.Equal(new RankDrops(1, 1, 12, 13), used.Stats.Drops);
    }

    [RecordedFact]
    public void Every_recorded_offer_and_owner_of_the_buy_box_is_what_was_sent() => EachProduct((json, product) =>
    {
        var offers = json["offers"]?.AsArray() ?? [];
        var live = json["liveOffersOrder"]?.AsArray().Select(i => i!.GetValue<int>()).ToHashSet() ?? [];
        Assert.Equal(offers.Count, product.Offers.Length);
        foreach (var (offer, read, index) in offers.Zip(product.Offers).Select((pair, i) => (pair.Item1!, pair.Item2, i)))
        {
            Assert.Equal(offer["offerId"]!.GetValue<int>(), read.OfferId);
            Assert.Equal((offer["sellerId"]!.GetValue<string>(), offer["condition"]!.GetValue<int>()), (read.Seller?.Value, (int)read.Condition));
            Assert.Equal((Time(offer["lastSeen"]), live.Contains(index)), (read.LastSeen, read.IsLive));
            Assert.Equal((offer["isFBA"]!.GetValue<bool>(), offer["isShippable"]!.GetValue<bool>()), (read.IsFba, read.IsShippable));
            AssertSame(offer["offerCSV"], withShipping: true, read.History);
        }

        AssertSameOwners(json["buyBoxSellerIdHistory"], 2, product.BuyBoxSellers);
        AssertSameOwners(json["buyBoxUsedHistory"], 4, product.BuyBoxUsed);
    });

    [RecordedFact]
    public void The_recorded_lightning_deal_ends_and_a_listing_begins_after_the_last_update_or_before_it()
    {
        Assert.Null(Product(Files[0]).Of(PriceType.LightningDeal)!.Points[^1].Value);
        var sparse = Product(Files[2]);
        Assert.True(sparse.ListedSince > sparse.LastUpdate);
        Assert.Null(sparse.SalesRankReference);
    }

    [RecordedFact]
    public void A_stored_body_is_byte_for_byte_what_was_sent_and_is_read_again_as_it_was()
    {
        foreach (var file in Files)
        {
            var product = Product(file);
            Assert.Contains(Encoding.UTF8.GetString(product.Body.Span), File.ReadAllText(Samples.PathOf(file)), StringComparison.Ordinal);
            var again = ProductDecoder.Decode(AmazonDomain.Us, product.Body, out var reason);
            Assert.Equal("", reason);
            Assert.Equal(product.Histories.SelectMany(h => h.Points), again!.Histories.SelectMany(h => h.Points));
            Assert.Equal((product.Title, product.LastUpdate, product.Fees), (again.Title, again.LastUpdate, again.Fees));
            Assert.True(product.Body.Span.SequenceEqual(again.Body.Span));
        }
    }

    [RecordedFact]
    public void A_hundred_of_the_heaviest_recorded_product_are_within_the_longest_answer()
    {
        var heaviest = Files.Max(file => JsonNode.Parse(File.ReadAllBytes(Samples.PathOf(file)))!.ToJsonString().Length);
        Assert.InRange(100 * heaviest, 8_000_000, new KeepaClientSettings { Key = KeepaKey.Simulated }.MostBytes);
    }

    [RecordedFact]
    public void The_recorded_seller_is_read_and_the_others_are_absent()
    {
        var asked = new KeepaRequest.Sellers(AmazonDomain.Us, [SellerId.Parse("ATVPDKIKX0DER"), SellerId.Parse("A33EGCJZUE9VE2")]);
        var batch = Assert.IsType<KeepaOutcome.SellerBatch>(AnswerDecoder.Decode(asked, 200, File.ReadAllBytes(Samples.PathOf("seller-1.json"))));
        var seller = Assert.Single(batch.Sellers);
        Assert.Equal(("A33EGCJZUE9VE2", "Lone$tar Deal", "Texan Trades LLC"), (seller.SellerId.Value, seller.Name, seller.BusinessName));
        Assert.Equal((true, KeepaEpoch.AddMinutes(6_042_004)), (seller.HasFba, seller.TrackedSince));
        Assert.Equal(((int?)null, (int?)null, (DateTimeOffset?)null), (seller.RatingPercent, seller.RatingCount, seller.LastUpdate));
        Assert.Equal(["ATVPDKIKX0DER"], batch.Absent.Select(i => i.Value));
        Assert.Null(batch.Bucket);
    }

    private static void EachProduct(Action<JsonNode, ProductRecord> assert) =>
        Assert.All(Files, file => assert(Json(file), Product(file)));

    private static JsonNode Json(string file)
    {
        var answer = JsonNode.Parse(File.ReadAllBytes(Samples.PathOf(file)))!;
        return answer["products"]?[0] ?? answer;
    }

    private static ProductRecord Product(string file)
    {
        var text = File.ReadAllText(Samples.PathOf(file));
        var answer = JsonNode.Parse(text)!["products"] is null ? "{\"products\":[" + text + "]}" : text;
        var asked = new KeepaRequest.Products(AmazonDomain.Us, [Asin.Parse(Json(file)["asin"]!.GetValue<string>())], ProductShape.Full);
        var batch = Assert.IsType<KeepaOutcome.ProductBatch>(AnswerDecoder.Decode(asked, 200, Encoding.UTF8.GetBytes(answer)));
        Assert.Equal((0, 0), (batch.Rejected.Length, batch.Absent.Length));
        return Assert.Single(batch.Products);
    }

    private static void AssertSame(JsonNode? series, bool withShipping, IReadOnlyList<HistoryPoint> read)
    {
        var numbers = series?.AsArray().Select(n => n!.GetValue<long>()).ToArray() ?? [];
        Assert.Equal(
            numbers.Chunk(withShipping ? 3 : 2).Select(c => (KeepaEpoch.AddMinutes(c[0]), c[1] < 0 ? null : (long?)c[1], c.Length < 3 || c[2] < 0 ? null : (long?)c[2])),
            read.Select(p => (p.At, p.Value, p.Shipping)));
    }

    private static void AssertSame(JsonNode? pair, StatsExtreme? read) =>
        Assert.Equal(Present(pair?[1]) is { } value ? new StatsExtreme(Time(pair![0]), value) : null, read);

    private static void AssertSameOwners(JsonNode? series, int width, IReadOnlyList<BuyBoxPoint> read)
    {
        var owners = series?.AsArray().Select(n => n!.GetValue<string>()).Chunk(width).ToArray() ?? [];
        Assert.Equal(owners.Select(o => o[1] is "" or "-1" or "-2" ? null : o[1]), read.Select(p => p.Seller?.Value));
        Assert.Equal(owners.Select(o => o[1] == "-2"), read.Select(p => p.State == BuyBoxState.Unknown));
        Assert.Equal(owners.Select(o => KeepaEpoch.AddMinutes(long.Parse(o[0]))), read.Select(p => p.At));
        if (width == 4)
            Assert.Equal(owners.Select(o => o[2]), read.Select(p => p.Condition is { } condition ? $"{(int)condition}" : ""));
    }

    private static long? Present(JsonNode? number) => number?.GetValue<long>() is >= 0 and var value ? value : null;

    private static DateTimeOffset? Time(JsonNode? minutes) => minutes?.GetValue<long>() is > 0 and var value ? KeepaEpoch.AddMinutes(value) : null;

    private static (long?, long?, long?, long?) Of(PerWindow? windows) => (windows?.Days30, windows?.Days90, windows?.Days180, windows?.Days365);
}
