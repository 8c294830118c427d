using Akka.Actor;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Actors.Storage;

namespace Deals.Actors.Processing;

/// <summary>Analyses stored bodies again and tells their deals, few at once. What a body does not give leaves the deal as it is.</summary>
/// <param name="bodies">The bodies.</param>
/// <param name="settings">The numbers of the analysis.</param>
/// <param name="deals">The region of the deals.</param>
/// <param name="clock">The domain clock.</param>
/// <param name="patience">How long a deal may take to answer, wall time.</param>
public sealed class Reappraisal(BodyStore bodies, AnalysisSettings settings, IActorRef deals, TimeProvider clock, TimeSpan patience)
{
    private const int AtOnce = 2;

    /// <summary>Goes through some deals.</summary>
    /// <param name="rows">The deals.</param>
    /// <param name="isTolerant">Whether what fails for one deal is counted, because it has failed before; else it ends the piece, to be tried again.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What became of them.</returns>
    /// <exception cref="StorageException">The store of bodies does not answer.</exception>
    /// <exception cref="AskTimeoutException">A deal does not answer.</exception>
    public async Task<RecomputeCounts> RunAsync(IReadOnlyList<AppraisalRow> rows, bool isTolerant, CancellationToken cancellation)
    {
        var results = new RecomputeCounts[rows.Count];
        StorageException? trouble = null;
        var read = 0;
        await Parallel.ForAsync(0, rows.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, ending) =>
        {
            try
            {
                results[i] = await OneAsync(rows[i], ending);
                Interlocked.Increment(ref read);
            }
            catch (StorageException e) when (isTolerant)
            {
                trouble = e;
                results[i] = RecomputeCounts.None with { Unreadable = 1 };
            }
            catch (AskTimeoutException) when (isTolerant)
            {
                Interlocked.Increment(ref read);
                results[i] = RecomputeCounts.None with { Unanswered = 1 };
            }
        });

        // One body that cannot be read says nothing of the store; a store that gives none is away.
        if (trouble is not null && read == 0)
            throw trouble;
        return results.Aggregate(RecomputeCounts.None with { Done = rows.Count }, static (all, one) => all.Plus(one));
    }

    private async Task<RecomputeCounts> OneAsync(AppraisalRow row, CancellationToken cancellation)
    {
        var (body, isStored) = await FindAsync(row.Id, cancellation);
        if (!isStored)
            return RecomputeCounts.None with { Missing = 1 };
        if (body is null || AppraisalOf(row, body) is not { } appraisal)
            return RecomputeCounts.None with { Unreadable = 1 };
        return await deals.Ask<DealReply>(new DealCommand.RecordAppraisal(row.Id, clock.GetUtcNow(), appraisal), patience, cancellation) switch
        {
            DealReply.Done { Change: DealChange.None } => RecomputeCounts.None,
            DealReply.Done => RecomputeCounts.None with { Changed = 1 },
            _ => RecomputeCounts.None with { Unanswered = 1 },
        };
    }

    private async Task<(Body? Body, bool IsStored)> FindAsync(DealId id, CancellationToken cancellation)
    {
        try
        {
            var body = await bodies.FindAsync(id.ToString(), null, cancellation);
            return (body, body is not null);
        }
        catch (DamagedBodyException)
        {
            return (null, true);
        }
    }

    // What found the product gone is no record of it.
    private AppraisalFacts? AppraisalOf(AppraisalRow row, Body body) => ProductDecoder.Decode(row.Id.Domain, body.Json, out _) is { HasData: true, Kind: not ProductKind.Invalid } record
        ? AppraisalReading.TryOf(record, body.Hash, row.Type, settings, out _)
        : null;
}
