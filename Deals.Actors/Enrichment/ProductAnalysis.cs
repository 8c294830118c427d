using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>What Keepa's record of a product says about a deal at one of its prices. The same record, price type and settings give the same analysis to the minor unit, whenever and wherever it is made; each
/// figure is known with its evidence, or absent with its reason.</summary>
public sealed record ProductAnalysis
{
    /// <summary>The version of the rules as a whole.</summary>
    public int Version { get; init; } = AnalysisVersion.Current;

    /// <summary>The product.</summary>
    public required Asin Asin { get; init; }

    /// <summary>The marketplace.</summary>
    public required AmazonDomain Domain { get; init; }

    /// <summary>The price that makes the deal.</summary>
    public required PriceType PriceType { get; init; }

    /// <summary>What is sold at that price.</summary>
    public required PriceMeaning Meaning { get; init; }

    /// <summary>When Keepa looked at the product: no figure is newer.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The deal's price, as Keepa states it.</summary>
    public required Estimate<Money> Price { get; init; }

    /// <summary>What a buyer pays for shipping beside the price.</summary>
    public required Estimate<Money> Shipping { get; init; }

    /// <summary>Sales in the condition.</summary>
    public required Estimate<InferredSales> Sales { get; init; }

    /// <summary>The mean price of the kept sales of the last year.</summary>
    public required Estimate<Money> OneYearAverage { get; init; }

    /// <summary>How far the price is below that, a fraction from 0.</summary>
    public required Estimate<decimal> BelowAverage { get; init; }

    /// <summary>Kept sales by month.</summary>
    public required Estimate<Seasons> Seasons { get; init; }

    /// <summary>The best month.</summary>
    public required Estimate<MonthOfSales> Peak { get; init; }

    /// <summary>The worst month; its median is the expected trough price.</summary>
    public required Estimate<MonthOfSales> Trough { get; init; }

    /// <summary>The price at which an item is likely to sell.</summary>
    public required Estimate<Money> ListPrice { get; init; }

    /// <summary>The share of decided drops that were sales, 0 to 1.</summary>
    public required Estimate<decimal> Trust { get; init; }

    /// <summary>How often the sales rank fell, by Keepa's count.</summary>
    public required PerDays<int> RankDrops { get; init; }

    /// <summary>How the number of offers of the condition changes, a fraction from -1.</summary>
    public required Estimate<decimal> OfferTrend { get; init; }

    /// <summary>The price's means, weighted by time.</summary>
    public required PerDays<Money> Averages { get; init; }

    /// <summary>The share of time without an offer at the price type, 0 to 1.</summary>
    public required PerDays<decimal> OutOfStock { get; init; }

    /// <summary>The share of time in which Amazon itself had an offer, 0 to 1.</summary>
    public required PerDays<decimal> AmazonPresence { get; init; }

    /// <summary>How far the price was from its mean on average, as a part of it.</summary>
    public required Estimate<decimal> Volatility { get; init; }

    /// <summary>Amazon's fees of a sale at the list price.</summary>
    public required SellingFees Fees { get; init; }

    /// <summary>Costs and profit.</summary>
    public required Earnings Earnings { get; init; }

    /// <summary>Whether the profit may be listed on its own strength.</summary>
    public required ProfitStanding Standing { get; init; }

    /// <summary>What gives the same figures at another price.</summary>
    public required PriceFreeFigures PriceFree { get; init; }

    /// <summary>Analyses a product.</summary>
    /// <param name="record">Keepa's record.</param>
    /// <param name="type">The price that makes the deal.</param>
    /// <param name="settings">The numbers; valid.</param>
    /// <param name="reason">Why there is nothing to analyse, where there is not.</param>
    public static ProductAnalysis? TryOf(ProductRecord record, PriceType type, AnalysisSettings settings, out AbsenceReason? reason)
    {
        reason = !record.HasData ? AbsenceReason.NoData : PriceMeaning.Of(type) is null ? AbsenceReason.NotAnOffer : null;
        return reason is null ? Of(new DealSubject(record, PriceMeaning.Of(type)!, settings)) : null;
    }

    private static ProductAnalysis Of(DealSubject of)
    {
        var sales = SaleFigures.Sales(of);
        var average = SaleFigures.OneYearAverage(of, sales);
        var seasons = SaleFigures.Seasons(of, sales);
        var peak = SaleFigures.Month(of, Rules.Peak, seasons, static s => s.Peak);
        var priceFree = new PriceFreeFigures
        {
            AsOf = of.AsOf,
            OneYearAverage = average,
            ListPrice = Enrichment.ListPrice.Of(of, sales, peak),
            Shipping = Enrichment.Shipping.Of(of),
            Fees = FeeRates.Of(of),
            Costs = of.Costs,
            LeastSales = of.Settings.LeastSales,
        };
        var priced = priceFree.At(of.Price);
        return new ProductAnalysis
        {
            Asin = of.Record.Asin,
            Domain = of.Record.Domain,
            PriceType = of.Meaning.Type,
            Meaning = of.Meaning,
            AsOf = of.AsOf,
            Price = of.Price,
            Shipping = priced.Shipping,
            Sales = sales,
            OneYearAverage = average,
            BelowAverage = priced.BelowAverage,
            Seasons = seasons,
            Peak = peak,
            Trough = SaleFigures.Month(of, Rules.Trough, seasons, static s => s.Trough),
            ListPrice = priced.ListPrice,
            Trust = SaleFigures.Trust(of, sales),
            RankDrops = TimeFigures.RankDrops(of),
            OfferTrend = TimeFigures.OfferTrend(of),
            Averages = PerDays<Money>.Of(days => TimeFigures.Mean(of, days)),
            OutOfStock = PerDays<decimal>.Of(days => TimeFigures.OutOfStock(of, days)),
            AmazonPresence = PerDays<decimal>.Of(days => TimeFigures.AmazonPresence(of, days)),
            Volatility = TimeFigures.Volatility(of),
            Fees = priced.Fees,
            Earnings = priced.Earnings,
            Standing = priced.Standing,
            PriceFree = priceFree,
        };
    }
}
