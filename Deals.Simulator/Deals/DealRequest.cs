using System.Globalization;
using System.Text.Json;
using Deals.Simulator.Protocol;

namespace Deals.Simulator.Deals;

/// <summary>What /deal is asked, read as leniently as Keepa reads it: numbers may be texts, the price type may stand without its array, and ranges
/// and filters are ignored unless they are switched on.</summary>
internal sealed record DealRequest
{
    private static readonly HashSet<int> Types = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 18, 19, 20, 21, 22, 32, 33];
    /// <summary>Keepa's marketplaces.</summary>
    public static readonly IReadOnlySet<int> Domains = new HashSet<int> { 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12 };

    private static readonly string[] Switches =
    [
        "isLowest", "isLowest90", "isLowestOffer", "isHighest", "isOutOfStock", "isBackInStock", "hasReviews", "singleVariation", "isRisers",
        "isPrimeExclusive", "mustHaveAmazonOffer", "mustNotHaveAmazonOffer",
    ];

    private static readonly string[] Texts =
    [
        "material", "type", "manufacturer", "brand", "productGroup", "model", "color", "size", "unitType", "scent", "itemForm", "pattern", "style",
        "itemTypeKeyword", "targetAudienceKeyword", "edition", "format", "author", "binding", "languages", "brandStoreName", "brandStoreUrlName",
        "websiteDisplayGroup", "websiteDisplayGroupName", "salesRankDisplayGroup",
    ];

    public required int Page { get; init; }

    public required int Domain { get; init; }

    public required int PriceType { get; init; }

    public required int DateRange { get; init; }

    public required int Sort { get; init; }

    public long[]? Current { get; init; }

    public long[]? Delta { get; init; }

    public long[]? DeltaPercent { get; init; }

    public long[]? DeltaLast { get; init; }

    public long[]? SalesRank { get; init; }

    public required long[] Include { get; init; }

    public required long[] Exclude { get; init; }

    public int MinRating { get; init; } = -1;

    public required HashSet<string> On { get; init; }

    public long[] WarehouseConditions { get; init; } = [];

    public string[] TitleWords { get; init; } = [];

    public required Dictionary<string, string[]> TextFilters { get; init; }

    /// <summary>The request without its page: what a result is kept under.</summary>
    public required string Key { get; init; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="BadRequestException">Keepa would refuse it.</exception>
    public static DealRequest Read(string? json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json ?? "");
        }
        catch (JsonException)
        {
            throw new BadRequestException("The queryJSON is missing or invalid.", "");
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new BadRequestException("The queryJSON is missing or invalid.", "");
            return Read(document.RootElement);
        }
    }

    private static DealRequest Read(JsonElement q)
    {
        var ranges = True(q, "isRangeEnabled");
        var filters = True(q, "isFilterEnabled");
        return new DealRequest
        {
            Page = (int)Number(q, "page", 0, least: 0, most: 1_000_000),
            Domain = DomainOf(q),
            PriceType = TypeOf(q),
            DateRange = (int)Number(q, "dateRange", 0, least: 0, most: 3),
            Sort = SortOf(q),
            Current = ranges ? Range(q, "currentRange") : null,
            Delta = ranges ? Range(q, "deltaRange") : null,
            DeltaPercent = ranges ? Range(q, "deltaPercentRange") : null,
            DeltaLast = ranges ? Range(q, "deltaLastRange") : null,
            SalesRank = ranges ? Range(q, "salesRankRange") : null,
            // Categories filter even where filters are switched off (recorded).
            Include = Numbers(q, "includeCategories"),
            Exclude = Numbers(q, "excludeCategories"),
            MinRating = filters ? (int)Number(q, "minRating", -1, least: -1, most: 50) : -1,
            On = filters ? [.. Switches.Where(s => True(q, s))] : [],
            WarehouseConditions = filters ? Numbers(q, "warehouseConditions") : [],
            TitleWords = filters ? Words(q) : [],
            TextFilters = filters ? Texts.Where(t => Strings(q, t).Length > 0).ToDictionary(t => t, t => Strings(q, t), StringComparer.Ordinal) : [],
            Key = string.Join('&', q.EnumerateObject().Where(p => p.Name != "page").OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value.GetRawText()}")),
        };
    }

    private static int DomainOf(JsonElement q)
    {
        var domain = Number(q, "domainId", long.MinValue, least: 0, most: 100);
        return Domains.Contains((int)domain) ? (int)domain : throw Wrong("domainId");
    }

    private static int TypeOf(JsonElement q)
    {
        if (!q.TryGetProperty("priceTypes", out var types))
            throw Wrong("priceTypes");
        var one = types.ValueKind == JsonValueKind.Array
            ? types.GetArrayLength() == 1 ? Whole(types[0]) : null
            : Whole(types);
        return one is { } type && Types.Contains((int)type) ? (int)type : throw Wrong("priceTypes");
    }

    private static int SortOf(JsonElement q)
    {
        var sort = Number(q, "sortType", 1, least: -4, most: 4);
        return sort is 0 ? 1 : (int)sort;
    }

    private static bool True(JsonElement q, string name) =>
        q.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() == "true"));

    private static long[]? Range(JsonElement q, string name)
    {
        if (!q.TryGetProperty(name, out var range) || range.ValueKind == JsonValueKind.Null)
            return null;
        if (range.ValueKind != JsonValueKind.Array || range.GetArrayLength() != 2 || Whole(range[0]) is not { } least || Whole(range[1]) is not { } most)
            throw Wrong(name);
        return [least, most == -1 && name == "salesRankRange" ? long.MaxValue : most];
    }

    private static long Number(JsonElement q, string name, long otherwise, long least, long most)
    {
        if (!q.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return otherwise == long.MinValue ? throw Wrong(name) : otherwise;
        return Whole(value) is { } number && number >= least && number <= most ? number : throw Wrong(name);
    }

    /// <summary>A whole number, also as a text.</summary>
    public static long? Whole(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static long[] Numbers(JsonElement q, string name)
    {
        if (!q.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
            return [];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > 500)
            throw Wrong(name);
        return [.. list.EnumerateArray().Select(v => Whole(v) ?? throw Wrong(name))];
    }

    private static string[] Strings(JsonElement q, string name)
    {
        if (!q.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
            return [];
        if (list.ValueKind == JsonValueKind.String)
            return [list.GetString()!];
        return list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(v => v.GetString()!)]
            : throw Wrong(name);
    }

    private static string[] Words(JsonElement q)
    {
        if (!q.TryGetProperty("titleSearch", out var text) || text.ValueKind == JsonValueKind.Null)
            return [];
        if (text.ValueKind != JsonValueKind.String)
            throw Wrong("titleSearch");
        var words = text.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length <= 50 ? words : throw Wrong("titleSearch");
    }

    private static BadRequestException Wrong(string field) => new("The queryJSON is of invalid format.", field);
}
