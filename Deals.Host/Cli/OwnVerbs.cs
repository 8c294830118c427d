using Deals.Actors.Inspection;

namespace Deals.Host.Cli;

/// <summary>Verbs that are the command line's own: they have no palette, for what they do happens here and not on a node.</summary>
internal static class OwnVerbs
{
    /// <summary><c>export</c>; its filters are those of the list.</summary>
    public static readonly PaletteCommand Export = new(
        "export",
        "Write every deal of a filter into FILE, or to the output where FILE is -",
        [
            new PaletteArgument("format", "csv or ndjson", "--format") { ValueName = "format", Mandatory = true, Values = ExportVerb.Formats, Check = Format },
            .. DealListArguments.All.Where(a => a.Name is not ("limit" or "cursor")),
            Palettes.JsonArgument,
        ]);

    /// <summary><c>shell</c>.</summary>
    public static readonly PaletteCommand Shell = new("shell", "Type verb after verb, with history and completion; reads a pipe as well");

    /// <summary>All of them, with what follows their name in the help.</summary>
    public static IReadOnlyList<(PaletteCommand Verb, string Takes)> All { get; } = [(Export, " FILE"), (Shell, "")];

    private static string? Format(string text) => ExportVerb.Formats.Contains(text, StringComparer.Ordinal)
        ? null
        : $"'{PlainText.Clean(text, 50)}' is not a format: {string.Join(" or ", ExportVerb.Formats)} was expected.";
}
