using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Deals.Actors.Enrichment.Analyst;

/// <summary>What a model's answer is worth. Closed: a verdict of the schema, or nothing at all.</summary>
public abstract record AnalystAnswer
{
    /// <summary>The longest answer that is read at all, UTF-16 units.</summary>
    public const int MostCharacters = 8_000;

    /// <summary>The longest name of a season.</summary>
    public const int LongestSeason = 60;

    /// <summary>The longest verdict: what was asked for, and half as much again.</summary>
    public const int LongestSentence = 300;

    /// <summary>The longest reason.</summary>
    public const int LongestReason = 225;

    /// <summary>The most reasons.</summary>
    public const int MostReasons = 4;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    private static readonly string[] Fields = ["season", "listPrice", "verdict", "reasons"];

    private AnalystAnswer()
    {
    }

    /// <summary>It is an answer of the schema.</summary>
    /// <param name="Verdict">What it says.</param>
    public sealed record Read(AnalystVerdict Verdict) : AnalystAnswer;

    /// <summary>It is not, and says nothing about the deal.</summary>
    /// <param name="Why">What is wrong with it, in a few words of ours.</param>
    public sealed record Unparseable(string Why) : AnalystAnswer;

    /// <summary>Reads an answer. Nothing is guessed, mended or left out: what is not exactly of the schema is unparseable.</summary>
    public static AnalystAnswer Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new Unparseable("it is empty");
        if (text.Length > MostCharacters)
            return new Unparseable($"it has more than {Number(MostCharacters)} characters");
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return Of(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // An ArgumentException is of a text that is no Unicode.
            return new Unparseable("it is not one JSON object");
        }
    }

    private static AnalystAnswer Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new Unparseable("it is not one JSON object");
        if (root.EnumerateObject().Any(static p => !Fields.Contains(p.Name, StringComparer.Ordinal)))
            return new Unparseable("it has a field that was not asked for");
        if (Fields.FirstOrDefault(field => !root.TryGetProperty(field, out _)) is { } missing)
            return new Unparseable($"it has no {missing}");
        if (Text(root.GetProperty("season"), LongestSeason) is not { } season)
            return Wrong("season", LongestSeason);
        if (Plausible(root.GetProperty("listPrice")) is not { } isPlausible)
            return new Unparseable("its listPrice is neither plausible nor implausible");
        if (Text(root.GetProperty("verdict"), LongestSentence) is not { } sentence)
            return Wrong("verdict", LongestSentence);
        return Reasons(root.GetProperty("reasons")) is { } reasons
            ? new Read(new AnalystVerdict(isPlausible, season, sentence, reasons))
            : new Unparseable($"its reasons are not one to {Number(MostReasons)} texts of at most {Number(LongestReason)} characters");
    }

    private static Unparseable Wrong(string field, int longest) => new($"its {field} is no text of one line with at most {Number(longest)} characters");

    private static bool? Plausible(JsonElement value) => value.ValueKind != JsonValueKind.String ? null : value.GetString() switch
    {
        "plausible" => true,
        "implausible" => false,
        _ => null,
    };

    private static ImmutableArray<string>? Reasons(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > MostReasons)
            return null;
        var reasons = value.EnumerateArray().Select(static r => Text(r, LongestReason)).ToList();
        return reasons.Contains(null) ? null : [.. reasons.Select(static r => r!)];
    }

    // Exactly what a listing's text is after it was cleaned: whoever shows it need not fear it.
    private static string? Text(JsonElement value, int longest)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // One part of a surrogate pair, which JSON can escape and no text can hold.
            return null;
        }

        return text.Length > 0 && text.Length <= longest && string.Equals(ListingText.Of(text, longest), text, StringComparison.Ordinal) ? text : null;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
