using Deals.Actors.Deals;
using Deals.Actors.Freshness;

namespace Deals.Actors.Inspection;

/// <summary>Finds everything about one deal, from the deal itself.</summary>
public sealed class DealLookup(IDealReader deals, RefreshPolicy policy, TermsBoard terms, TimeProvider clock)
{
    /// <summary>Looks up; nothing where nobody has seen the deal.</summary>
    /// <exception cref="NoAnswerException">The deal did not answer in time.</exception>
    public async Task<DealDetails?> FindAsync(DealId id, CancellationToken cancellation) =>
        await deals.ReadAsync(id, cancellation) is DealReply.Details details ? new DealDetails(details with { State = Planned(details.State) }, terms.Now, clock.GetUtcNow()) : null;

    // As the list has it: on the terms of now, and not on those of the deal's last word.
    private Deal.Known Planned(Deal.Known state) => state.Record is { Next: { } next } record
        ? state.With(record with { Next = new DealDecider(policy, terms.Now).PlanOf(record, next) })
        : state;
}
