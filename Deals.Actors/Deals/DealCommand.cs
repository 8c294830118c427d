using System.Collections.Immutable;
using Deals.Actors.Serialization;

namespace Deals.Actors.Deals;

/// <summary>Anything that is addressed to one deal; the region finds the deal by <see cref="Id"/>.</summary>
public interface IDealMessage : IDealsWire
{
    /// <summary>The deal.</summary>
    DealId Id { get; }
}

/// <summary>What a deal can be told. Closed; the time of telling travels in the command.</summary>
public abstract record DealCommand : IDealMessage
{
    private DealCommand(DealId id, DateTimeOffset now)
    {
        Id = id;
        Now = now;
    }

    /// <inheritdoc />
    public DealId Id { get; }

    /// <summary>When it was said, by the domain clock.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>A feed shows the product.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="At">When we took the row.</param>
    /// <param name="Lens">The feed that shows it.</param>
    /// <param name="Listing">The row's facts.</param>
    /// <param name="AsOf">Keepa's last update of the row.</param>
    public sealed record Sight(DealId Deal, DateTimeOffset At, FeedLens Lens, ListingFacts Listing, DateTimeOffset AsOf) : DealCommand(Deal, At);

    /// <summary>The product's record is in.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="At">When it came.</param>
    /// <param name="Product">What it says of the product.</param>
    /// <param name="AsOf">Keepa's last update of the product.</param>
    public sealed record RecordProduct(DealId Deal, DateTimeOffset At, ProductFacts Product, DateTimeOffset AsOf) : DealCommand(Deal, At)
    {
        /// <summary>What it says of the offers; absent where they were not asked for.</summary>
        public OfferFacts? Offers { get; init; }

        /// <summary>What it says of the buy boxes; absent where they were not asked for.</summary>
        public BuyBoxFacts? BuyBox { get; init; }

        /// <summary>The listing as the record shows it.</summary>
        public ListingFacts? Listing { get; init; }

        /// <summary>What its analysis says for the deal's price type; absent where there is none.</summary>
        public AppraisalFacts? Appraisal { get; init; }

        /// <summary>When its prices changed, by price type.</summary>
        public ImmutableArray<PriceMoves> Moves { get; init; } = [];

        /// <summary>The refresh for which it was bought; absent where it is for none.</summary>
        public long? Cycle { get; init; }
    }

    /// <summary>The seller's record is in.</summary>
    public sealed record RecordSeller(DealId Deal, DateTimeOffset At, SellerFacts Seller, DateTimeOffset AsOf) : DealCommand(Deal, At);

    /// <summary>An analysis is in.</summary>
    public sealed record RecordAnalysis(DealId Deal, DateTimeOffset At, AnalysisFacts Analysis, DateTimeOffset AsOf) : DealCommand(Deal, At);

    /// <summary>The stored body of the product was analysed again. Idempotent: what tells nothing new changes nothing.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="At">When.</param>
    /// <param name="Appraisal">What the analysis says.</param>
    public sealed record RecordAppraisal(DealId Deal, DateTimeOffset At, AppraisalFacts Appraisal) : DealCommand(Deal, At);

    /// <summary>An attempt to process the deal failed.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="At">When.</param>
    /// <param name="Error">What went wrong, in one sentence.</param>
    public sealed record RecordFailure(DealId Deal, DateTimeOffset At, string Error) : DealCommand(Deal, At)
    {
        /// <summary>The refresh that failed; absent where it is for none.</summary>
        public long? Cycle { get; init; }

        /// <summary>Whether more than this deal failed, so that nothing is proven against it: it is tried again, and never set aside for it.</summary>
        public bool IsShared { get; init; }
    }

    /// <summary>A look at the product, not a failure to look, found it gone.</summary>
    public sealed record RecordGone(DealId Deal, DateTimeOffset At) : DealCommand(Deal, At)
    {
        /// <summary>The refresh that found it; absent where it is for none.</summary>
        public long? Cycle { get; init; }
    }

    /// <summary>It was found gone often enough, and the breaker has nothing against its end.</summary>
    public sealed record Bury(DealId Deal, DateTimeOffset At) : DealCommand(Deal, At);

    /// <summary>The due index says that the deal's time has come, or that tokens are idle.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="At">When it was said.</param>
    /// <param name="Cycle">The refresh that is meant; an older one is over.</param>
    /// <param name="IsPull">Whether it is asked before its time, because tokens would be lost.</param>
    public sealed record Wake(DealId Deal, DateTimeOffset At, long Cycle, bool IsPull) : DealCommand(Deal, At);

    /// <summary>A person wants fresh facts now.</summary>
    public sealed record RefreshNow(DealId Deal, DateTimeOffset At) : DealCommand(Deal, At);

    /// <summary>A person wants the product followed, whether a feed shows it or not.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="At">When.</param>
    /// <param name="Lens">The price that is looked at.</param>
    public sealed record Follow(DealId Deal, DateTimeOffset At, FeedLens Lens) : DealCommand(Deal, At);

    /// <summary>A person begins or ends to watch the deal closely.</summary>
    public sealed record Watch(DealId Deal, DateTimeOffset At, bool On) : DealCommand(Deal, At);

    /// <summary>Process a suspended or retired deal again.</summary>
    public sealed record Release(DealId Deal, DateTimeOffset At) : DealCommand(Deal, At);

    /// <summary>End the deal.</summary>
    public sealed record Retire(DealId Deal, DateTimeOffset At) : DealCommand(Deal, At);
}

/// <summary>Asks a deal for all that it knows; answered by <see cref="DealReply.Details"/> or <see cref="DealReply.NotKnown"/>.</summary>
/// <param name="Id">The deal.</param>
public sealed record GetDeal(DealId Id) : IDealMessage;
