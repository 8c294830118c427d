using Deals.Actors.Serialization;

namespace Deals.Actors.Deals;

/// <summary>What a deal answers, always after what it decided is stored. Closed.</summary>
public abstract record DealReply : IDealsWire
{
    private DealReply(DealId id) => Id = id;

    /// <summary>The deal.</summary>
    public DealId Id { get; }

    /// <summary>The command is done and stored.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="Change">What it did.</param>
    public sealed record Done(DealId Deal, DealChange Change) : DealReply(Deal);

    /// <summary>The command does not fit the deal's state; nothing happened.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="Reason">Why not, in one sentence.</param>
    public sealed record Refused(DealId Deal, string Reason) : DealReply(Deal);

    /// <summary>Nobody has ever seen such a deal.</summary>
    public sealed record NotKnown(DealId Deal) : DealReply(Deal);

    /// <summary>The deal wants nothing now: its time has not come, or the refresh that was meant is over.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="Cycle">The refresh that it waits for.</param>
    /// <param name="Next">When it is looked at next; absent once it is retired.</param>
    /// <param name="Version">How many events led to this: a row that has fewer is out of date.</param>
    public sealed record NotDue(DealId Deal, long Cycle, DateTimeOffset? Next, long Version) : DealReply(Deal)
    {
        /// <summary>The whole plan, as the deal has it on the terms of now; a row of the same version that says otherwise was moved on other terms.</summary>
        public Schedule? Plan { get; init; }
    }

    /// <summary>All that the deal knows.</summary>
    /// <param name="Deal">The deal.</param>
    /// <param name="State">Its state.</param>
    /// <param name="Version">How many events led to it.</param>
    public sealed record Details(DealId Deal, Deal.Known State, long Version) : DealReply(Deal);
}

/// <summary>What a command changed.</summary>
public enum DealChange
{
    /// <summary>Nothing: what was said was known already, or is older than what is known.</summary>
    None,

    /// <summary>The deal is new, or back.</summary>
    Discovered,

    /// <summary>A price is another one.</summary>
    PriceChanged,

    /// <summary>Newer facts without another price.</summary>
    Seen,

    /// <summary>Facts of another group, or the state, changed.</summary>
    Updated,
}
