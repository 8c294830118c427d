using System.Net;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Section <c>Pbm</c>: where Petabridge.Cmd listens, in a build that has it. It asks for no key, and so listens on this machine only.</summary>
public sealed record PbmOptions
{
    /// <summary>An address of the loopback.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 9110;

    /// <summary>Whether <c>pbm</c> may run what changes something.</summary>
    public bool Mutations { get; init; }

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static PbmOptions From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Pbm");
        var defaults = new PbmOptions();
        var mutations = section.Text(nameof(Mutations));
        var mayMutate = defaults.Mutations;
        if (mutations is not null && !bool.TryParse(mutations, out mayMutate))
            throw section.Wrong(nameof(Mutations), mutations, "true or false");
        var options = new PbmOptions
        {
            Host = section.Text(nameof(Host)) ?? defaults.Host,
            Port = section.Whole(nameof(Port), defaults.Port, 0, 65535, "a port"),
            Mutations = mayMutate,
        };
        var isHere = IPAddress.TryParse(options.Host, out var address) ? IPAddress.IsLoopback(address) : string.Equals(options.Host, "localhost", StringComparison.OrdinalIgnoreCase);
        if (!isHere)
            throw section.Wrong(nameof(Host), options.Host, "an address of this machine alone such as 127.0.0.1, for Petabridge.Cmd asks for no key,");
        section.RefuseTheRest();
        return options;
    }
}
