using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Processing;

/// <summary>Reads from a pushed notification what a row of the deal feed would say now, on top of what is known: a notification has current values alone, so that averages, categories and
/// whatever else it does not mention stay. Pure.</summary>
public static class NotificationReading
{
    /// <summary>The listing as it is now.</summary>
    /// <param name="notification">What was pushed.</param>
    /// <param name="known">The listing as it was known; absent where nothing has shown it.</param>
    public static ListingFacts Of(KeepaNotification notification, ListingFacts? known)
    {
        known ??= new ListingFacts();
        // What the tracking does not follow Keepa has from an earlier time, which it does not name.
        var told = notification.Values.Where(v => TrackingTariff.Follows(notification.Kind, v.Type)).ToDictionary(static v => v.Type, static v => v.Value);
        var types = known.Types
            .Select(facts => told.Remove(facts.Type, out var value) ? Now(facts, value, notification.CreatedAt) : facts)
            .ToList();
        types.AddRange(told.Where(static t => t.Value is not null).Select(static t => new TypeFacts(t.Key, t.Value, null, null, PerRange.None, PerRange.None)));
        var next = known with
        {
            Title = known.Title ?? notification.Title,
            Image = known.Image ?? notification.Image,
            Types = [.. types.OrderBy(static t => t.Type.Index)],
        };
        return next.Types.Any(t => t.Type.IsDealRelevant && t.Type.Unit == PriceUnit.Money && known.Of(t.Type) is { } before && before.Current != t.Current)
            ? next with { CreatedAt = notification.CreatedAt }
            : next;
    }

    private static TypeFacts Now(TypeFacts known, long? value, DateTimeOffset at) => value == known.Current
        ? known
        : known with { Current = value, Since = at, Previous = known.Current, DeltaPercents = ListingReading.PercentsBelow(known, value) };
}
