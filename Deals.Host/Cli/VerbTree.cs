using System.CommandLine;
using System.CommandLine.Parsing;
using Deals.Actors.Inspection;

namespace Deals.Host.Cli;

/// <summary>One call of a verb, ready to be sent to a node.</summary>
internal sealed record VerbCall(Uri Node, string? ApiKey, Palette Palette, PaletteCommand Command, IReadOnlyList<string> Words);

/// <summary>What a verb comes to; each gives the exit code.</summary>
/// <param name="Call">Sends a palette's command to a node.</param>
/// <param name="Export">Fetches a list.</param>
/// <param name="Shell">Reads verbs; absent inside a shell.</param>
internal sealed record VerbActions(
    Func<VerbCall, CancellationToken, Task<int>> Call,
    Func<ExportCall, CancellationToken, Task<int>> Export,
    Func<Uri, string?, CancellationToken, Task<int>> Shell);

/// <summary>The tree of verbs, made from the palettes, so that the help lists exactly what works.</summary>
internal sealed class VerbTree
{
    /// <summary>Where a node listens by default.</summary>
    public const string DefaultNode = "http://127.0.0.1:5080";

    private readonly Option<string> _node;
    private readonly Option<string?> _apiKey;

    private VerbTree(string defaultNode, string? defaultKey)
    {
        _node = new Option<string>("--node") { Description = "The node to talk to", HelpName = "url", Recursive = true, DefaultValueFactory = _ => defaultNode };
        _apiKey = new Option<string?>("--api-key") { Description = "The key that the node asks for (default DEALS_API_KEY)", HelpName = "key", Recursive = true, DefaultValueFactory = _ => defaultKey };
    }

    /// <summary>The switches that every verb takes.</summary>
    public static IReadOnlyList<string> GlobalSwitches { get; } = ["--node", "--api-key", "--help", "--version"];

    /// <summary>Makes the tree.</summary>
    /// <param name="defaultNode">The node to talk to where no other is named.</param>
    /// <param name="defaultKey">The key where none is given.</param>
    /// <param name="actions">What runs a verb.</param>
    public static RootCommand Build(string defaultNode, string? defaultKey, VerbActions actions)
    {
        var tree = new VerbTree(defaultNode, defaultKey);
        var root = new RootCommand();
        root.Options.Add(tree._node);
        root.Options.Add(tree._apiKey);
        foreach (var palette in Palettes.All)
        {
            var group = new Command(palette.Name, palette.Description);
            foreach (var command in palette.Commands)
                group.Subcommands.Add(tree.Leaf(command, (asked, cancellation) => actions.Call(new VerbCall(asked.Node, asked.ApiKey, palette, command, asked.Words), cancellation)));
            root.Subcommands.Add(group);
        }

        root.Subcommands.Add(tree.Export(actions));
        root.Subcommands.Add(tree.Leaf(OwnVerbs.Shell, (asked, cancellation) => actions.Shell(asked.Node, asked.ApiKey, cancellation)));
        return root;
    }

    private Command Export(VerbActions actions)
    {
        var file = new Argument<string>("FILE") { Description = "Where to, relative to the working directory; - is the output" };
        var export = Leaf(OwnVerbs.Export, (asked, cancellation) =>
        {
            string? Value(string name) => asked.Values.Where(v => v.Key == name).Select(v => v.Value).FirstOrDefault();
            var filters = asked.Values.Where(v => v.Key is not "format" && v.Key != Palettes.JsonArgument.Name).ToList();
            return actions.Export(
                new ExportCall(asked.Node, asked.ApiKey, Value("format")!, asked.Parsed.GetRequiredValue(file), filters, Value(Palettes.JsonArgument.Name) is not null), cancellation);
        });
        export.Arguments.Add(file);
        return export;
    }

    /// <summary>What somebody asked for.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="ApiKey">The key, if there is one.</param>
    /// <param name="Values">What was given, by the argument's name; a flag is empty.</param>
    /// <param name="Words">The same as words.</param>
    /// <param name="Parsed">All of it.</param>
    private sealed record Asked(Uri Node, string? ApiKey, IReadOnlyList<KeyValuePair<string, string>> Values, IReadOnlyList<string> Words, ParseResult Parsed);

    private Command Leaf(PaletteCommand command, Func<Asked, CancellationToken, Task<int>> run)
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

            var given = options.Where(o => parsed.GetResult(o.Value) is { Implicit: false }).ToList();
            return await run(
                new Asked(
                    node,
                    parsed.GetValue(_apiKey),
                    [.. given.Select(o => KeyValuePair.Create(o.Key.Name, o.Key.ValueName is null ? "" : parsed.GetResult(o.Value)!.Tokens[0].Value))],
                    [.. given.SelectMany(o => WordsOf(o.Key, parsed.GetResult(o.Value)!))],
                    parsed),
                cancellation);
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

    private static IEnumerable<string> WordsOf(PaletteArgument argument, OptionResult given) =>
        argument.ValueName is null ? [argument.Switches[0]] : [argument.Switches[0], given.Tokens[0].Value];
}
