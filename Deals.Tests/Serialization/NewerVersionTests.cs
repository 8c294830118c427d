using System.Collections;
using System.Runtime.Serialization;
using Akka.Actor;
using CsCheck;
using Deals.Actors.Serialization;
using Google.Protobuf;

namespace Deals.Tests.Serialization;

/// <summary>What a newer version sends, or a broken disk gives back.</summary>
public sealed class NewerVersionTests : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create(nameof(NewerVersionTests));
    private readonly DealsSerializer _serializer;

    public NewerVersionTests() => _serializer = new DealsSerializer((ExtendedActorSystem)_system);

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Fields_of_a_newer_version_change_nothing_that_this_one_knows()
    {
        foreach (var sample in WireSamples.All)
        {
            var wire = WireTypes.All.Single(w => w.Type == sample.Value.GetType());
            var newer = wire.ToProto(sample.Value);
            AddUnknown(newer);
            Assert.True(newer.CalculateSize() > wire.ToProto(sample.Value).CalculateSize());
            Assert.Equal(ValueShape.Of(sample.Value), ValueShape.Of(_serializer.FromBinary(newer.ToByteArray(), wire.Manifest)));
        }
    }

    /// <summary>Whatever goes wrong inside, it is one kind of exception, and says which message it was.</summary>
    [Fact]
    public void Bytes_that_cannot_be_read_are_refused_by_the_name_of_their_manifest() =>
        Gen.Select(Gen.Int[0, WireSamples.All.Count - 1], Gen.Double[0, 1], Gen.Byte, Gen.Bool).Sample(
            (which, where, value, cut) =>
            {
                var sample = WireSamples.All[which].Value;
                var (manifest, bytes) = (_serializer.Manifest(sample), _serializer.ToBinary(sample));
                var at = (int)(where * bytes.Length);
                if (cut)
                    bytes = bytes[..at];
                else if (at < bytes.Length)
                    bytes[at] = value;
                try
                {
                    Assert.IsType(sample.GetType(), _serializer.FromBinary(bytes, manifest));
                }
                catch (SerializationException refused)
                {
                    Assert.Contains($"'{manifest}'", refused.Message, StringComparison.Ordinal);
                }
            },
            iter: 20_000);

    [Fact]
    public void A_message_without_what_it_is_about_is_refused_by_the_name_of_its_manifest()
    {
        var refused = Assert.Throws<SerializationException>(() => _serializer.FromBinary([], "dl-e"));
        Assert.Contains("'dl-e' (ListingChanged)", refused.Message, StringComparison.Ordinal);
    }

    private static void AddUnknown(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder().Where(f => !f.IsMap))
        {
            foreach (var inner in field.Accessor.GetValue(message) switch
            {
                IMessage one => [one],
                IList list => list.OfType<IMessage>(),
                _ => [],
            })
            {
                AddUnknown(inner);
            }
        }

        // Number 20,001: a text, and a number.
        message.MergeFrom([0x8A, 0xE2, 0x09, 0x02, 0x68, 0x69, 0x90, 0xE2, 0x09, 0x07]);
    }
}
