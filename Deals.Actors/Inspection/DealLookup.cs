using Deals.Actors.Deals;
using Deals.Actors.Freshness;

namespace Deals.Actors.Inspection;

/// <summary>Finds everything about one deal, from the deal itself.</summary>
public sealed class DealLookup(IDealReader deals, TermsBoard terms, TimeProvider clock)
{
    /// <summary>Looks up; nothing where nobody has seen the deal.</summary>
    /// <exception cref="NoAnswerException">The deal did not answer in time.</exception>
    public async Task<DealDetails?> FindAsync(DealId id, CancellationToken cancellation) =>
        await deals.ReadAsync(id, cancellation) is DealReply.Details details ? new DealDetails(details, terms.Now, clock.GetUtcNow()) : null;
}
