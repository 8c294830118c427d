using Deals.Actors.Serialization;

namespace Deals.Actors.Deals;

/// <summary>What happened to a deal. Closed; stored for ever, applied without deciding anything.</summary>
public abstract record DealEvent : IDealsWire
{
    private DealEvent(DealId id, DateTimeOffset at)
    {
        Id = id;
        At = at;
    }

    /// <summary>The deal.</summary>
    public DealId Id { get; }

    /// <summary>When, by the domain clock.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The schedule from now on; absent where the event changes none.</summary>
    public Schedule? Next { get; init; }

    /// <summary>How often the deal changes, as far as it is known from now on; absent where the event tells nothing of it.</summary>
    public Pace? Pace { get; init; }

    /// <summary>How often the number of offers changes, as far as is known after the event; absent where the event tells nothing of it.</summary>
    public Pace? OfferPace { get; init; }

    /// <summary>What the list shows of the deal's appraisal from now on; absent where neither it nor the price may be another.</summary>
    public Outlook? Outlook { get; init; }

    /// <summary>A feed showed the product for the first time, or again after it was retired as gone.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="When">When we took the row.</param>
    /// <param name="Lens">The feed and its price type, through which the deal is seen from now on.</param>
    /// <param name="Listing">The row's facts.</param>
    /// <param name="AsOf">Keepa's last update of the row.</param>
    public sealed record Discovered(DealId Deal, DateTimeOffset When, FeedLens Lens, ListingFacts Listing, DateTimeOffset AsOf) : DealEvent(Deal, When);

    /// <summary>A newer row showed another price.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="When">When we took the row.</param>
    /// <param name="Feed">The feed that showed it.</param>
    /// <param name="Listing">The row's facts.</param>
    /// <param name="AsOf">Keepa's last update of the row.</param>
    public sealed record ListingChanged(DealId Deal, DateTimeOffset When, string Feed, ListingFacts Listing, DateTimeOffset AsOf) : DealEvent(Deal, When);

    /// <summary>A newer row showed the same prices, or another feed showed the deal; ranks and averages may have moved.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="When">When we took the row.</param>
    /// <param name="Feed">The feed that showed it.</param>
    /// <param name="Listing">The row's facts.</param>
    /// <param name="AsOf">Keepa's last update of the row.</param>
    public sealed record ListingSeen(DealId Deal, DateTimeOffset When, string Feed, ListingFacts Listing, DateTimeOffset AsOf) : DealEvent(Deal, When);

    /// <summary>A person wants the product followed; no feed has shown it.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="When">When.</param>
    /// <param name="Lens">The price through which it is seen.</param>
    public sealed record Followed(DealId Deal, DateTimeOffset When, FeedLens Lens) : DealEvent(Deal, When);

    /// <summary>The product's record came in: the deal is active, a new cycle begins.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="When">When.</param>
    /// <param name="Product">What it says of the product.</param>
    /// <param name="AsOf">Keepa's last update of the product.</param>
    public sealed record ProductRecorded(DealId Deal, DateTimeOffset When, ProductFacts Product, DateTimeOffset AsOf) : DealEvent(Deal, When)
    {
        /// <summary>What it says of the offers; absent where they were not asked for: what is known of them stays.</summary>
        public OfferFacts? Offers { get; init; }

        /// <summary>What it says of the buy boxes; absent where they were not asked for.</summary>
        public BuyBoxFacts? BuyBox { get; init; }

        /// <summary>The listing as the record shows it, where that is newer than what is known.</summary>
        public ListingFacts? Listing { get; init; }

        /// <summary>What the analysis of the record says; absent where there is none of the deal's price type, and then what is known stays.</summary>
        public AppraisalFacts? Appraisal { get; init; }
    }

    /// <summary>The product was looked at, and Keepa had nothing newer than what is known: a new cycle begins.</summary>
    public sealed record ProductConfirmed(DealId Deal, DateTimeOffset When) : DealEvent(Deal, When);

    /// <summary>The deal is as old as the policy lets it be: it goes back to processing.</summary>
    public sealed record SentBack(DealId Deal, DateTimeOffset When) : DealEvent(Deal, When);

    /// <summary>A person began or ended to watch the deal.</summary>
    public sealed record WatchChanged(DealId Deal, DateTimeOffset When, bool On) : DealEvent(Deal, When);

    /// <summary>The seller's record came in.</summary>
    public sealed record SellerRecorded(DealId Deal, DateTimeOffset When, SellerFacts Seller, DateTimeOffset AsOf) : DealEvent(Deal, When);

    /// <summary>An analysis came in.</summary>
    public sealed record AnalysisRecorded(DealId Deal, DateTimeOffset When, AnalysisFacts Analysis, DateTimeOffset AsOf) : DealEvent(Deal, When);

    /// <summary>The stored body was analysed again, by later rules or other settings.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="When">When.</param>
    /// <param name="Appraisal">What the analysis says.</param>
    public sealed record Appraised(DealId Deal, DateTimeOffset When, AppraisalFacts Appraisal) : DealEvent(Deal, When);

    /// <summary>An attempt to process the deal failed; it will be tried again.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="When">When.</param>
    /// <param name="Error">What went wrong, in one sentence.</param>
    public sealed record AttemptFailed(DealId Deal, DateTimeOffset When, string Error) : DealEvent(Deal, When)
    {
        /// <summary>Whether more than this deal failed, so that nothing is proven against it.</summary>
        public bool IsShared { get; init; }
    }

    /// <summary>Too many attempts failed: nothing more is bought for the deal until somebody releases it.</summary>
    public sealed record Suspended(DealId Deal, DateTimeOffset When, string Error) : DealEvent(Deal, When);

    /// <summary>An operator let a suspended or retired deal be processed again.</summary>
    public sealed record Released(DealId Deal, DateTimeOffset When) : DealEvent(Deal, When);

    /// <summary>A look at the product found that it is gone.</summary>
    public sealed record FoundGone(DealId Deal, DateTimeOffset When) : DealEvent(Deal, When);

    /// <summary>The deal ended.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="When">When.</param>
    /// <param name="Cause">Why.</param>
    public sealed record Retired(DealId Deal, DateTimeOffset When, RetirementCause Cause) : DealEvent(Deal, When);
}

/// <summary>Why a deal was retired.</summary>
public enum RetirementCause
{
    /// <summary>Looked at several times and found gone each time.</summary>
    Gone,

    /// <summary>An operator said so.</summary>
    Operator,
}
