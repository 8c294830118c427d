using Akka.Actor;
using Deals.Actors.Inspection;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace Deals.Host.Pbm;

/// <summary>One of our palettes as Petabridge.Cmd knows palettes: defined from the same data, answered by the same core.</summary>
internal sealed class PaletteBridge : CommandPaletteHandler
{
    /// <summary>Makes it.</summary>
    /// <param name="palette">The palette.</param>
    /// <param name="commands">What runs its commands.</param>
    public PaletteBridge(Palette palette, Lazy<BridgedCommands> commands)
        : this(palette, Define(palette), commands)
    {
    }

    private PaletteBridge(Palette palette, CommandPalette definition, Lazy<BridgedCommands> commands)
        : base(definition) => HandlerProps = Props.Create(() => new PaletteActor(palette, definition, commands));

    /// <inheritdoc />
    public override Props HandlerProps { get; }

    private static CommandPalette Define(Palette palette) => new(palette.Name, palette.Commands.Select(Define).ToArray());

    private static CommandDefinition Define(PaletteCommand command)
    {
        var definition = new CommandDefinitionBuilder().WithName(command.Name).WithDescription(command.Description);
        foreach (var argument in command.Arguments)
        {
            definition.WithArgument(builder =>
            {
                var written = builder.WithName(argument.Name).WithDescription(DescriptionOf(argument)).IsMandatory(argument.Mandatory);
                foreach (var name in argument.Switches)
                    written = written.WithSwitch(name);
            });
        }

        return definition.Build();
    }

    // The core knows the defaults; here they are only told.
    private static string DescriptionOf(PaletteArgument argument) => (argument.ValueName, argument.Default) switch
    {
        (null, _) => argument.Description + " (true)",
        (_, { } value) => $"{argument.Description} (default {value})",
        _ => argument.Description,
    };
}

/// <summary>Answers one connection: each command is run by a child, so that a long one holds up no other.</summary>
internal sealed class PaletteActor : CommandHandlerActor
{
    public PaletteActor(Palette palette, CommandPalette definition, Lazy<BridgedCommands> commands)
        : base(definition)
    {
        foreach (var command in palette.Commands)
        {
            Process(command.Name, asked =>
            {
                var given = asked.Arguments.Select(a => (a.Item1, (string?)a.Item2)).ToList();
                Context.ActorOf(RunningCommand.Props(ended => commands.Value.RunAsync(palette, command, given, ended), Sender, Reply));
            });
        }
    }

    private static object Reply(InspectionLine line) => line switch
    {
        { Error: true } => new ErroredCommandResponse(line.Text),
        { Final: true, Text.Length: 0 } => CommandResponse.Empty,
        _ => new CommandResponse(line.Text, line.Final),
    };
}
