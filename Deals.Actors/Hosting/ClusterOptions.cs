using Akka.Actor;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Section <c>Cluster</c>: where this node listens and whom it joins.</summary>
public sealed record ClusterOptions
{
    /// <summary>The role of a node that holds deals and sellers, asks Keepa, and may run what there is once in the cluster.</summary>
    public const string DealsRole = "deals";

    /// <summary>The role of a node that only shows: HTTP, the page and the command line.</summary>
    public const string WebRole = "web";

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

    /// <summary>What it is for: <see cref="DealsRole"/>, <see cref="WebRole"/>, or both.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [DealsRole];

    /// <summary>How many members with the role <see cref="DealsRole"/> there have to be, up and heard, for anything to be granted.</summary>
    public int MinMembers { get; init; } = 1;

    /// <summary>How long the members must have been the same, some of them unheard, before those are put out and their work is taken over; wall time.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a node looks for a seed node that answers before it ends; wall time.</summary>
    public TimeSpan JoinWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The certificate of the cluster, with its key: all nodes have the same, and talk to nobody who has another. Absent: nodes talk in clear.</summary>
    public ClusterCertificate? Certificate { get; init; }

    /// <summary>Whether it holds deals.</summary>
    public bool HoldsDeals => Roles.Contains(DealsRole);

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
            StableAfter = section.Duration(nameof(StableAfter), defaults.StableAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            JoinWithin = section.Duration(nameof(JoinWithin), defaults.JoinWithin, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
            Certificate = ClusterCertificate.From(section),
        };
        var badRole = options.Roles.FirstOrDefault(r => r is not (DealsRole or WebRole));
        if (badRole is not null)
            throw section.Wrong(nameof(Roles), badRole, $"{DealsRole}, {WebRole}, or both separated by a comma,");
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
