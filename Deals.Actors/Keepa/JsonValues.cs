using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads what may be missing, null or of another type than documented: absent then, never an exception.</summary>
internal static class JsonValues
{
    public static JsonElement? Get(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static JsonElement? At(this JsonElement? array, int index) =>
        array is { ValueKind: JsonValueKind.Array } a && index >= 0 && index < a.GetArrayLength() ? a[index] : null;

    public static string? Text(this JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static long? Whole(this JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } n when n.TryGetInt64(out var whole) => whole,
        { ValueKind: JsonValueKind.Number } n when n.TryGetDecimal(out var real) && real == decimal.Truncate(real) && Math.Abs(real) < long.MaxValue => (long)real,
        _ => null,
    };

    public static decimal? Real(this JsonElement? value) => value is { ValueKind: JsonValueKind.Number } n && n.TryGetDecimal(out var real) ? real : null;

    public static IEnumerable<JsonElement> Items(this JsonElement? array) =>
        array is { ValueKind: JsonValueKind.Array } a ? a.EnumerateArray() : [];

    public static int Count(this JsonElement? array) => array is { ValueKind: JsonValueKind.Array } a ? a.GetArrayLength() : 0;
}
