namespace Deals.Actors.Inspection;

/// <summary>The core as another command line reaches it: switches and values in, lines out. Whoever calls is not known by a key.</summary>
/// <param name="core">What runs the commands.</param>
/// <param name="mayMutate">Whether commands that change something are run.</param>
public sealed class BridgedCommands(InspectionCore core, bool mayMutate)
{
    /// <summary>Runs a command. Never throws except for cancellation: what goes wrong is the last line.</summary>
    /// <param name="palette">Its palette.</param>
    /// <param name="command">The command.</param>
    /// <param name="given">Each switch with its value; a flag has the value <c>true</c>, or none.</param>
    /// <param name="cancellation">Ends the answer.</param>
    public IAsyncEnumerable<InspectionLine> RunAsync(
        Palette palette, PaletteCommand command, IEnumerable<(string Switch, string? Value)> given, CancellationToken cancellation) =>
        command.Mutates && !mayMutate
            ? OneLine($"{palette.Name} {command.Name} changes something: Pbm:Mutations=true lets whoever reaches this port run it.")
            : core.RunAsync(palette.Name, command.Name, [.. given.SelectMany(g => WordsOf(command, g.Switch, g.Value))], cancellation);

    // A flag has no value in our syntax; "false" is the flag that was not given.
    private static string[] WordsOf(PaletteCommand command, string name, string? value)
    {
        if (command.BySwitch(name) is not { ValueName: null })
            return value is null ? [name] : [name, value];
        return string.IsNullOrEmpty(value) || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) ? [name]
            : string.Equals(value, "false", StringComparison.OrdinalIgnoreCase) ? []
            : [name, value];
    }

    private static async IAsyncEnumerable<InspectionLine> OneLine(string refusal)
    {
        await Task.CompletedTask;
        yield return InspectionLine.Failed(refusal);
    }
}
