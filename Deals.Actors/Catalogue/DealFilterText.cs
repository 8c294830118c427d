using System.Collections.Immutable;
using System.Globalization;
using Deals.Actors.Keepa;

namespace Deals.Actors.Catalogue;

/// <summary>What reading a filter gives. Closed.</summary>
public abstract record DealFilterReading
{
    private DealFilterReading()
    {
    }

    /// <summary>A filter.</summary>
    public sealed record Read(DealFilter Filter) : DealFilterReading;

    /// <summary>Everything that is wrong, each in one sentence that names the parameter, its value and what was expected.</summary>
    public sealed record Wrong(ImmutableArray<string> Problems) : DealFilterReading;
}

/// <summary>Reads the list's parameters, from a query string or a command line.</summary>
public static class DealFilterText
{
    private const int MostWords = 20;

    private static readonly string[] Statuses = ["pending_processing", "active", "suspended", "retired"];

    private static readonly Dictionary<string, Func<PriceType, bool>> Conditions = new(StringComparer.Ordinal)
    {
        ["new"] = t => t.Name is "AMAZON" or "NEW" or "NEW_FBM_SHIPPING" or "LIGHTNING_DEAL" or "NEW_FBA" or "BUY_BOX_SHIPPING" or "PRIME_EXCL",
        ["used"] = t => t.Name is "USED" or "WAREHOUSE" or "BUY_BOX_USED_SHIPPING" || t.Name.StartsWith("USED_", StringComparison.Ordinal),
        ["collectible"] = t => t.Name.StartsWith("COLLECTIBLE", StringComparison.Ordinal),
        ["refurbished"] = t => t.Name.StartsWith("REFURBISHED", StringComparison.Ordinal),
    };

    private static readonly Dictionary<string, Func<DealFilter, string, DealFilter?>> Parameters = new(StringComparer.Ordinal)
    {
        ["status"] = (f, v) => Statuses.Contains(v) ? f with { Status = v } : null,
        ["domain"] = (f, v) => Whole(v) is { } n && n <= int.MaxValue && AmazonDomain.TryFromNumber((int)n, out _) ? f with { Domain = (int)n } : null,
        ["feed"] = (f, v) => v.Length is > 0 and <= 40 && !v.Contains('|', StringComparison.Ordinal) ? f with { Feed = v } : null,
        ["q"] = (f, v) => WordsOf(v) is { Length: > 0 and <= MostWords } words ? f with { Words = words } : null,
        ["minProfit"] = (f, v) => Whole(v) is { } n ? f with { MinProfit = n } : null,
        ["minAverageProfit"] = (f, v) => Whole(v) is { } n ? f with { MinAverageProfit = n } : null,
        ["minRoi"] = (f, v) => Real(v) is { } n ? f with { MinRoi = n } : null,
        ["maxRank"] = (f, v) => Whole(v) is >= 0 and var n ? f with { MaxRank = n } : null,
        ["minDrops"] = (f, v) => Whole(v) is >= 0 and var n ? f with { MinDrops = n } : null,
        ["minTrust"] = (f, v) => Real(v) is >= 0 and <= 1 and var n ? f with { MinTrust = n } : null,
        ["minBelowAverage"] = (f, v) => Real(v) is >= -1000 and <= 1 and var n ? f with { MinBelowAverage = n } : null,
        ["condition"] = (f, v) => Conditions.TryGetValue(v, out var holds) ? f with { PriceTypes = [.. PriceType.All.Where(holds).Select(t => t.Name)] } : null,
        ["sort"] = (f, v) => DealSortKey.Names.Contains(v.TrimStart('-')) && v.LastIndexOf('-') <= 0 ? f with { Order = new DealOrder(v.TrimStart('-'), v[0] == '-') } : null,
        ["limit"] = (f, v) => Whole(v) is >= DealFilter.LeastLimit and <= DealFilter.MostLimit and var n ? f with { Limit = (int)n } : null,
        ["cursor"] = (f, v) => DealCursor.Parse(v) is { } cursor ? f with { After = cursor } : null,
    };

    private static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["status"] = "one of " + string.Join(", ", Statuses),
        ["domain"] = "one of " + AmazonDomain.Expected,
        ["feed"] = "a feed's name",
        ["q"] = $"1 to {MostWords} words",
        ["minProfit"] = "a whole number of minor units",
        ["minAverageProfit"] = "a whole number of minor units",
        ["minRoi"] = "a fraction such as 0.25",
        ["maxRank"] = "a whole number, 0 or more",
        ["minDrops"] = "a whole number, 0 or more",
        ["minTrust"] = "a fraction from 0 to 1",
        ["minBelowAverage"] = "a fraction such as 0.25, at most 1",
        ["condition"] = "one of new, used, collectible, refurbished",
        ["sort"] = "one of " + string.Join(", ", DealSortKey.Names) + ", with a minus before it to descend",
        ["limit"] = $"a whole number from {DealFilter.LeastLimit} to {DealFilter.MostLimit}",
        ["cursor"] = "the nextCursor of the page before",
    };

    /// <summary>The states that can be asked for.</summary>
    public static IReadOnlyList<string> StatusNames => Statuses;

    /// <summary>The conditions that can be asked for.</summary>
    public static IReadOnlyList<string> ConditionNames { get; } = [.. Conditions.Keys];

    /// <summary>What a list can be sorted by.</summary>
    public static IReadOnlyList<string> SortNames { get; } = [.. DealSortKey.Names];

    /// <summary>Reads name and value pairs; a name given twice is wrong.</summary>
    public static DealFilterReading Parse(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var filter = new DealFilter();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, value) in parameters)
        {
            if (!Parameters.TryGetValue(name, out var read))
                problems.Add($"'{name}' is no parameter: {string.Join(", ", Parameters.Keys)} are.");
            else if (!seen.Add(name))
                problems.Add($"'{name}' is given twice: once was expected.");
            else if (value.Length == 0 || read(filter, value) is not { } next)
                problems.Add($"{name} is '{value}': {Expected[name]} was expected.");
            else
                filter = next;
        }

        if (filter.After is { } after && after.Order != filter.Order.ToString())
            problems.Add($"cursor belongs to sort={after.Order}, and the list is sorted by {filter.Order}: the nextCursor of the page before was expected.");
        return problems.Count == 0 ? new DealFilterReading.Read(filter) : new DealFilterReading.Wrong(problems.DrainToImmutable());
    }

    private static string[] WordsOf(string text) => text.Length > 400 ? [] : text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static long? Whole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static decimal? Real(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1_000_000 ? number : null;
}
