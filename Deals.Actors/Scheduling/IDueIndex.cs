using Deals.Actors.Budget;
using Deals.Actors.Deals;

namespace Deals.Actors.Scheduling;

/// <summary>A deal's one future wake as the catalogue has it.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Next">When, in which lane, and why.</param>
/// <param name="Cycle">The look that is meant.</param>
/// <param name="Version">How many of the deal's events the row has.</param>
/// <param name="Title">The product's title, for people.</param>
public sealed record DueRow(DealId Id, Schedule Next, long Cycle, long Version, string? Title);

/// <summary>Another due time for a row.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Version">How many of the deal's events the row had when that was decided.</param>
/// <param name="Next">The plan: its due and its soft deadline are taken over.</param>
public sealed record DueMove(DealId Id, long Version, Schedule Next);

/// <summary>The due index: a row for each deal that is not retired, near or far. Any number of deals waits here without memory. Made by the projection in
/// one transaction with the deal's other columns, so that it cannot disagree with them.</summary>
public interface IDueIndex
{
    /// <summary>Those of a lane that are due, nearest to their soft deadline first.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="now">Domain time.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<DueRow>> DueAsync(Lane lane, DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>Those that are due soonest of the ones whose product was looked at before an instant; for tokens that nobody waits for.</summary>
    Task<IReadOnlyList<DueRow>> SoonestAsync(DateTimeOffset lookedBefore, int most, CancellationToken cancellation);

    /// <summary>Moves the due time of a row to what its deal plans; a row that has moved on meanwhile, or is being written, is left as it is.</summary>
    Task MoveAsync(DueMove move, CancellationToken cancellation);

    /// <summary>How many deals live, and how many were retired as gone since an instant.</summary>
    Task<(long Living, long Gone)> CountGoneAsync(DateTimeOffset since, CancellationToken cancellation);
}
