using System.Collections.Immutable;

namespace Deals.Actors.Keepa;

/// <summary>One product as Keepa's /product tells it, decoded: every value is present and meant, or absent. Money is in minor units of the
/// marketplace's currency.</summary>
public sealed record ProductRecord
{
    /// <summary>The product.</summary>
    public required Asin Asin { get; init; }

    /// <summary>The marketplace.</summary>
    public required AmazonDomain Domain { get; init; }

    /// <summary>The product's own JSON in UTF-8, byte for byte as received: a later rule reads it again at no token.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Keepa's last look at the product; absent only of a stub, which has no facts at all.</summary>
    public DateTimeOffset? LastUpdate { get; init; }

    /// <summary>What Keepa knows of it; absent for a number that this version does not know.</summary>
    public ProductKind? Kind { get; init; }

    /// <summary>Whether Keepa has facts of it. Without them the ASIN was answered with a stub: Keepa does not know it, or cannot see it. That is no
    /// proof that the product is gone.</summary>
    public bool HasData => LastUpdate is not null && (Title is not null || !Histories.IsEmpty);

    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The variation parent.</summary>
    public Asin? ParentAsin { get; init; }

    /// <summary>The brand.</summary>
    public string? Brand { get; init; }

    /// <summary>The manufacturer.</summary>
    public string? Manufacturer { get; init; }

    /// <summary>The binding, such as <c>Paperback</c>.</summary>
    public string? Binding { get; init; }

    /// <summary>The product group, such as <c>Book</c>.</summary>
    public string? ProductGroup { get; init; }

    /// <summary>Keepa's id of the root category.</summary>
    public long? RootCategory { get; init; }

    /// <summary>Keepa's ids of the categories in which the product is listed directly.</summary>
    public ImmutableArray<long> Categories { get; init; } = [];

    /// <summary>The categories from the root down.</summary>
    public ImmutableArray<ProductCategory> CategoryPath { get; init; } = [];

    /// <summary>File names of the images below <c>https://m.media-amazon.com/images/I/</c>, the main one first.</summary>
    public ImmutableArray<string> Images { get; init; } = [];

    /// <summary>EAN, UPC and GTIN, each once.</summary>
    public ImmutableArray<string> Codes { get; init; } = [];

    /// <summary>Units sold in the last month, rounded down by Amazon.</summary>
    public int? MonthlySold { get; init; }

    /// <summary>Since when Keepa watches it.</summary>
    public DateTimeOffset? TrackingSince { get; init; }

    /// <summary>Since when Amazon lists it; may lie in the future (recorded).</summary>
    public DateTimeOffset? ListedSince { get; init; }

    /// <summary>When a price last changed.</summary>
    public DateTimeOffset? LastPriceChange { get; init; }

    /// <summary>When it was or will be released.</summary>
    public PartialDate? ReleaseDate { get; init; }

    /// <summary>When it was or will be published.</summary>
    public PartialDate? PublicationDate { get; init; }

    /// <summary>Amazon's fees.</summary>
    public ProductFees Fees { get; init; } = new(null, null, null, null);

    /// <summary>Whether Amazon itself has it.</summary>
    public AmazonAvailability? Availability { get; init; }

    /// <summary>One history for each price type with data, ascending by index; none where histories were not asked for.</summary>
    public ImmutableArray<PriceHistory> Histories { get; init; } = [];

    /// <summary>Sales ranks by category, ascending by its id.</summary>
    public ImmutableArray<RankHistory> SalesRanks { get; init; } = [];

    /// <summary>The category whose ranks are the history of <see cref="PriceType.Sales"/>.</summary>
    public long? SalesRankReference { get; init; }

    /// <summary>Units sold a month over time.</summary>
    public ImmutableArray<HistoryPoint> MonthlySoldHistory { get; init; } = [];

    /// <summary>Keepa's statistics; absent where they were not asked for.</summary>
    public ProductStats? Stats { get; init; }

    /// <summary>Whether Keepa could collect the offers; absent where they were not asked for.</summary>
    public bool? OffersSuccessful { get; init; }

    /// <summary>Offers, of now and of the past.</summary>
    public ImmutableArray<ProductOffer> Offers { get; init; } = [];

    /// <summary>Who had the buy box, oldest first.</summary>
    public ImmutableArray<BuyBoxPoint> BuyBoxSellers { get; init; } = [];

    /// <summary>Who had the used buy box, oldest first.</summary>
    public ImmutableArray<BuyBoxPoint> BuyBoxUsed { get; init; } = [];

    /// <summary>The history of one price type, if there is one.</summary>
    public PriceHistory? Of(PriceType type) => Histories.FirstOrDefault(h => h.Type == type);
}

/// <summary>Keepa's kinds of products; the value is Keepa's number. Source: Keepa's Java client, Product.ProductType.</summary>
public enum ProductKind
{
    /// <summary>Everything can be known.</summary>
    Standard = 0,

    /// <summary>A download: no marketplace offers.</summary>
    Downloadable = 1,

    /// <summary>An e-book: no marketplace offers.</summary>
    Ebook = 2,

    /// <summary>Keepa cannot see it.</summary>
    Inaccessible = 3,

    /// <summary>Keepa calls the ASIN invalid, or the product has no data.</summary>
    Invalid = 4,

    /// <summary>A parent of variations, without offers of its own.</summary>
    VariationParent = 5,
}

/// <summary>Whether Amazon itself has a product; the value is Keepa's number.</summary>
public enum AmazonAvailability
{
    /// <summary>Amazon has no offer.</summary>
    None = -1,

    /// <summary>In stock and shippable.</summary>
    InStock = 0,

    /// <summary>A preorder.</summary>
    Preorder = 1,

    /// <summary>Keepa does not know.</summary>
    Unknown = 2,

    /// <summary>On back order.</summary>
    BackOrder = 3,

    /// <summary>Shipped with a delay.</summary>
    Delayed = 4,
}

/// <summary>Amazon's fees of a product, in minor units.</summary>
/// <param name="PickAndPack">Amazon's fee for shipping it.</param>
/// <param name="PickAndPackAt">When that was read.</param>
/// <param name="ReferralPercent">Amazon's part of the price, percent such as 15.01.</param>
/// <param name="Closing">The closing fee of media.</param>
public sealed record ProductFees(long? PickAndPack, DateTimeOffset? PickAndPackAt, decimal? ReferralPercent, long? Closing);

/// <summary>A category on the way from the root.</summary>
/// <param name="Id">Keepa's id.</param>
/// <param name="Name">Its name.</param>
public sealed record ProductCategory(long Id, string Name);

/// <summary>A date of which the day, or day and month, may be unknown.</summary>
/// <param name="Year">The year, 1000 to 9999.</param>
/// <param name="Month">The month, 1 to 12.</param>
/// <param name="Day">The day, present only with the month.</param>
public sealed record PartialDate(int Year, int? Month, int? Day);

/// <summary>A product that could not be read or was not asked for, set aside so that its neighbours go on.</summary>
/// <param name="Index">Its position in the answer, from 0.</param>
/// <param name="Asin">What it gave as ASIN, if anything.</param>
/// <param name="Reason">What was wrong with it and what was expected.</param>
public sealed record RejectedProduct(int Index, string? Asin, string Reason);
