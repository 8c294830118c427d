using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>Whether a profit may stand in the list on its own strength. The number is on the wire.</summary>
public enum ProfitStanding
{
    /// <summary>It may.</summary>
    Listed = 0,

    /// <summary>There is none.</summary>
    Absent = 1,

    /// <summary>It rests on a default fee: an assumption, which says nothing of this product.</summary>
    DefaultFees = 2,

    /// <summary>Its list price rests on fewer sales than are asked for.</summary>
    FewSales = 3,
}

/// <summary>What of an analysis follows from the deal's price. Nothing else does, so that another price needs no body.</summary>
/// <param name="Price">The price.</param>
/// <param name="Shipping">What a buyer pays for shipping beside it.</param>
/// <param name="BelowAverage">How far it is below the one-year average, a fraction from 0.</param>
/// <param name="ListPrice">The price at which one item is likely to sell.</param>
/// <param name="Fees">Amazon's fees of a sale at the list price.</param>
/// <param name="Earnings">Costs and profit.</param>
/// <param name="Standing">Whether the profit may be listed.</param>
public sealed record PricedFigures(
    Estimate<Money> Price,
    Estimate<Money> Shipping,
    Estimate<decimal> BelowAverage,
    Estimate<Money> ListPrice,
    SellingFees Fees,
    Earnings Earnings,
    ProfitStanding Standing)
{
    /// <summary>What is earned where it sells for the one-year average: the list price is that of the best month, and not every item waits for it. May be negative.</summary>
    public required Estimate<Money> AverageProfit { get; init; }
}

/// <summary>What a price needs of an analysis to give its figures, and what of the settings.</summary>
public sealed record PriceFreeFigures
{
    /// <summary>When Keepa looked at the product.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The mean price of the kept sales of the last year.</summary>
    public required Estimate<Money> OneYearAverage { get; init; }

    /// <summary>The list price and its ceilings.</summary>
    public required ListPriceBasis ListPrice { get; init; }

    /// <summary>What is known of shipping.</summary>
    public required ShippingQuotes Shipping { get; init; }

    /// <summary>Amazon's fees.</summary>
    public required FeeRates Fees { get; init; }

    /// <summary>What buying and selling costs.</summary>
    public required CostProfile Costs { get; init; }

    /// <summary>Sales on which a list price has to rest for its profit to be listed.</summary>
    public required int LeastSales { get; init; }

    /// <summary>The figures of a deal at a price.</summary>
    public PricedFigures At(Estimate<Money> price)
    {
        var shipping = Shipping.At(price, AsOf);
        var listPrice = ListPrice.At(price);
        var fees = Fees.At(listPrice);
        var earnings = Earnings.Of(Costs, price, shipping, listPrice, fees);
        return new PricedFigures(price, shipping, SaleFigures.BelowAverage(OneYearAverage, price), listPrice, fees, earnings, StandingOf(earnings.Profit, listPrice))
        {
            AverageProfit = Earnings.ProfitOf(Rules.AverageProfit, OneYearAverage, earnings.AllIn, Fees.At(OneYearAverage)),
        };
    }

    private ProfitStanding StandingOf(Estimate<Money> profit, Estimate<Money> listPrice)
    {
        if (profit.Reason is not null)
            return ProfitStanding.Absent;
        if (profit.Evidence.RestsOnDefaults)
            return ProfitStanding.DefaultFees;
        return listPrice.Evidence.Samples < LeastSales ? ProfitStanding.FewSales : ProfitStanding.Listed;
    }
}
