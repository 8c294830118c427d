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
}
