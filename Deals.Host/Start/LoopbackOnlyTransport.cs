using System.Net;
using Deals.Actors.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Deals.Host.Start;

/// <summary>Binds nothing that another machine could reach. It stands below every way to configure an address, so that none gets past it.</summary>
internal sealed class LoopbackOnlyTransport(IOptions<SocketTransportOptions> options, ILoggerFactory logs) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory _sockets = new(options, logs);

    /// <inheritdoc />
    /// <exception cref="SettingException">The endpoint is open to others.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => endpoint switch
    {
        IPEndPoint ip when IPAddress.IsLoopback(ip.Address) => _sockets.BindAsync(endpoint, cancellationToken),
        System.Net.Sockets.UnixDomainSocketEndPoint => _sockets.BindAsync(endpoint, cancellationToken),
        _ => throw new SettingException($"The node would listen on {endpoint}, which others can reach, and Api:Keys is empty: configure keys, or listen on this machine only."),
    };
}
