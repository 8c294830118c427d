using System.Runtime.InteropServices;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Actors.Inspection;

/// <summary>A figure with what it rests on, as the API writes it.</summary>
/// <param name="Value">The value; absent where there is none.</param>
/// <param name="Reason">Why there is none, in one word such as <c>noSale</c>; absent where there is one.</param>
/// <param name="Rule">How it was found.</param>
/// <param name="Samples">How many sales, falls or points it rests on; absent where nothing is sampled.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="From">After which those were looked for.</param>
/// <param name="To">Until when.</param>
/// <param name="OldestInput">When the oldest of what it rests on was true.</param>
public sealed record FigureItem<T>(
    T? Value, string? Reason, string Rule, int? Samples, decimal Confidence, DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset? OldestInput)
    where T : struct;

/// <summary>A month with its kept sales.</summary>
/// <param name="Month">1 to 12.</param>
/// <param name="Sales">How many, of all years.</param>
/// <param name="Median">Their median price.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MonthItem(int Month, int Sales, long Median);

/// <summary>Amazon's fees of a sale at the list price.</summary>
/// <param name="Rule">keepa, default (where one of them is a default of the settings), or absent where one is unknown.</param>
public sealed record FeesItem(
    string? Rule, FigureItem<long> PickAndPack, FigureItem<decimal> ReferralPercent, FigureItem<long> Referral, FigureItem<long> Closing, FigureItem<long> Total);

/// <summary>What the analysis of the product's stored record says of the deal, and what follows from the price that the listing shows now. Amounts are minor units, ratios fractions.</summary>
public sealed record AppraisalItem
{
    /// <summary>The version of the rules.</summary>
    public required int Version { get; init; }

    /// <summary>The fingerprint of the settings.</summary>
    public required string Settings { get; init; }

    /// <summary>SHA-256 of the body that it was made of.</summary>
    public required string BodyHash { get; init; }

    public required string PriceType { get; init; }

    /// <summary>The price in the body.</summary>
    public required FigureItem<long> BodyPrice { get; init; }

    /// <summary>The price that the listing shows, from which profit and the rest follow.</summary>
    public required FigureItem<long> Price { get; init; }

    public required FigureItem<long> Shipping { get; init; }

    public required FigureItem<SalesCount> Sales { get; init; }

    public required FigureItem<long> OneYearAverage { get; init; }

    /// <summary>How far the price is below that; the list compares with Keepa's average of the feed's range instead.</summary>
    public required FigureItem<decimal> BelowOneYearAverage { get; init; }

    public required FigureItem<MonthItem> Peak { get; init; }

    /// <summary>Its median is the expected trough price.</summary>
    public required FigureItem<MonthItem> Trough { get; init; }

    public required FigureItem<long> ListPrice { get; init; }

    public required FigureItem<decimal> Trust { get; init; }

    public required FeesItem Fees { get; init; }

    public required FigureItem<long> AllIn { get; init; }

    public required FigureItem<long> Profit { get; init; }

    /// <summary>Where it sells for the one-year average.</summary>
    public required FigureItem<long> AverageProfit { get; init; }

    public required FigureItem<decimal> Roi { get; init; }

    public required FigureItem<decimal> Margin { get; init; }

    public required FigureItem<long> MinimumListing { get; init; }

    /// <summary>Whether the profit is in the list.</summary>
    public required bool Listed { get; init; }

    /// <summary>Why it is not, in one word: defaultFees, fewSales, or why there is none.</summary>
    public string? Unlisted { get; init; }

    /// <summary>The costs of the settings with which it was made.</summary>
    public required CostProfile Costs { get; init; }

    /// <summary>Takes over an appraisal.</summary>
    /// <param name="facts">The appraisal.</param>
    /// <param name="listing">What is shown of the deal now.</param>
    /// <param name="currency">Its currency.</param>
    public static AppraisalItem From(AppraisalFacts facts, Group<ListingFacts>? listing, Currency currency)
    {
        var now = facts.At(listing, currency);
        return new AppraisalItem
        {
            Version = facts.Version,
            Settings = facts.Settings,
            BodyHash = facts.BodyHash,
            PriceType = facts.PriceType.Name,
            BodyPrice = Minor(facts.Price),
            Price = Minor(now.Price),
            Shipping = Minor(now.Shipping),
            Sales = Figure(facts.Sales, static s => s),
            OneYearAverage = Minor(facts.PriceFree.OneYearAverage),
            BelowOneYearAverage = Ratio(now.BelowAverage),
            Peak = Figure(facts.Peak, MonthOf),
            Trough = Figure(facts.Trough, MonthOf),
            ListPrice = Minor(now.ListPrice),
            Trust = Ratio(facts.Trust),
            Fees = new FeesItem(RuleOf(now.Fees), Minor(now.Fees.PickAndPack), Figure(now.Fees.ReferralPercent, static p => p), Minor(now.Fees.Referral), Minor(now.Fees.Closing), Minor(now.Fees.Total)),
            AllIn = Minor(now.Earnings.AllIn),
            Profit = Minor(now.Earnings.Profit),
            AverageProfit = Minor(now.AverageProfit),
            Roi = Ratio(now.Earnings.Roi),
            Margin = Ratio(now.Earnings.Margin),
            MinimumListing = Minor(now.Earnings.MinimumListing),
            Listed = now.Standing == ProfitStanding.Listed,
            Unlisted = Outlook.WordOf(now),
            Costs = facts.PriceFree.Costs,
        };
    }

    private static string? RuleOf(SellingFees fees) =>
        fees.PickAndPack.Reason is not null || fees.ReferralPercent.Reason is not null ? null
        : fees.PickAndPack.Evidence.RestsOnDefaults || fees.ReferralPercent.Evidence.RestsOnDefaults ? "default" : "keepa";

    private static FigureItem<long> Minor(Estimate<Money> of) => Figure(of, static m => m.Minor);

    private static FigureItem<decimal> Ratio(Estimate<decimal> of) => Figure(of, Rounding.FourDigits);

    private static MonthItem MonthOf(MonthOfSales month) => new(month.Month, month.Count, month.Median.Minor);

    private static FigureItem<TOut> Figure<T, TOut>(Estimate<T> of, Func<T, TOut> shape)
        where T : struct
        where TOut : struct => new(
        of.TryGet(out var value) ? shape(value) : null,
        of.Reason is { } reason ? Outlook.WordOf(reason) : null,
        of.Evidence.Rule.Name,
        of.Evidence.Samples,
        of.Evidence.Confidence,
        of.Evidence.Window?.From,
        of.Evidence.Window?.To,
        of.Evidence.OldestInput);
}
