using System.Runtime.InteropServices;
using Deals.Actors.Keepa;

namespace Deals.Actors.Freshness;

/// <summary>One way to keep a deal fresh.</summary>
/// <param name="TokensPerDay">What it costs.</param>
/// <param name="Freshness">The part of the time that what is known still holds, 0-1.</param>
/// <param name="NetPerDay">What it is worth beyond its price, <c>w F - λ tokens</c>: weight x days of freshness a day.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Upkeep(double TokensPerDay, double Freshness, double NetPerDay);

/// <summary>Whether a deal is kept fresh more cheaply by Keepa's push (a tracking) than by looks. A tracking is as fresh as its interval. It takes the place of the looks that are made to find
/// changes; what stays are the look after each change that it shows, where that is worth the price, and the one that the maximum age asks for.</summary>
/// <param name="Looks">Looks alone, at the price.</param>
/// <param name="Hours">The interval of the best tracking, whole hours; of two that are worth the same, the shorter.</param>
/// <param name="Tracking">That tracking, with the looks that stay.</param>
/// <param name="UpdateTokensPerDay">The part of its cost that its updates are.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TrackingWorth(Upkeep Looks, int Hours, Upkeep Tracking, double UpdateTokensPerDay)
{
    private const double HoursOfDay = 24;

    /// <summary>Whether the tracking is the better buy.</summary>
    public bool IsBetter => Tracking.NetPerDay > Looks.NetPerDay;

    /// <summary>Compares.</summary>
    /// <param name="deal">The deal.</param>
    /// <param name="kind">The kind of tracking that follows its price.</param>
    /// <param name="price">λ.</param>
    /// <param name="bounds">The ages that bind whatever the price.</param>
    /// <param name="told">What the deal's feed tells of it anyway: looks are fewer then, and yet it is fresher.</param>
    public static TrackingWorth Of(RefreshWorth deal, TrackingKind kind, double price, RefreshBounds bounds, Signals told = default)
    {
        var seen = told.On(deal);
        var interval = seen.IntervalDays(price, bounds);
        var looks = Of(deal.Weight, 1 - (told.LeftOf(deal.ChangesPerDay) * (1 - seen.FreshnessAt(interval))), deal.Cost / interval, price);
        var best = At(TrackingTariff.ShortestHours, deal, kind, price, bounds, looks);
        for (var hours = TrackingTariff.ShortestHours + 1; hours <= TrackingTariff.LongestHours; hours++)
        {
            var next = At(hours, deal, kind, price, bounds, looks);
            if (next.Tracking.NetPerDay > best.Tracking.NetPerDay)
                best = next;
        }

        return best;
    }

    private static TrackingWorth At(int hours, RefreshWorth deal, TrackingKind kind, double price, RefreshBounds bounds, Upkeep looks)
    {
        var days = hours / HoursOfDay;
        var updates = TrackingTariff.UpdateCost(kind) / days;
        return new TrackingWorth(looks, hours, Of(deal.Weight, deal.FreshnessAt(days), updates + (deal.Cost * LooksThatStay(deal, days, price, bounds)), price), updates);
    }

    private static Upkeep Of(double weight, double fresh, double tokens, double price) => new(tokens, fresh, (weight * fresh) - (price * tokens));

    // An update shows at most one change, and the deal is looked at after it at most once in the shortest interval.
    private static double LooksThatStay(RefreshWorth deal, double days, double price, RefreshBounds bounds)
    {
        var shown = deal.WhenStale < price ? 0 : deal.ChangesPerDay * deal.FreshnessAt(days);
        return Math.Max(1 / bounds.LatestDue.TotalDays, Math.Min(shown, 1 / bounds.Shortest.TotalDays));
    }
}
