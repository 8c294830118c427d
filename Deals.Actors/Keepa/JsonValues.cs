using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads what may be missing, null or of another type than documented: absent then, never an exception.</summary>
internal static class JsonValues
{
    private const int MostLineCharacters = 1000;
    private const int MostShownCharacters = 40;

    public static JsonElement? Get(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static JsonElement? Get(this JsonElement? parent, string name) => parent is { } present ? present.Get(name) : null;

    public static JsonElement? At(this JsonElement? array, int index) =>
        array is { ValueKind: JsonValueKind.Array } a && index >= 0 && index < a.GetArrayLength() ? a[index] : null;

    public static string? Text(this JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.String } text)
            return null;
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair or broken UTF-8: JSON by its grammar, and no text.
            return null;
        }
    }

    /// <summary>A text for one line: without control characters, at most 1,000 characters, absent where nothing is left.</summary>
    public static string? Line(this JsonElement? value) => Line(value.Text());

    /// <summary>A value for one line, whatever its type: a text as it is, anything else as it is written.</summary>
    public static string? LineOfAny(this JsonElement? value) => Line(value.Text() ?? value?.GetRawText());

    private static string? Line(string? text)
    {
        var clean = new string([.. (text ?? "").Where(static c => !char.IsControl(c))]).Trim();
        if (clean.Length <= MostLineCharacters)
            return clean.Length == 0 ? null : clean;
        return clean[..(char.IsHighSurrogate(clean[MostLineCharacters - 1]) ? MostLineCharacters - 1 : MostLineCharacters)];
    }

    public static long? Whole(this JsonElement? value) => value is { } present ? present.Whole() : null;

    public static long? Whole(this JsonElement value) => value switch
    {
        { ValueKind: JsonValueKind.Number } n when n.TryGetInt64(out var whole) => whole,
        { ValueKind: JsonValueKind.Number } n when n.TryGetDecimal(out var real) && real == decimal.Truncate(real) && Math.Abs(real) < long.MaxValue => (long)real,
        _ => null,
    };

    public static decimal? Real(this JsonElement? value) => value is { ValueKind: JsonValueKind.Number } n && n.TryGetDecimal(out var real) ? real : null;

    public static bool? Flag(this JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A number that is meant: -1 is Keepa's "none", -2 its "no data", and a counter was recorded below that.</summary>
    public static long? Present(this JsonElement? value) => value.Whole() is >= 0 and var number ? number : null;

    /// <summary>A number of things.</summary>
    public static int? Number(this JsonElement? value) => value.Whole() is >= 0 and <= int.MaxValue and var count ? (int)count : null;

    /// <summary>A category's id; the largest number of 64 bits is Keepa's "unknown".</summary>
    public static long? Category(this JsonElement? value) => value.Whole() is > 0 and < long.MaxValue and var id ? id : null;

    public static DateTimeOffset? Instant(this JsonElement? minutes) => KeepaTime.ToInstantOrAbsent(minutes.Whole());

    public static IEnumerable<JsonElement> Items(this JsonElement? array) =>
        array is { ValueKind: JsonValueKind.Array } a ? a.EnumerateArray() : [];

    public static IEnumerable<JsonProperty> Members(this JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Object } o ? o.EnumerateObject() : [];

    public static int Count(this JsonElement? array) => array is { ValueKind: JsonValueKind.Array } a ? a.GetArrayLength() : 0;

    /// <summary>What an error message shows of a value.</summary>
    public static string Shown(this JsonElement? value)
    {
        var text = value.Text() ?? value?.GetRawText() ?? "";
        return text.Length > MostShownCharacters ? text[..MostShownCharacters] + "..." : text;
    }
}
