using System.Collections.Immutable;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads the smaller facts of a product, each absent where it cannot be read.</summary>
internal static class ProductFields
{
    private const int MostEntries = 100;
    private static readonly string[] CodeLists = ["eanList", "upcList", "gtinList"];

    public static ImmutableArray<long> Categories(JsonElement? ids) =>
        [.. ids.Items().Select(static c => ((JsonElement?)c).Category()).OfType<long>().Take(MostEntries)];

    public static ImmutableArray<ProductCategory> Path(JsonElement? tree) =>
    [
        .. tree.Items()
            .Select(static c => c.Get("catId").Category() is { } id && c.Get("name").Line() is { } name ? new ProductCategory(id, name) : null)
            .OfType<ProductCategory>()
            .Take(MostEntries),
    ];

    /// <summary>The large file of each image, or the medium one; in answers of old the names alone, with commas.</summary>
    public static ImmutableArray<string> Images(JsonElement product)
    {
        var names = product.Get("images") is { } images
            ? ((JsonElement?)images).Items().Select(static i => ImageName.From(i.Get("l").Text()) ?? ImageName.From(i.Get("m").Text()))
            : (product.Get("imagesCSV").Text() ?? "").Split(',').Select(ImageName.From);
        return [.. names.OfType<string>().Take(MostEntries)];
    }

    public static ImmutableArray<string> Codes(JsonElement product) =>
    [
        .. CodeLists
            .SelectMany(field => product.Get(field).Items())
            .Select(static c => ((JsonElement?)c).Text())
            .OfType<string>()
            .Where(static c => c.Length is >= 8 and <= 14 && c.All(char.IsAsciiDigit))
            .Distinct(StringComparer.Ordinal)
            .Take(MostEntries),
    ];

    /// <summary>A fee of nothing is not known to exist but for closing: Keepa's 0 is taken for no fee known.</summary>
    public static ProductFees Fees(JsonElement product)
    {
        long? pickAndPack = product.Get("fbaFees").Get("pickAndPackFee").Whole() is > 0 and var fee ? fee : null;
        return new ProductFees(
            pickAndPack,
            pickAndPack is null ? null : product.Get("fbaFees").Get("lastUpdate").Instant(),
            Percent(product.Get("referralFeePercentage")) ?? Percent(product.Get("referralFeePercent")),
            product.Get("variableClosingFee").Present());
    }

    /// <summary>Keepa's dates: yyyymmdd, yyyymm or yyyy.</summary>
    public static PartialDate? Date(JsonElement? value)
    {
        if (value.Whole() is not (>= 1000 and <= 9999_12_31 and var date))
            return null;
        var (year, month, day) = date switch
        {
            <= 9999 => ((int)date, 0, 0),
            <= 9999_12 => ((int)date / 100, (int)date % 100, 0),
            _ => ((int)date / 10000, (int)date / 100 % 100, (int)date % 100),
        };
        if (year < 1000 || month > 12 || day > (month == 0 ? 0 : DateTime.DaysInMonth(year, month)))
            return null;
        return new PartialDate(year, month == 0 ? null : month, day == 0 ? null : day);
    }

    private static decimal? Percent(JsonElement? value) => value.Real() is > 0 and <= 100 and var percent ? percent : null;
}
