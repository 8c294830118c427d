using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>Amazon's "bought in the past month", in its coarse steps.</summary>
internal static class MonthlySold
{
    private const int MonthMinutes = 30 * 1440;
    private const int Step = 50;

    /// <summary>The number at a minute; absent below the first step.</summary>
    public static long? At(Product product, long minute)
    {
        // The world's sales are those of the offers it shows; a product page counts every variation and every marketplace seller.
        var sold = product.Sales.Between(minute - MonthMinutes, minute).LongCount() * 5 / Step * Step;
        return sold > 0 ? sold : null;
    }
}
