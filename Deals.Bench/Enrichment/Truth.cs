namespace Deals.Bench.Enrichment;

/// <summary>What is true of a product, whatever Keepa saw of it. Money is in minor units.</summary>
internal sealed record Truth
{
    /// <summary>Its sales, the oldest first.</summary>
    public required IReadOnlyList<TrueSale> Sales { get; init; }

    /// <summary>The month in which it is dearest, 1 to 12; absent without a season.</summary>
    public required int? Peak { get; init; }

    /// <summary>The month in which it is cheapest.</summary>
    public required int? Trough { get; init; }

    /// <summary>The price at which it would sell in the peak month: the median of what is paid then, and without a season at any time.</summary>
    public required double PeakPrice { get; init; }

    /// <summary>The mean price of the sales of the last year; absent without one.</summary>
    public required double? MeanOfYear { get; init; }

    /// <summary>What an item costs that is bought now.</summary>
    public required double AllIn { get; init; }

    /// <summary>What Amazon takes.</summary>
    public required TrueFees Fees { get; init; }

    /// <summary>What an item earns that is bought now and sold in the peak month.</summary>
    public double Profit => Fees.Left(PeakPrice) - AllIn;
}

/// <summary>A product whose truth is known.</summary>
/// <param name="Key">Under which its body is stored.</param>
/// <param name="Body">Keepa's JSON of it.</param>
/// <param name="Truth">What is true of it.</param>
internal sealed record KnownProduct(string Key, byte[] Body, Truth Truth)
{
    private const int MinutesOfYear = 365 * 1440;

    /// <summary>A product of the bench's world.</summary>
    public static KnownProduct Of(WorldPlan world, int seed, int index)
    {
        var plan = ProductPlan.Draw(world, seed, index);
        var life = ProductLife.Of(plan, world.IsWatched, unchecked((seed * 2_000_003) + index));
        var isSeasonal = plan.Season.IsSeasonal;
        var truth = new Truth
        {
            Sales = life.Sales,
            Peak = isSeasonal ? plan.Season.Peak : null,
            Trough = isSeasonal ? plan.Season.Trough : null,
            PeakPrice = plan.Worth * plan.Season.PriceOf(plan.Season.Peak) * plan.Asking.MedianPaid(),
            MeanOfYear = MeanAfter(life.Sales, plan.AsOf - MinutesOfYear),
            AllIn = plan.DealPrice + plan.Shipping,
            Fees = plan.Fees,
        };
        return new KnownProduct($"1-{plan.Asin}", KeepaBody.Of(plan, life), truth);
    }

    /// <summary>The mean price of the sales after a time.</summary>
    public static double? MeanAfter(IEnumerable<TrueSale> sales, int after) => sales.Where(s => s.At > after).Select(static s => (double?)s.Price).Average();
}
