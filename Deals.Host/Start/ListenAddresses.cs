using System.Net;
using System.Net.Sockets;
using Deals.Actors.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Deals.Host.Start;

/// <summary>Where the node listens for HTTP, whatever sets it: <c>Urls</c>, ASP.NET Core's own variables, Kestrel's endpoints.</summary>
internal static class ListenAddresses
{
    /// <summary>Where it listens if nothing says otherwise.</summary>
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>Sets the default, and sees to it that nobody but this machine gets in where no keys are configured.</summary>
    /// <exception cref="SettingException">An address is wrong, or open to others without keys.</exception>
    public static void Listen(this WebApplicationBuilder builder, ApiOptions api)
    {
        var addresses = Configured(builder.Configuration).ToList();
        if (addresses.Count == 0)
        {
            builder.WebHost.UseUrls(Default);
            addresses.Add(("Urls", Default));
        }

        foreach (var (key, text) in addresses)
        {
            var address = Parse(key, text);
            if (api.Keys.Count == 0 && !IsLoopback(address))
                throw new SettingException($"{key} is '{text}', which others can reach, and Api:Keys is empty: configure keys, or listen on an address such as {Default}.");
        }

        if (api.Keys.Count == 0)
            builder.Services.AddSingleton<IConnectionListenerFactory, LoopbackOnlyTransport>();
    }

    /// <summary>Looks whether the addresses are free, before anything else is started.</summary>
    /// <exception cref="StartException">One is taken.</exception>
    public static void EnsureFree(IConfiguration configuration)
    {
        var addresses = Configured(configuration).DefaultIfEmpty(("Urls", Default));
        foreach (var (key, text) in addresses)
        {
            var address = Parse(key, text);
            if (!address.IsUnixPipe && address.Port > 0 && EndPointOf(address) is { } endPoint)
                EnsureFree(endPoint, key);
        }
    }

    /// <summary>Looks whether one port is free.</summary>
    /// <exception cref="StartException">It is taken, or not ours to take.</exception>
    public static void EnsureFree(IPEndPoint endPoint, string key)
    {
        using var probe = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(endPoint);
        }
        catch (SocketException refused)
        {
            var why = refused.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another process listens there",
                SocketError.AddressNotAvailable => "this machine does not have that address",
                SocketError.AccessDenied => "this user may not take that port",
                var other => other.ToString(),
            };
            throw new StartException($"Cannot listen on {endPoint}: {why}. {key} sets another.", refused);
        }
    }

    private static IEnumerable<(string Key, string Text)> Configured(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Where(e => e["Url"] is not null).ToList();
        if (endpoints.Count > 0)
            return endpoints.Select(e => ($"{e.Path}:Url", e["Url"]!));
        if (configuration["Urls"] is { Length: > 0 } urls)
            return Split(urls).Select(url => ("Urls", url));
        return Split(configuration["http_ports"]).Select(p => ("HTTP_PORTS", $"http://*:{p}"))
            .Concat(Split(configuration["https_ports"]).Select(p => ("HTTPS_PORTS", $"https://*:{p}")));
    }

    private static string[] Split(string? list) => list?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static BindingAddress Parse(string key, string text)
    {
        try
        {
            if (BindingAddress.Parse(text) is { Scheme: "http" or "https", Port: >= 0 and <= 65535 } address)
                return address;
        }
        catch (FormatException)
        {
            // Said below, in our own words.
        }

        throw SettingException.Wrong(key, text, $"an address such as {Default}, several separated by semicolons,");
    }

    private static bool IsLoopback(BindingAddress address) =>
        address.IsUnixPipe || string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));

    // Kestrel takes any name but localhost for "every address of this machine".
    private static IPEndPoint EndPointOf(BindingAddress address) => address.Host switch
    {
        var host when IPAddress.TryParse(host, out var ip) => new IPEndPoint(ip, address.Port),
        var host when string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) => new IPEndPoint(IPAddress.Loopback, address.Port),
        _ => new IPEndPoint(IPAddress.Any, address.Port),
    };
}
