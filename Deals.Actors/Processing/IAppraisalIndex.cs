using System.Collections.Immutable;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Actors.Processing;

/// <summary>The rules and settings of the running program, by which an appraisal is up to date.</summary>
/// <param name="Version">The version of the rules.</param>
/// <param name="Settings">The fingerprints of the settings, of every marketplace.</param>
public sealed record AppraisalMark(int Version, ImmutableArray<string> Settings)
{
    /// <summary>The mark of settings.</summary>
    public static AppraisalMark Of(AnalysisSettings settings) => new(AnalysisVersion.Current, [.. AmazonDomain.All.Select(domain => AnalysisFingerprint.Of(settings, domain))]);
}

/// <summary>A deal whose product was bought.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Type">The price that makes it.</param>
public sealed record AppraisalRow(DealId Id, PriceType Type);

/// <summary>The deals that are not retired and whose product was bought, by how they were appraised.</summary>
public interface IAppraisalIndex
{
    /// <summary>The next of them in the order of their ids.</summary>
    /// <param name="after">Behind this id; empty for the first.</param>
    /// <param name="otherThan">Only those that were appraised by older rules, other settings, or never; absent for all.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="Storage.StorageException">The catalogue does not answer.</exception>
    Task<IReadOnlyList<AppraisalRow>> AfterAsync(string after, AppraisalMark? otherThan, int most, CancellationToken cancellation);

    /// <summary>How many there are.</summary>
    /// <param name="otherThan">Only those that were appraised by older rules, other settings, or never; absent for all.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="Storage.StorageException">The catalogue does not answer.</exception>
    Task<long> CountAsync(AppraisalMark? otherThan, CancellationToken cancellation);
}
