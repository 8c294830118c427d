using System.Diagnostics.CodeAnalysis;
using Deals.Actors.Catalogue;

namespace Deals.Actors.Inspection;

/// <summary>Reads the list's parameters for the API and the command line alike.</summary>
public static class DealQueryText
{
    /// <summary>Reads name and value pairs.</summary>
    /// <param name="parameters">As in a query string; a name given twice is wrong.</param>
    /// <param name="filter">What was read.</param>
    /// <param name="problems">Otherwise everything that is wrong, each naming the parameter and what was expected.</param>
    public static bool TryParse(
        IEnumerable<KeyValuePair<string, string>> parameters,
        [NotNullWhen(true)] out DealFilter? filter,
        [NotNullWhen(false)] out IReadOnlyList<string>? problems)
    {
        filter = new DealFilter();
        var known = DealListArguments.All.Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        problems = [.. parameters.Where(p => !known.Contains(p.Key)).Select(p => $"'{p.Key}' is no parameter: {string.Join(", ", known)} are.")];
        if (problems.Count == 0)
            problems = null;
        return problems is null;
    }
}
