using System.Buffers;
using System.Text.Json;
using Deals.Simulator.Products;
using Deals.Simulator.World;

namespace Deals.Bench.Enrichment;

/// <summary>Products of the simulator's own world, in its own JSON. Its sales are at the lowest price whatever that is, so what is paid is what is asked; its seasons are those of kinds of goods, some with two good
/// times a year; every product has at least a weak one.</summary>
internal sealed class SimulatedGoods
{
    private const int AsOf = 8_164_800; // 2026-07-11
    private const int MinutesOfDay = 1440;
    private const int HistoryDays = 1500;
    private const int MostOffers = 100;
    private const int Used = 2;
    private static readonly int[] UsedKinds = [19, 20, 21, 22];

    private static readonly ProductRequest Asked = new()
    {
        Domain = 1,
        Asins = [],
        Codes = [],
        Stats = new StatsInterval(180, 0, 0),
        HasHistory = true,
        Update = 0,
        HasUpdate = true,
        Offers = MostOffers,
    };

    private readonly SimulatedWorld _world;

    /// <summary>The world of a simulator.</summary>
    /// <param name="seed">Its seed.</param>
    /// <param name="products">How many products it has.</param>
    public SimulatedGoods(int seed, int products) => _world = new SimulatedWorld(seed, products);

    /// <summary>A product; absent where nobody offers it used.</summary>
    public KnownProduct? Of(int index)
    {
        var product = _world.Products[index];
        var view = new View(product, product.LookedAt(AsOf), AsOf, AsOf - (HistoryDays * MinutesOfDay));
        if (view.IsGone || view.Current(Used) <= 0)
            return null;
        var written = new ArrayBufferWriter<byte>(1 << 19);
        using (var json = new Utf8JsonWriter(written))
            ProductJson.Write(json, view, Asked, OfferList.Of(view, MostOffers), []);
        return new KnownProduct($"1-{product.Asin}", written.WrittenSpan.ToArray(), TruthOf(product, view));
    }

    private static Truth TruthOf(Product product, View view)
    {
        TrueSale[] sales = [.. product.Sales.Between(AsOf - (HistoryDays * MinutesOfDay), AsOf).Where(static s => s.IsUsed).Select(static s => new TrueSale((int)Math.Ceiling(s.At), s.Price))];
        var months = Enumerable.Range(1, 12).ToList();
        double PriceOf(int month) => product.Season.PriceAt(KeepaMinutes.Of(new DateTimeOffset(2026, month, 15, 0, 0, 0, TimeSpan.Zero)));
        var peak = months.MaxBy(PriceOf);
        return new Truth
        {
            Sales = sales,
            Peak = peak,
            Trough = months.MinBy(PriceOf),
            PeakPrice = MedianOf(product) * PriceOf(peak),
            MeanOfYear = KnownProduct.MeanAfter(sales, AsOf - (365 * MinutesOfDay)),
            AllIn = UsedKinds.Select(view.Current).Where(static price => price > 0).Min(),
            Fees = new TrueFees(Identity.PickAndPack(product) ?? 0, (decimal)Identity.Referral(product), Identity.Closing(product) ?? 0),
        };
    }

    // Drawn as the world draws it; it does not depend on the rank.
    private static double MedianOf(Product product) => Shapes.Draw(product.Noise, product.Index, product.ChangesADay, medianRank: 1)[Used]!.Median;
}
