using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>What one item costs and earns. Each of it names default fees in its rule where it rests on them, and is then not to be listed on its own strength.</summary>
/// <param name="AllIn">What it costs until it can be sold: price, shipping, prep and tax.</param>
/// <param name="Profit">List price less all-in cost and fees; may be negative.</param>
/// <param name="Roi">Profit over all-in cost, a fraction.</param>
/// <param name="Margin">Profit over list price, a fraction.</param>
/// <param name="MinimumListing">The least list price without a loss, and with the markup of the settings.</param>
public sealed record Earnings(
    Estimate<Money> AllIn,
    Estimate<Money> Profit,
    Estimate<decimal> Roi,
    Estimate<decimal> Margin,
    Estimate<Money> MinimumListing)
{
    private const decimal Whole = 100;

    // Below a hundredth of a percent nothing is left of a price.
    private const decimal LeastLeft = 0.01m;

    internal static Earnings Of(CostProfile costs, Estimate<Money> price, Estimate<Money> shipping, Estimate<Money> listPrice, SellingFees fees)
    {
        var allIn = Estimate.From(Rules.AllIn, price, shipping, (paid, extra) => AllInOf(paid, extra, costs));
        var profit = ProfitOf(Rules.Profit, listPrice, allIn, fees);
        return new Earnings(
            allIn,
            profit,
            Estimate.From(Rules.Roi, profit, allIn, Ratio),
            Estimate.From(Rules.Margin, profit, listPrice, Ratio),
            MinimumListingOf(costs, allIn, fees));
    }

    internal static Estimate<Money> ProfitOf(Rule rule, Estimate<Money> soldFor, Estimate<Money> allIn, SellingFees fees) =>
        Estimate.From(rule, soldFor, allIn, fees.Total, static (sold, cost, fee) => (Money?)(sold with { Minor = sold.Minor - cost.Minor - fee.Minor }));

    private static Money? AllInOf(Money price, Money shipping, CostProfile costs)
    {
        var paid = price.Minor + shipping.Minor;
        return price with { Minor = paid + costs.Prep + Rounding.PercentOf(paid, costs.TaxPercent) };
    }

    private static Estimate<Money> MinimumListingOf(CostProfile costs, Estimate<Money> allIn, SellingFees fees)
    {
        var fixedCosts = Estimate.From(
            Rules.MinimumListing, allIn, fees.PickAndPack, fees.Closing, static (cost, pick, closing) => (Money?)(cost with { Minor = cost.Minor + pick.Minor + closing.Minor }));
        return Estimate.From(Rules.MinimumListing, fixedCosts, fees.ReferralPercent, (cost, percent) =>
        {
            var left = Whole - costs.MarkupPercent - percent;
            return left >= LeastLeft ? (Money?)(cost with { Minor = Rounding.HalfUp(cost.Minor * Whole / left) }) : null;
        });
    }

    private static decimal? Ratio(Money part, Money whole) => whole.Minor == 0 ? null : part.Minor / (decimal)whole.Minor;
}
