using Deals.Actors.Deals;

namespace Deals.Actors.Analysing;

/// <summary>A deal that may be put to the analyst.</summary>
/// <param name="Id">The deal.</param>
/// <param name="ProductAsOf">Keepa's last update of its product's facts.</param>
public sealed record AnalysisRow(DealId Id, DateTimeOffset? ProductAsOf);

/// <summary>The active deals in the order of their importance, by how they stand with the analyst. The rows are the queue: any number of deals waits there without memory.</summary>
public interface IAnalysisIndex
{
    /// <summary>Those that nobody has looked at, the most valuable first.</summary>
    Task<IReadOnlyList<AnalysisRow>> NewAsync(int most, CancellationToken cancellation);

    /// <summary>Those whose time has come again: whose retry is due, whose verdict is old or about another price, or was given by another prompt or model; the most valuable first.</summary>
    /// <param name="key">Prompt version and model of now.</param>
    /// <param name="now">Domain time.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<AnalysisRow>> AgainAsync(string key, DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>How many deals there are by state and cause, retired ones left out; those that nobody has looked at have no state.</summary>
    Task<IReadOnlyList<AnalysisCount>> CountAsync(CancellationToken cancellation);
}

/// <summary>How many deals stand so.</summary>
/// <param name="State">verified, rejected or unverified; absent where nobody has looked.</param>
/// <param name="Cause">Why unverified.</param>
/// <param name="Count">How many.</param>
public sealed record AnalysisCount(string? State, UnverifiedCause? Cause, long Count);
