using System.Collections.Frozen;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;

namespace Deals.Actors.Serialization;

/// <summary>The only serializer of events, snapshots and messages between nodes: protobuf behind a manifest a type.
/// What it cannot write or read is refused by the name of its type or manifest.</summary>
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
    /// <exception cref="SerializationException">The type has no manifest, or the message cannot be written.</exception>
    public override byte[] ToBinary(object obj)
    {
        var wire = Of(obj);
        try
        {
            return wire.ToProto(obj).ToByteArray();
        }
        catch (Exception e)
        {
            throw new SerializationException($"{obj.GetType()} cannot be written as '{wire.Manifest}': {e.Message}", e);
        }
    }

    /// <inheritdoc />
    /// <exception cref="SerializationException">The manifest is unknown, or the bytes cannot be read: it names the manifest, for whoever reads the log of a node or waits
    /// for a stored event knows nothing else of it.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!ByManifest.TryGetValue(manifest, out var wire))
            throw new SerializationException($"The manifest '{manifest}' is unknown to this version: it was written by a newer one, or the data is not of Deals.");
        try
        {
            return wire.FromBytes(bytes);
        }
        catch (Exception e)
        {
            throw new SerializationException($"'{manifest}' ({wire.Type.Name}) cannot be read: {e.Message}", e);
        }
    }

    private static WireType Of(object message) => ByType.TryGetValue(message.GetType(), out var wire)
        ? wire
        : throw new SerializationException($"{message.GetType()} has no manifest: it has to be listed in {nameof(WireTypes)} before it is stored or sent.");
}
