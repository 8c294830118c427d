using Deals.Actors.Inspection;

namespace Deals.Host.Cli.Shell;

/// <summary>How the word before the cursor may go on.</summary>
/// <param name="Start">Where that word begins.</param>
/// <param name="Words">What it may become, in the order of the help.</param>
internal sealed record Completion(int Start, IReadOnlyList<string> Words)
{
    private static readonly string[] OwnWords = [OwnVerbs.Export.Name, "help", "exit"];

    /// <summary>Finds what fits: palettes, then their commands, then their switches, and after a switch its values.</summary>
    public static Completion Of(string line, int cursor)
    {
        var typed = line[..cursor];
        var start = typed.LastIndexOf(' ') + 1;
        var before = typed[..start].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var word = typed[start..];
        return new Completion(start, [.. Candidates(before, word).Where(c => c.StartsWith(word, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)]);
    }

    private static IEnumerable<string> Candidates(string[] before, string word)
    {
        if (before.Length > 0 && before[0] == "help")
            before = before[1..];
        else if (before.Length > 0 && before[0] == OwnVerbs.Export.Name)
            return Of(OwnVerbs.Export.Arguments, before, word);
        if (before.Length == 0)
            return Palettes.All.Select(p => p.Name).Concat(OwnWords);
        if (Palettes.All.FirstOrDefault(p => p.Name == before[0]) is not { } palette)
            return [];
        if (before.Length == 1)
            return palette.Commands.Select(c => c.Name);
        return palette.Commands.FirstOrDefault(c => c.Name == before[1]) is { } command ? Of(command.Arguments, before, word) : [];
    }

    private static IEnumerable<string> Of(IReadOnlyList<PaletteArgument> arguments, string[] before, string word)
    {
        if (arguments.FirstOrDefault(a => a.ValueName is not null && a.Switches.Contains(before[^1])) is { } asked)
            return asked.Values;
        var rest = arguments.Where(a => !a.Switches.Any(before.Contains)).ToList();
        // One way to write each is enough, unless somebody has begun with the other.
        return rest.Select(a => word.StartsWith("--", StringComparison.Ordinal) ? a.Switches.FirstOrDefault(s => s.StartsWith(word, StringComparison.Ordinal)) ?? "" : a.Switches[0])
            .Where(s => s.Length > 0);
    }
}
