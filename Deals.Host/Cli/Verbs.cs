using System.CommandLine;

namespace Deals.Host.Cli;

/// <summary>Runs a verb: parses it, sends it to a node, prints the lines as they come. No actor system is started for it.</summary>
internal static class Verbs
{
    private static readonly string[] HelpWords = ["help", "--help", "-h", "-?", "/?"];

    /// <summary>Runs the words after the settings.</summary>
    public static async Task<int> RunAsync(CommandLine line, TextWriter output, TextWriter error)
    {
        IReadOnlyList<string> words = line.Verb;
        if (HelpWords.Contains(words[0], StringComparer.Ordinal))
        {
            if (words.Count == 1)
            {
                foreach (var text in HelpText.Lines())
                    await output.WriteLineAsync(text);
                return ExitCode.Done;
            }

            words = [.. words.Skip(1), "--help"];
        }

        if (words is ["--version"])
        {
            await output.WriteLineAsync(HelpText.Version);
            return ExitCode.Done;
        }

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
}
