using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Deals.Tests.Cluster;

/// <summary>A test that needs hosts of its own, each with its own network; skipped where they cannot be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = PostgresServer.Missing ?? TestNetwork.Missing;
}

/// <summary>A few hosts in network namespaces, joined by a bridge to this machine, which is their host 1. What they say to each other can be cut.</summary>
internal sealed class TestNetwork : IAsyncDisposable
{
    private readonly string _name = $"dl{Environment.ProcessId % 100_000}";
    private readonly List<TcpListener> _forwarders = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly int _hosts;

    private TestNetwork(int hosts) => _hosts = hosts;

    /// <summary>Why there can be no such network; absent where there can.</summary>
    public static string? Missing { get; } = Find();

    /// <summary>Makes it.</summary>
    public static async Task<TestNetwork> MakeAsync(int hosts)
    {
        var network = new TestNetwork(hosts);
        await network.RemoveAsync();
        await RunAsync("link", "add", network._name, "type", "bridge");
        await RunAsync("addr", "add", $"{AddressOf(0)}/24", "dev", network._name);
        await RunAsync("link", "set", network._name, "up");
        for (var host = 1; host <= hosts; host++)
        {
            var space = network.SpaceOf(host);
            await RunAsync("netns", "add", space);
            await RunAsync("link", "add", $"{network._name}v{host}", "type", "veth", "peer", "name", "eth0", "netns", space);
            await RunAsync("link", "set", $"{network._name}v{host}", "master", network._name, "up");
            await RunAsync("-n", space, "addr", "add", $"{AddressOf(host)}/24", "dev", "eth0");
            await RunAsync("-n", space, "link", "set", "eth0", "up");
            await RunAsync("-n", space, "link", "set", "lo", "up");
        }

        return network;
    }

    /// <summary>The address of a host; 0 is this machine.</summary>
    public static string AddressOf(int host) => $"10.231.77.{host + 1}";

    /// <summary>How a program is started on a host: the words before its own.</summary>
    public IReadOnlyList<string> On(int host) => ["netns", "exec", SpaceOf(host)];

    /// <summary>Cuts what two hosts say to each other, in both directions. What they say to everybody else goes on.</summary>
    public async Task CutAsync(int one, int other)
    {
        await RunAsync("-n", SpaceOf(one), "route", "add", "blackhole", $"{AddressOf(other)}/32");
        await RunAsync("-n", SpaceOf(other), "route", "add", "blackhole", $"{AddressOf(one)}/32");
    }

    /// <summary>Lets them hear each other again.</summary>
    public async Task HealAsync(int one, int other)
    {
        await RunAsync("-n", SpaceOf(one), "route", "del", "blackhole", $"{AddressOf(other)}/32");
        await RunAsync("-n", SpaceOf(other), "route", "del", "blackhole", $"{AddressOf(one)}/32");
    }

    /// <summary>Lets the hosts reach a port of this machine's loopback; gives the port at <see cref="AddressOf"/> 0.</summary>
    public int Forward(int port)
    {
        var listener = new TcpListener(IPAddress.Parse(AddressOf(0)), 0);
        listener.Start();
        _forwarders.Add(listener);
        _ = AcceptAsync(listener, port);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        foreach (var listener in _forwarders)
            listener.Dispose();
        await RemoveAsync();
        _ended.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, int port)
    {
        try
        {
            while (true)
                _ = CarryAsync(await listener.AcceptTcpClientAsync(_ended.Token), port);
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The network has ended.
        }
    }

    private async Task CarryAsync(TcpClient client, int port)
    {
        using (client)
        {
            try
            {
                using var server = new TcpClient { NoDelay = true };
                await server.ConnectAsync(IPAddress.Loopback, port, _ended.Token);
                client.NoDelay = true;
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), _ended.Token),
                    server.GetStream().CopyToAsync(client.GetStream(), _ended.Token));
            }
            catch (Exception broken) when (broken is OperationCanceledException or SocketException or IOException)
            {
                // One side is gone, so the other is let go too.
            }
        }
    }

    private string SpaceOf(int host) => $"{_name}n{host}";

    private async Task RemoveAsync()
    {
        for (var host = 1; host <= _hosts; host++)
            await TryAsync("netns", "del", SpaceOf(host));
        await TryAsync("link", "del", _name);
    }

    private static async Task RunAsync(params string[] words)
    {
        if (await TryAsync(words) is { } wrong)
            throw new InvalidOperationException($"ip {string.Join(' ', words)}: {wrong}");
    }

    private static async Task<string?> TryAsync(params string[] words)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardError = true, UseShellExecute = false })!;
        var said = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        return ip.ExitCode == 0 ? null : said.Trim();
    }

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return "Hosts with a network of their own are made by root on Linux alone.";
        try
        {
            var probe = $"dlprobe{Environment.ProcessId % 100_000}";
            using var add = Process.Start(new ProcessStartInfo("ip", ["netns", "add", probe]) { RedirectStandardError = true, UseShellExecute = false })!;
            var said = add.StandardError.ReadToEnd();
            add.WaitForExit();
            if (add.ExitCode != 0)
                return $"This machine lets no network namespace be made: {said.Trim()}";
            using var remove = Process.Start(new ProcessStartInfo("ip", ["netns", "del", probe]) { UseShellExecute = false })!;
            remove.WaitForExit();
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "The program ip (package iproute2) is not there: without it no network namespace can be made.";
        }
    }
}
