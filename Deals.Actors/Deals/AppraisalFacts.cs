using System.Runtime.InteropServices;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Actors.Deals;

/// <summary>What Keepa's record of a product says about a deal by the rules of its analysis, without what follows from the price alone. Made from a stored body: the same body, rules and settings give the same
/// facts. Money is in minor units of the marketplace's currency.</summary>
public sealed record AppraisalFacts
{
    /// <summary>The version of the rules, 1 and more.</summary>
    public required int Version { get; init; }

    /// <summary>The fingerprint of the settings.</summary>
    public required string Settings { get; init; }

    /// <summary>SHA-256 of the body, lower-case hexadecimal.</summary>
    public required string BodyHash { get; init; }

    /// <summary>The price that makes the deal.</summary>
    public required PriceType PriceType { get; init; }

    /// <summary>The price in the body, with which it was made.</summary>
    public required Estimate<Money> Price { get; init; }

    /// <summary>Sales and falls of the offer count.</summary>
    public required Estimate<SalesCount> Sales { get; init; }

    /// <summary>The best month.</summary>
    public required Estimate<MonthOfSales> Peak { get; init; }

    /// <summary>The worst month; its median is the expected trough price.</summary>
    public required Estimate<MonthOfSales> Trough { get; init; }

    /// <summary>The share of decided falls that were sales, 0 to 1.</summary>
    public required Estimate<decimal> Trust { get; init; }

    /// <summary>What gives the rest at a price.</summary>
    public required PriceFreeFigures PriceFree { get; init; }

    /// <summary>Keepa's last update of the body.</summary>
    public DateTimeOffset AsOf => PriceFree.AsOf;

    /// <summary>Takes over an analysis.</summary>
    /// <param name="analysis">The analysis.</param>
    /// <param name="bodyHash">The hash of the body that it is of.</param>
    /// <param name="settings">The fingerprint of its settings.</param>
    public static AppraisalFacts Of(ProductAnalysis analysis, string bodyHash, string settings) => new()
    {
        Version = analysis.Version,
        Settings = settings,
        BodyHash = bodyHash,
        PriceType = analysis.PriceType,
        Price = analysis.Price,
        Sales = analysis.Sales.TryGet(out var sales)
            ? Estimate.Known(new SalesCount(sales.Drops, sales.Undecided, sales.All.Length, sales.Kept.Length), analysis.Sales.Evidence)
            : Estimate.Absent<SalesCount>(analysis.Sales.Reason!.Value, analysis.Sales.Evidence),
        Peak = analysis.Peak,
        Trough = analysis.Trough,
        Trust = analysis.Trust,
        PriceFree = analysis.PriceFree,
    };

    /// <summary>What follows from a price: the same as in the analysis of the same body with that price.</summary>
    public PricedFigures At(Estimate<Money> price) => PriceFree.At(price);

    /// <summary>What follows from the price that a listing shows.</summary>
    /// <param name="listing">The listing; absent where nothing has shown it.</param>
    /// <param name="currency">Its currency.</param>
    public PricedFigures At(Group<ListingFacts>? listing, Currency currency)
    {
        var told = Evidence.Told(Rules.Listing, listing?.AsOf ?? AsOf);
        return At(listing?.Facts.Of(PriceType)?.Current is >= 0 and <= int.MaxValue and var current
            ? Estimate.Known(new Money(current, currency), told)
            : Estimate.Absent<Money>(AbsenceReason.NoPrice, told));
    }

    /// <summary>Whether it tells what another does not: of a newer body, or by later rules or other settings. An older program's rules never replace a later one's.</summary>
    public bool IsNewsAfter(AppraisalFacts? known) => known is null || AsOf > known.AsOf
        || (AsOf == known.AsOf && (Version > known.Version || (Version == known.Version && Settings != known.Settings)));
}

/// <summary>How many sales were inferred from how many falls of the offer count.</summary>
/// <param name="Drops">Falls that could be decided.</param>
/// <param name="Undecided">Falls that could not be yet; they count nowhere.</param>
/// <param name="All">Sales.</param>
/// <param name="Kept">Sales that are no outliers.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SalesCount(int Drops, int Undecided, int All, int Kept);
