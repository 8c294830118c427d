using System.Collections.Immutable;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads a product's <c>stats</c>: arrays by price type, of which any entry may be null.</summary>
internal static class StatsDecoder
{
    public static ProductStats? Read(JsonElement? stats, Defects defects)
    {
        if (stats is not { } read)
            return null;
        if (read.ValueKind != JsonValueKind.Object)
        {
            defects.Add($"its stats is {read.ValueKind}: an object was expected");
            return null;
        }

        return new ProductStats
        {
            Types = [.. PriceType.All.Select(type => Of(type, read)).OfType<TypeStats>()],
            Drops = new RankDrops(
                read.Get("salesRankDrops30").Number(), read.Get("salesRankDrops90").Number(), read.Get("salesRankDrops180").Number(), read.Get("salesRankDrops365").Number()),
            BuyBox = BuyBox(read, "buyBox"),
            BuyBoxUsed = BuyBox(read, "buyBoxUsed"),
            BuyBoxShares = Shares(read.Get("buyBoxStats")),
            BuyBoxUsedShares = Shares(read.Get("buyBoxUsedStats")),
            TotalOfferCount = read.Get("totalOfferCount").Number(),
            RetrievedOfferCount = read.Get("retrievedOfferCount").Number(),
            OfferCountFba = read.Get("offerCountFBA").Number(),
            OfferCountFbm = read.Get("offerCountFBM").Number(),
            LowestFbaSellers = Sellers(read.Get("sellerIdsLowestFBA")),
            LowestFbmSellers = Sellers(read.Get("sellerIdsLowestFBM")),
            LastOffersUpdate = read.Get("lastOffersUpdate").Instant(),
            LastBuyBoxUpdate = read.Get("lastBuyBoxUpdate").Instant(),
            TradeInPrice = read.Get("tradeInPrice").Present(),
            AmazonOutages30 = read.Get("outOfStockCountAmazon30").Number(),
            AmazonOutages90 = read.Get("outOfStockCountAmazon90").Number(),
            MonthlySoldDeltaPercent90 = read.Get("deltaPercent90_monthlySold").Whole() is >= int.MinValue and <= int.MaxValue and var delta ? (int)delta : null,
        };
    }

    private static TypeStats? Of(PriceType type, JsonElement stats)
    {
        JsonElement? At(string field) => stats.Get(field).At(type.Index);
        var read = new TypeStats
        {
            Type = type,
            Current = At("current").Present(),
            AtIntervalStart = At("atIntervalStart").Present(),
            Average = At("avg").Present(),
            Averages = Windows(days => At($"avg{days}").Present()),
            Min = Extreme(At("min")),
            Max = Extreme(At("max")),
            MinInInterval = Extreme(At("minInInterval")),
            MaxInInterval = Extreme(At("maxInInterval")),
            OutOfStockPercent = Windows(days => Percent(At($"outOfStockPercentage{days}"))),
            OutOfStockPercentInInterval = Percent(At("outOfStockPercentageInInterval")),
        };
        // Keepa's "is not the lowest" is said of types of which nothing is known, too.
        return read == new TypeStats { Type = type }
            ? null
            : read with { IsLowest = At("isLowest").Flag(), IsLowest90 = At("isLowest90").Flag() };
    }

    private static PerWindow Windows(Func<int, long?> of) => new(of(30), of(90), of(180), of(365));

    private static int? Percent(JsonElement? value) => value.Whole() is >= 0 and <= 100 and var percent ? (int)percent : null;

    private static StatsExtreme? Extreme(JsonElement? pair) => pair.At(1).Present() is { } value ? new StatsExtreme(pair.At(0).Instant(), value) : null;

    // -1 says that nobody has the buy box; -2, or nothing, that Keepa did not look.
    private static BuyBoxOffer? BuyBox(JsonElement stats, string prefix) => stats.Get(prefix + "Price").Whole() is not (>= -1 and var price)
        ? null
        : new BuyBoxOffer(
            price < 0 ? null : price,
            stats.Get(prefix + "Shipping").Present(),
            Seller(stats.Get(prefix + "SellerId")),
            Conditions.From(stats.Get(prefix + "Condition").Whole()),
            stats.Get(prefix + "IsFBA").Flag(),
            stats.Get(prefix + "IsAmazon").Flag());

    private static ImmutableArray<BuyBoxShare> Shares(JsonElement? shares) =>
        [.. shares.Members().Select(static m => Share(m.Name, m.Value)).OfType<BuyBoxShare>().OrderBy(static s => s.Seller)];

    private static BuyBoxShare? Share(string id, JsonElement share) =>
        SellerId.TryParse(id, out var seller) && share.Get("percentageWon").Real() is >= 0 and <= 100 and var percent
            ? new BuyBoxShare(
                seller,
                percent,
                share.Get("avgPrice").Present(),
                share.Get("avgNewOfferCount").Number(),
                share.Get("avgUsedOfferCount").Number(),
                share.Get("isFBA").Flag(),
                share.Get("lastSeen").Instant(),
                Conditions.From(share.Get("condition").Whole()))
            : null;

    private static ImmutableArray<SellerId> Sellers(JsonElement? ids) => [.. ids.Items().Select(static i => Seller(i)).OfType<SellerId>()];

    private static SellerId? Seller(JsonElement? id) => SellerId.TryParse(id.Text(), out var seller) ? seller : null;
}
