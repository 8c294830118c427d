using Deals.Actors.Hosting;
using Deals.Simulator;

namespace Deals.Host.Start;

/// <summary>The simulated Keepa inside a node that was told neither a key nor an address. Only a node that seeds its own cluster has one: the others
/// of a cluster ask that node's.</summary>
internal static class EmbeddedKeepa
{
    /// <summary>Starts it where it is wanted.</summary>
    /// <param name="options">The node's settings.</param>
    /// <param name="data">Its data folder: the bucket is kept beside the data, and the world runs on its clock.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <returns>The simulator; nothing where none is wanted.</returns>
    /// <exception cref="StartException">It cannot listen where it is told.</exception>
    public static async Task<SimulatedKeepa?> StartAsync(NodeOptions options, DataDirectory data, ILoggerFactory loggers)
    {
        if (!options.Keepa.IsSimulated || !options.Cluster.SeedsItself)
            return null;
        try
        {
            return await SimulatedKeepa.StartAsync(
                new SimulatorOptions
                {
                    Url = options.Simulator.Url,
                    RefillRate = options.Simulator.RefillRate,
                    Deals = options.Simulator.Deals,
                    Seed = options.Simulator.Seed,
                    Origin = data.Clock.Origin,
                    TimeScale = data.Clock.Scale,
                    StateFile = Path.Combine(data.Path, "simulator.json"),
                },
                data.Clock,
                loggers);
        }
        catch (IOException taken)
        {
            throw new StartException($"The simulated Keepa cannot listen on {options.Simulator.Url.GetLeftPart(UriPartial.Authority)}: {taken.Message} Simulator:Url sets another.", taken);
        }
        catch (ArgumentException wrong)
        {
            throw new StartException($"The simulated Keepa cannot start: {wrong.Message}", wrong);
        }
    }
}
