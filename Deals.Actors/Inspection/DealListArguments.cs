using System.Text;
using Deals.Actors.Catalogue;

namespace Deals.Actors.Inspection;

/// <summary>The query parameters of the list of deals, as arguments of a command: the same names, and the same in lower case with dashes.</summary>
public static class DealListArguments
{
    /// <summary>One for each parameter of <c>GET /api/deals</c>, named as there.</summary>
    public static IReadOnlyList<PaletteArgument> All { get; } =
    [
        Of("status", "name", "Only deals in this state: pending_processing, active, suspended or retired"),
        Of("domain", "number", "Only deals of this marketplace, by Keepa's number, such as 1 for the US"),
        Of("feed", "name", "Only deals that this feed showed"),
        Of("q", "text", "Only deals whose title or ASIN has this text"),
        Of("minProfit", "amount", "Least profit in minor units"),
        Of("minAverageProfit", "amount", "Least profit where it sells for the one-year average, in minor units"),
        Of("minRoi", "fraction", "Least return on investment, 0.25 for 25 %"),
        Of("maxRank", "rank", "Highest sales rank"),
        Of("minDrops", "count", "Fewest falls of the sales rank in 30 days"),
        Of("minTrust", "fraction", "Least trust, 0 to 1"),
        Of("minBelowAverage", "fraction", "Least distance below Keepa's average, 0.25 for 25 %"),
        Of("condition", "name", "Only deals in this condition: new, used, collectible or refurbished"),
        Of("sort", "name", "What to sort by; a leading minus descends (default -checkedAt)"),
        Of("limit", "count", "How many to list, 1 to 500 (default 50)"),
        Of("cursor", "cursor", "Where to go on: the cursor that the page before ended with"),
    ];

    private static PaletteArgument Of(string name, string value, string description)
    {
        var dashed = Dashed(name);
        return new PaletteArgument(name, description, dashed == "--" + name ? [dashed] : ["--" + name, dashed]) { ValueName = value, Values = ValuesOf(name), Check = text => CheckOf(name, text) };
    }

    private static IReadOnlyList<string> ValuesOf(string name) => name switch
    {
        "status" => DealFilterText.StatusNames,
        "condition" => DealFilterText.ConditionNames,
        "sort" => [.. DealFilterText.SortNames, .. DealFilterText.SortNames.Select(n => "-" + n)],
        _ => [],
    };

    private static string? CheckOf(string name, string text)
    {
        // A cursor belongs to an order, and that is another argument: the two are checked together, when the list is made.
        if (name == "cursor")
            return DealCursor.Parse(text) is null ? $"'{text}' is no cursor: the one that the page before ended with was expected." : null;
        return DealFilterText.Parse([KeyValuePair.Create(name, text)]) is DealFilterReading.Wrong wrong ? string.Join(' ', wrong.Problems) : null;
    }

    private static string Dashed(string name)
    {
        var text = new StringBuilder("--");
        foreach (var c in name)
            _ = char.IsAsciiLetterUpper(c) ? text.Append('-').Append(char.ToLowerInvariant(c)) : text.Append(c);
        return text.ToString();
    }
}
