using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads a notification that was pushed. Past this point -1 and -2 mean nothing but themselves: no offer is absent, and of what there is no data nothing is said.</summary>
public static class NotificationDecoder
{
    private const int Expired = 0;
    private const int NoOffer = -1;
    private static readonly TimeSpan FutureTolerance = TimeSpan.FromDays(1);

    /// <summary>Reads one.</summary>
    /// <param name="body">The body of the push.</param>
    /// <param name="now">Domain time, against which a time in the future is told.</param>
    /// <param name="notification">What was read.</param>
    /// <param name="reason">Otherwise what is wrong and what was expected.</param>
    public static bool TryRead(JsonElement body, DateTimeOffset now, [NotNullWhen(true)] out KeepaNotification? notification, [NotNullWhen(false)] out string? reason)
    {
        notification = null;
        var (domain, main) = (DomainOf(body, "notificationDomainId"), DomainOf(body, "domainId"));
        var created = body.Get("createDate").Instant();
        var prices = body.Get("currentPrices");
        var hasExpired = body.Get("trackingNotificationCause").Whole() == Expired;
        reason = body.ValueKind != JsonValueKind.Object ? $"it is {body.ValueKind}: one Notification object was expected"
            : !Asin.TryParse(body.Get("asin").Text(), out var asin) ? $"its asin is '{body.Get("asin").Shown()}': ten letters or digits were expected"
            : (domain ?? main) is null ? $"its notificationDomainId is '{body.Get("notificationDomainId").Shown()}': one of {AmazonDomain.Expected} was expected"
            : created is null ? $"its createDate is '{body.Get("createDate").Shown()}': Keepa minutes above 0 were expected"
            : created - now > FutureTolerance ? $"its createDate {created:u} is more than a day after now, {now:u}"
            : !hasExpired && prices is not { ValueKind: JsonValueKind.Array } ? $"its currentPrices is '{prices.Shown()}': an array by price type was expected"
            : null;
        if (reason is not null)
            return false;
        notification = new KeepaNotification
        {
            Asin = Asin.Parse(body.Get("asin").Text()),
            Domain = (domain ?? main)!,
            MainDomain = (main ?? domain)!,
            CreatedAt = created!.Value,
            Type = body.Get("csvType").Whole() is >= 0 and < int.MaxValue and var index && PriceType.TryFromIndex((int)index, out var type) ? type : null,
            HasExpired = hasExpired,
            Title = body.Get("title").Line(),
            Image = ImageName.From(body.Get("image").Text()),
            Values = [.. ValuesOf(prices)],
        };
        return true;
    }

    private static AmazonDomain? DomainOf(JsonElement body, string name) =>
        body.Get(name).Whole() is > 0 and < int.MaxValue and var number && AmazonDomain.TryFromNumber((int)number, out var domain) ? domain : null;

    private static IEnumerable<NotifiedValue> ValuesOf(JsonElement? prices)
    {
        foreach (var type in PriceType.All)
        {
            if (prices.At(type.Index).Whole() is >= NoOffer and var value)
                yield return new NotifiedValue(type, value == NoOffer ? null : value);
        }
    }
}
