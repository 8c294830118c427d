using System.Text.Json;

namespace Deals.Simulator.Analyst;

/// <summary>What the simulated analyst says of a prompt: a function of its words, and of nothing else.</summary>
internal static class Verdict
{
    private const double PlausibleShare = 0.8;
    private const int CharactersAToken = 4;
    private static readonly Noise Dice = new(0xA1);
    private static readonly string[] Seasons = ["Year-round", "Back to School", "Christmas", "Summer", "Halloween", "Spring"];

    /// <summary>The verdict as JSON.</summary>
    public static string Of(string prompt)
    {
        var key = KeyOf(prompt);
        var isPlausible = Dice.Unit(key, 1) < PlausibleShare;
        return JsonSerializer.Serialize(new
        {
            verdict = isPlausible ? "plausible" : "implausible",
            reason = isPlausible ? "The price fits what such an item sells for." : "The price is far above what such an item sells for.",
            season = Seasons[Dice.Below(Seasons.Length, key, 2)],
        });
    }

    /// <summary>What a text is charged as.</summary>
    public static int Tokens(string text) => (text.Length + CharactersAToken - 1) / CharactersAToken;

    /// <summary>A text as a number. FNV-1a: its own hash differs from one process to the next.</summary>
    public static long KeyOf(string prompt)
    {
        var key = 14695981039346656037;
        foreach (var letter in prompt)
            key = unchecked((key ^ letter) * 1099511628211);
        return unchecked((long)key);
    }
}
