using System.Collections.Immutable;

namespace Deals.Actors.Keepa;

/// <summary>Something in a query that Keepa would refuse or, worse, silently ignore.</summary>
/// <param name="Field">The field of <see cref="DealQuery"/>.</param>
/// <param name="Value">What it is.</param>
/// <param name="Expected">What it takes.</param>
public sealed record QueryProblem(string Field, string Value, string Expected);

/// <summary>Keepa's limits of a deal query. Source: Keepa's documentation of the deal request.</summary>
public static class DealQueryRules
{
    /// <summary>Most categories of one list.</summary>
    public const int MostCategories = 500;

    /// <summary>Most words of a title search.</summary>
    public const int MostTitleWords = 50;

    /// <summary>How many characters a title search has.</summary>
    public const int MostTitleCharacters = 1000;

    /// <summary>How many texts a field may have to match.</summary>
    public const int MostTexts = 20;

    /// <summary>How many characters such a text has.</summary>
    public const int MostTextCharacters = 100;

    /// <summary>Keepa's text filters.</summary>
    public static ImmutableSortedSet<string> TextFields { get; } = ImmutableSortedSet.Create(
        StringComparer.Ordinal,
        "material", "type", "manufacturer", "brand", "productGroup", "model", "color", "size", "unitType", "scent", "itemForm", "pattern", "style",
        "itemTypeKeyword", "targetAudienceKeyword", "edition", "format", "author", "binding", "languages", "brandStoreName", "brandStoreUrlName",
        "websiteDisplayGroup", "websiteDisplayGroupName", "salesRankDisplayGroup");

    /// <summary>Everything that is wrong with a query; nothing where it is well.</summary>
    public static IEnumerable<QueryProblem> Check(DealQuery query)
    {
        if (!query.PriceType.IsDealRelevant)
        {
            yield return new QueryProblem(
                nameof(query.PriceType), query.PriceType.Name, "one of " + string.Join(", ", PriceType.DealRelevant.Select(t => $"{t.Name} ({t.Index})")));
        }

        if (!Enum.IsDefined(query.DateRange))
            yield return new QueryProblem(nameof(query.DateRange), $"{(int)query.DateRange}", "Day (0), Week (1), Month (2) or Quarter (3)");
        if (!Enum.IsDefined(query.Sort))
            yield return new QueryProblem(nameof(query.Sort), $"{(int)query.Sort}", "one of " + string.Join(", ", Enum.GetNames<DealSort>()));
        foreach (var problem in Ranges(query))
            yield return problem;
        if (query.IncludeCategories.Length > MostCategories)
            yield return new QueryProblem(nameof(query.IncludeCategories), $"{query.IncludeCategories.Length} categories", $"at most {MostCategories}");
        if (query.ExcludeCategories.Length > MostCategories)
            yield return new QueryProblem(nameof(query.ExcludeCategories), $"{query.ExcludeCategories.Length} categories", $"at most {MostCategories}");
        if (query.MinRating is < 0 or > 50)
            yield return new QueryProblem(nameof(query.MinRating), $"{query.MinRating}", "0 to 50, ten times the stars");
        if (query.WarehouseConditions.Any(c => c is < 1 or > 5))
            yield return new QueryProblem(nameof(query.WarehouseConditions), string.Join(",", query.WarehouseConditions), "1 (new) to 5 (acceptable)");
        if (query.TitleSearch is { } title
            && (string.IsNullOrWhiteSpace(title) || title.Length > MostTitleCharacters || title.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > MostTitleWords))
        {
            yield return new QueryProblem(nameof(query.TitleSearch), Cut(title), $"1 to {MostTitleWords} words and at most {MostTitleCharacters} characters");
        }

        foreach (var field in query.Texts.Keys.Where(k => !TextFields.Contains(k)))
            yield return new QueryProblem(nameof(query.Texts), field, "one of " + string.Join(", ", TextFields));
        foreach (var (field, texts) in query.Texts)
        {
            if (texts.Length > MostTexts)
                yield return new QueryProblem(field, $"{texts.Length} texts", $"at most {MostTexts}");
            if (texts.FirstOrDefault(t => t.Length > MostTextCharacters) is { } text)
                yield return new QueryProblem(field, Cut(text), $"at most {MostTextCharacters} characters");
        }

        if (query.Switches.HasFlag(DealSwitches.MustHaveAmazonOffer | DealSwitches.MustNotHaveAmazonOffer))
            yield return new QueryProblem(nameof(query.Switches), $"{query.Switches}", "not both MustHaveAmazonOffer and MustNotHaveAmazonOffer");
    }

    private static string Cut(string text) => text.Length > MostTextCharacters ? text[..MostTextCharacters] + "..." : text;

    private static IEnumerable<QueryProblem> Ranges(DealQuery query)
    {
        foreach (var (field, range) in query.Ranges)
        {
            var name = char.ToUpperInvariant(field[0]) + field[1..];
            if (range is null)
                continue;
            if (range.Least is < 0 or > int.MaxValue || range.Most is < 0 or > int.MaxValue || range.Most < range.Least)
                yield return new QueryProblem(name, $"{range.Least} to {range.Most}", "a lower bound of 0 or more and an upper bound not below it, both at most 2147483647");
        }

        var least = query.PriceType == PriceType.Sales ? 80 : 10;
        if (query.DeltaPercentRange is { } percent && percent.Least < least)
            yield return new QueryProblem(nameof(query.DeltaPercentRange), $"{percent.Least} to {percent.Most}", $"at least {least} percent for {query.PriceType}");
    }
}
