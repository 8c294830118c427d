using System.Text.Json;

namespace Deals.Simulator.Analyst;

/// <summary>What a chat completion is asked.</summary>
/// <param name="Model">The model named.</param>
/// <param name="Text">The words of all messages.</param>
/// <param name="Schema">The JSON schema that the answer has to have; absent where none is given.</param>
internal sealed record Prompt(string Model, string Text, JsonElement? Schema)
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="FormatException">It is none, or asks for what is not simulated.</exception>
    public static Prompt Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("messages", out var messages)
            || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            throw new FormatException("The messages are missing: {\"messages\": [{\"role\": \"user\", \"content\": \"...\"}]} was expected.");
        if (body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True)
            throw new FormatException("Streams are not simulated.");
        var model = body.TryGetProperty("model", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : "";
        return new Prompt(model, string.Join('\n', messages.EnumerateArray().Select(TextOf)), SchemaOf(body));
    }

    private static JsonElement? SchemaOf(JsonElement body)
    {
        if (!body.TryGetProperty("response_format", out var format) || format.ValueKind != JsonValueKind.Object || !format.TryGetProperty("type", out var type) || type.ToString() != "json_schema")
            return null;
        return format.TryGetProperty("json_schema", out var named) && named.ValueKind == JsonValueKind.Object && named.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object
            ? schema
            : throw new FormatException("The schema is missing: {\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": ..., \"schema\": {...}}}} was expected.");
    }

    // A content is a text, or a list of parts of which some are texts.
    private static string TextOf(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content))
            return "";
        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part =>
                part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : "")),
            _ => "",
        };
    }
}
