using Microsoft.Extensions.Logging;

namespace Deals.Actors.Inspection;

/// <summary>The levels of the log by the names that people use.</summary>
public static class LogLevels
{
    private static readonly (string Name, string Letters, LogLevel Level)[] All =
    [
        ("trace", "trce", LogLevel.Trace),
        ("debug", "dbug", LogLevel.Debug),
        ("info", "info", LogLevel.Information),
        ("warning", "warn", LogLevel.Warning),
        ("error", "fail", LogLevel.Error),
        ("critical", "crit", LogLevel.Critical),
    ];

    /// <summary>The names, the least first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(l => l.Name)];

    /// <summary>What an error message names as expected.</summary>
    public static string Expected { get; } = "one of " + string.Join(", ", Names);

    /// <summary>Reads a name: ours, the four letters of a line, or .NET's.</summary>
    public static bool TryParse(string? text, out LogLevel level)
    {
        foreach (var (name, letters, one) in All)
        {
            level = one;
            if (new[] { name, letters, one.ToString() }.Contains(text, StringComparer.OrdinalIgnoreCase))
                return true;
        }

        level = LogLevel.None;
        return false;
    }

    /// <summary>The four letters that a line shows.</summary>
    public static string LettersOf(LogLevel level) => All.FirstOrDefault(l => l.Level == level).Letters ?? "none";

    /// <summary>The name.</summary>
    public static string NameOf(LogLevel level) => All.FirstOrDefault(l => l.Level == level).Name ?? "none";
}
