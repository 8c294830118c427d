using Deals.Simulator.World;

namespace Deals.Tests.Simulation;

public sealed class SimulatedWorldTests
{
    private const int Types = 36;
    private static readonly SimulatedWorld World = new(11, 700);
    private static readonly double Now = KeepaMinutes.Of(new DateTimeOffset(2026, 5, 2, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_history_walked_forward_ends_in_what_any_single_look_back_finds()
    {
        var compared = 0;
        foreach (var product in World.Products)
        {
            for (var step = 0; step < 3; step++)
            {
                var look = product.LookedAt(Now + (step * 91_234.5));
                for (var type = 0; type < Types; type++)
                {
                    var points = product.Points(type, look - (200 * 1440), look);
                    if (points.Count == 0)
                        continue;
                    Assert.True(product.Seen(type, look) == (points[^1].Value, points[^1].At), $"{product.Asin} type {type}: {product.Seen(type, look)}, {points[^1]}");
                    Assert.Equal(points.Select(p => p.At).Distinct().Order(), points.Select(p => p.At));
                    compared++;
                }
            }
        }

        Assert.True(compared > 25_000, $"{compared} histories were compared.");
    }

    [Fact]
    public void The_lowest_price_of_a_family_is_one_of_its_kinds_and_none_lies_below_it()
    {
        foreach (var product in World.Products)
        {
            var look = product.LookedAt(Now);
            long At(int type) => product.Seen(type, look).Value;
            foreach (var (lowest, kinds, isUsed) in new[] { (1, new[] { 0, 7, 10 }, false), (2, [19, 20, 21, 22], true) })
            {
                var prices = kinds.Where(kind => At(kind) > 0).Select(kind => At(kind) - (isUsed ? product.ShippingAt(kind, look) : 0)).ToList();
                Assert.Equal(Math.Max(-1, At(lowest)), prices.Count == 0 ? -1 : prices.Min());
                Assert.Equal(At(lowest) > 0, At(isUsed ? 12 : 11) > 0);
            }
        }
    }

    [Fact]
    public void Sales_follow_the_season_and_one_product_in_a_hundred_goes()
    {
        var sold = new int[12];
        foreach (var product in World.Products.Where(p => p.Season.Months[0] > 2 && p.Season.Months[7] > 2))
        {
            foreach (var sale in product.Sales.Between(Now - (3 * 365 * 1440), Now))
                sold[KeepaMinutes.ToInstant(sale.At).Month - 1]++;
        }

        Assert.True(Math.Min(sold[0], sold[7]) > 2 * Math.Max(sold[3], sold[5]), string.Join(' ', sold));
        Assert.InRange(World.Products.Count(p => p.GoneAt < long.MaxValue), 1, 20);
    }
}
