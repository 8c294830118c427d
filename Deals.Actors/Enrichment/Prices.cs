using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>One price for many sales of one currency, rounded half up to the minor unit.</summary>
public static class Prices
{
    /// <summary>The mean of at least one sale.</summary>
    public static Money Mean(ImmutableArray<InferredSale> sales) =>
        sales[0].Price with { Minor = Rounding.HalfUp(sales.Sum(static s => (decimal)s.Price.Minor) / sales.Length) };

    /// <summary>The median of at least one sale: the middle one, or the mean of the two in the middle.</summary>
    public static Money Median(ImmutableArray<InferredSale> sales)
    {
        long[] ascending = [.. sales.Select(static s => s.Price.Minor).Order()];
        var (below, above) = (ascending[(ascending.Length - 1) / 2], ascending[ascending.Length / 2]);
        return sales[0].Price with { Minor = Rounding.HalfUp(((decimal)below + above) / 2) };
    }

    /// <summary>The price that is most frequent and occurs often enough, of equally frequent ones the lowest; absent where none does.</summary>
    /// <param name="sales">The sales.</param>
    /// <param name="least">How often it has to occur.</param>
    public static Money? Mode(ImmutableArray<InferredSale> sales, int least) => sales
        .GroupBy(static s => s.Price)
        .Where(g => g.Count() >= least)
        .OrderByDescending(static g => g.Count())
        .ThenBy(static g => g.Key.Minor)
        .Select(static g => (Money?)g.Key)
        .FirstOrDefault();
}
