using System.CommandLine;
using Deals.Actors.Inspection;

namespace Deals.Host.Cli;

/// <summary>One call of a verb, ready to be sent to a node.</summary>
internal sealed record VerbCall(Uri Node, string? ApiKey, Palette Palette, PaletteCommand Command, IReadOnlyList<string> Words);

/// <summary>The tree of verbs, made from the palettes, so that the help lists exactly what works.</summary>
internal sealed class VerbTree
{
    /// <summary>Where a node listens by default.</summary>
    public const string DefaultNode = "http://127.0.0.1:5080";

    private readonly Option<string> _node;
    private readonly Option<string?> _apiKey = new("--api-key") { Description = "The key that the node asks for (default DEALS_API_KEY)", HelpName = "key", Recursive = true };

    private VerbTree(string defaultNode) =>
        _node = new Option<string>("--node") { Description = "The node to talk to", HelpName = "url", Recursive = true, DefaultValueFactory = _ => defaultNode };

    /// <summary>The switches that every verb takes.</summary>
    public static IReadOnlyList<string> GlobalSwitches { get; } = ["--node", "--api-key", "--help", "--version"];

    /// <summary>Makes the tree.</summary>
    /// <param name="defaultNode">The node to talk to where no other is named.</param>
    /// <param name="call">What runs a verb; gives the exit code.</param>
    public static RootCommand Build(string defaultNode, Func<VerbCall, CancellationToken, Task<int>> call)
    {
        var tree = new VerbTree(defaultNode);
        var root = new RootCommand();
        root.Options.Add(tree._node);
        root.Options.Add(tree._apiKey);
        foreach (var palette in Palettes.All)
        {
            var group = new Command(palette.Name, palette.Description);
            foreach (var command in palette.Commands)
                group.Subcommands.Add(tree.Leaf(palette, command, call));
            root.Subcommands.Add(group);
        }

        return root;
    }

    private Command Leaf(Palette palette, PaletteCommand command, Func<VerbCall, CancellationToken, Task<int>> call)
    {
        var leaf = new Command(command.Name, command.Description);
        var options = command.Arguments.ToDictionary(a => a, OptionFor);
        foreach (var option in options.Values)
            leaf.Options.Add(option);
        leaf.SetAction(async (parsed, cancellation) =>
        {
            if (!Uri.TryCreate(parsed.GetValue(_node), UriKind.Absolute, out var node) || node.Scheme is not ("http" or "https"))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"--node is '{parsed.GetValue(_node)}': an address such as {DefaultNode} was expected.");
                return ExitCode.WrongArguments;
            }

            var words = options.SelectMany(o => WordsOf(o.Key, o.Value, parsed)).ToList();
            var apiKey = parsed.GetValue(_apiKey) ?? Environment.GetEnvironmentVariable("DEALS_API_KEY");
            return await call(new VerbCall(node, apiKey, palette, command, words), cancellation);
        });
        return leaf;
    }

    private static Option OptionFor(PaletteArgument argument)
    {
        // The long form names an option; the short ones are its aliases.
        var name = argument.Switches.FirstOrDefault(s => s.StartsWith("--", StringComparison.Ordinal)) ?? argument.Switches[0];
        string[] aliases = [.. argument.Switches.Where(s => s != name)];
        if (argument.ValueName is null)
            return new Option<bool>(name, aliases) { Description = argument.Description, Arity = ArgumentArity.Zero };
        var option = new Option<string>(name, aliases)
        {
            Description = argument.Default is null ? argument.Description : $"{argument.Description} (default {argument.Default})",
            HelpName = argument.ValueName,
            Required = argument.Mandatory,
            Arity = ArgumentArity.ExactlyOne,
        };
        if (argument.Check is { } check)
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count == 1 && check(result.Tokens[0].Value) is { } wrong)
                    result.AddError($"{name}: {wrong}");
            });
        }

        return option;
    }

    private static IEnumerable<string> WordsOf(PaletteArgument argument, Option option, ParseResult parsed)
    {
        if (parsed.GetResult(option) is not { Implicit: false } result)
            return [];
        return argument.ValueName is null ? [argument.Switches[0]] : [argument.Switches[0], result.Tokens[0].Value];
    }
}
