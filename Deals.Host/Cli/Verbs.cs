using System.CommandLine;
using Deals.Actors.Inspection;
using Deals.Host.Cli.Shell;

namespace Deals.Host.Cli;

/// <summary>Runs a verb: parses it, sends it to a node, prints the lines as they come. No actor system is started for it.</summary>
/// <param name="screen">Where it prints.</param>
/// <param name="input">What a shell reads where nobody types.</param>
/// <param name="interruption">Takes Ctrl-C.</param>
internal sealed class Verbs(Screen screen, TextReader input, Interruption interruption)
{
    private static readonly string[] HelpSwitches = ["--help", "-h", "-?", "/?"];

    /// <summary>Runs the words after the settings.</summary>
    public static async Task<int> RunAsync(CommandLine line, Screen screen, TextReader input)
    {
        if (NamesOf(line.Verb).FirstOrDefault() == SchemaVerbs.Palette.Name)
            return await SchemaVerbs.RunAsync(line, AsksForHelp(line.Verb), screen.Output, screen.Error);
        using var interruption = new Interruption();
        return await new Verbs(screen, input, interruption).RunAsync(
            line.Verb, line.Address ?? VerbTree.DefaultNode, Environment.GetEnvironmentVariable("DEALS_API_KEY"), isInShell: false, interruption.Token);
    }

    private async Task<int> RunAsync(IReadOnlyList<string> words, string defaultNode, string? defaultKey, bool isInShell, CancellationToken cancellation)
    {
        if (words is ["--version"])
        {
            await screen.Output.WriteLineAsync(HelpText.Version);
            return ExitCode.Done;
        }

        var names = NamesOf(words);
        if (AsksForHelp(words) && HelpOf(names, isInShell) is { } help)
            return await PrintAsync(help);

        // The parser says only that it does not know a word; whoever mistyped one wants to see those that there are.
        var isOwn = names.Count > 0 && OwnVerbs.All.Any(v => v.Verb.Name == names[0]);
        if (names.Count > 0 && !isOwn && !Palettes.TryFind(names[0], names.ElementAtOrDefault(1), out var palette, out _, out var unknown))
        {
            await screen.Error.WriteLineAsync(palette is null ? $"{unknown} Beside them there are {string.Join(", ", OwnVerbs.All.Select(v => v.Verb.Name))} and help." : unknown);
            return ExitCode.WrongArguments;
        }

        using var client = new NodeClient(screen);
        var root = VerbTree.Build(defaultNode, defaultKey, new VerbActions(client.RunAsync, new ExportVerb(screen, client, Console.OpenStandardOutput).RunAsync, ShellAsync));
        var parsed = root.Parse(words, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
                await screen.Error.WriteLineAsync(problem);
            await screen.Error.WriteLineAsync("'help' lists the verbs, VERB --help says what one takes.");
            return ExitCode.WrongArguments;
        }

        // Signals are taken by the interruption, and inside a shell by the shell: the parser's own way ends the process after two seconds, done or not.
        var configuration = new InvocationConfiguration { Output = screen.Output, Error = screen.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration, cancellation);
    }

    private static bool AsksForHelp(IReadOnlyList<string> words) => words.Any(w => HelpSwitches.Contains(w, StringComparer.Ordinal)) || words[0] == "help";

    private static List<string> NamesOf(IReadOnlyList<string> words) => [.. words.SkipWhile(w => w == "help").TakeWhile(w => !w.StartsWith('-'))];

    private Task<int> ShellAsync(Uri node, string? apiKey, CancellationToken cancellation) => new ShellVerb(
        screen, node, (words, running) => RunAsync(words, node.ToString(), apiKey, isInShell: true, running), interruption).RunAsync(input, cancellation);

    private static IEnumerable<string>? HelpOf(List<string> names, bool isInShell)
    {
        if (names.Count == 0)
            return isInShell ? HelpText.VerbLines() : HelpText.Lines();
        if (OwnVerbs.All.FirstOrDefault(v => v.Verb.Name == names[0]) is { Verb: not null } own)
            return HelpText.Lines(own.Verb, own.Takes);
        if (Palettes.All.FirstOrDefault(p => p.Name == names[0]) is { } whole && names.Count == 1)
            return HelpText.Lines(whole);
        return Palettes.TryFind(names[0], names.ElementAtOrDefault(1), out var palette, out var command, out _) ? HelpText.Lines(palette, command) : null;
    }

    private async Task<int> PrintAsync(IEnumerable<string> lines)
    {
        foreach (var line in screen.Width is { } width ? lines.SelectMany(l => Folding.Fold(l, width)) : lines)
            await screen.Output.WriteLineAsync(line);
        return ExitCode.Done;
    }
}
