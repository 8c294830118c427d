using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Trackings;

/// <summary>A notification as Keepa describes it. No recording of one is public.</summary>
internal sealed record Notification(Product Product, TrackingOrder Order, Hit Hit, long CreatedAt, long[]? Prices)
{
    /// <summary>How long it is kept.</summary>
    public const int KeptMinutes = 1440;

    /// <summary>The channel by which the API notifies.</summary>
    public const int Api = 5;

    private const int Channels = 8;

    /// <summary>Writes the API's channel among all.</summary>
    public static void WriteChannels(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        for (var channel = 0; channel < Channels; channel++)
            json.WriteBooleanValue(channel == Api);
        json.WriteEndArray();
    }

    /// <summary>The notification that an update leads to.</summary>
    /// <param name="product">The product.</param>
    /// <param name="order">The tracking.</param>
    /// <param name="hit">What was found.</param>
    /// <param name="minute">When.</param>
    public static Notification Of(Product product, TrackingOrder order, Hit hit, long minute) =>
        new(product, order, hit, minute, hit.Cause == Cause.Expired ? null : [.. Enumerable.Range(0, PriceTypes.Count).Select(type => ValueAt(product, order, type, minute))]);

    /// <summary>A value as an update has it: looked at then where the tracking follows it, else as of Keepa's last regular look.</summary>
    public static long ValueAt(Product product, TrackingOrder order, int type, long minute) =>
        order.Follows(type) ? product.TrueValue(type, minute).Value : product.Seen(type, product.LookedAt(minute)).Value;

    /// <summary>Writes it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("asin", Product.Asin);
        json.WriteString("title", Product.Title);
        json.WriteString("image", Product.Image);
        json.WriteNumber("ttl", KeptMinutes);
        json.WriteNumber("createDate", CreatedAt);
        json.WriteNumber("domainId", Order.MainDomain);
        json.WriteNumber("notificationDomainId", Hit.Domain);
        json.WriteNumber("csvType", Hit.Type);
        json.WriteNumber("trackingNotificationCause", (int)Hit.Cause);
        if (Prices is null)
        {
            json.WriteNull("currentPrices");
        }
        else
        {
            json.WriteStartArray("currentPrices");
            foreach (var price in Prices)
                json.WriteNumberValue(price);
            json.WriteEndArray();
        }

        WriteChannels(json, "sentNotificationVia");
        json.WriteString("metaData", Order.MetaData);
        json.WriteNull("trackingListName");
        json.WriteEndObject();
    }

    /// <summary>Its body alone.</summary>
    public byte[] ToBody()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json);
        return buffer.ToArray();
    }
}
