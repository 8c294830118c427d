using Akka.Actor;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Section <c>Cluster</c>: where this node listens and whom it joins.</summary>
public sealed record ClusterOptions
{
    /// <summary>Name of the actor system in every address.</summary>
    public const string SystemName = "Deals";

    /// <summary>What it listens on.</summary>
    public string Hostname { get; init; } = "127.0.0.1";

    /// <summary>The port it listens on; 0 takes a free one.</summary>
    public int Port { get; init; } = 4053;

    /// <summary>The name by which others reach it, where that is another.</summary>
    public string? PublicHostname { get; init; }

    /// <summary>The port by which others reach it, where that is another.</summary>
    public int? PublicPort { get; init; }

    /// <summary>Whom it joins; none means itself.</summary>
    public IReadOnlyList<Address> SeedNodes { get; init; } = [];

    /// <summary>What it is for.</summary>
    public IReadOnlyList<string> Roles { get; init; } = ["deals"];

    /// <summary>How many members there have to be before anything is granted.</summary>
    public int MinMembers { get; init; } = 1;

    /// <summary>The address by which others know this node; the port is 0 where a free one is taken.</summary>
    public Address SelfAddress => new("akka.tcp", SystemName, PublicHostname ?? Hostname, PublicPort ?? Port);

    /// <summary>Whether this node starts a cluster of its own.</summary>
    public bool SeedsItself => SeedNodes.Count == 0 || SeedNodes.All(s => s.Equals(SelfAddress));

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static ClusterOptions From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Cluster");
        var defaults = new ClusterOptions();
        var publicPort = section.Whole(nameof(PublicPort), -1, 1, 65535, "a port");
        var options = new ClusterOptions
        {
            Hostname = HostName(section, nameof(Hostname)) ?? defaults.Hostname,
            Port = section.Whole(nameof(Port), defaults.Port, 0, 65535, "a port"),
            PublicHostname = HostName(section, nameof(PublicHostname)),
            PublicPort = publicPort < 0 ? null : publicPort,
            SeedNodes = [.. (section.List(nameof(SeedNodes)) ?? []).Select(text => Seed(section, text))],
            Roles = section.List(nameof(Roles)) ?? defaults.Roles,
            MinMembers = section.Whole(nameof(MinMembers), defaults.MinMembers, 1, 1000, "a number of members"),
        };
        var badRole = options.Roles.FirstOrDefault(r => r.Length is 0 or > 50 || !r.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
        if (badRole is not null)
            throw section.Wrong(nameof(Roles), badRole, "letters, digits, dashes and underscores, several roles separated by commas,");
        section.RefuseTheRest();
        return options;
    }

    private static string? HostName(SettingsSection section, string key) => section.Text(key) is not { } text
        ? null
        : Uri.CheckHostName(text) != UriHostNameType.Unknown
            ? text
            : throw section.Wrong(key, text, "a host name or an IP address");

    private static Address Seed(SettingsSection section, string text) => ClusterAddress.TryParse(text, out var address)
        ? address
        : throw section.Wrong(nameof(SeedNodes), text, $"an address such as {ClusterAddress.Example}, several separated by commas,");
}
