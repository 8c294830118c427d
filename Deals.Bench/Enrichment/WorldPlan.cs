using System.Runtime.InteropServices;

namespace Deals.Bench.Enrichment;

/// <summary>From the least to the most.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Span(double Least, double Most)
{
    /// <summary>One value, whatever is drawn.</summary>
    public static Span Only(double value) => new(value, value);

    /// <summary>Any of them as likely as the other.</summary>
    public double Draw(Random random) => Least + ((Most - Least) * random.NextDouble());

    /// <summary>The same of the logarithms; both bounds are above 0, or equal.</summary>
    public double DrawRatio(Random random) => Least == Most ? Least : Least * Math.Pow(Most / Least, random.NextDouble());
}

/// <summary>The generative model: from which distributions the true figures of a product come. Where a span is named as recorded, it holds what two recorded products of Keepa's show: a used paperback that
/// hardly sells, and a cosmetic that sells daily.</summary>
/// <param name="Name">In the report.</param>
internal sealed record WorldPlan(string Name)
{
    /// <summary>Sales that a well priced offer finds a day, in the mean of the year.</summary>
    public Span SalesPerDay { get; init; } = new(0.02, 1);

    /// <summary>Offers that are withdrawn for each sale.</summary>
    public Span WithdrawalsPerSale { get; init; } = new(0.2, 5);

    /// <summary>Sales in other conditions for each of these: they better the rank, too.</summary>
    public Span OtherSalesPerSale { get; init; } = new(0.1, 2);

    /// <summary>The share of products with a season.</summary>
    public double SeasonalShare { get; init; } = 0.7;

    /// <summary>How far the best day's price is above the mean of the year.</summary>
    public Span Swing { get; init; } = new(0.1, 0.4);

    /// <summary>How far the best day's demand is above the mean.</summary>
    public double DemandSwing { get; init; } = 0.6;

    /// <summary>What the goods are worth in the mean of the year, minor units.</summary>
    public Span Worth { get; init; } = new(1_000, 15_000);

    /// <summary>Deviation of the logarithm of the lowest price around what the goods are worth (0.1 and 0.8 recorded, spikes and seasons included).</summary>
    public Span Spread { get; init; } = new(0.05, 0.35);

    /// <summary>The share of prices that nobody pays (0 and 0.17 recorded above one and a half times the median).</summary>
    public Span SpikeShare { get; init; } = new(0, 0.2);

    /// <summary>Days between two prices, beside those that sales and new offers bring (recorded medians 8 and 11 hours).</summary>
    public Span PriceDays { get; init; } = new(0.5, 8);

    /// <summary>Hours between two looks of Keepa's (recorded medians 3.2 and 3.9).</summary>
    public Span LookHours { get; init; } = new(3, 12);

    /// <summary>Whether every change is seen in its minute.</summary>
    public bool IsWatched { get; init; }

    /// <summary>Deviation of the logarithm of a rank from look to look (at 0.0005 a rank without a sale betters itself in a fifth of the steps, as recorded).</summary>
    public Span RankNoise { get; init; } = new(0.0003, 0.003);

    /// <summary>Offers that there are usually.</summary>
    public Span Offers { get; init; } = new(2, 25);

    /// <summary>Days for which Keepa has followed it.</summary>
    public Span FollowedDays { get; init; } = new(365, 1400);

    /// <summary>The deal's price as a part of what the goods are worth on that day.</summary>
    public Span DealPrice { get; init; } = new(0.4, 1.1);

    /// <summary>The default.</summary>
    public static readonly WorldPlan Default = new("world");

    /// <summary>Where what is seen is what is: no withdrawal, no other condition, no noise of the rank, and Keepa looks at every change.</summary>
    public static readonly WorldPlan Perfect = new("perfect")
    {
        WithdrawalsPerSale = Span.Only(0),
        OtherSalesPerSale = Span.Only(0),
        RankNoise = Span.Only(0),
        IsWatched = true,
    };
}
