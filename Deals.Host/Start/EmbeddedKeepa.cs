using System.Net;
using Deals.Actors.Hosting;
using Deals.Simulator;

namespace Deals.Host.Start;

/// <summary>The simulated Keepa inside the node, where neither a key nor an address of Keepa is configured. It lives on the node's clock, and its bucket
/// survives a restart in the data folder, which is made for it alone where the node stores elsewhere.</summary>
internal static class EmbeddedKeepa
{
    /// <summary>Starts it; nothing where Keepa is configured.</summary>
    /// <exception cref="SettingException">The node joins others, who would each have a Keepa of their own.</exception>
    /// <exception cref="StartException">Its port is taken, or the folder of its bucket cannot be made.</exception>
    public static async Task<SimulatedKeepa?> StartAsync(NodeOptions options, DomainClock clock)
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
            Origin = clock.Origin,
            TimeScale = clock.Scale,
            StateFile = Path.Combine(options.Persistence.AbsoluteDirectory, "simulator.json"),
        };
        try
        {
            Directory.CreateDirectory(options.Persistence.AbsoluteDirectory);
            return await SimulatedKeepa.StartAsync(simulator, clock);
        }
        catch (Exception failure) when (failure is SimulatorOptionException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The simulated Keepa cannot start: {failure.Message}", failure);
        }
    }
}
