using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>How a seller did in a buy box.</summary>
/// <param name="SellerId">Who.</param>
/// <param name="Share">Per cent of the time in which anybody had it.</param>
/// <param name="AveragePrice">The price meanwhile, with shipping.</param>
/// <param name="NewOffers">New offers meanwhile; -1 beside used ones.</param>
/// <param name="UsedOffers">Used offers meanwhile; -1 beside new ones.</param>
/// <param name="IsFba">Whether Amazon sends.</param>
/// <param name="Condition">Of the goods.</param>
/// <param name="LastSeen">When it last had it.</param>
internal sealed record Winner(string SellerId, double Share, long AveragePrice, long NewOffers, long UsedOffers, bool IsFba, int Condition, long LastSeen)
{
    /// <summary>Every seller that had it in a stretch of time.</summary>
    public static IReadOnlyList<Winner> Of(View view, int type, (long From, long To) interval)
    {
        var points = view.Points(type);
        var held = new List<(int Kind, long From, long To)>();
        for (var i = points.Count == 0 ? 0 : Statistics.InForce(points, interval.From); i < points.Count; i++)
        {
            var (from, to) = (Math.Max(interval.From, points[i].At), Math.Min(interval.To, i + 1 < points.Count ? points[i + 1].At : interval.To));
            if (points[i].Value > 0 && from < to)
                held.Add((view.Product.WinnerAt(type, points[i].At), from, to));
        }

        var all = held.Sum(h => h.To - h.From);
        var counted = type == PriceTypes.BuyBox ? PriceTypes.NewOffers : PriceTypes.UsedOffers;
        return
        [
            .. held.GroupBy(h => OfferList.SellerOf(view.Product, h.Kind)).Select(seller =>
            {
                var (kind, _, last) = seller.Last();
                var minutes = seller.Sum(h => h.To - h.From);
                var price = seller.Sum(h => Mean(view, type, h.From, h.To) * (h.To - h.From)) / minutes;
                var offers = seller.Sum(h => Mean(view, counted, h.From, h.To) * (h.To - h.From)) / minutes;
                return new Winner(seller.Key, minutes * 100.0 / all, price, counted == PriceTypes.NewOffers ? offers : -1, counted == PriceTypes.UsedOffers ? offers : -1,
                    view.Product.IsFba(kind), OfferList.ConditionOf(view.Product, kind), last);
            }),
        ];
    }

    private static long Mean(View view, int type, long from, long to) => Math.Max(0, Statistics.Of(view, type, from, to).Average);
}
