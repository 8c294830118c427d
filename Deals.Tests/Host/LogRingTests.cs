using Deals.Actors.Inspection;
using Deals.Host.Start;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Deals.Tests.Host;

public sealed class LogRingTests
{
    private readonly LogRing _ring = new();

    [Theory]
    [InlineData("asked https://api.keepa.com/token?key=abc123KEY with abc123KEY", "asked https://api.keepa.com/token?key=*** with ***")]
    [InlineData("Host=db;Password=hunter2;Username=deals", "Host=db;Password=***;Username=deals")]
    [InlineData("xai-secret-key said no", "*** said no")]
    [InlineData("Request starting HTTP/1.1 POST http://node/keepa/notifications/sixteen-letters-and-more", "Request starting HTTP/1.1 POST http://node/keepa/notifications/***")]
    [InlineData("port 4053 is taken", "port 4053 is taken")]
    public void No_secret_of_the_configuration_is_in_the_log_that_people_tail(string message, string expected)
    {
        Provider().CreateLogger("X").LogWarning("{Message}", message);

        Assert.Equal(expected, Lines().Single().Text);
    }

    [Fact]
    public void An_exception_is_one_line_of_its_causes_without_a_secret()
    {
        Provider().CreateLogger("X").LogError(new InvalidOperationException("first\nsecond", new TimeoutException("key abc123KEY")), "It failed");

        Assert.Equal("It failed InvalidOperationException: first second <- TimeoutException: key ***", Lines().Single().Text);
    }

    private IReadOnlyList<LogLine> Lines()
    {
        using var following = _ring.Follow();
        return following.Before;
    }

    private LogRingProvider Provider() => new(_ring, new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Keepa:ApiKey"] = "abc123KEY",
        ["Xai:ApiKey"] = "xai-secret-key",
        ["Keepa:Webhook:Secret"] = "sixteen-letters-and-more",
        ["ConnectionStrings:Deals"] = "Host=db; Username=deals; Password='hunter2'",
        ["Cluster:Port"] = "4053",
    }).Build());
}
