using Deals.Actors.Deals;
using Deals.Actors.Freshness;

namespace Deals.Actors.Inspection;

/// <summary>What the next look at a deal is worth, and what that rests on. Worth and price are weight x days of freshness a token.</summary>
/// <param name="Pace">How often its price changes.</param>
/// <param name="Importance">How much its freshness counts.</param>
/// <param name="Tokens">What a look costs, as learned.</param>
/// <param name="Now">What a look is worth now; absent before the first, and while no price is known.</param>
/// <param name="AtMost">What it would be worth if the deal were known to be stale: at a higher price it is looked at for its maximum age alone.</param>
/// <param name="Price">The price that it compares itself with.</param>
/// <param name="IntervalDays">The age at which that is reached, within the bounds.</param>
/// <param name="Tracking">Whether Keepa's push would be the better buy; absent before the first look, and while no price is known.</param>
/// <param name="Told">What its feed tells of its changes, so that looks win less; absent where it tells nothing.</param>
public sealed record WorthItem(PaceItem? Pace, ImportanceItem? Importance, double? Tokens, double? Now, double? AtMost, double? Price, double? IntervalDays, TrackingItem? Tracking, ToldItem? Told = null)
{
    private const string AllOfIt = "offers";

    private const int Digits = 4;

    /// <summary>How often its number of offers changes; absent before the first look.</summary>
    public PaceItem? OfferPace { get; init; }

    /// <summary>How deep a look now would be: plain, buybox or offers; absent before the first look, and while no price is known.</summary>
    public string? Depth { get; init; }

    /// <summary>Works it out.</summary>
    /// <param name="record">The deal.</param>
    /// <param name="terms">The terms as this node knows them.</param>
    /// <param name="now">Domain time.</param>
    public static WorthItem Of(DealRecord record, RefreshTerms? terms, DateTimeOffset now)
    {
        var pace = record.Pace is { } seen ? PaceItem.Of(seen) : null;
        if (record.AsSubject() is not { } subject)
            return new WorthItem(pace, null, null, null, null, terms?.Price, null, null);
        var importance = ImportanceItem.Of(Freshness.Importance.Of(subject.Facts, terms?.Importance ?? new ImportanceSettings()));
        if (terms is null)
            return new WorthItem(pace, importance, null, null, null, null, null, null);
        var (worth, told) = (subject.WorthBesideFeed(terms), subject.Told(terms));
        return new WorthItem(
            pace,
            importance,
            Math.Round(worth.Cost, Digits),
            Math.Round(worth.At(now - subject.SeenAt), Digits),
            Math.Round(worth.WhenStale, Digits),
            terms.Price,
            Math.Round(worth.IntervalDays(terms.Price, terms.Bounds), Digits),
            TrackingItem.Of(subject.Worth(terms), subject.Tracking, told, terms),
            told is { Reached: > 0, PerDay: > 0 } ? new ToldItem(Math.Round(told.Reached, Digits), Math.Round(24 / told.PerDay, 2)) : null)
        {
            OfferPace = record.OfferPace is { } offers ? PaceItem.Of(offers) : null,
            Depth = record.IsWatched
                ? AllOfIt
                : LookDepths.Of(subject.Worth(terms).Weight, subject.OfferChanges(terms), now - record.BuyBox?.AsOf, now - record.Offers?.AsOf, terms).ToString().ToLowerInvariant(),
        };
    }
}

/// <summary>What a feed tells of a deal's changes by itself.</summary>
/// <param name="Reached">The part of them, 0-1.</param>
/// <param name="AfterHours">How long after a change, in the mean.</param>
public sealed record ToldItem(double Reached, double AfterHours);

/// <summary>How often a price changes.</summary>
/// <param name="ChangesPerDay">Estimated.</param>
/// <param name="RelativeError">How well that is known: the standard deviation as a part of it; 0.1 is known to a tenth, 1 and more is a guess.</param>
/// <param name="SeenChanges">Changes that it rests on; what is long ago counts less.</param>
/// <param name="SeenDays">In how many days they were seen.</param>
/// <param name="AssumedPerDay">What was assumed of its category.</param>
/// <param name="Until">Up to when changes are accounted for.</param>
public sealed record PaceItem(double ChangesPerDay, double RelativeError, double SeenChanges, double SeenDays, double AssumedPerDay, DateTimeOffset Until)
{
    private const int Digits = 4;

    internal static PaceItem Of(Pace pace) => new(
        Math.Round(pace.Estimate.PerDay, Digits),
        Math.Round(pace.Estimate.RelativeError, Digits),
        Math.Round(pace.Seen.Changes, Digits),
        Math.Round(pace.Seen.Days, Digits),
        Math.Round(pace.Prior.PerDay, Digits),
        pace.Until);
}

/// <summary>How much a deal's freshness counts, with the factors that made it so; a factor of 1 counts neither way.</summary>
/// <param name="Weight">Their product within its bounds.</param>
/// <param name="Priority">The same as a priority, 1 for the most important to 5.</param>
/// <param name="Profit">By its profit.</param>
/// <param name="Velocity">By its sales.</param>
/// <param name="Trust">By how far it is to be believed.</param>
/// <param name="Watched">By being watched.</param>
/// <param name="New">By being new.</param>
public sealed record ImportanceItem(double Weight, int Priority, double Profit, double Velocity, double Trust, double Watched, double New)
{
    private const int Digits = 4;

    internal static ImportanceItem Of(Importance importance) => new(
        Math.Round(importance.Weight, Digits),
        importance.Priority,
        Math.Round(importance.Profit, Digits),
        Math.Round(importance.Velocity, Digits),
        Math.Round(importance.Trust, Digits),
        importance.Watched,
        Math.Round(importance.New, Digits));
}
