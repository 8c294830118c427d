using System.Text.Json;
using Deals.Simulator.Admin;
using Deals.Simulator.Products;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>/product: facts, histories, statistics and offers of up to a hundred products, each charged by what was fetched for it.</summary>
internal sealed class ProductPath(SimulatorOptions options, SimulatedWorld world, RecordedWorld? recorded, ServedProducts served, TimeProvider clock) : IKeepaPath
{
    private const int HistoryMinutes = 3 * 365 * 1440;
    private const long MinutesAnHour = 60;
    private const int TokensAPage = 6;
    private const int TokensOfBuyBox = 2;
    private const double ShareOfAnAsin = 0.005;

    // What was asked for is built and charged, also for a client that went away. Histories are long: however many ask at once, the machine has other work.
    private readonly SemaphoreSlim _builders = new(2);
    private readonly Listings _listings = new(world);
    private readonly Noise _noise = new(options.Seed);
    private long _answered;

    public string Path => "/product";

    public bool NeedsTokens => true;

    public async Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var arrived = clock.GetUtcNow();
        var now = (long)KeepaMinutes.Of(arrived);
        var asked = ProductRequest.Read(request.Query);
        var wanted = Wanted(asked);
        served.Add(wanted.Where(w => w.Product is not null || recorded?.Products.ContainsKey(w.Asin) == true).Select(w => w.Asin), arrived);
        var built = await Task.WhenAll(wanted.Select(w => BuildAsync(w, asked, now)));
        return new Served(built.Sum(b => b.Cost), json => Write(json, built), Takes(asked, built.Length));
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<Built> built)
    {
        json.WriteStartArray("products");
        foreach (var product in built)
        {
            json.WriteRawValue(product.Json, skipInputValidation: true);
            // A hundred products are not kept twice.
            json.Flush();
        }

        json.WriteEndArray();
    }

    private List<(string Asin, Product? Product)> Wanted(ProductRequest asked)
    {
        if (asked.Asins.Length > 0)
            return [.. asked.Asins.Select(asin => (asin, asked.Domain == 1 && recorded is null ? world.Find(asin) : null))];
        if (asked.Domain != 1 || recorded is not null)
            return [];
        return [.. asked.Codes.SelectMany(code => _listings.ByCode(code).Take(asked.CodeLimit)).Select(p => (p.Asin, (Product?)p))];
    }

    private TimeSpan Takes(ProductRequest asked, int count)
    {
        var chance = _noise.Unit(Interlocked.Increment(ref _answered), 78);
        return asked.Offers > 0 ? options.SlowestOffers * (0.25 + (0.75 * chance)) : options.SlowestPage * (0.05 + (0.3 * chance) + (ShareOfAnAsin * count));
    }

    private async Task<Built> BuildAsync((string Asin, Product? Product) wanted, ProductRequest asked, long now)
    {
        await _builders.WaitAsync(CancellationToken.None);
        try
        {
            return await Task.Run(() => wanted.Product is { } product ? Known(product, asked, now) : Other(wanted.Asin, asked));
        }
        finally
        {
            _builders.Release();
        }
    }

    private Built Known(Product product, ProductRequest asked, long now)
    {
        var look = product.LookedAt(now);
        // Offers are fetched from the page, and with them all the rest.
        var needsPage = asked.Offers > 0 && !ProductUpdates.HasFreshOffers(product, asked, now);
        var isFresh = asked.Update >= 0 && (needsPage || now - look >= asked.Update * MinutesAnHour);
        var view = new View(product, look, isFresh ? now : look, now - HistoryMinutes);
        var offers = asked.Offers > 0 && !ProductUpdates.OffersFail(product, now) ? OfferList.Of(view, asked.Offers) : null;
        var cost = ProductUpdates.Cost(product, asked, offers, now);
        return Built.Of(cost, json => ProductJson.Write(json, view, asked, offers, _listings.Siblings(product)));
    }

    private Built Other(string asin, ProductRequest asked)
    {
        if (recorded is not null && recorded.Products.TryGetValue(asin, out var body))
        {
            var cost = (asked.Offers > 0 ? TokensAPage : 1) + (asked is { BuyBox: true, Offers: 0 } ? TokensOfBuyBox : 0);
            return Built.Of(cost, json => json.WriteRawValue(body));
        }

        var children = recorded is null && asked.Domain == 1 ? _listings.Children(asin) : [];
        return children.Count > 0
            ? Built.Of(1, json => ProductJson.VariationParent(json, asin, asked.Domain, children))
            : Built.Of(asked.Update < 0 ? 0 : 1, json => ProductJson.Unknown(json, asin, asked.Domain));
    }

    /// <summary>A product's text and what it costs.</summary>
    private sealed record Built(int Cost, byte[] Json)
    {
        public static Built Of(int cost, Action<Utf8JsonWriter> content)
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>(64 * 1024);
            using (var json = new Utf8JsonWriter(buffer))
                content(json);
            return new Built(cost, buffer.WrittenSpan.ToArray());
        }
    }
}
