using System.Collections.Immutable;

namespace Deals.Actors.Keepa;

/// <summary>What became of one request to Keepa. Closed: nothing turns one case into another, and an absent answer is never an empty one.</summary>
public abstract record KeepaOutcome
{
    private KeepaOutcome(TokenEnvelope? envelope) => Envelope = envelope;

    /// <summary>What the answer said about the bucket; absent when there was no readable answer or it had none.</summary>
    public TokenEnvelope? Envelope { get; }

    /// <summary>A page with at least one row, readable or set aside.</summary>
    /// <param name="Rows">The readable rows in Keepa's order.</param>
    /// <param name="Rejected">The rows that could not be read.</param>
    /// <param name="Bucket">The envelope.</param>
    public sealed record DealPage(ImmutableArray<DealRow> Rows, ImmutableArray<RejectedRow> Rejected, TokenEnvelope? Bucket) : KeepaOutcome(Bucket)
    {
        /// <summary>How many rows Keepa sent, readable or not; fewer than 150 end the list.</summary>
        public int RowCount => Rows.Length + Rejected.Length;
    }

    /// <summary>Keepa answered that there is nothing on this page.</summary>
    public sealed record EmptyPage(TokenEnvelope? Bucket) : KeepaOutcome(Bucket);

    /// <summary>The answer to /product, by ASIN or by code.</summary>
    /// <param name="Products">The readable products in Keepa's order; one that Keepa answered with a stub is among them, without data.</param>
    /// <param name="Rejected">Those that could not be read, came twice, or were not asked for.</param>
    /// <param name="Absent">The ASINs that were asked for and that no product of the answer names, in the order of the request; none of a request by code.
    /// While <paramref name="Rejected"/> holds a product without a readable ASIN, one of these may be that product.</param>
    /// <param name="Bucket">The envelope.</param>
    public sealed record ProductBatch(
        ImmutableArray<ProductRecord> Products, ImmutableArray<RejectedProduct> Rejected, ImmutableArray<Asin> Absent, TokenEnvelope? Bucket) : KeepaOutcome(Bucket);

    /// <summary>The answer to /seller.</summary>
    /// <param name="Sellers">The readable sellers in Keepa's order.</param>
    /// <param name="Absent">The ids that were asked for and are not in the answer at all, in the order of the request.</param>
    /// <param name="Bucket">The envelope.</param>
    public sealed record SellerBatch(ImmutableArray<SellerRecord> Sellers, ImmutableArray<SellerId> Absent, TokenEnvelope? Bucket) : KeepaOutcome(Bucket)
    {
        /// <summary>Those that could not be read or were not asked for.</summary>
        public ImmutableArray<RejectedSeller> Rejected { get; init; } = [];
    }

    /// <summary>The answer to /token: the envelope itself.</summary>
    public sealed record TokenStatus(TokenEnvelope Bucket) : KeepaOutcome(Bucket);

    /// <summary>Keepa refused for lack of tokens (429); nothing was consumed.</summary>
    /// <param name="RetryAfter">Keepa's time from now to its next refill, with its margin of a second.</param>
    /// <param name="Bucket">The envelope, if the answer had one.</param>
    public sealed record Throttled(TimeSpan RetryAfter, TokenEnvelope? Bucket) : KeepaOutcome(Bucket);

    /// <summary>Keepa, or the way to it, refused or broke.</summary>
    /// <param name="Kind">What kind of failure.</param>
    /// <param name="Error">Keepa's error, or our own words where it gave none.</param>
    /// <param name="Bucket">The envelope, if the answer had one.</param>
    public sealed record Failed(FailureKind Kind, KeepaError Error, TokenEnvelope? Bucket) : KeepaOutcome(Bucket);

    /// <summary>The request left and no answer came: it may have been served and charged.</summary>
    /// <param name="Reason">Why there is no answer.</param>
    public sealed record Unknown(string Reason) : KeepaOutcome((TokenEnvelope?)null);
}

/// <summary>The kinds of failure that a caller treats differently.</summary>
public enum FailureKind
{
    /// <summary>Keepa calls a parameter wrong (400, 405): repeating it is pointless.</summary>
    InvalidRequest,

    /// <summary>The key is unknown, expired or malformed (402, or 400 with an all-zero envelope): nothing will work until it is replaced.</summary>
    Unauthorized,

    /// <summary>No such path or record (404).</summary>
    NotFound,

    /// <summary>Keepa failed inside (5xx, or 200 with an error): may work later.</summary>
    Server,

    /// <summary>An answer came and could not be read (truncated, not JSON, not Keepa's).</summary>
    Malformed,

    /// <summary>The request never left this process (no connection, open circuit): nothing was consumed.</summary>
    NotSent,
}

/// <summary>Keepa's <c>error</c> object.</summary>
/// <param name="Type">Keepa's type such as <c>invalidParameter</c>; for our own words, the name of the failure.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Details">The field or list that Keepa names, if any.</param>
public sealed record KeepaError(string Type, string Message, string? Details = null)
{
    /// <inheritdoc />
    public override string ToString() => string.IsNullOrEmpty(Details) ? $"{Type}: {Message}" : $"{Type}: {Message} ({Details})";
}
