using System.Collections.Immutable;

namespace Deals.Actors.Keepa;

/// <summary>A request to Keepa that can be sent: a closed set, each case typed, so that an unknown or ill-typed parameter cannot be written.</summary>
public abstract record KeepaRequest
{
    private KeepaRequest()
    {
    }

    /// <summary>The most that the request can cost, in tokens. Source: Keepa's documentation of each path.</summary>
    public abstract int WorstCaseCost { get; }

    /// <summary>What the request usually costs, in tokens.</summary>
    public abstract int ExpectedCost { get; }

    /// <summary>Reads the bucket; free.</summary>
    public sealed record Token : KeepaRequest
    {
        /// <inheritdoc />
        public override int WorstCaseCost => 0;

        /// <inheritdoc />
        public override int ExpectedCost => 0;
    }

    /// <summary>One page of up to 150 deals.</summary>
    /// <param name="Query">Which deals.</param>
    /// <param name="Page">Which page, from 0 to <see cref="LastPage"/>.</param>
    public sealed record DealPage(DealQuery Query, int Page) : KeepaRequest
    {
        /// <summary>Rows of a full page; a page with fewer is the last.</summary>
        public const int PageSize = 150;

        /// <summary>Keepa pages a query up to 10,000 products: pages 0 to 66.</summary>
        public const int LastPage = 66;

        /// <summary>Tokens of a page, also of a short or an empty one.</summary>
        public const int Cost = 5;

        /// <inheritdoc />
        public override int WorstCaseCost => Cost;

        /// <inheritdoc />
        public override int ExpectedCost => Cost;
    }

    /// <summary>Products by their ASIN.</summary>
    /// <param name="Domain">The marketplace.</param>
    /// <param name="Asins">Which: 1 to <see cref="ProductShape.MostAsins"/>, each once.</param>
    /// <param name="Shape">What of them.</param>
    /// <exception cref="ArgumentException">The list is empty, too long, or names one twice.</exception>
    public sealed record Products(AmazonDomain Domain, ImmutableArray<Asin> Asins, ProductShape Shape) : KeepaRequest
    {
        /// <summary>Which products, each once.</summary>
        public ImmutableArray<Asin> Asins { get; } =
            Checked(Asins, Shape.MostAsins, static a => a.ToString().Length > 0, nameof(Asins), "parsed ASINs");

        /// <summary>What of them; it bounds how many there may be, and is therefore set once.</summary>
        public ProductShape Shape { get; } = Shape;

        /// <inheritdoc />
        public override int WorstCaseCost => Asins.Length * Shape.WorstCaseCost;

        /// <inheritdoc />
        public override int ExpectedCost => Asins.Length * Shape.ExpectedCost;

        /// <summary>Two requests are the same when they ask for the same products in the same order.</summary>
        public bool Equals(Products? other) => other is not null && Domain == other.Domain && Shape == other.Shape && Asins.SequenceEqual(other.Asins);

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(Domain, Shape, Asins.Length, Asins[0]);
    }

    /// <summary>Products by a code that is printed on them. A code may stand for many products, each of which costs: hence the limit.</summary>
    /// <param name="Domain">The marketplace.</param>
    /// <param name="Codes">UPC, EAN or ISBN-13: 8 to 14 digits, each once; 1 to <see cref="ProductShape.MostAsins"/>.</param>
    /// <param name="Shape">What of them.</param>
    /// <param name="CodeLimit">Most products of one code, 1 to 100.</param>
    /// <exception cref="ArgumentException">The list is empty, too long, names one twice or something that is no code; or the limit is out of range.</exception>
    public sealed record ProductsByCode(AmazonDomain Domain, ImmutableArray<string> Codes, ProductShape Shape, int CodeLimit) : KeepaRequest
    {
        private const int MostOfCode = 100;

        /// <summary>Which codes, each once.</summary>
        public ImmutableArray<string> Codes { get; } = Checked(Codes, Shape.MostAsins, IsCode, nameof(Codes), "codes of 8 to 14 digits");

        /// <summary>What of them; it bounds how many there may be, and is therefore set once.</summary>
        public ProductShape Shape { get; } = Shape;

        /// <summary>Most products of one code.</summary>
        public int CodeLimit { get; } = CodeLimit is >= 1 and <= MostOfCode
            ? CodeLimit
            : throw new ArgumentException($"The limit of products of a code is {CodeLimit}: 1 to {MostOfCode} was expected.", nameof(CodeLimit));

        /// <inheritdoc />
        public override int WorstCaseCost => Codes.Length * CodeLimit * Shape.WorstCaseCost;

        /// <inheritdoc />
        public override int ExpectedCost => Codes.Length * Shape.ExpectedCost;

        /// <summary>Two requests are the same when they ask for the same codes in the same order.</summary>
        public bool Equals(ProductsByCode? other) => other is not null && Domain == other.Domain && Shape == other.Shape && CodeLimit == other.CodeLimit
            && Codes.SequenceEqual(other.Codes, StringComparer.Ordinal);

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(Domain, Shape, CodeLimit, Codes.Length, StringComparer.Ordinal.GetHashCode(Codes[0]));

        private static bool IsCode(string? code) => code is { Length: >= 8 and <= 14 } && code.All(char.IsAsciiDigit);
    }

    /// <summary>Sellers by their id, without their storefronts; an unknown one costs nothing.</summary>
    /// <param name="Domain">The marketplace.</param>
    /// <param name="Ids">Which: 1 to <see cref="MostSellers"/>, each once.</param>
    /// <exception cref="ArgumentException">The list is empty, too long, or names one twice.</exception>
    public sealed record Sellers(AmazonDomain Domain, ImmutableArray<SellerId> Ids) : KeepaRequest
    {
        /// <summary>Most sellers of one request.</summary>
        public const int MostSellers = 100;

        /// <summary>Which sellers, each once.</summary>
        public ImmutableArray<SellerId> Ids { get; } = Checked(Ids, MostSellers, static i => i.ToString().Length > 0, nameof(Ids), "parsed seller ids");

        /// <inheritdoc />
        public override int WorstCaseCost => Ids.Length;

        /// <inheritdoc />
        public override int ExpectedCost => Ids.Length;

        /// <summary>Two requests are the same when they ask for the same sellers in the same order.</summary>
        public bool Equals(Sellers? other) => other is not null && Domain == other.Domain && Ids.SequenceEqual(other.Ids);

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(Domain, Ids.Length, Ids[0]);
    }

    private static ImmutableArray<T> Checked<T>(ImmutableArray<T> list, int most, Func<T, bool> isOne, string name, string expected)
    {
        if (list.IsDefaultOrEmpty || list.Length > most)
            throw new ArgumentException($"{name} has {(list.IsDefault ? 0 : list.Length)} entries: 1 to {most} {expected} were expected.", name);
        var seen = new HashSet<T>();
        foreach (var one in list)
        {
            if (!isOne(one))
                throw new ArgumentException($"{name} holds '{one}': {expected} were expected.", name);
            if (!seen.Add(one))
                throw new ArgumentException($"{name} holds {one} twice: each was expected once.", name);
        }

        return list;
    }
}
