using Deals.Actors.Deals;
using Deals.Actors.Freshness;

namespace Deals.Actors.Scheduling;

/// <summary>An active deal as the price sees it.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Version">How many of its events the row has.</param>
/// <param name="Next">When it is looked at next.</param>
/// <param name="Subject">What that follows from.</param>
public sealed record WorthRow(DealId Id, long Version, Schedule Next, RefreshSubject Subject);

/// <summary>The active deals in the due index as a population that shares the tokens, sleeping ones included.</summary>
public interface IWorthIndex
{
    /// <summary>All of them, in pieces of a few thousand, so that any number takes little memory.</summary>
    IAsyncEnumerable<IReadOnlyList<WorthRow>> ReadAsync(CancellationToken cancellation);

    /// <summary>Moves due times. A row that has moved on meanwhile, or is being written, is left as it is: who writes it knows the terms.</summary>
    /// <param name="moves">The rows as they were read, with their new schedules.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How many were moved.</returns>
    Task<int> ReplanAsync(IReadOnlyList<DueMove> moves, CancellationToken cancellation);

    /// <summary>How many deals are active, how many of them are due, and how many deals wait for their first look.</summary>
    Task<Crowd> CountAsync(DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>How many there are.</summary>
/// <param name="Active">Active deals.</param>
/// <param name="Due">Those of them that are due.</param>
/// <param name="Pending">Deals that wait for their first look.</param>
public sealed record Crowd(long Active, long Due, long Pending);
