using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Deals.Actors.Keepa;
using Deals.Actors.Serialization;

namespace Deals.Actors.Budget;

/// <summary>What one deal or one seller wants bought. Wishes of one kind become one request when tokens are there: up to 100 products or sellers.</summary>
public abstract record NeedSubject
{
    private NeedSubject()
    {
    }

    /// <summary>The marketplace.</summary>
    public abstract AmazonDomain Domain { get; }

    /// <summary>The name of the wish: the same wish has the same name whoever says it and however often.</summary>
    public Guid Id => new(SHA256.HashData(Encoding.UTF8.GetBytes(Name)).AsSpan(0, 16), bigEndian: true);

    /// <summary>A request for this alone.</summary>
    public abstract KeepaRequest Alone { get; }

    /// <summary>Whether both can be in one request.</summary>
    public abstract bool FitsWith(NeedSubject other);

    /// <summary>Whether both have the same name.</summary>
    public abstract bool IsSameWishAs(NeedSubject other);

    private protected abstract string Name { get; }

    /// <summary>A look at a product.</summary>
    /// <param name="Marketplace">The marketplace.</param>
    /// <param name="Asin">The product.</param>
    /// <param name="Cycle">The refresh of its deal that it is for.</param>
    /// <param name="Attempt">How often that refresh has failed; after a failure the look is a request of its own.</param>
    /// <param name="Shape">What of the product.</param>
    public sealed record ProductOf(AmazonDomain Marketplace, Asin Asin, long Cycle, int Attempt, ProductShape Shape) : NeedSubject
    {
        /// <summary>The price that makes the deal, for which the answer is appraised; absent where an older version said the wish. It has no part in its name.</summary>
        public PriceType? PriceType { get; init; }

        /// <summary>Whether the shape follows what tokens cost at the moment: said again a moment later it may be another, and it is the same look. Otherwise somebody must have it.</summary>
        public bool IsDepthChosen { get; init; }

        /// <inheritdoc />
        public override AmazonDomain Domain => Marketplace;

        /// <inheritdoc />
        public override KeepaRequest Alone => new KeepaRequest.Products(Marketplace, [Asin], Shape);

        /// <inheritdoc />
        public override bool FitsWith(NeedSubject other) =>
            other is ProductOf p && Attempt == 0 && p.Attempt == 0 && p.Marketplace == Marketplace && p.Shape == Shape && p.Asin != Asin;

        /// <inheritdoc />
        public override bool IsSameWishAs(NeedSubject other) =>
            other is ProductOf p && p.Asin == Asin && p.Cycle == Cycle && p.Attempt == Attempt && p.Marketplace == Marketplace && p.OffersNeeded == OffersNeeded;

        private int? OffersNeeded => IsDepthChosen ? null : Shape.Offers;

        // With the buy box or without it is one look: a deal that was woken for idle tokens, and again because a feed showed another price, is bought once.
        private protected override string Name => string.Create(
            CultureInfo.InvariantCulture, $"product {Marketplace.Number} {Asin.Value} {Cycle} {Attempt} {OffersNeeded}");
    }

    /// <summary>A seller's record.</summary>
    /// <param name="Marketplace">The marketplace.</param>
    /// <param name="Seller">The seller.</param>
    /// <param name="Round">Which of the seller's refreshes it is for.</param>
    public sealed record SellerOf(AmazonDomain Marketplace, SellerId Seller, long Round) : NeedSubject
    {
        /// <inheritdoc />
        public override AmazonDomain Domain => Marketplace;

        /// <inheritdoc />
        public override KeepaRequest Alone => new KeepaRequest.Sellers(Marketplace, [Seller]);

        /// <inheritdoc />
        public override bool FitsWith(NeedSubject other) => other is SellerOf s && s.Marketplace == Marketplace && s.Seller != Seller;

        /// <inheritdoc />
        public override bool IsSameWishAs(NeedSubject other) => other is SellerOf s && s == this;

        private protected override string Name => string.Create(CultureInfo.InvariantCulture, $"seller {Marketplace.Number} {Seller.Value} {Round}");
    }

    /// <summary>One request for wishes that fit with each other.</summary>
    public static KeepaRequest Together(ImmutableArray<NeedSubject> subjects) => subjects[0] switch
    {
        ProductOf first => new KeepaRequest.Products(first.Marketplace, [.. subjects.Cast<ProductOf>().Select(static p => p.Asin)], first.Shape),
        SellerOf first => new KeepaRequest.Sellers(first.Marketplace, [.. subjects.Cast<SellerOf>().Select(static s => s.Seller)]),
        var other => throw new ArgumentOutOfRangeException(nameof(subjects), other, "No request for this kind of wish."),
    };

    /// <summary>How many wishes like this one a request takes.</summary>
    public int MostTogether => this switch
    {
        ProductOf { Attempt: > 0 } => 1,
        ProductOf p => p.Shape.MostAsins,
        _ => KeepaRequest.Sellers.MostSellers,
    };
}

/// <summary>Says a wish to the router. Idempotent by the subject: while it waits or is in flight, saying it again is answered by its place. Answered by
/// <see cref="NeedQueued"/> or <see cref="NeedRefused"/>; what is bought comes to the deal or the seller itself.</summary>
/// <param name="Subject">What is wanted.</param>
/// <param name="Lane">The queue.</param>
/// <param name="SoftDeadline">Orders the wishes of a lane when a request is made of them, domain time.</param>
/// <param name="Deadline">Domain time after which nobody wants it any more.</param>
public sealed record Need(NeedSubject Subject, Lane Lane, DateTimeOffset SoftDeadline, DateTimeOffset Deadline) : IDealsWire;

/// <summary>The wish waits or is in flight.</summary>
/// <param name="Subject">The wish.</param>
/// <param name="Lane">Its queue.</param>
/// <param name="Place">How many requests go out up to and with it; 0 once its permit is out.</param>
/// <param name="Eta">When it will probably go out, domain time.</param>
public sealed record NeedQueued(NeedSubject Subject, Lane Lane, int Place, DateTimeOffset Eta) : IDealsWire;

/// <summary>The wish is not taken.</summary>
/// <param name="Subject">The wish.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="RetryAt">When saying it again makes sense, domain time; absent where it never will as it is.</param>
public sealed record NeedRefused(NeedSubject Subject, string Reason, DateTimeOffset? RetryAt) : IDealsWire;

/// <summary>The router has these wishes no more: told to whoever asks for its appetite.</summary>
/// <param name="Subjects">The wishes.</param>
/// <param name="Bought">Whether Keepa answered for them.</param>
public sealed record NeedsEnded(ImmutableArray<NeedSubject> Subjects, bool Bought) : IDealsWire;

/// <summary>Asks the router how many wishes it can take; answered by <see cref="Appetite"/>.</summary>
public sealed record GetAppetite : IDealsWire
{
    /// <summary>The only one.</summary>
    public static readonly GetAppetite Instance = new();
}

/// <summary>How many wishes the router can take.</summary>
/// <param name="Epoch">The life of the router: wishes said to an earlier one are forgotten, unless their permits are out.</param>
/// <param name="Room">Wishes that each lane still takes, in the lanes' order; 0 while it is paused.</param>
/// <param name="IdleTokens">Tokens that nobody waits for, beyond the reserve; 0 while anything waits.</param>
public sealed record Appetite(long Epoch, ImmutableArray<int> Room, int IdleTokens) : IDealsWire;

/// <summary>Stops or continues a lane, for good: it is stored. Answered by <see cref="LaneSet"/>.</summary>
public sealed record SetLane(Lane Lane, bool Paused) : IDealsWire;

/// <summary>How the lane is now.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Paused">Whether it is stopped.</param>
/// <param name="Changed">Whether it was not so before.</param>
public sealed record LaneSet(Lane Lane, bool Paused, bool Changed) : IDealsWire;
