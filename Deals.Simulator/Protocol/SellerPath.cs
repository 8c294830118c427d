using System.Text.Json;
using Deals.Simulator.Products;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>/seller: up to a hundred sellers by their ids, or one with its storefront.</summary>
internal sealed class SellerPath(SimulatorOptions options, SimulatedWorld world, RecordedWorld? recorded, TimeProvider clock) : IKeepaPath
{
    private const int MostSellers = 100;
    private const int TokensOfStorefront = 9;
    private const int TokensOfFreshStorefront = 10;
    private const int TokensOfCollection = 50;
    private const int LeastAsinsCharged = 2;
    private const int MinutesAnHour = 60;
    private const int MeanMinutesBetweenCollections = 3 * 1440;
    private static readonly int[] Kinds = [PriceTypes.NewByMerchant, PriceTypes.NewByAmazon, 19, 20, 21, 22];
    private readonly Noise _noise = new(options.Seed);

    private readonly Lazy<ILookup<int, (Product Product, int Kind)>> _shelves = new(() => world.Products
        .SelectMany(p => Kinds.Where(p.Has).Select(kind => (Product: p, Kind: kind))).ToLookup(s => Sellers.NumberOf(s.Product, s.Kind)));

    public string Path => "/seller";

    public bool NeedsTokens => true;

    public Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var ids = ProductRequest.List(request.Query, "seller");
        if (ids.Length is 0 or > MostSellers || !ids.All(IsId))
            throw ProductRequest.Wrong("seller");
        var domain = ProductRequest.Whole(request.Query, "domain", 0, 0, 100);
        if (domain is < 1 or 7 or > 12)
            throw ProductRequest.Wrong("domain");
        var isStorefront = ProductRequest.On(request.Query, "storefront");
        if (isStorefront && ids.Length > 1)
            throw ProductRequest.Wrong("storefront");
        var update = ProductRequest.Whole(request.Query, "update", -1, -1, 100_000);
        var now = (long)KeepaMinutes.Of(clock.GetUtcNow());
        var sellers = domain == 1 && recorded is null ? ids.Distinct(StringComparer.Ordinal).Select(Find).OfType<Seller>().ToList() : [];
        var storefront = isStorefront && sellers.Count > 0 ? Storefront(sellers[0], now) : null;
        return Task.FromResult(new Served(Cost(sellers, storefront, update, now), json => Write(json, sellers, now, storefront), options.SlowestPage / 4));
    }

    private static bool IsId(string id) => id.Length is >= 9 and <= 21 && id.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c));

    private static void Write(Utf8JsonWriter json, List<Seller> sellers, long now, IReadOnlyList<(string Asin, long Seen)>? storefront)
    {
        json.WriteStartObject("sellers");
        foreach (var seller in sellers)
        {
            json.WritePropertyName(seller.Id);
            SellerJson.Write(json, seller, now, storefront);
        }

        json.WriteEndObject();
    }

    private Seller? Find(string id) => Sellers.Find(_noise, id) is { } number ? new Seller(_noise, number, id) : null;

    // A storefront that is younger than the client allows is not collected again, and costs what any storefront costs.
    private int Cost(List<Seller> sellers, IReadOnlyList<(string Asin, long Seen)>? storefront, int update, long now)
    {
        if (storefront is null)
            return sellers.Count;
        if (update < 0)
            return 1 + (storefront.Count >= LeastAsinsCharged ? TokensOfStorefront : 0);
        var collected = new EventTrain(_noise, -1 - sellers[0].Number, MeanMinutesBetweenCollections).Last(now).At;
        return now - collected < update * MinutesAnHour ? TokensOfFreshStorefront : TokensOfCollection;
    }

    private IReadOnlyList<(string Asin, long Seen)> Storefront(Seller seller, long now) =>
    [
        .. _shelves.Value[seller.Number].Select(s => (s.Product, s.Kind, Look: s.Product.LookedAt(now)))
            .Where(s => s.Product.Seen(s.Kind, s.Look).Value > 0).DistinctBy(s => s.Product.Asin).Select(s => (s.Product.Asin, s.Look)),
    ];
}
