using System.Net;
using Deals.Actors.Hosting;
using Deals.Simulator;

namespace Deals.Host.Start;

/// <summary>The simulated Keepa inside the node, where neither a key nor an address of Keepa is configured. It lives on the node's clock, and its bucket
/// survives a restart beside the data.</summary>
internal static class EmbeddedKeepa
{
    /// <summary>Starts it; nothing where Keepa is configured.</summary>
    /// <exception cref="SettingException">The node joins others, who would each have a Keepa of their own.</exception>
    /// <exception cref="StartException">Its port is taken.</exception>
    public static async Task<SimulatedKeepa?> StartAsync(NodeOptions options, DataDirectory data)
    {
        if (!options.Keepa.IsSimulated)
            return null;
        if (!options.Cluster.SeedsItself)
        {
            throw SettingException.Wrong(
                "Cluster:SeedNodes",
                string.Join(',', options.Cluster.SeedNodes),
                "this node alone, for the embedded simulated Keepa is its own: Keepa:ApiKey, or a Keepa:BaseUrl that all nodes share,");
        }

        var settings = options.Simulator;
        if (settings.Url.Port != 0)
            ListenAddresses.EnsureFree(new IPEndPoint(IPAddress.Loopback, settings.Url.Port), "Simulator:Url");
        var simulator = new SimulatorOptions
        {
            Url = settings.Url,
            RefillRate = settings.RefillRate,
            Deals = settings.Deals,
            Seed = settings.Seed,
            Origin = data.Clock.Origin,
            TimeScale = data.Clock.Scale,
            StateFile = Path.Combine(data.Path, "simulator.json"),
        };
        try
        {
            return await SimulatedKeepa.StartAsync(simulator, data.Clock);
        }
        catch (Exception failure) when (failure is SimulatorOptionException or InvalidDataException or IOException)
        {
            throw new StartException($"The simulated Keepa cannot start: {failure.Message}", failure);
        }
    }
}
