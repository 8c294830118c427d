using System.Text.Json;
using System.Text.Json.Nodes;

namespace Deals.Simulator.Analyst;

/// <summary>An answer of a JSON schema: a function of the prompt's words and of the schema, and of nothing else.</summary>
internal static class SchemaAnswer
{
    private const double FirstShare = 0.8;
    private const int Deepest = 8;
    private static readonly Noise Dice = new(0xA2);
    private static readonly string[] Seasons = ["Year-round", "Back to School", "Christmas", "Summer", "Halloween", "Spring"];
    private static readonly string[] Sentences =
        ["The price fits what such an item sells for.", "Sales by month bear the list price out.", "Few sales stand behind the list price.", "Demand is steady over the year.", "The offer count falls with every sale."];

    /// <summary>Answers.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="key">What the answer is a function of, beside the schema.</param>
    public static string Of(JsonElement schema, long key) => (Value(schema, "", key, 0, 0) ?? new JsonObject()).ToJsonString();

    private static JsonNode? Value(JsonElement schema, string name, long key, int place, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest)
            return null;
        if (schema.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
            return JsonNode.Parse(choices[Choice(choices.GetArrayLength(), key, place)].GetRawText());
        return TypeOf(schema) switch
        {
            "object" => Fields(schema, key, place, depth),
            "array" => new JsonArray([.. Enumerable.Range(0, 1 + Dice.Below(2, key, place, 2)).Select(i => Value(schema.TryGetProperty("items", out var items) ? items : default, name, key, (place * 10) + i + 1, depth + 1))]),
            "integer" or "number" => Dice.Below(100, key, place, 3),
            "boolean" => Dice.Unit(key, place, 4) < FirstShare,
            "null" => null,
            _ => name.Contains("season", StringComparison.OrdinalIgnoreCase) ? Seasons[Dice.Below(Seasons.Length, key, place, 5)] : Sentences[Dice.Below(Sentences.Length, key, place, 6)],
        };
    }

    private static int Choice(int count, long key, int place) => count == 1 || Dice.Unit(key, place) < FirstShare ? 0 : 1 + Dice.Below(count - 1, key, place, 1);

    private static JsonObject Fields(JsonElement schema, long key, int place, int depth)
    {
        var made = new JsonObject();
        if (!schema.TryGetProperty("properties", out var fields) || fields.ValueKind != JsonValueKind.Object)
            return made;
        var i = 0;
        foreach (var field in fields.EnumerateObject())
            made[field.Name] = Value(field.Value, field.Name, key, (place * 100) + ++i, depth + 1);
        return made;
    }

    // A type, or the first of several.
    private static string TypeOf(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? "string"
        : type.ValueKind == JsonValueKind.Array && type.GetArrayLength() > 0 ? type[0].ToString()
        : type.ToString();
}
