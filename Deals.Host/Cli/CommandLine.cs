using System.Text.RegularExpressions;

namespace Deals.Host.Cli;

/// <summary>The words of the command line: settings first, then perhaps a verb with all that belongs to it.</summary>
/// <param name="Settings">The <c>--Key=value</c> words before a verb.</param>
/// <param name="Verb">The rest; empty runs a node.</param>
internal sealed partial record CommandLine(IReadOnlyList<string> Settings, IReadOnlyList<string> Verb)
{
    /// <summary>The sections that a setting may belong to; anything else is a typing error, and guessing would run something else than was meant.</summary>
    private static readonly string[] Sections =
    [
        "Keepa", "Persistence", "ConnectionStrings", "Cluster", "Urls", "Api", "Scout", "Simulator", "Time", "Refresh", "Xai", "Pbm",
        "Logging", "Kestrel", "AllowedHosts", "environment",
    ];

    /// <summary>Whether a node is to run.</summary>
    public bool RunsNode => Verb.Count == 0;

    /// <summary>Splits the words.</summary>
    /// <param name="words">As the process got them.</param>
    /// <param name="problem">What is wrong with a setting, if anything.</param>
    public static CommandLine Split(IReadOnlyList<string> words, out string? problem)
    {
        var settings = words.TakeWhile(IsSetting).ToList();
        problem = settings
            .Select(s => Setting().Match(s).Groups["section"].Value)
            .Where(section => !Sections.Contains(section, StringComparer.OrdinalIgnoreCase))
            .Select(section => $"--{section} is neither an option nor a setting: a setting begins with one of {string.Join(", ", Sections)}.")
            .FirstOrDefault();
        return new CommandLine(settings, [.. words.Skip(settings.Count)]);
    }

    /// <summary>The address that the settings make a node listen on, if they name one.</summary>
    public string? Address => Settings
        .Select(s => s.Split('=', 2))
        .Where(pair => string.Equals(pair[0], "--Urls", StringComparison.OrdinalIgnoreCase))
        .Select(pair => pair[1].Split(';')[0])
        .LastOrDefault();

    private static bool IsSetting(string word) => Setting().Match(word) is { Success: true } match
        && !VerbTree.GlobalSwitches.Contains("--" + match.Groups["section"].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"^--(?<section>[A-Za-z]\w*(-\w+)*)(:[^=]+)?=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();
}
