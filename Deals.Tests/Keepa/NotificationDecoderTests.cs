using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Deals.Actors.Keepa;

namespace Deals.Tests.Keepa;

public sealed class NotificationDecoderTests
{
    internal static readonly DateTimeOffset At = new(2026, 3, 1, 11, 58, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = At.AddMinutes(2);

    [Fact]
    public void A_notification_is_read_as_keepa_describes_it()
    {
        Assert.True(Read(Notification(prices: [-1, 2024, -2, 1200], type: 1), out var read, out _));
        Assert.Equal(("B000000000", AmazonDomain.Us, AmazonDomain.Us, At, PriceType.New), (read!.Asin.Value, read.Domain, read.MainDomain, read.CreatedAt, read.Type!));
        Assert.Equal(("A kettle", "61-a.jpg", false, true), (read.Title, read.Image, read.HasExpired, read.HasOwnCurrency));
        // No offer is a fact, no data is none.
        Assert.Equal([new NotifiedValue(PriceType.Amazon, null), new NotifiedValue(PriceType.New, 2024), new NotifiedValue(PriceType.Sales, 1200)], read.Values.AsEnumerable());
    }

    [Fact]
    public void That_a_tracking_has_ended_comes_without_prices()
    {
        var body = Notification(prices: null, type: 0);
        body["trackingNotificationCause"] = 0;
        Assert.True(Read(body, out var read, out _));
        Assert.True(read!.HasExpired);
        Assert.Empty(read.Values);
    }

    [Theory]
    [InlineData(3, 4, true)]
    [InlineData(1, 1, true)]
    [InlineData(1, 3, false)]
    public void Prices_of_a_tracking_whose_main_marketplace_has_another_currency_cannot_be_told(int main, int of, bool own)
    {
        var body = Notification();
        (body["domainId"], body["notificationDomainId"]) = (main, of);
        Assert.True(Read(body, out var read, out _));
        Assert.Equal((of, own), (read!.Domain.Number, read.HasOwnCurrency));
    }

    [Theory]
    [InlineData(1, TrackingKind.Regular)]
    [InlineData(18, TrackingKind.Marketplace)]
    [InlineData(99, TrackingKind.Regular)]
    public void It_comes_from_a_tracking_that_follows_its_type(int type, TrackingKind kind)
    {
        Assert.True(Read(Notification(type: type), out var read, out _));
        Assert.Equal(kind, read!.Kind);
    }

    [Theory]
    [InlineData("asin", "\"B0\"", "its asin is 'B0': ten letters or digits were expected")]
    [InlineData("asin", "7", "its asin is '7'")]
    [InlineData("notificationDomainId", "7", "its notificationDomainId is '7': one of 1 (US)")]
    [InlineData("createDate", "0", "its createDate is '0': Keepa minutes above 0 were expected")]
    [InlineData("createDate", "\"now\"", "its createDate is 'now'")]
    [InlineData("createDate", "9999999", "is more than a day after now")]
    [InlineData("currentPrices", "null", "its currentPrices is '': an array by price type was expected")]
    [InlineData("currentPrices", "{}", "its currentPrices is '{}'")]
    public void What_is_wrong_is_named_with_what_was_expected(string field, string value, string expected)
    {
        var body = Notification();
        body.Remove("domainId");
        body[field] = JsonNode.Parse(value);
        Assert.False(Read(body, out _, out var reason));
        Assert.StartsWith($"its {field} ", reason, StringComparison.Ordinal);
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    public void What_is_no_object_is_refused(string body)
    {
        Assert.False(NotificationDecoder.TryRead(JsonElement.Parse(body), Now, out _, out var reason));
        Assert.Contains("one Notification object was expected", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_stands_in_a_field_is_read_or_refused_and_never_breaks() => Gen
        .Select(Gen.OneOfConst("asin", "title", "image", "createDate", "domainId", "notificationDomainId", "csvType", "trackingNotificationCause", "currentPrices"),
            Gen.OneOfConst("null", "true", "-1", "1e300", "1.5", "\"\\ud800\"", "\"x\"", "[]", "[null,\"a\",{},1e40,-2,-1]", "{\"a\":1}", "99999999999999999999"))
        .Sample(static (field, value) =>
        {
            var body = JsonElement.Parse(Notification().ToJsonString()[..^1] + $",\"{field}\":{value}}}");
            var read = NotificationDecoder.TryRead(body, Now, out var notification, out var reason);
            Assert.Equal(read, notification is not null);
            Assert.Equal(read, reason is null);
        });

    internal static JsonObject Notification(long[]? prices = null, int type = 2, string asin = "B000000000", DateTimeOffset? at = null) => new()
    {
        ["asin"] = asin,
        ["title"] = "A kettle",
        ["image"] = "61-a.jpg",
        ["ttl"] = 1440,
        ["createDate"] = KeepaTime.FromInstant(at ?? At),
        ["domainId"] = 1,
        ["notificationDomainId"] = 1,
        ["csvType"] = type,
        ["trackingNotificationCause"] = prices is null && type == 0 ? 0 : 3,
        ["currentPrices"] = type == 0 && prices is null ? null : new JsonArray([.. (prices ?? [-1, 1999]).Select(p => (JsonNode)p)]),
        ["sentNotificationVia"] = new JsonArray(false, false, false, false, false, true, false),
        ["metaData"] = "mine",
        ["trackingListName"] = null,
    };

    private static bool Read(JsonObject body, out KeepaNotification? read, out string? reason) => NotificationDecoder.TryRead(JsonElement.Parse(body.ToJsonString()), Now, out read, out reason);
}
