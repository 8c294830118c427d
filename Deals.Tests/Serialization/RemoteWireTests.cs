using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using Deals.Actors.Serialization;

namespace Deals.Tests.Serialization;

/// <summary>Two actor systems with the settings of a node, and a real connection between them.</summary>
public sealed class RemoteWireTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ActorSystem _other;

    public RemoteWireTests()
        : base(Later.WithFallback(Settings), nameof(RemoteWireTests)) => _other = ActorSystem.Create("other", Settings);

    private static Config Settings => ConfigurationFactory.ParseString($$"""
        akka {
          actor {
            provider = remote
            serialization-settings.allow-unregistered-types = off
            serializers.deals = "{{typeof(DealsSerializer).AssemblyQualifiedName}}"
            serialization-bindings."{{typeof(IDealsWire).AssemblyQualifiedName}}" = deals
          }
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        }
        """);

    private static Config Later => ConfigurationFactory.ParseString($$"""
        akka.actor {
          serializers.later = "{{typeof(LaterSerializer).AssemblyQualifiedName}}"
          serialization-bindings."{{typeof(OfLaterVersion).AssemblyQualifiedName}}" = later
        }
        """);

    [Fact]
    public async Task Every_message_crosses_from_node_to_node_and_is_the_same_there()
    {
        var there = await ThereAsync();
        foreach (var sample in WireSamples.All)
        {
            there.Tell(sample.Value, TestActor);
            var back = await ExpectMsgAsync<IDealsWire>(Patience);
            Assert.Equal(ValueShape.Of(sample.Value), ValueShape.Of(back));
        }
    }

    [Theory]
    [InlineData("zz-9")]
    [InlineData("dl-e")]
    public async Task What_cannot_be_read_is_named_in_the_log_and_everything_else_goes_on(string manifest)
    {
        var there = await ThereAsync();
        _other.EventStream.Subscribe(TestActor, typeof(Warning));
        _other.EventStream.Subscribe(TestActor, typeof(DisassociatedEvent));
        there.Tell(new OfLaterVersion(manifest, [0xFF]), TestActor);
        there.Tell(WireSamples.All[0].Value, TestActor);
        var seen = new List<object>();
        await FishForMessageAsync(
            m =>
            {
                seen.Add(m);
                return m is IDealsWire;
            },
            Patience);
        var warning = Assert.Single(seen.OfType<Warning>());
        Assert.Contains($"'{manifest}'", warning.Message.ToString(), StringComparison.Ordinal);
        Assert.Empty(seen.OfType<DisassociatedEvent>());
    }

    protected override void AfterAll()
    {
        Shutdown(_other);
        base.AfterAll();
    }

    /// <summary>Who sends back, from the other side, what it is told.</summary>
    private async Task<IActorRef> ThereAsync()
    {
        var echo = _other.ActorOf(Props.Create(() => new Echo()), "echo");
        var address = ((ExtendedActorSystem)_other).Provider.DefaultAddress;
        return await Sys.ActorSelection(new RootActorPath(address) / "user" / echo.Path.Name).ResolveOne(Patience);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(m => Sender.Tell(m));
    }

    /// <summary>A message as a later version might send it, under the project's own serializer number.</summary>
    public sealed record OfLaterVersion(string Manifest, byte[] Bytes);

    /// <summary>Writes <see cref="OfLaterVersion"/>; reads what this version reads.</summary>
    public sealed class LaterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        private readonly DealsSerializer _ours = new(system);

        public override int Identifier => DealsSerializer.Id;

        public override string Manifest(object o) => ((OfLaterVersion)o).Manifest;

        public override byte[] ToBinary(object obj) => ((OfLaterVersion)obj).Bytes;

        public override object FromBinary(byte[] bytes, string manifest) => _ours.FromBinary(bytes, manifest);
    }
}
