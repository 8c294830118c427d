using Akka.Actor;
using Deals.Actors.Serialization.Next;
using Google.Protobuf;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>What the next version might add to the wire: one field of a stored message and one manifest. Built with <c>-p:NextWire=true</c> alone, for the
/// test that upgrades a running cluster; never released.</summary>
internal static class NextWire
{
    public const string Version = "0.1.1";

    public static IEnumerable<WireType> Types =>
    [
        WireType.Of("b-greeting", GatewayGreetingWire.Parser,
            (GatewayGreeting g) => new GatewayGreetingWire { Epoch = g.Epoch, Version = g.Version },
            p => new GatewayGreeting(p.Epoch, p.Version)),
    ];

    /// <summary>Sets the new field. Bytes behind a message are its further fields, so that this is what a newer deals.proto would give.</summary>
    public static Proto.Happening Signed(Proto.Happening happening)
    {
        happening.MergeFrom(new HappeningAddition { WrittenBy = Version }.ToByteArray());
        return happening;
    }

    /// <summary>Whether an actor's node is of a version that reads what this one adds: no older node may be told it.</summary>
    public static bool IsReadBy(ActorSystem system, IActorRef actor)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var address = actor.Path.Address.HasGlobalScope ? actor.Path.Address : cluster.SelfAddress;
        return cluster.State.Members.Any(m => m.Address.Equals(address) && m.AppVersion.CompareTo(cluster.SelfMember.AppVersion) >= 0);
    }
}

/// <summary>The router's answer to an announcement from a gateway of this version or a newer one.</summary>
/// <param name="Epoch">The router's epoch.</param>
/// <param name="Version">The router's version.</param>
internal sealed record GatewayGreeting(long Epoch, string Version) : IDealsWire;
