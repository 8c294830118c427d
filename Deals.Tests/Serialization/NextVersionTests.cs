using System.Collections;
using System.Reflection;
using System.Runtime.Loader;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Deals.Actors.Serialization;
using Google.Protobuf;

namespace Deals.Tests.Serialization;

/// <summary>This version and the next, built from the same sources with a field and a manifest more, read what the other writes.</summary>
[Collection(Cluster.Processes.Name)]
public sealed class NextVersionTests : IDisposable
{
    private static readonly byte[] Signature = Encoding.UTF8.GetBytes(NextVersion.Number);
    private readonly ActorSystem _system = ActorSystem.Create(nameof(NextVersionTests));
    private readonly DealsSerializer _serializer;

    public NextVersionTests() => _serializer = new DealsSerializer((ExtendedActorSystem)_system);

    public void Dispose() => _system.Dispose();

    [NextVersionFact]
    public async Task Each_version_reads_what_the_other_writes()
    {
        var next = Types(await NextVersion.HostAsync());
        foreach (var sample in WireSamples.All)
        {
            var manifest = _serializer.Manifest(sample.Value);
            var ours = _serializer.ToBinary(sample.Value);
            var (toProto, fromBytes) = next[manifest];
            var theirs = toProto(fromBytes(ours)).ToByteArray();
            Assert.Equal(ValueShape.Of(sample.Value), ValueShape.Of(_serializer.FromBinary(theirs, manifest)));
            var isSigned = WireTypes.All.Single(w => w.Manifest == manifest).ToProto(sample.Value) is Actors.Serialization.DealsProto.Happening;
            Assert.Equal(isSigned, theirs.AsSpan().IndexOf(Signature) >= 0);
            if (!isSigned && !sample.IsOnlyRead)
                Assert.Equal(ours, theirs);
        }
    }

    [NextVersionFact]
    public async Task The_next_version_has_one_manifest_more_which_this_one_refuses_by_name()
    {
        var next = Types(await NextVersion.HostAsync());
        var manifest = Assert.Single(next.Keys.Except(WireTypes.All.Select(w => w.Manifest)));
        Assert.Empty(WireTypes.All.Select(w => w.Manifest).Except(next.Keys));
        Assert.Contains($"'{manifest}'", Assert.Throws<SerializationException>(() => _serializer.FromBinary([8, 4], manifest)).Message, StringComparison.Ordinal);
    }

    /// <summary>The next version's types by manifest. Its own assembly is loaded beside ours; protobuf is shared, so that bytes and messages pass between them.</summary>
    private static Dictionary<string, (Func<object, IMessage> ToProto, Func<byte[], object> FromBytes)> Types(string folder)
    {
        var assembly = new AssemblyLoadContext("next").LoadFromAssemblyPath(Path.Combine(folder, "Deals.Actors.dll"));
        Assert.NotSame(typeof(WireTypes).Assembly, assembly);
        var all = (IEnumerable)assembly.GetType(typeof(WireTypes).FullName!, throwOnError: true)!.GetProperty(nameof(WireTypes.All))!.GetValue(null)!;
        return all.Cast<object>().ToDictionary(
            wire => (string)Value(wire, nameof(WireType.Manifest)),
            wire => ((Func<object, IMessage>)Value(wire, nameof(WireType.ToProto)), (Func<byte[], object>)Value(wire, nameof(WireType.FromBytes))),
            StringComparer.Ordinal);
    }

    private static object Value(object wire, string property) => wire.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.GetValue(wire)!;
}
