using Deals.Actors.Catalogue;
using Deals.Actors.Processing;
using Deals.Actors.Storage;

namespace Deals.Actors.Inspection;

/// <summary>Puts together how deals are appraised: from who makes analyses again, and from the list.</summary>
public sealed class AnalysisReader(LastKnown<RecomputeStatus> recompute, ICatalogue catalogue, TimeProvider clock)
{
    /// <summary>Asks both.</summary>
    /// <exception cref="NoAnswerException">Who makes analyses again does not answer, and never did on this node.</exception>
    public async Task<(AnalysisReport Report, string? Silence)> ReadAsync(CancellationToken cancellation)
    {
        var known = await recompute.ReadAsync(cancellation);
        return (AnalysisReport.From(known, await CountsAsync(cancellation)), known.Silence);
    }

    private async Task<AppraisalCounts?> CountsAsync(CancellationToken cancellation)
    {
        try
        {
            return await catalogue.CountAppraisalsAsync(clock.GetUtcNow(), cancellation);
        }
        catch (StorageException)
        {
            // What is done is worth showing without it.
            return null;
        }
    }
}
