using System.Diagnostics.CodeAnalysis;

namespace Deals.Actors.Inspection;

/// <summary>The arguments of one call, checked against its command: every switch is known, every value is there, nothing is given twice.</summary>
public sealed class InspectionArguments
{
    /// <summary>The most words that a call may have: no command has so many switches.</summary>
    public const int MostWords = 64;

    private readonly Dictionary<string, string> _values;

    private InspectionArguments(Dictionary<string, string> values) => _values = values;

    /// <summary>Whether the answer is for a script: JSON, one object a line.</summary>
    public bool Json => Has(Palettes.JsonArgument.Name);

    /// <summary>What was given, by the argument's name; defaults are not in it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Given => _values;

    /// <summary>Whether a flag or a value was given.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The value, if one was given.</summary>
    public string? ValueOf(string name) => _values.GetValueOrDefault(name);

    /// <summary>Reads the words after the command.</summary>
    /// <param name="palette">The command's palette.</param>
    /// <param name="command">The command.</param>
    /// <param name="words">As on a command line: <c>-a 1-B0916T3WFJ</c>, <c>--limit=5</c>, <c>--json</c>.</param>
    /// <param name="arguments">What was read.</param>
    /// <param name="problem">Otherwise what is wrong, naming the word and what the command takes.</param>
    public static bool TryParse(
        Palette palette,
        PaletteCommand command,
        IReadOnlyList<string> words,
        [NotNullWhen(true)] out InspectionArguments? arguments,
        [NotNullWhen(false)] out string? problem)
    {
        arguments = null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        problem = words.Count > MostWords ? $"{words.Count} words are too many: at most {MostWords} were expected." : Read(command, words, values);
        problem ??= command.Arguments.FirstOrDefault(a => a.Mandatory && !values.ContainsKey(a.Name)) is { } missing
            ? $"{string.Join(" or ", missing.Switches)} <{missing.ValueName}> is missing: {missing.Description}."
            : null;
        if (problem is not null)
        {
            problem = $"{palette.Name} {command.Name}: {problem} {Palettes.UsageOf(palette, command)}";
            return false;
        }

        foreach (var argument in command.Arguments.Where(a => a.Default is not null))
            values.TryAdd(argument.Name, argument.Default!);
        arguments = new InspectionArguments(values);
        return true;
    }

    private static string? Read(PaletteCommand command, IReadOnlyList<string> words, Dictionary<string, string> values)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var (word, inline) = Split(words[i]);
            if (command.BySwitch(word) is not { } argument)
                return $"'{words[i]}' is not something that it takes.";
            string value;
            if (argument.ValueName is null)
            {
                if (inline is not null)
                    return $"{word} takes no value.";
                value = "";
            }
            else if (inline is not null)
            {
                value = inline;
            }
            else if (i + 1 < words.Count)
            {
                value = words[++i];
            }
            else
            {
                return $"{word} needs a value: {argument.Description}.";
            }

            if (argument.Check?.Invoke(value) is { } wrong)
                return $"{word}: {wrong}";
            if (!values.TryAdd(argument.Name, value))
                return $"{word} was given twice.";
        }

        return null;
    }

    private static (string Switch, string? Value) Split(string word)
    {
        var equals = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
        return equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
    }
}
