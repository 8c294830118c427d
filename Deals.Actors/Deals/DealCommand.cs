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
    public DateTimeOffset Now { get; }

    /// <summary>A feed shows the product.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="At">When we took the row.</param>
    /// <param name="Lens">The feed that shows it.</param>
    /// <param name="Listing">The row's facts.</param>
    /// <param name="AsOf">Keepa's last update of the row.</param>
    public sealed record Sight(DealId Deal, DateTimeOffset At, FeedLens Lens, ListingFacts Listing, DateTimeOffset AsOf) : DealCommand(Deal, At);

    /// <summary>The product's record is in.</summary>
    public sealed record RecordProduct(DealId Deal, DateTimeOffset At, ProductFacts Product, DateTimeOffset AsOf) : DealCommand(Deal, At);

    /// <summary>The seller's record is in.</summary>
    public sealed record RecordSeller(DealId Deal, DateTimeOffset At, SellerFacts Seller, DateTimeOffset AsOf) : DealCommand(Deal, At);

    /// <summary>An analysis is in.</summary>
    public sealed record RecordAnalysis(DealId Deal, DateTimeOffset At, AnalysisFacts Analysis, DateTimeOffset AsOf) : DealCommand(Deal, At);

    /// <summary>An attempt to process the deal failed.</summary>
    public sealed record RecordFailure(DealId Deal, DateTimeOffset At, string Error) : DealCommand(Deal, At);

    /// <summary>A look at the product, not a failure to look, found it gone.</summary>
    public sealed record RecordGone(DealId Deal, DateTimeOffset At) : DealCommand(Deal, At);

    /// <summary>Process a suspended or retired deal again.</summary>
    public sealed record Release(DealId Deal, DateTimeOffset At) : DealCommand(Deal, At);

    /// <summary>End the deal.</summary>
    public sealed record Retire(DealId Deal, DateTimeOffset At) : DealCommand(Deal, At);
}

/// <summary>Asks a deal for all that it knows; answered by <see cref="DealReply.Details"/> or <see cref="DealReply.NotKnown"/>.</summary>
/// <param name="Id">The deal.</param>
public sealed record GetDeal(DealId Id) : IDealMessage;
