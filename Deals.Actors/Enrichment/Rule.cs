using System.Runtime.InteropServices;

namespace Deals.Actors.Enrichment;

/// <summary>The rule by which a figure was found. Its version grows whenever the same input may give another figure.</summary>
/// <param name="Name">What is done, such as <c>list price: mode</c>.</param>
/// <param name="Version">1 and more.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Rule(string Name, int Version)
{
    private const string Defaults = ", default fees";

    /// <summary>Whether a default of the settings stands in it for a fee that Keepa did not state.</summary>
    public bool RestsOnDefaults => Name.EndsWith(Defaults, StringComparison.Ordinal);

    /// <summary>The same rule on default fees.</summary>
    public Rule OnDefaults() => RestsOnDefaults ? this : this with { Name = Name + Defaults };

    /// <summary>The same rule where something other than its own finding decided in the end.</summary>
    /// <param name="bound">What did, such as <c>held below Amazon's price</c>.</param>
    internal Rule Bounded(string bound) => this with { Name = $"{Name}, {bound}" };

    /// <inheritdoc />
    public override string ToString() => $"{Name}/{Version}";
}

/// <summary>All rules of an analysis; decision 60 says how their words are read.</summary>
public static class Rules
{
    /// <summary>Offer counts that fall, each with a better rank after it, are sales.</summary>
    public static readonly Rule Sales = new("sales: falling offer counts with a better rank", 1);

    /// <summary>Sales over decided drops.</summary>
    public static readonly Rule Trust = new("trust: sales over decided drops", 1);

    /// <summary>Mean of the kept sales of a year.</summary>
    public static readonly Rule OneYearAverage = new("one-year average: mean of kept sales", 1);

    /// <summary>How far the price is below the one-year average.</summary>
    public static readonly Rule BelowAverage = new("below average: of the one-year average", 1);

    /// <summary>Kept sales by month.</summary>
    public static readonly Rule Seasons = new("seasons: kept sales by month", 1);

    /// <summary>The month with the highest median.</summary>
    public static readonly Rule Peak = new("peak: highest median", 1);

    /// <summary>The month with the lowest median.</summary>
    public static readonly Rule Trough = new("trough: lowest median", 1);

    /// <summary>The mode of the peak month.</summary>
    public static readonly Rule ListMode = new("list price: mode", 1);

    /// <summary>The median of the peak month.</summary>
    public static readonly Rule ListMedian = new("list price: median", 1);

    /// <summary>The median of all kept sales.</summary>
    public static readonly Rule ListMedianOfAll = new("list price: median of all", 1);

    /// <summary>Keepa's statistics as they are.</summary>
    public static readonly Rule Statistics = new("told by Keepa's statistics", 1);

    /// <summary>A row of Keepa's feed, or what a record's histories say in the same form.</summary>
    public static readonly Rule Listing = new("told by the listing", 1);

    /// <summary>The mean of a series, weighted by time; time without a value does not count.</summary>
    public static readonly Rule WeightedMean = new("weighted mean", 1);

    /// <summary>The share of time without a value; time before the first point is such time.</summary>
    public static readonly Rule OutOfStock = new("out of stock: share of time", 1);

    /// <summary>The share of time in which Amazon itself had an offer.</summary>
    public static readonly Rule AmazonPresence = new("Amazon's presence: share of time", 1);

    /// <summary>The mean offer count of the last days over that of the days before, less 1.</summary>
    public static readonly Rule OfferTrend = new("offer trend: recent mean over earlier mean", 1);

    /// <summary>The mean distance from the weighted mean, as a part of it.</summary>
    public static readonly Rule Volatility = new("volatility: mean distance from the weighted mean", 1);

    /// <summary>Keepa's fee.</summary>
    public static readonly Rule KeepaFee = new("fee: told by Keepa", 1);

    /// <summary>Keepa states no such fee, and its absence means that there is none.</summary>
    public static readonly Rule NoFee = new("fee: none stated", 1);

    /// <summary>The fee of the settings; its name is that of a figure on defaults.</summary>
    public static readonly Rule DefaultFee = new Rule("fee", 1).OnDefaults();

    /// <summary>The referral percentage of the list price.</summary>
    public static readonly Rule Referral = new("referral: percentage of the list price", 1);

    /// <summary>The sum of all fees.</summary>
    public static readonly Rule Fees = new("fees: pick and pack, referral, closing", 1);

    /// <summary>The price type's price holds the shipping.</summary>
    public static readonly Rule ShippingIncluded = new("shipping: within the price", 1);

    /// <summary>Amazon ships offers of that price type.</summary>
    public static readonly Rule ShippingByAmazon = new("shipping: by Amazon", 1);

    /// <summary>A live offer has the price.</summary>
    public static readonly Rule ShippingOfOffer = new("shipping: of a live offer with that price", 1);

    /// <summary>The buy box has the price.</summary>
    public static readonly Rule ShippingOfBuyBox = new("shipping: of the buy box with that price", 1);

    /// <summary>A series that holds shipping has the price.</summary>
    public static readonly Rule ShippingOfSeries = new("shipping: of a series with that price", 1);

    /// <summary>Nothing tells the shipping.</summary>
    public static readonly Rule ShippingUnknown = new("shipping: unknown", 1);

    /// <summary>Price, shipping, prep and tax.</summary>
    public static readonly Rule AllIn = new("all in: price, shipping, prep, tax", 1);

    /// <summary>List price less all-in cost and fees.</summary>
    public static readonly Rule Profit = new("profit: list price less all-in and fees", 1);

    /// <summary>One-year average less all-in cost and the fees of a sale at it.</summary>
    public static readonly Rule AverageProfit = new("average profit: one-year average less all-in and fees", 1);

    /// <summary>Profit over all-in cost.</summary>
    public static readonly Rule Roi = new("ROI: profit over all-in", 1);

    /// <summary>Profit over list price.</summary>
    public static readonly Rule Margin = new("margin: profit over list price", 1);

    /// <summary>The least list price without a loss.</summary>
    public static readonly Rule MinimumListing = new("minimum listing: costs over what is left of a price", 1);
}
