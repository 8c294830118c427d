using System.Globalization;
using System.Text.Json.Nodes;

namespace Deals.Tests.Enrichment;

/// <summary>The analysis of a used item, read from the product's JSON by the words of the definition, without any care for speed and with nothing of the production's: what that is held against.</summary>
internal static class NaiveAnalysis
{
    private const int Hour = 60;
    private const int Day = 1440;

    public static JsonObject Of(JsonNode product)
    {
        var asOf = product["lastUpdate"]!.GetValue<int>();
        var (counts, prices, ranks) = (Points(product, 12, asOf), Points(product, 2, asOf), Points(product, 3, asOf));
        var (drops, undecided, sales) = Sales(counts, prices, ranks, asOf);
        var kept = Trimmed(sales);
        var year = kept.Where(s => s.At > asOf - (365 * Day)).ToList();
        var average = year.Count == 0 ? (long?)null : Round(year.Sum(s => (decimal)s.Price), year.Count);
        var months = kept.GroupBy(s => MonthOf(s.At)).Where(g => g.Count() >= 3).OrderBy(g => g.Key).Select(g => (Month: g.Key, Count: g.Count(), Median: Median([.. g.Select(s => s.Price)]))).ToList();
        var peak = months.Count == 0 ? 0 : months.OrderBy(m => (-m.Median, -m.Count, m.Month)).First().Month;
        var trough = months.Count == 0 ? 0 : months.OrderBy(m => (m.Median, -m.Count, m.Month)).First().Month;
        var hasSeasons = peak != trough;
        var (list, rule) = List(product, kept, hasSeasons ? peak : 0);
        var hasRanks = ranks.Any(r => r.Value > 0) && prices.Any(p => p.Value >= 0);
        var price = product["stats"]!["current"]![2]!.GetValue<long>() is >= 0 and var now ? now : (long?)null;
        var result = new JsonObject
        {
            ["product"] = "x",
            ["priceType"] = "USED",
            ["asOf"] = asOf,
            ["drops"] = drops,
            ["undecided"] = undecided,
            ["sales"] = new JsonArray([.. sales.Select(s => new JsonObject { ["at"] = s.At, ["price"] = s.Price })]),
            ["keptSales"] = kept.Count,
            ["oneYearAverage"] = average,
            ["months"] = new JsonArray([.. months.Select(m => new JsonObject { ["month"] = m.Month, ["count"] = m.Count, ["median"] = m.Median })]),
            ["peakMonth"] = hasSeasons ? peak : null,
            ["troughMonth"] = hasSeasons ? trough : null,
            ["expectedTrough"] = hasSeasons ? months.Single(m => m.Month == trough).Median : null,
            ["listPrice"] = list,
            ["listPriceRule"] = list is null ? null : rule,
            ["trust"] = drops >= 5 && hasRanks ? Four(sales.Count, drops) : null,
            ["belowAverage"] = average > 0 && price is not null ? Four(Math.Max(0, average.Value - price.Value), average.Value) : null,
        };
        Money(result, product, list, price);
        return result;
    }

    private static (int Drops, int Undecided, List<(int At, long Price)> Sales) Sales(List<(int At, long Value)> counts, List<(int At, long Value)> prices, List<(int At, long Value)> ranks, int asOf)
    {
        var (drops, undecided, served, sales) = (0, 0, new HashSet<int>(), new List<(int, long)>());
        foreach (var (before, after) in counts.Zip(counts.Skip(1)))
        {
            if (after.Value < 0 || before.Value <= after.Value || after.At <= asOf - (1095 * Day))
                continue;
            var t = after.At;
            var hours = ranks.Count(r => r.Value > 0 && r.At > t && r.At <= t + (240 * Hour)) < 2 ? 720 : 240;
            if (t + (hours * Hour) > asOf)
            {
                undecided++;
                continue;
            }

            drops++;
            var price = prices.LastOrDefault(p => p.At < t, (0, -1)).Item2;
            var rank = ranks.LastOrDefault(r => r.At <= t, (0, -1)).Item2;
            var better = ranks.Where(r => r.Value > 0 && r.At > t && r.At <= t + (hours * Hour) && r.Value < rank && !served.Contains(r.At)).Select(r => r.At).DefaultIfEmpty(0).First();
            if (price < 0 || better == 0)
                continue;
            served.Add(better);
            sales.Add((t, price));
        }

        return (drops, undecided, sales);
    }

    private static List<(int At, long Price)> Trimmed(List<(int At, long Price)> sales)
    {
        if (sales.Count < 4)
            return sales;
        var ordered = sales.Select(s => s.Price).Order().ToList();

        // Four times each quartile, so that nothing is ever rounded.
        long Quarter(int quarter)
        {
            var position = (ordered.Count - 1) * quarter;
            var (below, rest) = (ordered[position / 4], position % 4);
            return (4 * below) + (rest == 0 ? 0 : rest * (ordered[(position / 4) + 1] - below));
        }

        var (first, third) = (Quarter(1), Quarter(3));
        return [.. sales.Where(s => 8 * s.Price >= (2 * first) - (3 * (third - first)) && 8 * s.Price <= (2 * third) + (3 * (third - first)))];
    }

    private static (long? Price, string? Rule) List(JsonNode product, List<(int At, long Price)> kept, int peak)
    {
        if (kept.Count == 0)
            return (null, null);
        var of = kept.Where(s => peak == 0 || MonthOf(s.At) == peak).Select(s => s.Price).ToList();
        var mode = of.GroupBy(p => p).Where(g => peak > 0 && g.Count() >= 2).OrderBy(g => (-g.Count(), g.Key)).Select(g => (long?)g.Key).FirstOrDefault();
        var amazon = new[] { "current", "avg180", "avg365" }.Select(f => product["stats"]![f]![0]!.GetValue<long>()).Where(p => p >= 0).ToList();
        var ceiling = amazon.Count == 0 ? 150_000 : Math.Min(150_000, amazon.Min() * 9 / 10);
        return (Math.Min(ceiling, mode ?? Median(of)), peak == 0 ? "median-of-all" : mode is null ? "median" : "mode");
    }

    private static void Money(JsonObject result, JsonNode product, long? list, long? price)
    {
        var isDefault = product["fbaFees"] is null || product["referralFeePercentage"] is null;
        var fba = product["fbaFees"]?["pickAndPackFee"]!.GetValue<long>() ?? 550;
        var percent = product["referralFeePercentage"]?.GetValue<decimal>() ?? 15;
        var closing = product["variableClosingFee"]?.GetValue<long>() ?? 0;
        var referral = list is null ? (long?)null : Round(list.Value * percent, 100);
        var shipping = (product["offers"]?.AsArray() ?? [])
            .Where(o => o!["condition"]!.GetValue<int>() is >= 2 and <= 5 && o["offerCSV"]![1]!.GetValue<long>() == price)
            .Select(o => o!["isFBA"]!.GetValue<bool>() ? 0 : o["offerCSV"]![2]!.GetValue<long>())
            .Where(s => s >= 0).Select(s => (long?)s).Min();
        var allIn = price + shipping;
        var profit = list - allIn - fba - referral - closing;
        result["fba"] = fba;
        result["referral"] = referral;
        result["closing"] = product["variableClosingFee"]?.GetValue<long>();
        result["feeRule"] = isDefault ? "default" : "keepa";
        result["allIn"] = allIn;
        result["profit"] = profit;
        result["roi"] = profit is not null && allIn > 0 ? Four(profit.Value, allIn.Value) : null;
        result["margin"] = profit is not null && list > 0 ? Four(profit.Value, list.Value) : null;
        result["minimumListing"] = allIn is null ? null : Round((allIn.Value + fba + closing) * 100, 100 - percent);
    }

    private static List<(int At, long Value)> Points(JsonNode product, int type, int asOf) =>
        [.. (product["csv"]![type]?.AsArray() ?? []).Select(n => n!.GetValue<long>()).Chunk(2).Select(c => ((int)c[0], c[1])).Where(p => p.Item1 <= asOf)];

    private static int MonthOf(int minutes) => new DateTime(2011, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minutes).Month;

    private static long Median(List<long> prices)
    {
        var ordered = prices.Order().ToList();
        return ordered.Count % 2 == 1 ? ordered[ordered.Count / 2] : Round(ordered[(ordered.Count / 2) - 1] + ordered[ordered.Count / 2], 2);
    }

    private static long Round(decimal over, decimal under) => (long)Math.Floor((2 * over + under) / (2 * under));

    private static string Four(decimal over, decimal under) => (Math.Floor((20_000 * over + under) / (2 * under)) / 10_000).ToString("F4", CultureInfo.InvariantCulture);
}
