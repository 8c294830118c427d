using System.CommandLine;
using Deals.Actors.Inspection;

namespace Deals.Host.Cli;

/// <summary>Runs a verb: parses it, sends it to a node, prints the lines as they come. No actor system is started for it.</summary>
internal static class Verbs
{
    private static readonly string[] HelpSwitches = ["--help", "-h", "-?", "/?"];

    /// <summary>Runs the words after the settings.</summary>
    public static async Task<int> RunAsync(CommandLine line, TextWriter output, TextWriter error)
    {
        var words = line.Verb;
        if (words is ["--version"])
        {
            await output.WriteLineAsync(HelpText.Version);
            return ExitCode.Done;
        }

        var asksForHelp = words.Any(w => HelpSwitches.Contains(w, StringComparer.Ordinal)) || words[0] == "help";
        var names = words.SkipWhile(w => w == "help").TakeWhile(w => !w.StartsWith('-')).ToList();
        if (asksForHelp && names.Count == 0)
            return await PrintAsync(HelpText.Lines(), output);
        if (asksForHelp && names.Count == 1 && Palettes.All.FirstOrDefault(p => p.Name == names[0]) is { } whole)
            return await PrintAsync(HelpText.Lines(whole), output);

        if (names.FirstOrDefault() == SchemaVerbs.Palette.Name)
            return await SchemaVerbs.RunAsync(line, asksForHelp, output, error);

        // The parser says only that it does not know a word; whoever mistyped one wants to see those that there are.
        if (names.Count > 0 && !Palettes.TryFind(names[0], names.ElementAtOrDefault(1), out _, out _, out var unknown))
        {
            await error.WriteLineAsync(unknown);
            return ExitCode.WrongArguments;
        }

        if (asksForHelp && Palettes.TryFind(names[0], names[1], out var palette, out var command, out _))
            return await PrintAsync(HelpText.Lines(palette, command), output);

        using var client = new NodeClient(output, error);
        var root = VerbTree.Build(line.Address ?? VerbTree.DefaultNode, client.RunAsync);
        var parsed = root.Parse(words, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
                await error.WriteLineAsync(problem);
            await error.WriteLineAsync("'help' lists the verbs, VERB --help says what one takes.");
            return ExitCode.WrongArguments;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

    private static async Task<int> PrintAsync(IEnumerable<string> lines, TextWriter output)
    {
        foreach (var line in lines)
            await output.WriteLineAsync(line);
        return ExitCode.Done;
    }
}
