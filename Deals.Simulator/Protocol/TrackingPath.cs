using System.Text.Json;
using Deals.Simulator.Trackings;

namespace Deals.Simulator.Protocol;

/// <summary>/tracking: products that Keepa watches. Adding costs a token each, and a part of the refill for ever; everything else costs nothing. Named lists are not served. No recording of any
/// of it is public: it answers as Keepa's documentation has it.</summary>
internal sealed class TrackingPath(TrackingList trackings, Pushes pushes, Pace pace) : IKeepaPath
{
    private const int MostOnAPage = 100_000;

    public string Path => "/tracking";

    // What costs nothing is answered whatever the balance.
    public bool NeedsTokens => true;

    public bool NeedsTokensFor(HttpRequest request) => request.Query["type"] == "add";

    public async Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.Query.ContainsKey("list"))
            throw Asked.Wrong("list");
        return request.Query["type"].ToString() switch
        {
            "add" => Add(TrackingOrder.ReadAll(request.Query.ContainsKey("tracking") ? request.Query["tracking"].ToString() : await BodyAsync(request, cancellation))),
            "get" => Get(trackings.Find(Asked.Asin(request)) ?? throw Asked.Wrong("asin")),
            "list" => List(request),
            "remove" => trackings.Remove(Asked.Asin(request)) ? Free(null) : throw Asked.Wrong("asin"),
            "removeAll" => RemoveAll(),
            "notification" => Notifications(request),
            "listNames" => Free(static json => WriteAll(json, "trackingListNames", Array.Empty<string>(), static (j, n) => j.WriteStringValue(n))),
            "webhook" => Webhook(request),
            _ => throw Asked.Wrong("type"),
        };
    }

    private static async Task<string> BodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync(cancellation);
    }

    private Served Add(IReadOnlyList<(string Asin, TrackingOrder? Order)> orders)
    {
        var added = orders.Select(o => (o.Asin, Tracking: o.Order is null ? null : trackings.Add(o.Order))).ToList();
        var failed = added.Where(a => a.Tracking is null).Select(a => a.Asin).ToList();
        pushes.Begin();
        return new Served(added.Count - failed.Count, json =>
        {
            Write(json, added.Select(a => a.Tracking).OfType<Tracking>());
            if (failed.Count > 0)
                Answer.Error("invalidParameter", "Some trackings could not be added.", string.Join(',', failed))(json);
        }, pace.Next());
    }

    private Served List(HttpRequest request)
    {
        var (page, perPage) = (Asked.Whole(request, "page", 0, 0, int.MaxValue), Asked.Whole(request, "perPage", MostOnAPage, 1, MostOnAPage));
        var all = trackings.All();
        return Asked.Flag(request, "asins-only")
            ? Free(json => WriteAll(json, "asinList", all, static (j, t) => j.WriteStringValue(t.Order.Asin)))
            : Free(json => Write(json, all.Skip((int)Math.Min(int.MaxValue, (long)page * perPage)).Take(perPage)));
    }

    private Served RemoveAll()
    {
        trackings.Clear();
        return Free(null);
    }

    private Served Notifications(HttpRequest request)
    {
        var found = pushes.Take(Asked.Whole(request, "since", 0, 0, int.MaxValue), Asked.Flag(request, "revise"));
        return Free(json => WriteAll(json, "notifications", found, static (j, n) => n.Write(j)));
    }

    private Served Webhook(HttpRequest request)
    {
        if (!Uri.TryCreate(request.Query["url"], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw Asked.Wrong("url");
        pushes.SetWebhook(url);
        return Free(null);
    }

    private Served Get(Tracking found) => Free(json => Write(json, [found]));

    private Served Free(Action<Utf8JsonWriter>? content) => new(0, content, pace.Next());

    private static void Write(Utf8JsonWriter json, IEnumerable<Tracking> found) => WriteAll(json, "trackings", found, static (j, t) => Write(j, t));

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> all, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var one in all)
            write(json, one);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Tracking tracking)
    {
        var order = tracking.Order;
        json.WriteStartObject();
        json.WriteString("asin", order.Asin);
        json.WriteNumber("createDate", tracking.CreatedAt);
        json.WriteBoolean("isActive", true);
        json.WriteNumber("ttl", tracking.TtlHours);
        json.WriteBoolean("expireNotify", order.ExpireNotify);
        json.WriteNumber("mainDomainId", order.MainDomain);
        json.WriteNumber("updateInterval", order.UpdateHours);
        json.WriteString("metaData", order.MetaData);
        json.WriteNull("trackingListName");
        WriteAll(json, "thresholdValues", order.Thresholds, (j, t) =>
        {
            j.WriteStartObject();
            WriteAll(j, "thresholdValueCSV", [tracking.CreatedAt, t.Value], static (csv, n) => csv.WriteNumberValue(n));
            j.WriteNumber("domain", t.Domain);
            j.WriteNumber("csvType", t.Type);
            j.WriteBoolean("isDrop", t.IsDrop);
            j.WriteEndObject();
        });
        WriteAll(json, "notifyIf", order.StockRules, static (j, r) =>
        {
            j.WriteStartObject();
            j.WriteNumber("domain", r.Domain);
            j.WriteNumber("csvType", r.Type);
            j.WriteNumber("notifyIfType", r.IsBack ? 1 : 0);
            j.WriteEndObject();
        });
        Notification.WriteChannels(json, "notificationType");
        WriteAll(json, "notificationCSV", tracking.Told(), static (j, n) => j.WriteNumberValue(n));
        json.WriteNumber("individualNotificationInterval", order.RearmMinutes);
        json.WriteEndObject();
    }
}
