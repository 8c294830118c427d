using Akka.Actor;
using Deals.Actors.Serialization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Deals.Tests.Serialization;

/// <summary>What any version has stored or sent is read by every later one, and a message's form never changes unnoticed.</summary>
public sealed class GoldenTests : IDisposable
{
    /// <summary>Cases that never leave their process: what was bought is handed over on the gateway's node.</summary>
    private static readonly string[] Local = ["KeepaOutcome.ProductBatch", "KeepaOutcome.SellerBatch"];

    /// <summary>Fields that are not the wire's: the settings are the reader's own, and the clock, its confirmation and a pause do not outlive a router.</summary>
    private static readonly string[] OfOneLife =
        ["Sweep.InFlight", "TokenLedger.Clock", "TokenLedger.Confirmed", "TokenLedger.QuietUntil", "TokenLedger.Settings"];

    private readonly ActorSystem _system = ActorSystem.Create(nameof(GoldenTests));
    private readonly DealsSerializer _serializer;

    public GoldenTests() => _serializer = new DealsSerializer((ExtendedActorSystem)_system);

    public void Dispose() => _system.Dispose();

    [Fact]
    public void No_line_of_the_record_was_changed_or_taken_out()
    {
        var seal = "";
        foreach (var line in Golden.Lines)
        {
            seal = line.SealAfter(seal);
            Assert.True(
                line.Seal == seal,
                $"Line {line.Number} of golden.txt ({line.Name}) is not what it was, or a line before it is missing. These bytes are in journals and on the way between nodes: restore the line, "
                + "and make the code read it. Where a message is written in a new form, append a line of the same name; docs/decisions says how a message is changed.");
        }
    }

    [Fact]
    public void Every_sample_is_on_record_as_it_is_written_today()
    {
        var newest = Golden.Lines.GroupBy(l => l.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var changed = WireSamples.All.Where(s => !s.IsOnlyRead)
            .Select(s => (s.Name, Bytes: _serializer.ToBinary(s.Value)))
            .Where(s => !newest.TryGetValue(s.Name, out var line) || !line.Bytes.AsSpan().SequenceEqual(s.Bytes))
            .ToList();
        Assert.True(
            changed.Count == 0,
            $"{string.Join(", ", changed.Select(c => c.Name))}: not on record in this form. If that is meant, append to golden.txt and change no other line:\n{string.Join('\n', Golden.Further(changed))}");
    }

    [Fact]
    public void Whatever_was_ever_written_is_read_as_it_was_meant()
    {
        var samples = WireSamples.All.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var line in Golden.Lines)
        {
            Assert.True(samples.TryGetValue(line.Name, out var sample), $"Nobody says any more what line {line.Number} of golden.txt ({line.Name}) means: a sample is never taken out.");
            Assert.Equal(line.Manifest, _serializer.Manifest(sample!.Value));
            var read = _serializer.FromBinary(line.Bytes, line.Manifest);
            Assert.Equal(ValueShape.Of(sample.Value), ValueShape.Of(read));
        }
    }

    /// <summary>A manifest that was given away stays with its type: it may be in a journal.</summary>
    [Fact]
    public void Every_manifest_has_a_sample_and_none_was_taken_back()
    {
        var manifests = WireTypes.All.Select(w => w.Manifest).ToList();
        Assert.Empty(manifests.Except(WireSamples.All.Select(s => s.Name.Split('/')[0])));
        Assert.Empty(Golden.Lines.Select(l => l.Manifest).Except(manifests));
        Assert.Equal(WireSamples.All.Count, WireSamples.All.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>A field that no sample sets could be forgotten on the way, and nobody would see it.</summary>
    [Fact]
    public void Every_field_and_every_case_of_the_domain_is_in_a_sample()
    {
        var shape = new ValueShape();
        foreach (var sample in WireSamples.All)
            shape.Read(sample.Value);
        Assert.Empty(shape.NeverSet.Except(OfOneLife));
        Assert.DoesNotContain(shape.NeverMet.Except(Local), c => !c.StartsWith("Deal.Unseen", StringComparison.Ordinal));
    }

    /// <summary>A field of protobuf that no sample sets could change its number.</summary>
    [Fact]
    public void Every_field_of_the_protocol_is_in_a_sample()
    {
        var set = new HashSet<FieldDescriptor>();
        foreach (var sample in WireSamples.All)
            Collect(WireTypes.All.Single(w => w.Type == sample.Value.GetType()).ToProto(sample.Value), set);
        var all = set.Select(f => f.File).Distinct().SelectMany(f => f.MessageTypes).SelectMany(WithNested).SelectMany(m => m.Fields.InFieldNumberOrder());
        Assert.Empty(all.Except(set).Select(f => f.FullName));
    }

    private static void Collect(IMessage message, HashSet<FieldDescriptor> set)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsMap ? ((System.Collections.IDictionary)value).Count > 0 : field.IsRepeated ? ((System.Collections.IList)value).Count > 0 : IsSet(field, message, value))
                set.Add(field);
            foreach (var inner in (field.IsMap, field.IsRepeated, value) switch
            {
                (false, true, System.Collections.IList list) => list.OfType<IMessage>(),
                (false, false, IMessage one) => [one],
                _ => [],
            })
            {
                Collect(inner, set);
            }
        }
    }

    private static bool IsSet(FieldDescriptor field, IMessage message, object? value) => field.HasPresence
        ? field.Accessor.HasValue(message)
        : value switch
        {
            null => false,
            string text => text.Length > 0,
            ByteString bytes => bytes.Length > 0,
            _ => !value.Equals(Activator.CreateInstance(value.GetType())),
        };

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.Where(n => !(n.GetOptions()?.MapEntry ?? false)).SelectMany(WithNested).Prepend(message);
}
