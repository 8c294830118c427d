using System.Globalization;
using System.Text.Json.Nodes;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Tests.Enrichment;

/// <summary>An analysis as two implementations write it to be compared: every key is always there, absent is null, times are Keepa minutes, money is minor units and ratios are texts of four digits.</summary>
internal static class GoldenForm
{
    public static JsonObject Of(string product, ProductAnalysis analysis)
    {
        var sales = analysis.Sales.TryGet(out var found) ? found : new InferredSales(0, 0, [], []);
        var (fees, earnings) = (analysis.Fees, analysis.Earnings);
        return new JsonObject
        {
            ["product"] = product,
            ["priceType"] = analysis.PriceType.Name,
            ["asOf"] = KeepaTime.FromInstant(analysis.AsOf),
            ["drops"] = sales.Drops,
            ["undecided"] = sales.Undecided,
            ["sales"] = new JsonArray([.. sales.All.Select(s => new JsonObject { ["at"] = KeepaTime.FromInstant(s.At), ["price"] = s.Price.Minor })]),
            ["keptSales"] = sales.Kept.Length,
            ["oneYearAverage"] = Minor(analysis.OneYearAverage),
            ["months"] = new JsonArray([.. (analysis.Seasons.TryGet(out var seasons) ? seasons.Months : [])
                .Select(m => new JsonObject { ["month"] = m.Month, ["count"] = m.Count, ["median"] = m.Median.Minor })]),
            ["peakMonth"] = analysis.Peak.TryGet(out var peak) ? peak.Month : null,
            ["troughMonth"] = analysis.Trough.TryGet(out var trough) ? trough.Month : null,
            ["expectedTrough"] = analysis.Trough.TryGet(out trough) ? trough.Median.Minor : null,
            ["listPrice"] = Minor(analysis.ListPrice),
            ["listPriceRule"] = analysis.ListPrice.TryGet(out _) ? RuleOf(analysis.ListPrice.Evidence.Rule) : null,
            ["trust"] = Ratio(analysis.Trust),
            ["belowAverage"] = Ratio(analysis.BelowAverage),
            ["fba"] = Minor(fees.PickAndPack),
            ["referral"] = Minor(fees.Referral),
            ["closing"] = fees.Closing.Evidence.Rule == Rules.NoFee ? null : Minor(fees.Closing),
            ["feeRule"] = fees.PickAndPack.Reason is not null || fees.ReferralPercent.Reason is not null ? null
                : fees.PickAndPack.Evidence.RestsOnDefaults || fees.ReferralPercent.Evidence.RestsOnDefaults ? "default" : "keepa",
            ["allIn"] = Minor(earnings.AllIn),
            ["profit"] = Minor(earnings.Profit),
            ["roi"] = Ratio(earnings.Roi),
            ["margin"] = Ratio(earnings.Margin),
            ["minimumListing"] = Minor(earnings.MinimumListing),
        };
    }

    // How the price was found, whatever held it down afterwards.
    private static string RuleOf(Rule rule) => rule.Name.Split(": ")[1].Split(',')[0].Replace(' ', '-');

    private static JsonValue? Minor(Estimate<Money> money) => money.TryGet(out var known) ? JsonValue.Create(known.Minor) : null;

    private static JsonValue? Ratio(Estimate<decimal> ratio) =>
        ratio.TryGet(out var known) ? JsonValue.Create(Rounding.FourDigits(known).ToString("F4", CultureInfo.InvariantCulture)) : null;
}
