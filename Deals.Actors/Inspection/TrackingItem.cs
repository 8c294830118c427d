using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;

namespace Deals.Actors.Inspection;

/// <summary>Whether Keepa's push would keep a deal fresh more cheaply than looks, at the present price. Tokens are a day of domain time.</summary>
/// <param name="Kind">regular or marketplace: what follows the deal's price.</param>
/// <param name="Hours">The interval at which a tracking would be worth most, 1-25.</param>
/// <param name="UpdateTokens">What its updates would take from the refill.</param>
/// <param name="TotalTokens">That, and what the looks that stay would cost.</param>
/// <param name="Freshness">The part of the time that the deal's price would be known as it is, 0-1.</param>
/// <param name="LookTokens">What looks alone cost.</param>
/// <param name="LookFreshness">The part of the time with looks alone.</param>
/// <param name="IsBetter">Whether the tracking is the better buy.</param>
/// <param name="GainTokens">What it is worth beyond looks, in tokens at the price: below 0 where looks are the better buy.</param>
public sealed record TrackingItem(
    string Kind, int Hours, double UpdateTokens, double TotalTokens, double Freshness, double LookTokens, double LookFreshness, bool IsBetter, double GainTokens)
{
    private const int Digits = 4;

    /// <summary>Works it out.</summary>
    /// <param name="worth">What a look is worth.</param>
    /// <param name="kind">The kind of tracking.</param>
    /// <param name="told">What its feed tells of it.</param>
    /// <param name="terms">The terms as this node knows them.</param>
    public static TrackingItem Of(RefreshWorth worth, TrackingKind kind, Signals told, RefreshTerms terms)
    {
        var tracking = TrackingWorth.Of(worth, kind, terms.Price, terms.Bounds, told);
        return new TrackingItem(
            kind.ToString().ToLowerInvariant(),
            tracking.Hours,
            Math.Round(tracking.UpdateTokensPerDay, Digits),
            Math.Round(tracking.Tracking.TokensPerDay, Digits),
            Math.Round(tracking.Tracking.Freshness, Digits),
            Math.Round(tracking.Looks.TokensPerDay, Digits),
            Math.Round(tracking.Looks.Freshness, Digits),
            tracking.IsBetter,
            Math.Round((tracking.Tracking.NetPerDay - tracking.Looks.NetPerDay) / terms.Price, Digits));
    }
}

/// <summary>For how many deals Keepa's push would be the better buy at the present price. Tokens are a day of domain time.</summary>
/// <param name="Price">The price of a look for which that holds.</param>
/// <param name="Population">Active deals for which it was worked out.</param>
/// <param name="Deals">Those of them for which a tracking would be the better buy.</param>
/// <param name="LookTokens">What looks at those cost now.</param>
/// <param name="TrackingTokens">What trackings of them would cost, with the looks that stay.</param>
/// <param name="UpdateTokens">The part of that which Keepa takes from the refill.</param>
/// <param name="SavedTokens">What would be saved; below 0 where more is paid for more freshness.</param>
/// <param name="LookFreshness">How fresh looks keep them, weighted, 0-1.</param>
/// <param name="TrackingFreshness">How fresh trackings would keep them.</param>
/// <param name="GainTokens">What trackings would be worth beyond looks in all, in tokens at the price.</param>
/// <param name="AddingTokens">What adding them would cost, once.</param>
public sealed record PlanTracking(
    double Price,
    long Population,
    long Deals,
    long LookTokens,
    long TrackingTokens,
    long UpdateTokens,
    long SavedTokens,
    double LookFreshness,
    double TrackingFreshness,
    long GainTokens,
    long AddingTokens)
{
    private const int Digits = 4;

    /// <summary>Takes over how the price stands; absent while there is none.</summary>
    public static PlanTracking? From(PriceStatus? status) => status is { Terms: { } terms, Tracking: { } tracking }
        ? new PlanTracking(
            terms.Price,
            status.Population,
            tracking.Deals,
            PlanReport.Whole(tracking.LookTokens),
            PlanReport.Whole(tracking.TrackingTokens),
            PlanReport.Whole(tracking.UpdateTokens),
            PlanReport.Whole(tracking.LookTokens - tracking.TrackingTokens),
            Math.Round(tracking.LookFreshness, Digits),
            Math.Round(tracking.TrackingFreshness, Digits),
            PlanReport.Whole(tracking.Gain),
            tracking.Deals * TrackingTariff.Adding)
        : null;

    /// <summary>In words.</summary>
    internal string InWords() => Deals == 0
        ? $"at the present price Keepa's push is the better buy for none of {PlainText.Number(Population)} deals"
        : $"at the present price Keepa's push would be the better buy for {PlainText.Number(Deals)} of {PlainText.Number(Population)} deals: {PlainText.Number(TrackingTokens)} tokens a day ({PlainText.Number(UpdateTokens)} of them less refill) "
            + $"instead of {PlainText.Number(LookTokens)} for looks, {(SavedTokens < 0 ? $"{PlainText.Number(-SavedTokens)} more" : $"{PlainText.Number(SavedTokens)} saved")}; fresh {PlainText.Percent((decimal)TrackingFreshness)} of the time instead of "
            + $"{PlainText.Percent((decimal)LookFreshness)}; worth {PlainText.Number(GainTokens)} tokens a day in all";
}
