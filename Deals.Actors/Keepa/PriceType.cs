using System.Diagnostics.CodeAnalysis;

namespace Deals.Actors.Keepa;

/// <summary>What a price type's number counts.</summary>
public enum PriceUnit
{
    /// <summary>Money in minor units.</summary>
    Money,

    /// <summary>A sales rank; lower is better.</summary>
    Rank,

    /// <summary>A number of offers, reviews or updates.</summary>
    Count,

    /// <summary>A star rating times ten, 0 to 50.</summary>
    Rating,
}

/// <summary>One of Keepa's price types ("csv index"), a closed set. Source: Keepa's Java client, Product.CsvType.</summary>
public sealed class PriceType
{
    private static readonly PriceType[] Table =
    [
        new(0, "AMAZON", deal: true),
        new(1, "NEW", deal: true),
        new(2, "USED", deal: true),
        new(3, "SALES", PriceUnit.Rank, deal: true),
        new(4, "LISTPRICE"),
        new(5, "COLLECTIBLE", deal: true),
        new(6, "REFURBISHED", deal: true),
        new(7, "NEW_FBM_SHIPPING", deal: true, shipping: true),
        new(8, "LIGHTNING_DEAL", deal: true),
        new(9, "WAREHOUSE", deal: true),
        new(10, "NEW_FBA", deal: true),
        new(11, "COUNT_NEW", PriceUnit.Count),
        new(12, "COUNT_USED", PriceUnit.Count),
        new(13, "COUNT_REFURBISHED", PriceUnit.Count),
        new(14, "COUNT_COLLECTIBLE", PriceUnit.Count),
        new(15, "EXTRA_INFO_UPDATES", PriceUnit.Count),
        new(16, "RATING", PriceUnit.Rating),
        new(17, "COUNT_REVIEWS", PriceUnit.Count),
        new(18, "BUY_BOX_SHIPPING", deal: true, shipping: true),
        new(19, "USED_NEW_SHIPPING", deal: true, shipping: true),
        new(20, "USED_VERY_GOOD_SHIPPING", deal: true, shipping: true),
        new(21, "USED_GOOD_SHIPPING", deal: true, shipping: true),
        new(22, "USED_ACCEPTABLE_SHIPPING", deal: true, shipping: true),
        new(23, "COLLECTIBLE_NEW_SHIPPING", shipping: true),
        new(24, "COLLECTIBLE_VERY_GOOD_SHIPPING", shipping: true),
        new(25, "COLLECTIBLE_GOOD_SHIPPING", shipping: true),
        new(26, "COLLECTIBLE_ACCEPTABLE_SHIPPING", shipping: true),
        new(27, "REFURBISHED_SHIPPING", shipping: true),
        new(28, "EBAY_NEW_SHIPPING", shipping: true),
        new(29, "EBAY_USED_SHIPPING", shipping: true),
        new(30, "TRADE_IN"),
        new(31, "RENT"),
        new(32, "BUY_BOX_USED_SHIPPING", deal: true, shipping: true),
        new(33, "PRIME_EXCL", deal: true),
        new(34, "COUNT_NEW_FBA", PriceUnit.Count),
        new(35, "COUNT_NEW_FBM", PriceUnit.Count),
    ];

    public static readonly PriceType Amazon = Table[0];
    public static readonly PriceType New = Table[1];
    public static readonly PriceType Used = Table[2];
    public static readonly PriceType Sales = Table[3];
    public static readonly PriceType LightningDeal = Table[8];
    public static readonly PriceType Warehouse = Table[9];
    public static readonly PriceType CountNew = Table[11];
    public static readonly PriceType CountUsed = Table[12];
    public static readonly PriceType ExtraInfoUpdates = Table[15];
    public static readonly PriceType Rating = Table[16];
    public static readonly PriceType BuyBox = Table[18];
    public static readonly PriceType PrimeExclusive = Table[33];

    private PriceType(int index, string name, PriceUnit unit = PriceUnit.Money, bool deal = false, bool shipping = false)
    {
        Index = index;
        Name = name;
        Unit = unit;
        IsDealRelevant = deal;
        WithShipping = shipping;
    }

    /// <summary>All price types, at the position of their index.</summary>
    public static IReadOnlyList<PriceType> All => Table;

    /// <summary>Those that a deal query may ask for.</summary>
    public static IReadOnlyList<PriceType> DealRelevant { get; } = [.. Table.Where(t => t.IsDealRelevant)];

    /// <summary>The position in Keepa's arrays.</summary>
    public int Index { get; }

    /// <summary>Keepa's name.</summary>
    public string Name { get; }

    /// <summary>What its numbers count.</summary>
    public PriceUnit Unit { get; }

    /// <summary>Whether a deal query may ask for it.</summary>
    public bool IsDealRelevant { get; }

    /// <summary>Whether its history holds the shipping beside the price.</summary>
    public bool WithShipping { get; }

    /// <summary>The price type at an index, where Keepa has one; later versions of Keepa may have more than this set.</summary>
    public static bool TryFromIndex(int index, [NotNullWhen(true)] out PriceType? type)
    {
        type = index >= 0 && index < Table.Length ? Table[index] : null;
        return type is not null;
    }

    /// <summary>The price type at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public static PriceType FromIndex(int index) => TryFromIndex(index, out var type)
        ? type
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"{index} is not a price type: 0 to {Table.Length - 1} was expected.");

    /// <summary>Reads a price type by its name in any case, or by its index.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PriceType? type)
    {
        type = int.TryParse(text, out var index)
            ? TryFromIndex(index, out var byIndex) ? byIndex : null
            : Table.FirstOrDefault(t => string.Equals(t.Name, text?.Trim(), StringComparison.OrdinalIgnoreCase));
        return type is not null;
    }

    /// <inheritdoc />
    public override string ToString() => Name;
}
