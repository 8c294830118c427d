using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Deals.Actors.Hosting;

/// <summary>The address of a node in the cluster, as people write it.</summary>
public static class ClusterAddress
{
    /// <summary>What an error message shows as expected.</summary>
    public const string Example = $"akka.tcp://{ClusterOptions.SystemName}@127.0.0.1:4053";

    /// <summary>Reads an address; false where it is not one of a node of this system.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Address? address)
    {
        address = null;
        try
        {
            address = Address.Parse(text ?? "");
        }
        catch (Exception unreadable) when (unreadable is UriFormatException or FormatException or ArgumentException)
        {
            return false;
        }

        return address is { Host: not null, Port: > 0, Protocol: "akka.tcp", System: ClusterOptions.SystemName };
    }
}
