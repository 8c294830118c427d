using Deals.Actors.Deals;

namespace Deals.Actors.Inspection;

/// <summary>Which of a deal's events a page wants to know, and what it is told. Pure.</summary>
public static class LiveEventKinds
{
    /// <summary>The event as a live one; absent where nothing changed that a list shows.</summary>
    public static LiveEvent? Of(DealEvent happened) => happened switch
    {
        DealEvent.Discovered or DealEvent.Followed => Deal("deal.found", happened, null),
        DealEvent.ListingChanged or DealEvent.ProductRecorded or DealEvent.SellerRecorded or DealEvent.AnalysisRecorded or DealEvent.Appraised or DealEvent.SentBack or DealEvent.Released => Deal("deal.changed", happened, null),
        DealEvent.Suspended suspended => Deal("deal.suspended", happened, suspended.Error),
        DealEvent.Retired => Deal("deal.retired", happened, null),
        _ => null,
    };

    /// <summary>A change in the cluster.</summary>
    public static LiveEvent Of(ClusterChange change) => new("cluster", InspectionJson.Line(change));

    /// <summary>The budget's figures that move.</summary>
    public static LiveEvent Of(BudgetReport budget) => new("budget", InspectionJson.Line(new
    {
        budget.AsOf,
        budget.Stale,
        budget.TokensLeft,
        budget.Capacity,
        budget.RefillRate,
        budget.Reserved,
        budget.Settled,
        budget.Throttled,
        budget.Utilisation,
        budget.WaitingFor,
        budget.WaitingUntil,
    }));

    private static LiveEvent Deal(string kind, DealEvent happened, string? reason) =>
        new(kind, InspectionJson.Line(new { Id = happened.Id.ToString(), happened.At, Event = Name(happened), Reason = reason }));

    private static string Name(DealEvent happened)
    {
        var name = happened.GetType().Name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
