using System.Collections.Immutable;

namespace Deals.Actors.Keepa;

/// <summary>One row of a page of Keepa's /deal, decoded: every value is present and meant, or absent.</summary>
public sealed record DealRow
{
    /// <summary>The product.</summary>
    public required Asin Asin { get; init; }

    /// <summary>Keepa's last look at the product; what the row says held at this time.</summary>
    public required DateTimeOffset LastUpdate { get; init; }

    /// <summary>When any deal-relevant price last changed (Keepa's creationDate), if known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The product's title.</summary>
    public string? Title { get; init; }

    /// <summary>File name of the main image below <c>https://m.media-amazon.com/images/I/</c>.</summary>
    public string? Image { get; init; }

    /// <summary>Keepa's id of the root category.</summary>
    public long? RootCategory { get; init; }

    /// <summary>Keepa's ids of the categories in which the product is listed directly.</summary>
    public ImmutableArray<long> Categories { get; init; } = [];

    /// <summary>The variation parent, where the row names one.</summary>
    public Asin? ParentAsin { get; init; }

    /// <summary>What is known about each price type of which anything is known, ascending by index.</summary>
    public ImmutableArray<TypeFacts> Types { get; init; } = [];

    /// <summary>How often the sales rank fell in 30, 90, 180 and 365 days.</summary>
    public RankDrops Drops { get; init; } = new(null, null, null, null);

    /// <summary>Keepa's condition of the warehouse deal (2-5), if there is one.</summary>
    public int? WarehouseCondition { get; init; }

    /// <summary>What is known about one price type, if anything.</summary>
    public TypeFacts? Of(PriceType type) => Types.FirstOrDefault(t => t.Type == type);
}

/// <summary>How often the sales rank fell, per window; a rough count of sales.</summary>
public sealed record RankDrops(int? Days30, int? Days90, int? Days180, int? Days365);

/// <summary>The listing's facts of one price type. Values are in the type's unit: minor units of the marketplace's currency for prices.</summary>
/// <param name="Type">The price type.</param>
/// <param name="Current">The value at the last update, without shipping; absent when there is no offer.</param>
/// <param name="Since">Since when <paramref name="Current"/> (or its absence) holds.</param>
/// <param name="Previous">The value before it, as far as Keepa's deltaLast tells (previous = current + deltaLast); never a proof of a change.</param>
/// <param name="Averages">Keepa's weighted averages per date range.</param>
/// <param name="DeltaPercents">Keepa's rounded percentage below the average per date range, negative for above; clamped by Keepa to [-1000, 99].</param>
public sealed record TypeFacts(
    PriceType Type,
    long? Current,
    DateTimeOffset? Since,
    long? Previous,
    PerRange Averages,
    PerRange DeltaPercents);

/// <summary>One optional number for each of Keepa's date ranges.</summary>
public sealed record PerRange(long? Day, long? Week, long? Month, long? Quarter)
{
    /// <summary>Nothing known for any range.</summary>
    public static readonly PerRange None = new(null, null, null, null);

    /// <summary>The number of one range.</summary>
    public long? this[DateRange range] => range switch
    {
        DateRange.Day => Day,
        DateRange.Week => Week,
        DateRange.Month => Month,
        DateRange.Quarter => Quarter,
        _ => throw new ArgumentOutOfRangeException(nameof(range), range, "Not one of Keepa's date ranges."),
    };
}

/// <summary>A row that could not be read, set aside so that its neighbours go on.</summary>
/// <param name="Index">Its position on the page, from 0.</param>
/// <param name="Asin">What it gave as ASIN, if anything.</param>
/// <param name="Reason">What was wrong with it and what was expected.</param>
public sealed record RejectedRow(int Index, string? Asin, string Reason);
