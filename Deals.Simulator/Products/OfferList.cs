using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>An offer of a seller.</summary>
internal sealed record Offer(int Id, string SellerId, int Condition, long Price, long Shipping, bool IsFba)
{
    public bool IsUsed => Condition > 1;

    public bool IsAmazon => SellerId is Sellers.Amazon;

    public bool IsWarehouse => SellerId is Sellers.Warehouse;

    /// <summary>When it was last there.</summary>
    public required long LastSeen { get; init; }

    /// <summary>Times, prices and shipping; the last is what holds.</summary>
    public required IReadOnlyList<(long At, long Price, long Shipping)> History { get; init; }
}

/// <summary>The offers of a product: as many as its counts say, the lowest of a kind at the price of its type; and some that are gone.</summary>
internal sealed record OfferList(IReadOnlyList<Offer> Live, IReadOnlyList<Offer> Past, int Most)
{
    private const int OffersAPage = 10;
    private const int MostTriples = 40;
    private static readonly int[] NewKinds = [PriceTypes.Amazon, PriceTypes.NewByAmazon, PriceTypes.NewByMerchant];
    private static readonly int[] UsedKinds = [19, 20, 21, 22];

    /// <summary>Pages that Keepa fetched for it.</summary>
    public int Pages => Math.Max(1, (Math.Min(Live.Count, Most) + OffersAPage - 1) / OffersAPage);

    public static OfferList Of(View view, int most)
    {
        var live = new List<Offer>();
        Fill(live, view, NewKinds, Math.Max(0, view.Current(PriceTypes.NewOffers)), view.Current(PriceTypes.New));
        Fill(live, view, UsedKinds, Math.Max(0, view.Current(PriceTypes.UsedOffers)), view.Current(PriceTypes.Used));
        var noise = view.Product.Noise;
        var past = Enumerable.Range(0, 1 + noise.Below(4, view.Product.Index, 61)).Select(i => Gone(view, i)).ToList();
        return new OfferList(live, past, most);
    }

    /// <summary>The offer in a buy box; absent where it is empty.</summary>
    public static Offer? BoxOf(View view, int type)
    {
        if (view.Current(type) <= 0)
            return null;
        var kind = view.Product.WinnerAt(type, view.At);
        return view.Current(kind) > 0 ? OfKind(view, kind) : null;
    }

    /// <summary>The seller whose offer of a kind is the lowest.</summary>
    public static string SellerOf(Product product, int kind) => kind switch
    {
        PriceTypes.Amazon => Sellers.Amazon,
        PriceTypes.Warehouse => Sellers.Warehouse,
        _ => Sellers.IdOf(product, kind),
    };

    public static int ConditionOf(Product product, int kind) => kind is >= 19 and <= 22 ? kind - 17 : kind == PriceTypes.Warehouse ? 2 + (product.Index % 4) : 1;

    private static void Fill(List<Offer> live, View view, int[] kinds, long count, long lowest)
    {
        if (count == 0 || lowest <= 0)
            return;
        var named = kinds.Where(kind => view.Current(kind) > 0).Select(kind => OfKind(view, kind)).OrderBy(o => o.Price).ToList();
        if (kinds == UsedKinds && view.Current(PriceTypes.Warehouse) > 0)
            named.Add(OfKind(view, PriceTypes.Warehouse));
        var chosen = named.Take((int)count).ToList();
        var noise = view.Product.Noise;
        for (var i = chosen.Count; i < count; i++)
        {
            // The others cost more than the lowest of their kind, which is what its type shows.
            var above = named[noise.Below(named.Count, view.Product.Index, 62, i)];
            var price = (long)(above.Price * (1.03 + (0.07 * i) + (0.05 * noise.Unit(view.Product.Index, 63, i)))) + above.Shipping;
            var since = Math.Max(view.Product.TrackedSince, view.At - (1440L * (1 + noise.Below(200, view.Product.Index, 64, i))));
            chosen.Add(new Offer((above.Condition * 100) + i, Sellers.IdOf(view.Product, (above.Condition * 100) + i), above.Condition, price, 0, above.IsFba && !above.IsAmazon)
            {
                LastSeen = view.At,
                History = [(since, price, 0)],
            });
        }

        live.AddRange(chosen);
    }

    private static Offer OfKind(View view, int kind)
    {
        var product = view.Product;
        var history = view.Points(kind).TakeLast(MostTriples).Where(p => p.Value > 0).Select(p => Triple(product, kind, p)).ToList();
        var (_, price, shipping) = history[^1];
        return new Offer(kind, SellerOf(product, kind), ConditionOf(product, kind), price, shipping, product.IsFba(kind)) { LastSeen = view.At, History = history };
    }

    private static (long At, long Price, long Shipping) Triple(Product product, int kind, (long At, long Value) point)
    {
        var shipping = product.ShippingAt(kind, point.At);
        return (point.At, point.Value - shipping, shipping);
    }

    private static Offer Gone(View view, int i)
    {
        var (noise, product) = (view.Product.Noise, view.Product);
        var seen = Math.Max(product.TrackedSince, view.At - (1440L * (30 + noise.Below(600, product.Index, 65, i))));
        var price = 800 + noise.Below(6000, product.Index, 66, i);
        return new Offer(900 + i, Sellers.IdOf(product, 900 + i), 2 + noise.Below(4, product.Index, 67, i), price, 399, false)
        {
            LastSeen = seen,
            History = [(Math.Max(product.TrackedSince, seen - 20_000), price, 399)],
        };
    }
}
