using System.Text.Json;
using Deals.Actors.Enrichment;

namespace Deals.Actors.Deals;

/// <summary>What the list shows of an appraisal at the deal's price. It travels in the events, so that a row needs no appraisal to follow a price.</summary>
/// <param name="Profit">Minor units; absent where it may not be listed on its own strength.</param>
/// <param name="Roi">Profit over all-in cost, a fraction of four digits; absent with the profit.</param>
/// <param name="Trust">0 to 1, four digits.</param>
/// <param name="Unlisted">Why the profit is not listed, in one word such as <c>shippingUnknown</c> or <c>defaultFees</c>; absent where it is.</param>
public sealed record Outlook(long? Profit, decimal? Roi, decimal? Trust, string? Unlisted)
{
    /// <summary>The profit where it sells for the one-year average, minor units; absent with the profit, and without a sale in that year.</summary>
    public long? AverageProfit { get; init; }

    /// <summary>The outlook of an appraisal at a price.</summary>
    public static Outlook Of(AppraisalFacts appraisal, PricedFigures at)
    {
        var isListed = at.Standing == ProfitStanding.Listed;
        return new Outlook(
            isListed && at.Earnings.Profit.TryGet(out var profit) ? profit.Minor : null,
            isListed && at.Earnings.Roi.TryGet(out var roi) ? Rounding.FourDigits(roi) : null,
            appraisal.Trust.TryGet(out var trust) ? Rounding.FourDigits(trust) : null,
            WordOf(at))
        {
            AverageProfit = isListed && at.AverageProfit.TryGet(out var average) ? average.Minor : null,
        };
    }

    /// <summary>Why a profit is not listed, in one word; absent where it is.</summary>
    public static string? WordOf(PricedFigures at) => at.Standing switch
    {
        ProfitStanding.Listed => null,
        ProfitStanding.Absent => WordOf(at.Earnings.Profit.Reason!.Value),
        _ => JsonNamingPolicy.CamelCase.ConvertName(at.Standing.ToString()),
    };

    /// <summary>A reason in one word.</summary>
    public static string WordOf(AbsenceReason reason) => JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());
}
