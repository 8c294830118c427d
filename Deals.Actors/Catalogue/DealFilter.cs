namespace Deals.Actors.Catalogue;

/// <summary>Which deals, in which order, from where.</summary>
public sealed record DealFilter;

/// <summary>One page of the list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Total">How many rows the filter has, on all pages.</param>
/// <param name="NextCursor">Where the next page begins; absent at the end.</param>
public sealed record DealPage(IReadOnlyList<CatalogueRow> Items, long Total, string? NextCursor);
