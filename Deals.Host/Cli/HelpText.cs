using System.Reflection;
using Deals.Actors.Inspection;

namespace Deals.Host.Cli;

/// <summary>The first page of the help: how a node is run, and every verb that works.</summary>
internal static class HelpText
{
    /// <summary>The version that runs, without the commit behind a plus sign.</summary>
    public static string Version { get; } =
        typeof(HelpText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    private static readonly (string Option, string Meaning)[] Common =
    [
        ("--node <url>", $"The node to talk to (default {VerbTree.DefaultNode})"),
        ("--api-key <key>", "The key that the node asks for (default DEALS_API_KEY)"),
    ];

    /// <summary>The first page.</summary>
    public static IEnumerable<string> Lines()
    {
        yield return $"Deals {Version}: finds Amazon deals through the Keepa API and keeps them fresh within the token budget.";
        yield return "";
        yield return "Run a node:   deals [--Key=value ...]";
        yield return "  Settings come from appsettings.json, from the environment (Keepa__ApiKey) and from --Key=value before any verb (--Keepa:ApiKey=...).";
        yield return "  Without Keepa:ApiKey and Keepa:BaseUrl the node embeds a simulated Keepa. The page is at http://127.0.0.1:5080/.";
        yield return "";
        yield return "Ask a node:   deals VERB [--node URL] [--api-key KEY] [--json]";
        foreach (var line in VerbLines())
            yield return line;
    }

    /// <summary>The verbs, and what all of them take.</summary>
    public static IEnumerable<string> VerbLines()
    {
        var table = new TextTable("VERB", "WHAT IT DOES");
        foreach (var palette in Palettes.All.Append(SchemaVerbs.Palette))
        {
            foreach (var command in palette.Commands)
                table.Add($"{palette.Name} {command.Name}", command.Description + (command.Mutates ? " (operator)" : ""));
        }

        foreach (var (verb, takes) in OwnVerbs.All)
            table.Add(verb.Name + takes, verb.Description);
        foreach (var line in table.Lines())
            yield return "  " + line;
        yield return "";
        foreach (var (option, meaning) in Common.Append(("--json", "Answer in JSON, one object a line, for scripts")))
            yield return $"  {option,-17}  {meaning}";
        yield return "";
        yield return "  help VERB, or VERB --help, says what a verb takes; --version prints the version.";
        yield return "  Exit code: 0 done, 1 refused or failed, 2 wrong arguments, 3 no node answers. A stream that Ctrl-C ends is done.";
    }

    /// <summary>What a palette has.</summary>
    public static IEnumerable<string> Lines(Palette palette)
    {
        yield return $"{palette.Name}: {palette.Description}.";
        var table = new TextTable("COMMAND", "WHAT IT DOES");
        foreach (var command in palette.Commands)
            table.Add($"{palette.Name} {command.Name}", command.Description);
        foreach (var line in table.Lines())
            yield return "  " + line;
    }

    /// <summary>What a command takes that asks no node.</summary>
    public static IEnumerable<string> LocalLines(Palette palette, PaletteCommand command)
    {
        yield return $"{palette.Name} {command.Name}: {command.Description}.";
        yield return $"deals [--Key=value ...] {palette.Name} {command.Name} {string.Join(' ', command.Arguments.Select(a => $"[{a.Switches[0]}]"))}";
        yield return "Settings such as --Persistence:Provider=PostgreSql and --ConnectionStrings:Deals=... come before the verb, or from the environment.";
    }

    /// <summary>What a palette's command takes.</summary>
    public static IEnumerable<string> Lines(Palette palette, PaletteCommand command) => Lines(command, $"{palette.Name} {command.Name}", Palettes.UsageOf(palette, command));

    /// <summary>What a verb of the command line's own takes.</summary>
    public static IEnumerable<string> Lines(PaletteCommand verb, string takes) => Lines(verb, verb.Name, Palettes.UsageOf(verb.Name + takes, verb));

    private static IEnumerable<string> Lines(PaletteCommand command, string name, string usage)
    {
        yield return $"{name}: {command.Description}.";
        if (command.Mutates)
            yield return "Where API keys are configured it takes one with the role operator.";
        if (command.Streams)
            yield return "It goes on until Ctrl-C, which is its good end.";
        yield return usage;
        var table = new TextTable("OPTION", "WHAT IT MEANS");
        foreach (var argument in command.Arguments)
        {
            var value = argument.ValueName is null ? "" : $" <{argument.ValueName}>";
            var note = (argument.Mandatory ? " (required)" : "") + (argument.Default is null ? "" : $" (default {argument.Default})");
            table.Add(string.Join(", ", argument.Switches) + value, argument.Description + note);
        }

        foreach (var (option, meaning) in Common)
            table.Add(option, meaning);
        foreach (var line in table.Lines())
            yield return "  " + line;
    }
}
