using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Deals.Actors.Catalogue;

/// <summary>The place behind a row in one order of the list: the next page begins after it even when rows before it have come or gone.</summary>
/// <param name="Order">The order that it belongs to.</param>
/// <param name="Id">The row.</param>
/// <param name="Number">The row's sort value where it is a number; absent where that is absent or a text.</param>
/// <param name="Text">The row's sort value where it is a text.</param>
public sealed record DealCursor(string Order, string Id, long? Number, string? Text)
{
    private const int Longest = 4000;

    /// <inheritdoc />
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new object?[] { Order, Id, Number, Text }));

    /// <summary>Reads a cursor; absent where the text is none.</summary>
    public static DealCursor? Parse(string text)
    {
        if (text.Length is 0 or > Longest || !Base64Url.IsValid(text))
            return null;
        try
        {
            using var parts = JsonDocument.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
            if (parts.RootElement.ValueKind != JsonValueKind.Array || parts.RootElement.GetArrayLength() != 4)
                return null;
            var (order, id, number, value) = (parts.RootElement[0], parts.RootElement[1], parts.RootElement[2], parts.RootElement[3]);
            var isNumber = number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out _);
            return order.ValueKind == JsonValueKind.String && id.ValueKind == JsonValueKind.String
                && (isNumber || number.ValueKind == JsonValueKind.Null) && value.ValueKind is JsonValueKind.String or JsonValueKind.Null
                ? new DealCursor(order.GetString()!, id.GetString()!, isNumber ? number.GetInt64() : null, value.GetString())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
