using System.Collections.Immutable;
using Deals.Actors.Freshness;
using Deals.Actors.Serialization;

namespace Deals.Actors.Deals;

/// <summary>A deal's state: a closed hierarchy of what a deal can be. <see cref="DealDecider"/> decides, <see cref="Apply"/> only takes over.</summary>
public abstract record Deal
{
    private Deal()
    {
    }

    /// <summary>A deal of which nothing is known.</summary>
    public static readonly Deal None = new Unseen();

    /// <summary>Takes over what happened; never decides and never fails on an event that was once stored.</summary>
    public Deal Apply(DealEvent e)
    {
        var deal = Changed(e);
        return deal is Known known ? known.With(known.Record with { Next = Schedule.After(known.Record.Next, e), Pace = e.Pace ?? known.Record.Pace, OfferPace = e.OfferPace ?? known.Record.OfferPace, Outlook = e.Outlook ?? known.Record.Outlook }) : deal;
    }

    private Deal Changed(DealEvent e) => (this, e) switch
    {
        (_, DealEvent.Discovered d) => new PendingProcessing(Rediscovered(d)),
        (Unseen, DealEvent.Followed f) => new PendingProcessing(new DealRecord
        {
            Id = f.Id,
            Lens = f.Lens,
            Feeds = [f.Lens.Feed],
            DiscoveredAt = f.At,
            ChangedAt = f.At,
        }),
        (Known k, DealEvent.Followed f) => new PendingProcessing(k.Record.ShownBy(f.Lens.Feed).Pardoned() with { LastError = null }),
        (Known k, DealEvent.ListingChanged c) => k.With(k.Record.Sighted(c.Feed, c.Listing, c.AsOf, c.At) with { ChangedAt = c.At }),
        (Known k, DealEvent.ListingSeen s) => k.With(k.Record.Sighted(s.Feed, s.Listing, s.AsOf, s.At)),
        (Known k, DealEvent.ProductRecorded p) => new Active(k.Record.Looked(p.At) with
        {
            Product = new Group<ProductFacts>(p.Product, p.AsOf, p.At),
            Offers = p.Offers is null ? k.Record.Offers : new Group<OfferFacts>(p.Offers, p.AsOf, p.At),
            BuyBox = p.BuyBox is null ? k.Record.BuyBox : new Group<BuyBoxFacts>(p.BuyBox, p.AsOf, p.At),
            Appraisal = p.Appraisal is null ? k.Record.Appraisal : new Group<AppraisalFacts>(p.Appraisal, p.Appraisal.AsOf, p.At),
            Listing = p.Listing is null ? k.Record.Listing : new Group<ListingFacts>(p.Listing, p.AsOf, p.At),
            ChangedAt = k.Record.HasOtherPrice(p.Listing) ? p.At : k.Record.ChangedAt,
        }),
        (Known k, DealEvent.ProductConfirmed c) => new Active(k.Record.Looked(c.At)),
        (Known k, DealEvent.SentBack) => new PendingProcessing(k.Record),
        (Known k, DealEvent.WatchChanged w) => k.With(k.Record with { IsWatched = w.On }),
        (Known k, DealEvent.SellerRecorded s) => k.With(k.Record with { Seller = new Group<SellerFacts>(s.Seller, s.AsOf, s.At) }),
        (Known k, DealEvent.AnalysisRecorded a) => k.With(k.Record with { Analysis = new Group<AnalysisFacts>(a.Analysis, a.AsOf, a.At) }),
        (Known k, DealEvent.Appraised a) => k.With(k.Record with { Appraisal = new Group<AppraisalFacts>(a.Appraisal, a.Appraisal.AsOf, a.At) }),
        (Known k, DealEvent.AttemptFailed f) => k.With(k.Record with
        {
            Attempts = k.Record.Attempts + 1,
            Strikes = k.Record.Strikes + (f.IsShared ? 0 : 1),
            LastError = f.Error,
        }),
        (Known k, DealEvent.FoundGone) => k.With(k.Record with { GoneLooks = k.Record.GoneLooks + 1 }),
        (Known k, DealEvent.Suspended s) => new Suspended(k.Record with { LastError = s.Error }),
        (Known k, DealEvent.Released) => new PendingProcessing(k.Record.Pardoned()),
        (Known k, DealEvent.Retired r) => new Retired(k.Record, r.Cause),
        _ => this,
    };

    private DealRecord Rediscovered(DealEvent.Discovered d)
    {
        var listing = new Group<ListingFacts>(d.Listing, d.AsOf, d.At);
        return this is Known k
            ? k.Record.SeenThrough(d.Lens).Sighted(d.Lens.Feed, d.Listing, d.AsOf, d.At).Pardoned() with { ChangedAt = d.At, LastError = null }
            : new DealRecord { Id = d.Id, Lens = d.Lens, Feeds = [d.Lens.Feed], Listing = listing, DiscoveredAt = d.At, ChangedAt = d.At };
    }

    /// <summary>Nothing is known.</summary>
    public sealed record Unseen : Deal;

    /// <summary>Every state of a deal that was seen.</summary>
    public abstract record Known : Deal, IDealsWire
    {
        private protected Known(DealRecord record) => Record = record;

        /// <summary>What is known.</summary>
        public DealRecord Record { get; private init; }

        /// <summary>The same state with other knowledge.</summary>
        internal Known With(DealRecord record) => this with { Record = record };
    }

    /// <summary>Seen, and waiting for its product's record.</summary>
    public sealed record PendingProcessing : Known
    {
        internal PendingProcessing(DealRecord record)
            : base(record)
        {
        }
    }

    /// <summary>The product's record is in; the deal is kept fresh.</summary>
    public sealed record Active : Known
    {
        internal Active(DealRecord record)
            : base(record)
        {
        }
    }

    /// <summary>Its processing failed too often; it waits for an operator, and its listing goes on being updated by the feed.</summary>
    public sealed record Suspended : Known
    {
        internal Suspended(DealRecord record)
            : base(record)
        {
        }
    }

    /// <summary>Over.</summary>
    public sealed record Retired : Known
    {
        internal Retired(DealRecord record, RetirementCause cause)
            : base(record) => Cause = cause;

        /// <summary>Why.</summary>
        public RetirementCause Cause { get; }
    }
}

/// <summary>All that is known about a deal, whatever its state.</summary>
public sealed record DealRecord
{
    /// <summary>How many feeds are remembered.</summary>
    public const int MostFeeds = 16;

    /// <summary>The deal.</summary>
    public required DealId Id { get; init; }

    /// <summary>The feed through which the deal is seen.</summary>
    public required FeedLens Lens { get; init; }

    /// <summary>Every feed that showed it, in the order of their first sighting.</summary>
    public required ImmutableArray<string> Feeds { get; init; }

    /// <summary>The listing's facts; absent for a deal that is followed and that nothing has shown yet.</summary>
    public Group<ListingFacts>? Listing { get; init; }

    /// <summary>The product's facts, once bought.</summary>
    public Group<ProductFacts>? Product { get; init; }

    /// <summary>The offers' facts, once bought.</summary>
    public Group<OfferFacts>? Offers { get; init; }

    /// <summary>The buy boxes, once bought.</summary>
    public Group<BuyBoxFacts>? BuyBox { get; init; }

    /// <summary>The seller whose price it is, as far as the offers or the buy boxes tell.</summary>
    public Keepa.SellerId? SellerThatMatters => Deals.SellerThatMatters.Of(Lens.PriceType, Offers, BuyBox);

    /// <summary>The seller's facts, once bought.</summary>
    public Group<SellerFacts>? Seller { get; init; }

    /// <summary>What the stored body of the product says by the rules of its analysis, for the price that makes the deal.</summary>
    public Group<AppraisalFacts>? Appraisal { get; init; }

    /// <summary>What the list shows of that at the price of the listing.</summary>
    public Outlook? Outlook { get; init; }

    /// <summary>The analysis, once made.</summary>
    public Group<AnalysisFacts>? Analysis { get; init; }

    /// <summary>When a feed first showed it.</summary>
    public required DateTimeOffset DiscoveredAt { get; init; }

    /// <summary>When we last saw another price.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>How many times the product was looked at; names one refresh, so that a late message for an older one does nothing.</summary>
    public long Cycle { get; init; }

    /// <summary>When it is looked at next; absent once it is retired.</summary>
    public Schedule? Next { get; init; }

    /// <summary>How often its price changes, as far as it was seen.</summary>
    public Pace? Pace { get; init; }

    /// <summary>How often its number of offers changes; absent before its first look.</summary>
    public Pace? OfferPace { get; init; }

    /// <summary>When the product was looked at last, whether that brought something newer or not.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>When anything was last taken in about the listing or the product.</summary>
    public DateTimeOffset LastWord => new[] { DiscoveredAt, LookedAt ?? DiscoveredAt, Listing?.CheckedAt ?? DiscoveredAt }.Max();

    /// <summary>Whether a person watches it.</summary>
    public bool IsWatched { get; init; }

    /// <summary>Failed attempts since the last success.</summary>
    public int Attempts { get; init; }

    /// <summary>Those of them that only this deal had; five set it aside.</summary>
    public int Strikes { get; init; }

    /// <summary>What went wrong last, until the next success.</summary>
    public string? LastError { get; init; }

    /// <summary>Looks in a row that found the product gone.</summary>
    public int GoneLooks { get; init; }

    /// <summary>What there is to know to say when it is looked at again; absent before the first look.</summary>
    public RefreshSubject? AsSubject() => LookedAt is { } looked
        ? new RefreshSubject(looked, Listing?.AsOf > looked ? Listing.AsOf : looked, Next?.Priority ?? Schedule.FirstPriority, IsWatched, Pace, Listing?.Facts.RootCategory)
        {
            Spread = RefreshPolicy.SpreadOf(Id),
            OfferRate = OfferPace?.PerDay,
            Feed = Feeds.IsDefaultOrEmpty ? null : Feeds[0],
            Tracking = Keepa.TrackingTariff.KindFor(Lens.PriceType),
            Facts = new ImportanceFacts
            {
                Profit = Outlook?.Profit,
                Trust = (double?)Outlook?.Trust,
                RankDrops = Listing?.Facts.Drops.Days30 ?? Product?.Facts.MonthlySold,
                Rank = Listing?.Facts.Of(Keepa.PriceType.Sales)?.Current is > 0 and <= int.MaxValue and var rank ? (int)rank : null,
                IsWatched = IsWatched,
                FoundAgo = looked - DiscoveredAt,
            },
        }
        : null;

    /// <summary>Whether a listing shows another price of the deal's type than what is known; the first is no other.</summary>
    public bool HasOtherPrice(ListingFacts? listing) =>
        listing is not null && Listing is { } known && listing.HasOtherPriceThan(known.Facts, Lens.PriceType);

    internal DealRecord Sighted(string feed, ListingFacts facts, DateTimeOffset asOf, DateTimeOffset at) =>
        ShownBy(feed) with { Listing = new Group<ListingFacts>(facts, asOf, at) };

    // An appraisal is of one price type.
    internal DealRecord SeenThrough(FeedLens lens) =>
        lens.PriceType == Lens.PriceType ? this with { Lens = lens } : this with { Lens = lens, Appraisal = null, Outlook = null };

    internal DealRecord ShownBy(string feed) => this with { Feeds = Feeds.Contains(feed) || Feeds.Length >= MostFeeds ? Feeds : Feeds.Add(feed) };

    internal DealRecord Looked(DateTimeOffset at) => Pardoned() with { LookedAt = at, Cycle = Cycle + 1, LastError = null };

    internal DealRecord Pardoned() => this with { Attempts = 0, Strikes = 0, GoneLooks = 0 };
}
