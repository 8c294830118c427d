using System.Net;
using System.Net.Sockets;
using Deals.Actors.Hosting;
using Deals.Host.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Deals.Tests.Host;

public sealed class ListenAddressesTests
{
    private static readonly ApiOptions Keyless = new();
    private static readonly ApiOptions Keyed = new() { Keys = [new ApiKey("a", new byte[32], ApiRole.Reader)] };

    [Theory]
    [InlineData("Urls", "http://0.0.0.0:5080")]
    [InlineData("Urls", "http://*:5080")]
    [InlineData("Urls", "http://+:5080")]
    [InlineData("Urls", "http://[::]:5080")]
    [InlineData("Urls", "http://192.168.1.5:5080")]
    [InlineData("Urls", "http://myhost:5080")]
    [InlineData("Urls", "http://127.0.0.1:5080;http://0.0.0.0:5081")]
    [InlineData("Kestrel:Endpoints:Web:Url", "http://0.0.0.0:5080")]
    [InlineData("http_ports", "8080")]
    [InlineData("https_ports", "8443")]
    public void An_address_that_others_can_reach_needs_keys(string key, string value)
    {
        var refused = Assert.Throws<SettingException>(() => Builder((key, value)).Listen(Keyless));

        Assert.Contains("Api:Keys is empty", refused.Message, StringComparison.Ordinal);
        Builder((key, value)).Listen(Keyed);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://[::1]:5080")]
    [InlineData("http://127.0.0.7:0")]
    public void An_address_of_this_machine_needs_none(string value) => Builder(("Urls", value)).Listen(Keyless);

    [Theory]
    [InlineData("127.0.0.1:5080")]
    [InlineData("nonsense")]
    [InlineData("ftp://127.0.0.1")]
    public void An_address_that_cannot_be_read_is_named(string value)
    {
        var refused = Assert.Throws<SettingException>(() => Builder(("Urls", value)).Listen(Keyless));

        Assert.StartsWith($"Urls is '{value}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_gets_past_the_settings_is_stopped_at_the_socket()
    {
        var transport = new LoopbackOnlyTransport(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);

        await Assert.ThrowsAsync<SettingException>(async () => await transport.BindAsync(new IPEndPoint(IPAddress.Any, 0)));
        await Assert.ThrowsAsync<SettingException>(async () => await transport.BindAsync(new FileHandleEndPoint(3, FileHandleType.Tcp)));
        await using var bound = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
    }

    [Fact]
    public void A_port_that_is_taken_is_named_before_anything_starts()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        var refused = Assert.Throws<StartException>(() => ListenAddresses.EnsureFree(Builder(("Urls", taken)).Configuration));

        Assert.Contains("another process listens there. Urls sets another", refused.Message, StringComparison.Ordinal);
    }

    private static WebApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        return builder;
    }
}
