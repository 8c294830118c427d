using Akka.Hosting;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Host.Pbm;
using Petabridge.Cmd.Host;
// Ours have the same names.
using StockCluster = Petabridge.Cmd.Cluster.ClusterCommands;
using StockRemote = Petabridge.Cmd.Remote.RemoteCommands;
using StockSharding = Petabridge.Cmd.Cluster.Sharding.ClusterShardingCommands;

namespace Deals.Host.Start;

/// <summary>Hosts Petabridge.Cmd: its own palettes, and ours beside them.</summary>
internal static partial class PetabridgeCmdHosting
{
    /// <summary>The host brings these itself.</summary>
    private static readonly string[] Inherent = ["actor", "log", "system"];

    static partial void Have(ref bool isBuiltIn) => isBuiltIn = true;

    static partial void Serve(AkkaConfigurationBuilder akka, IServiceProvider services, PbmOptions options) => akka.AddPetabridgeCmd(
        new PetabridgeCmdOptions { Host = options.Host, Port = options.Port },
        server =>
        {
            var taken = Inherent.ToHashSet(StringComparer.Ordinal);
            foreach (var stock in Stock(options))
            {
                server.RegisterCommandPalette(stock);
                taken.Add(stock.Palette.ModuleName);
            }

            // The core is asked for with the first command: it needs the actor system that is being made here.
            var commands = new Lazy<BridgedCommands>(() => new BridgedCommands(services.GetRequiredService<InspectionCore>(), options.Mutations));
            foreach (var palette in Palettes.All.Where(p => !taken.Contains(p.Name)))
                server.RegisterCommandPalette(new PaletteBridge(palette, commands));
        });

    /// <summary>The stock palette of the cluster can put members out and asks nobody: without leave to change anything, ours of the same name takes its place.</summary>
    private static IEnumerable<CommandPaletteHandler> Stock(PbmOptions options)
    {
        yield return StockSharding.Instance;
        yield return new StockRemote();
        if (options.Mutations)
            yield return StockCluster.Instance;
    }
}
