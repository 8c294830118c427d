using System.Text.Json;
using Deals.Simulator.Deals;
using Deals.Simulator.Protocol;

namespace Deals.Simulator.Finder;

/// <summary>Bounds of a price type's current value.</summary>
internal sealed record FinderRange(int Type, long Least, long Most);

/// <summary>One order of a finder's list.</summary>
internal sealed record FinderSort(int Type, bool IsDescending);

/// <summary>What /query is asked: a plain subset of Keepa's filters. A field that is not simulated is passed over; its limits hold all the same.</summary>
internal sealed record FinderRequest
{
    private const int MostEntries = 50;
    private const int MostSorts = 3;
    private const int LeastPerPage = 50;
    private const int SalesRank = 3;
    private static readonly string[] TextFields = ["brand", "manufacturer", "author", "binding", "format", "productGroup", "brandStoreName", "websiteDisplayGroupName"];

    /// <summary>No query reaches further.</summary>
    public const int MostProducts = 10_000;

    public required int Page { get; init; }

    public required int PerPage { get; init; }

    public required IReadOnlyList<FinderSort> Sorts { get; init; }

    public required IReadOnlyList<FinderRange> Ranges { get; init; }

    public required string[] TitleWords { get; init; }

    public required IReadOnlyDictionary<string, string[]> Texts { get; init; }

    public required long[] Roots { get; init; }

    public required long[] Include { get; init; }

    public required long[] Exclude { get; init; }

    /// <summary>Reads a selection.</summary>
    /// <exception cref="BadRequestException">Keepa would refuse it.</exception>
    public static FinderRequest Read(string? selection)
    {
        try
        {
            using var document = JsonDocument.Parse(selection ?? "");
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : throw Missing();
        }
        catch (JsonException)
        {
            throw Missing();
        }
    }

    private static FinderRequest Read(JsonElement q)
    {
        foreach (var field in q.EnumerateObject().Where(f => f.Value.ValueKind == JsonValueKind.Array && f.Value.GetArrayLength() > MostEntries))
            throw Wrong(field.Name);
        var perPage = (int)Number(q, "perPage", LeastPerPage, LeastPerPage, MostProducts);
        var page = (int)Number(q, "page", 0, 0, MostProducts);
        return new FinderRequest
        {
            PerPage = perPage,
            Page = (long)page * perPage <= MostProducts ? page : throw Wrong("page"),
            Sorts = SortsOf(q),
            Ranges = [.. RangesOf(q)],
            TitleWords = string.Join(' ', Strings(q, "title")).Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Texts = TextFields.Where(f => Strings(q, f).Length > 0).ToDictionary(f => f, f => Strings(q, f), StringComparer.Ordinal),
            Roots = Numbers(q, "rootCategory"),
            Include = Numbers(q, "categories_include"),
            Exclude = Numbers(q, "categories_exclude"),
        };
    }

    private static IEnumerable<FinderRange> RangesOf(JsonElement q) =>
        from property in q.EnumerateObject()
        where property.Value.ValueKind != JsonValueKind.Null && property.Name.Length > 4
        let end = property.Name[^4..]
        where end is "_gte" or "_lte"
        let type = PriceTypeNames.OfCurrent(property.Name[..^4])
        where type is not null
        let bound = DealRequest.Whole(property.Value) ?? throw Wrong(property.Name)
        select end == "_gte" ? new FinderRange(type.Value, bound, long.MaxValue) : new FinderRange(type.Value, long.MinValue, bound);

    private static List<FinderSort> SortsOf(JsonElement q)
    {
        if (!q.TryGetProperty("sort", out var sort) || sort.ValueKind == JsonValueKind.Null)
            return [new FinderSort(SalesRank, IsDescending: false)];
        if (sort.ValueKind != JsonValueKind.Array || sort.GetArrayLength() == 0)
            throw Wrong("sort");
        // One order may stand without the list around it.
        var sorts = sort[0].ValueKind == JsonValueKind.String ? [SortOf(sort)] : sort.EnumerateArray().Select(SortOf).ToList();
        return sorts.Count <= MostSorts ? sorts : throw Wrong("sort");
    }

    private static FinderSort SortOf(JsonElement pair)
    {
        if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair.EnumerateArray().Any(p => p.ValueKind != JsonValueKind.String))
            throw Wrong("sort");
        var type = PriceTypeNames.OfCurrent(pair[0].GetString()!) ?? throw Wrong("sort");
        return pair[1].GetString() is "asc" or "desc" ? new FinderSort(type, pair[1].GetString() == "desc") : throw Wrong("sort");
    }

    private static long Number(JsonElement q, string name, long otherwise, long least, long most)
    {
        if (!q.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return otherwise;
        return DealRequest.Whole(value) is { } number && number >= least && number <= most ? number : throw Wrong(name);
    }

    private static long[] Numbers(JsonElement q, string name) =>
        [.. Entries(q, name).Select(v => DealRequest.Whole(v) ?? throw Wrong(name))];

    private static string[] Strings(JsonElement q, string name) =>
        [.. Entries(q, name).Select(v => v.ValueKind == JsonValueKind.String ? v.GetString()! : throw Wrong(name))];

    // A list of one may stand without its brackets.
    private static JsonElement[] Entries(JsonElement q, string name)
    {
        if (!q.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return [];
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
    }

    private static BadRequestException Missing() => new("The queryJSON is missing or invalid.", "");

    private static BadRequestException Wrong(string field) => new("The queryJSON is of invalid format.", field);
}
