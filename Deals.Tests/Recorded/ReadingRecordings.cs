using System.Text.Json.Nodes;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Actors.Storage;

namespace Deals.Tests.Recorded;

/// <summary>The facts of deals, read from what Keepa once sent, against Keepa's own statistics and a reading of the JSON that knows nothing of ours.</summary>
public sealed class ReadingRecordings
{
    private static readonly string[] Files = ["product-1.json", "product-2.json", "product-4.json"];
    private static readonly DateTimeOffset KeepaEpoch = new(2011, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [RecordedFact]
    public void A_deals_facts_equal_the_recording() => Assert.All(Files, file =>
    {
        var (json, read) = (Json(file), Read(file));
        Assert.Equal(json["title"]?.GetValue<string>(), read.Product.Title);
        Assert.Equal((json["brand"]?.GetValue<string>(), json["manufacturer"]?.GetValue<string>()), (read.Product.Brand, read.Product.Manufacturer));
        Assert.Equal(json["fbaFees"]!["pickAndPackFee"]!.GetValue<long>(), read.Product.Fees.PickAndPack);
        Assert.Equal(json["referralFeePercentage"]!.GetValue<decimal>(), read.Product.Fees.ReferralPercent);
        Assert.Equal(json["monthlySold"]?.GetValue<int>(), read.Product.MonthlySold);
        Assert.Equal(json["categoryTree"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()), read.Product.CategoryPath);
        foreach (var history in read.Product.Histories)
        {
            var stats = json["stats"]!;
            long? At(string field) => stats[field]![history.Type.Index]!.GetValue<long>() is >= 0 and var value ? value : null;
            Assert.Equal((At("current"), At("avg30"), At("avg90"), At("avg180"), At("avg365")), (history.Current, history.Average30, history.Average90, history.Average180, history.Average365));
        }

        Assert.Equal(json["stats"]!["salesRankDrops30"]!.GetValue<int>(), read.Listing!.Drops.Days30);
        Assert.Equal(KeepaEpoch.AddMinutes(json["lastUpdate"]!.GetValue<long>()), read.AsOf);
    });

    [RecordedFact]
    public void A_listing_that_is_read_from_histories_has_the_values_of_keepas_own_statistics() => Assert.All(Files, file =>
    {
        var (stats, listing) = (Json(file)["stats"]!, Read(file).Listing!);
        var compared = listing.Types.Where(t => t.Type.Unit == PriceUnit.Money && t.Type != PriceType.LightningDeal).ToList();
        Assert.All(compared, type =>
        {
            var current = stats["current"]![type.Type.Index]!.GetValue<long>();
            Assert.Equal(current >= 0 ? current : null, type.Current);
        });

        // Keepa leaves wild points out of averages of used prices: most agree to the cent, the others are near.
        var averages = compared.Select(t => (Ours: t.Averages.Quarter, Keepas: stats["avg90"]![t.Type.Index]!.GetValue<long>() is >= 0 and var a ? (long?)a : null))
            .Where(a => a.Keepas is not null && a.Ours is not null).ToList();
        Assert.True(averages.Count(a => Math.Abs(a.Ours!.Value - a.Keepas!.Value) <= 1) * 3 >= averages.Count * 2, string.Join("; ", averages));
    });

    [RecordedFact]
    public void The_recorded_offers_name_the_seller_that_matters()
    {
        var read = Read("product-2.json");
        Assert.NotNull(read.Offers);
        var offers = new Group<OfferFacts>(read.Offers!, read.AsOf, Now);
        var live = Json("product-2.json")["liveOffersOrder"]!.AsArray().Select(i => Json("product-2.json")["offers"]![i!.GetValue<int>()]!).ToList();
        var cheapest = live.Where(o => o["condition"]!.GetValue<int>() is >= 2 and <= 5).MinBy(Total)!;
        Assert.Equal(cheapest["sellerId"]!.GetValue<string>(), SellerThatMatters.Of(PriceType.Used, offers, null)!.Value.Value);
        Assert.Equal(Json("product-2.json")["stats"]!["totalOfferCount"]!.GetValue<int>(), read.Offers!.Total);
    }

    private static long Total(JsonNode offer)
    {
        var csv = offer["offerCSV"]!.AsArray().Select(n => n!.GetValue<long>()).ToArray();
        var (price, shipping) = (csv[^2], csv[^1]);
        return price < 0 ? long.MaxValue : shipping >= 0 ? price + shipping : offer["isFBA"]!.GetValue<bool>() ? price : long.MaxValue - 1;
    }

    private static DealCommand.RecordProduct Read(string file)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(Json(file).ToJsonString());
        var record = ProductDecoder.Decode(AmazonDomain.Us, body, out var reason) ?? throw new InvalidOperationException(reason);
        return ProductReading.Of(new DealId(AmazonDomain.Us, record.Asin), record, new Body("x", record.LastUpdate!.Value, Now, body), Now);
    }

    private static JsonNode Json(string file)
    {
        var answer = JsonNode.Parse(File.ReadAllBytes(Samples.PathOf(file)))!;
        return answer["products"]?[0] ?? answer;
    }
}
