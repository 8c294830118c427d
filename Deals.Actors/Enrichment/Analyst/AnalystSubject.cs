using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment.Analyst;

/// <summary>What the analyst is told of a deal: what it is, what it costs, and what it is believed to sell for, with what that rests on. Texts are cleaned and cut, numbers are coarse; the same deal gives the same
/// subject until something has changed that a person would notice.</summary>
public sealed record AnalystSubject
{
    /// <summary>The longest title, UTF-16 units.</summary>
    public const int LongestTitle = 300;

    /// <summary>The longest name of a brand or a binding.</summary>
    public const int LongestName = 80;

    /// <summary>The longest path of categories.</summary>
    public const int LongestCategory = 200;

    /// <summary>The product.</summary>
    public required Asin Asin { get; init; }

    /// <summary>The marketplace.</summary>
    public required AmazonDomain Domain { get; init; }

    /// <summary>The title, as the seller wrote it.</summary>
    public string? Title { get; init; }

    /// <summary>The brand.</summary>
    public string? Brand { get; init; }

    /// <summary>What kind of thing it is, such as <c>Paperback</c>.</summary>
    public string? Binding { get; init; }

    /// <summary>The categories from the root down.</summary>
    public string? Category { get; init; }

    /// <summary>The condition that is sold.</summary>
    public required DealCondition Condition { get; init; }

    /// <summary>The deal's price.</summary>
    public Money? Price { get; init; }

    /// <summary>The price at which it is believed to sell.</summary>
    public required Money ListPrice { get; init; }

    /// <summary>How that was found.</summary>
    public required string ListPriceRule { get; init; }

    /// <summary>How many sales it rests on.</summary>
    public int? ListPriceSamples { get; init; }

    /// <summary>How sure that is, 0 to 1.</summary>
    public required decimal ListPriceConfidence { get; init; }

    /// <summary>The mean price of the sales of the last year.</summary>
    public Money? OneYearAverage { get; init; }

    /// <summary>The months with enough sales, ascending.</summary>
    public ImmutableArray<MonthOfSales> Months { get; init; } = [];

    /// <summary>The month with the highest median, 1 to 12.</summary>
    public int? Peak { get; init; }

    /// <summary>The month with the lowest median, 1 to 12.</summary>
    public int? Trough { get; init; }

    /// <summary>How many sales were inferred and kept.</summary>
    public int Sales { get; init; }

    /// <summary>Which part of the falls of the offer count were sales, 0 to 1, two digits.</summary>
    public decimal? Trust { get; init; }

    /// <summary>How often the sales rank fell in 90 days, by Keepa's count.</summary>
    public long? RankDrops90 { get; init; }

    /// <summary>When Keepa looked at all of it. No part of the question: only its age is told.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The subject of a deal.</summary>
    /// <param name="record">Keepa's record.</param>
    /// <param name="analysis">Its analysis.</param>
    /// <param name="reason">Why there is no list price to judge, where there is none.</param>
    public static AnalystSubject? TryOf(ProductRecord record, ProductAnalysis analysis, out AbsenceReason? reason)
    {
        reason = analysis.ListPrice.Reason;
        if (!analysis.ListPrice.TryGet(out var listPrice))
            return null;
        var evidence = analysis.ListPrice.Evidence;
        return new AnalystSubject
        {
            Asin = analysis.Asin,
            Domain = analysis.Domain,
            Title = ListingText.Of(record.Title, LongestTitle),
            Brand = ListingText.Of(record.Brand ?? record.Manufacturer, LongestName),
            Binding = ListingText.Of(record.Binding ?? record.ProductGroup, LongestName),
            Category = ListingText.Of(string.Join(" / ", record.CategoryPath.Select(static c => c.Name)), LongestCategory),
            Condition = analysis.Meaning.Condition,
            Price = Known(analysis.Price),
            ListPrice = Coarse.Of(listPrice),
            ListPriceRule = evidence.Rule.ToString(),
            ListPriceSamples = evidence.Samples is { } samples ? (int)Coarse.Of(samples) : null,
            ListPriceConfidence = decimal.Floor(evidence.Confidence * 10) / 10,
            OneYearAverage = Known(analysis.OneYearAverage),
            Months = analysis.Seasons.TryGet(out var seasons) ? [.. seasons.Months.Select(static m => m with { Count = (int)Coarse.Of(m.Count), Median = Coarse.Of(m.Median) })] : [],
            Peak = analysis.Peak.TryGet(out var peak) ? peak.Month : null,
            Trough = analysis.Trough.TryGet(out var trough) ? trough.Month : null,
            Sales = analysis.Sales.TryGet(out var sales) ? (int)Coarse.Of(sales.Kept.Length) : 0,
            Trust = analysis.Trust.TryGet(out var trust) ? decimal.Floor(trust * 10) / 10 : null,
            RankDrops90 = analysis.RankDrops.Days90.TryGet(out var drops) && drops >= 0 ? Coarse.Of(drops) : null,
            AsOf = analysis.AsOf,
        };
    }

    private static Money? Known(Estimate<Money> amount) => amount.TryGet(out var money) && money.Minor >= 0 ? Coarse.Of(money) : null;
}
