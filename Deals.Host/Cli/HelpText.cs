using System.Reflection;
using Deals.Actors.Inspection;

namespace Deals.Host.Cli;

/// <summary>The first page of the help: how a node is run, and every verb that works.</summary>
internal static class HelpText
{
    /// <summary>The version that runs, without the commit behind a plus sign.</summary>
    public static string Version { get; } =
        typeof(HelpText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines()
    {
        yield return $"Deals {Version}: finds Amazon deals through the Keepa API and keeps them fresh within the token budget.";
        yield return "";
        yield return "Run a node:   deals [--Key=value ...]";
        yield return "  Settings come from appsettings.json, from the environment (Keepa__ApiKey) and from --Key=value before any verb (--Keepa:ApiKey=...).";
        yield return "  Without Keepa:ApiKey and Keepa:BaseUrl the node embeds a simulated Keepa. The page is at http://127.0.0.1:5080/.";
        yield return "";
        yield return "Ask a node:   deals VERB [--node URL] [--api-key KEY] [--json]";
        var table = new TextTable("VERB", "WHAT IT DOES");
        foreach (var palette in Palettes.All)
        {
            foreach (var command in palette.Commands)
                table.Add($"{palette.Name} {command.Name}", command.Description + (command.Mutates ? " (operator)" : ""));
        }

        foreach (var line in table.Lines())
            yield return "  " + line;
        yield return "";
        yield return $"  --node URL      the node to talk to (default {VerbTree.DefaultNode})";
        yield return "  --api-key KEY   the key that the node asks for (default DEALS_API_KEY)";
        yield return "  --json          answer in JSON, one object a line";
        yield return "";
        yield return "  help VERB, or VERB --help, says what a verb takes; --version prints the version.";
        yield return "  Exit code: 0 done, 1 refused or failed, 2 wrong arguments, 3 no node answers.";
    }
}
