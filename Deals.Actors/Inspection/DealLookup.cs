using Deals.Actors.Catalogue;
using Deals.Actors.Deals;

namespace Deals.Actors.Inspection;

/// <summary>Finds everything about one deal: the facts from the deal itself, the list's values from its row.</summary>
public sealed class DealLookup(ICatalogue catalogue, IDealReader deals, TimeProvider clock)
{
    /// <summary>Looks up; nothing where nobody has seen the deal.</summary>
    /// <exception cref="NoAnswerException">The deal did not answer in time, or its row is not there yet.</exception>
    public async Task<DealDetails?> FindAsync(DealId id, CancellationToken cancellation)
    {
        var reply = await deals.ReadAsync(id, cancellation);
        if (reply is not DealReply.Details details)
            return null;
        var row = await catalogue.FindAsync(id, cancellation)
            ?? throw new NoAnswerException($"The deal {id} is known, but the catalogue has no row of it yet: try again in a moment.");
        return new DealDetails(row, details, clock.GetUtcNow());
    }
}
