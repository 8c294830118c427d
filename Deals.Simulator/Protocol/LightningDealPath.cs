using System.Text.Json;
using Deals.Simulator.Catalogue;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>/lightningdeal: one product's for little, or all of the last four days for much.</summary>
internal sealed class LightningDealPath(SimulatedWorld world, Pace pace, TimeProvider clock) : IKeepaPath
{
    private const int OneCost = 1;
    private const int AllCost = 500;
    private const int Lightning = 8;
    private const int New = 1;
    private const int ListedMinutes = 4 * 1440;
    private const int LastsMinutes = 6 * 60;
    private static readonly string[] States = ["AVAILABLE", "UPCOMING", "WAITLIST", "SOLDOUT", "WAITLISTFULL", "EXPIRED", "SUPPRESSED"];

    public string Path => "/lightningdeal";

    public bool NeedsTokens => true;

    public Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var domain = Asked.Domain(request);
        var isOne = request.Query.ContainsKey("asin");
        IEnumerable<Product> products = isOne ? world.Find(Asked.Asin(request)) is { } one ? [one] : [] : world.Products;
        var state = request.Query["state"].ToString();
        if (state.Length > 0 && !States.Contains(state))
            throw Asked.Wrong("state");
        var now = KeepaMinutes.Of(clock.GetUtcNow());
        var deals = domain == Asked.OnlyDomain ? products.SelectMany(p => DealsOf(p, now)).Where(d => state.Length == 0 || d.State == state).ToList() : [];
        return Task.FromResult(new Served(isOne ? OneCost : AllCost, json =>
        {
            json.WriteStartArray("lightningDeals");
            foreach (var deal in deals)
                Write(json, deal, domain);
            json.WriteEndArray();
        }, pace.Next()));
    }

    private static IEnumerable<Deal> DealsOf(Product product, double now)
    {
        if (!product.Has(Lightning))
            yield break;
        var look = product.LookedAt(now);
        foreach (var (from, to, value) in Observed.Of(product, Lightning, look, look - (2 * ListedMinutes)))
        {
            // What the last look still showed runs on for its time, as the deal's row says it.
            var end = to == look ? look + LastsMinutes : to;
            if (value > 0 && end > now - ListedMinutes)
                yield return new Deal(product, look, from, end, value, end > now ? "AVAILABLE" : "EXPIRED");
        }
    }

    private static void Write(Utf8JsonWriter json, Deal deal, int domain)
    {
        var regular = deal.Product.Seen(New, deal.Look).Value;
        json.WriteStartObject();
        json.WriteNumber("domainId", domain);
        json.WriteNumber("lastUpdate", deal.Look);
        json.WriteString("asin", deal.Product.Asin);
        json.WriteString("title", deal.Product.Title);
        json.WriteString("sellerName", "Amazon");
        json.WriteString("sellerId", "ATVPDKIKX0DER");
        json.WriteString("dealId", $"{deal.Product.Index:x8}{deal.From:x8}");
        json.WriteNumber("dealPrice", deal.Price);
        json.WriteNumber("currentPrice", regular);
        json.WriteString("image", deal.Product.Image);
        json.WriteBoolean("isPrimeEligible", true);
        json.WriteBoolean("isFulfilledByAmazon", true);
        json.WriteBoolean("isMAP", false);
        json.WriteNumber("rating", Math.Max(0, deal.Product.Seen(16, deal.Look).Value));
        json.WriteNumber("totalReviews", Math.Max(0, deal.Product.Seen(17, deal.Look).Value));
        json.WriteString("dealState", deal.State);
        json.WriteNumber("startTime", deal.From);
        json.WriteNumber("endTime", deal.End);
        json.WriteNumber("percentClaimed", deal.State == "EXPIRED" ? 100 : deal.Product.Index % 100);
        json.WriteNumber("percentOff", regular > deal.Price ? (regular - deal.Price) * 100 / regular : 0);
        json.WriteStartArray("variation");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private sealed record Deal(Product Product, long Look, long From, long End, long Price, string State);
}
