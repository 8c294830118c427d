using System.Collections.Frozen;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;

namespace Deals.Actors.Serialization;

/// <summary>The only serializer of events, snapshots and messages between nodes: protobuf behind a manifest a type.
/// A type or manifest that is not in <see cref="WireTypes"/> is refused by name.</summary>
public sealed class DealsSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The serializer's number in every journal row and on the wire; 0-40 are Akka's own.</summary>
    public const int Id = 7411;

    private static readonly FrozenDictionary<Type, WireType> ByType = WireTypes.All.ToFrozenDictionary(w => w.Type);
    private static readonly FrozenDictionary<string, WireType> ByManifest = WireTypes.All.ToFrozenDictionary(w => w.Manifest);

    /// <inheritdoc />
    public override int Identifier => Id;

    /// <inheritdoc />
    public override string Manifest(object o) => Of(o).Manifest;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => Of(obj).ToProto(obj).ToByteArray();

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest) => ByManifest.TryGetValue(manifest, out var wire)
        ? wire.FromBytes(bytes)
        : throw new SerializationException($"The manifest '{manifest}' is unknown to this version: it was written by a newer one, or the data is not of Deals.");

    private static WireType Of(object message) => ByType.TryGetValue(message.GetType(), out var wire)
        ? wire
        : throw new SerializationException($"{message.GetType()} has no manifest: it has to be listed in {nameof(WireTypes)} before it is stored or sent.");
}
