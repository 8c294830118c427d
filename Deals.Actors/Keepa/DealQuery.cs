using System.Collections.Immutable;

namespace Deals.Actors.Keepa;

/// <summary>Which deals Keepa's /deal is asked for: every field of Keepa's deal request, typed, so that an unknown or ill-typed parameter cannot be
/// written. Source: Keepa's documentation of the deal request and its Java client, DealRequest.</summary>
public sealed record DealQuery
{
    /// <summary>The marketplace.</summary>
    public required AmazonDomain Domain { get; init; }

    /// <summary>The price type whose change makes a deal; Keepa takes exactly one.</summary>
    public required PriceType PriceType { get; init; }

    /// <summary>The interval of the average that the price is compared with.</summary>
    public DateRange DateRange { get; init; } = DateRange.Quarter;

    /// <summary>The order of the list; nothing may rely on it.</summary>
    public DealSort Sort { get; init; } = DealSort.NewestFirst;

    /// <summary>Bounds of the current value, in the price type's unit.</summary>
    public ValueRange? CurrentRange { get; init; }

    /// <summary>Bounds of average less current, in the price type's unit.</summary>
    public ValueRange? DeltaRange { get; init; }

    /// <summary>Bounds of the percentage below the average; Keepa takes 10 or more, 80 or more for the sales rank.</summary>
    public ValueRange? DeltaPercentRange { get; init; }

    /// <summary>Bounds of previous less current value.</summary>
    public ValueRange? DeltaLastRange { get; init; }

    /// <summary>Bounds of the sales rank; products without one are left out.</summary>
    public ValueRange? SalesRankRange { get; init; }

    /// <summary>Only these categories: a root with its whole tree, a sub-category with what is listed in it directly. At most 500.</summary>
    public ImmutableArray<long> IncludeCategories { get; init; } = [];

    /// <summary>Not these categories. At most 500.</summary>
    public ImmutableArray<long> ExcludeCategories { get; init; } = [];

    /// <summary>Least rating times ten, 0-50.</summary>
    public int? MinRating { get; init; }

    /// <summary>Yes-or-no filters that are switched on.</summary>
    public DealSwitches Switches { get; init; } = DealSwitches.None;

    /// <summary>Keepa's conditions of warehouse deals, 1-5.</summary>
    public ImmutableArray<int> WarehouseConditions { get; init; } = [];

    /// <summary>Words that the title has to hold, at most 50.</summary>
    public string? TitleSearch { get; init; }

    /// <summary>Text filters by Keepa's field name, each with the texts of which one has to match.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Texts { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Whether a range is set: Keepa ignores all of them unless the request says so.</summary>
    public bool HasRange => Ranges.Any(r => r.Range is not null);

    /// <summary>Whether a filter is set: Keepa ignores all but the categories unless the request says so.</summary>
    public bool HasFilter => !IncludeCategories.IsEmpty || !ExcludeCategories.IsEmpty || MinRating is not null || Switches != DealSwitches.None
        || !WarehouseConditions.IsEmpty || TitleSearch is not null || !Texts.IsEmpty;

    /// <summary>Two queries are the same when they ask Keepa the same; lists compare by their elements.</summary>
    public bool Equals(DealQuery? other) => other is not null && string.Equals(DealQueryJson.Of(this, page: 0), DealQueryJson.Of(other, page: 0), StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(DealQueryJson.Of(this, page: 0));

    /// <summary>The ranges under Keepa's names.</summary>
    internal IEnumerable<(string Field, ValueRange? Range)> Ranges =>
    [
        ("currentRange", CurrentRange), ("deltaRange", DeltaRange), ("deltaPercentRange", DeltaPercentRange), ("deltaLastRange", DeltaLastRange),
        ("salesRankRange", SalesRankRange),
    ];
}

/// <summary>Bounds of a value, both included.</summary>
/// <param name="Least">The lower bound, 0 or more.</param>
/// <param name="Most">The upper bound; absent for none.</param>
public sealed record ValueRange(long Least, long? Most)
{
    /// <summary>Whether a value lies within; an absent one does not.</summary>
    public bool Holds(long? value) => value >= Least && (Most is null || value <= Most);
}

/// <summary>Keepa's orders of the deal list; the value is Keepa's number, negative for the inverse.</summary>
public enum DealSort
{
    /// <summary>Newest first; Keepa does not invert it.</summary>
    NewestFirst = 1,

    /// <summary>Largest drop in the price's unit first.</summary>
    LargestDropFirst = 2,

    /// <summary>Best sales rank first.</summary>
    BestRankFirst = 3,

    /// <summary>Largest drop in percent first.</summary>
    LargestPercentFirst = 4,

    /// <summary>Smallest drop in the price's unit first.</summary>
    SmallestDropFirst = -2,

    /// <summary>Worst sales rank first.</summary>
    WorstRankFirst = -3,

    /// <summary>Smallest drop in percent first.</summary>
    SmallestPercentFirst = -4,
}

/// <summary>Keepa's yes-or-no filters of the deal request; names are Keepa's.</summary>
[Flags]
public enum DealSwitches
{
    /// <summary>None is on.</summary>
    None = 0,

    IsLowest = 1 << 0,
    IsLowest90 = 1 << 1,
    IsLowestOffer = 1 << 2,
    IsHighest = 1 << 3,
    IsOutOfStock = 1 << 4,
    IsBackInStock = 1 << 5,
    HasReviews = 1 << 6,
    FilterErotic = 1 << 7,
    SingleVariation = 1 << 8,
    IsRisers = 1 << 9,
    IsPrimeExclusive = 1 << 10,
    MustHaveAmazonOffer = 1 << 11,
    MustNotHaveAmazonOffer = 1 << 12,
}
