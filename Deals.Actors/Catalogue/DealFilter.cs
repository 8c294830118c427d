namespace Deals.Actors.Catalogue;

/// <summary>Which deals, in which order, from where. Read by <see cref="DealFilterText"/>; the same filter makes the list, the count and every export.</summary>
public sealed record DealFilter
{
    /// <summary>Fewest rows of a page.</summary>
    public const int LeastLimit = 1;

    /// <summary>Most rows of a page.</summary>
    public const int MostLimit = 500;

    public string? Status { get; init; }

    public int? Domain { get; init; }

    public string? Feed { get; init; }

    /// <summary>Words that title or ASIN has to hold, in lower case.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public long? MinProfit { get; init; }

    public long? MinAverageProfit { get; init; }

    public decimal? MinRoi { get; init; }

    public long? MaxRank { get; init; }

    public long? MinDrops { get; init; }

    public decimal? MinTrust { get; init; }

    public decimal? MinBelowAverage { get; init; }

    /// <summary>Price types of the condition that was asked for; absent for any.</summary>
    public IReadOnlyList<string>? PriceTypes { get; init; }

    /// <summary>What to sort by.</summary>
    public DealOrder Order { get; init; } = DealOrder.Default;

    /// <summary>Rows of a page.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>After which row the page begins.</summary>
    public DealCursor? After { get; init; }
}

/// <summary>The order of a list: absent values come last in both directions, ties go by id.</summary>
/// <param name="Field">The item's key.</param>
/// <param name="Descending">Largest first.</param>
public sealed record DealOrder(string Field, bool Descending)
{
    /// <summary>Last checked first.</summary>
    public static readonly DealOrder Default = new("checkedAt", Descending: true);

    /// <inheritdoc />
    public override string ToString() => Descending ? "-" + Field : Field;
}

/// <summary>One page of the list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Total">How many rows the filter has, on all pages.</param>
/// <param name="NextCursor">Where the next page begins; absent at the end.</param>
public sealed record DealPage(IReadOnlyList<CatalogueRow> Items, long Total, string? NextCursor);
