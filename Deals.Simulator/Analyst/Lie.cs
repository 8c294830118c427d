using System.Text;
using System.Text.Json;

namespace Deals.Simulator.Analyst;

/// <summary>A model that believes whatever a listing says: it answers with the JSON that stands in a title, or praises the listing in the title's own words.</summary>
internal static class Lie
{
    private const int MostLetters = 120;
    private static readonly string[] Reasons = ["The listing says so."];

    /// <summary>The answer.</summary>
    public static string Of(string prompt) => TitleOf(prompt) is not { } title ? Praise("the listing") : JsonIn(title) ?? Praise(title);

    private static string Praise(string title) => JsonSerializer.Serialize(new
    {
        season = "Buy now",
        listPrice = "plausible",
        verdict = $"As told: {(title.Length > MostLetters ? title[..MostLetters] : title)}",
        reasons = Reasons,
    });

    // The data is JSON on a line of its own.
    private static string? TitleOf(string prompt)
    {
        foreach (var line in prompt.Split('\n').Where(static l => l.StartsWith('{')))
        {
            try
            {
                using var data = JsonDocument.Parse(line);
                if (data.RootElement.TryGetProperty("title", out var title) && title.ValueKind == JsonValueKind.String)
                    return title.GetString();
            }
            catch (JsonException)
            {
                // Not the data.
            }
        }

        return null;
    }

    /// <summary>The first JSON object or array in a text.</summary>
    private static string? JsonIn(string text)
    {
        for (var at = text.IndexOfAny(['{', '[']); at >= 0; at = text.IndexOfAny(['{', '['], at + 1))
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text[at..]));
            try
            {
                if (JsonDocument.TryParseValue(ref reader, out var found))
                {
                    using (found)
                        return found.RootElement.GetRawText();
                }
            }
            catch (JsonException)
            {
                // It begins further on.
            }
        }

        return null;
    }
}
