// DECLARATIONS ONLY. NOT PETABRIDGE.CMD, AND NEVER SHIPPED.
//
// The members of Petabridge.Cmd that the bridge beside this folder uses, as its public samples use them, without a body. They are compiled only with
// -p:PetabridgeCmd=reference, which makes no program: it shows that the bridge still fits Palettes and InspectionCore where the real packages cannot be
// restored. Publishing and packing such a build is refused. Petabridge.Cmd is Petabridge's own; its documentation is at https://cmd.petabridge.com/.
#pragma warning disable CS9113, CA1801, CA1822, IDE0060, MA0041, MA0048, MA0025 // A declaration has no body to be judged.

using Akka.Actor;
using Akka.Hosting;

namespace Petabridge.Cmd
{
    public sealed class CommandDefinitionBuilder
    {
        public CommandDefinitionBuilder WithName(string name) => throw new NotImplementedException();

        public CommandDefinitionBuilder WithDescription(string description) => throw new NotImplementedException();

        public CommandDefinitionBuilder WithArgument(Action<ArgumentBuilder> argument) => throw new NotImplementedException();

        public CommandDefinition Build() => throw new NotImplementedException();
    }

    public sealed class ArgumentBuilder
    {
        public ArgumentBuilder WithName(string name) => throw new NotImplementedException();

        public ArgumentBuilder WithDescription(string description) => throw new NotImplementedException();

        public ArgumentBuilder IsMandatory(bool mandatory) => throw new NotImplementedException();

        public ArgumentBuilder WithSwitch(string name) => throw new NotImplementedException();
    }

    public sealed class CommandDefinition
    {
        public string Name => throw new NotImplementedException();
    }

    public sealed class CommandPalette(string moduleName, CommandDefinition[] commands)
    {
        public string ModuleName => throw new NotImplementedException();
    }

    public sealed class Command
    {
        public IReadOnlyList<Tuple<string, string>> Arguments => throw new NotImplementedException();
    }

    public class CommandResponse(string msg, bool final = true)
    {
        public static readonly CommandResponse Empty = new("");

        public string Msg => throw new NotImplementedException();

        public bool Final => throw new NotImplementedException();
    }

    public sealed class ErroredCommandResponse(string msg, bool final = true) : CommandResponse(msg, final);
}

namespace Petabridge.Cmd.Host
{
    public abstract class CommandPaletteHandler(CommandPalette palette)
    {
        public CommandPalette Palette => throw new NotImplementedException();

        public abstract Props HandlerProps { get; }
    }

    public abstract class CommandHandlerActor(CommandPalette palette) : ActorBase
    {
        protected void Process(string command, Action<Command> handler) => throw new NotImplementedException();

        protected override bool Receive(object message) => throw new NotImplementedException();
    }

    public sealed class PetabridgeCmd
    {
        public bool RegisterCommandPalette(CommandPaletteHandler handler) => throw new NotImplementedException();
    }

    public sealed class PetabridgeCmdOptions
    {
        public string? Host { get; set; }

        public int? Port { get; set; }
    }

    public static class PetabridgeCmdHostingExtensions
    {
        public static AkkaConfigurationBuilder AddPetabridgeCmd(
            this AkkaConfigurationBuilder builder, PetabridgeCmdOptions options, Action<PetabridgeCmd> hostConfiguration) => throw new NotImplementedException();
    }
}

namespace Petabridge.Cmd.Cluster
{
    public sealed class ClusterCommands : Host.CommandPaletteHandler
    {
        private ClusterCommands()
            : base(null!)
        {
        }

        public static ClusterCommands Instance => throw new NotImplementedException();

        public override Props HandlerProps => throw new NotImplementedException();
    }
}

namespace Petabridge.Cmd.Cluster.Sharding
{
    public sealed class ClusterShardingCommands : Host.CommandPaletteHandler
    {
        private ClusterShardingCommands()
            : base(null!)
        {
        }

        public static ClusterShardingCommands Instance => throw new NotImplementedException();

        public override Props HandlerProps => throw new NotImplementedException();
    }
}

namespace Petabridge.Cmd.Remote
{
    public sealed class RemoteCommands : Host.CommandPaletteHandler
    {
        public RemoteCommands()
            : base(null!)
        {
        }

        public override Props HandlerProps => throw new NotImplementedException();
    }
}
