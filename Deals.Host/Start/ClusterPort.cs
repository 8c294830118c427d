using System.Net;
using System.Net.Sockets;
using Deals.Actors.Hosting;

namespace Deals.Host.Start;

/// <summary>The port of the cluster: a free one where none is named, and a look whether a named one is free.</summary>
internal static class ClusterPort
{
    /// <summary>Settles the port.</summary>
    /// <exception cref="StartException">It is taken.</exception>
    public static ClusterOptions Take(ClusterOptions cluster)
    {
        // What a name stands for on this machine is found out when it is bound.
        var isAddress = IPAddress.TryParse(cluster.Hostname, out var address);
        if (isAddress && cluster.Port != 0)
            ListenAddresses.EnsureFree(new IPEndPoint(address!, cluster.Port), "Cluster:Port");
        if (cluster.Port != 0)
            return cluster;

        // A node that seeds itself has to know its port before it listens.
        using var probe = new TcpListener(isAddress ? address! : IPAddress.Any, 0);
        probe.Start();
        return cluster with { Port = ((IPEndPoint)probe.LocalEndpoint).Port };
    }
}
