using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;

namespace Deals.Actors.Inspection;

/// <summary>A change of the plan that somebody thinks of. Each part may be absent; without any the present plan is priced.</summary>
/// <param name="MaxAge">Another age at which every deal is looked at again.</param>
/// <param name="NewFeed">A further feed: its marketplace and the pages of its full pass.</param>
/// <param name="ReEnrich">Every deal looked at once more, that deep.</param>
public sealed record PlannedChange(TimeSpan? MaxAge, (AmazonDomain Domain, int Pages)? NewFeed, LookDepth? ReEnrich)
{
    /// <summary>The present plan.</summary>
    public static readonly PlannedChange Nothing = new(null, null, null);

    private static readonly TimeSpan ShortestAge = RefreshPolicy.ShortestInterval;
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(365);

    /// <summary>The depths by the names that people use.</summary>
    public static IReadOnlyList<string> Depths { get; } = [.. Enum.GetNames<LookDepth>().Select(n => n.ToLowerInvariant())];

    /// <summary>The parameters, with what reads each of them.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["maxAge", "feed", "reEnrich"];

    /// <summary>Reads name and value pairs, as of a query string.</summary>
    /// <param name="parameters">The pairs.</param>
    /// <param name="change">What was read.</param>
    /// <param name="problem">Otherwise what is wrong and what was expected.</param>
    public static bool TryParse(
        IEnumerable<KeyValuePair<string, string>> parameters, [NotNullWhen(true)] out PlannedChange? change, [NotNullWhen(false)] out string? problem)
    {
        (change, problem) = (null, null);
        var read = Nothing;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            problem = !Parameters.Contains(name, StringComparer.Ordinal) ? $"'{PlainText.Clean(name, 50)}' is no parameter: {string.Join(", ", Parameters)} are."
                : !seen.Add(name) ? $"'{name}' is given twice: once was expected."
                : ProblemOf(name, value);
            if (problem is not null)
                return false;
            read = With(read, name, value)!;
        }

        change = read;
        return true;
    }

    /// <summary>What is wrong with a value, or nothing.</summary>
    public static string? ProblemOf(string name, string value) => With(Nothing, name, value) is not null ? null : name switch
    {
        "maxAge" => $"'{PlainText.Clean(value, 50)}' is not an age: {Duration.Expected}, from an hour to a year, was expected.",
        "feed" => $"'{PlainText.Clean(value, 50)}' is not a feed to price: a marketplace and the pages of its full pass, 1 to {KeepaRequest.DealPage.LastPage + 1}, were expected, such as US/{KeepaRequest.DealPage.LastPage + 1}.",
        _ => $"'{PlainText.Clean(value, 50)}' is not a depth: one of {string.Join(", ", Depths)} was expected.",
    };

    private static PlannedChange? With(PlannedChange change, string name, string value) => name switch
    {
        "maxAge" => Duration.TryParse(value, out var age) && age >= ShortestAge && age <= LongestAge ? change with { MaxAge = age } : null,
        "feed" => Feed(value) is { } feed ? change with { NewFeed = feed } : null,
        "reEnrich" => Depths.Contains(value, StringComparer.Ordinal) ? change with { ReEnrich = Enum.Parse<LookDepth>(value, ignoreCase: true) } : null,
        _ => null,
    };

    private static (AmazonDomain, int)? Feed(string text)
    {
        if (text.Split('/') is not [var name, var number] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var pages))
            return null;
        var domain = AmazonDomain.All.FirstOrDefault(d => string.Equals(d.Country, name, StringComparison.OrdinalIgnoreCase) || d.Number.ToString(CultureInfo.InvariantCulture) == name);
        return domain is not null && pages is >= 1 and <= KeepaRequest.DealPage.LastPage + 1 ? (domain, pages) : null;
    }
}
