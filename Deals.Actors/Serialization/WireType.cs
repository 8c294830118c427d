using Google.Protobuf;

namespace Deals.Actors.Serialization;

/// <summary>Marks what is written to the journal or sent between nodes; the serializer is bound to this alone.</summary>
public interface IDealsWire;

/// <summary>One type on the wire: its manifest for ever, and how it becomes protobuf and back.</summary>
/// <param name="Manifest">A short stable name; never reused and never renamed, for stored events carry it.</param>
/// <param name="Type">The domain type.</param>
/// <param name="ToProto">Domain to protobuf.</param>
/// <param name="FromBytes">Protobuf bytes to domain.</param>
public sealed record WireType(string Manifest, Type Type, Func<object, IMessage> ToProto, Func<byte[], object> FromBytes)
{
    /// <summary>Describes one type.</summary>
    public static WireType Of<T, TProto>(string manifest, MessageParser<TProto> parser, Func<T, TProto> toProto, Func<TProto, T> fromProto)
        where T : IDealsWire
        where TProto : IMessage<TProto> =>
        new(manifest, typeof(T), message => toProto((T)message), bytes => fromProto(parser.ParseFrom(bytes))!);
}
