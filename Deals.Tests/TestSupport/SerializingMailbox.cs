using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Deals.Actors.Budget;
using Deals.Actors.Serialization;

namespace Deals.Tests.TestSupport;

/// <summary>A mailbox that sends every message of this project through the serializer, as a network would; one that is neither on the wire nor marked as local breaks the test.
/// (Akka's own <c>serialize-messages</c> cannot be used: its journal's answers do not survive it.)</summary>
public sealed class SerializingMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<SerializingMailbox.Messages>
{
    /// <summary>The settings of a node's serialization, with this mailbox for every actor.</summary>
    public static Config Everywhere { get; } = ConfigurationFactory.ParseString($$"""
        akka.actor {
          serialization-settings.allow-unregistered-types = off
          default-mailbox.mailbox-type = "{{typeof(SerializingMailbox).AssemblyQualifiedName}}"
          mailbox.unbounded-deque-based.mailbox-type = "{{typeof(SerializingMailbox).AssemblyQualifiedName}}"
          serializers.deals = "{{typeof(DealsSerializer).AssemblyQualifiedName}}"
          serialization-bindings."{{typeof(IDealsWire).AssemblyQualifiedName}}" = deals
        }
        """);

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Messages(system);

    public sealed class Messages(ActorSystem system) : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
    {
        private readonly UnboundedDequeMessageQueue _inner = new();

        public bool HasMessages => _inner.HasMessages;

        public int Count => _inner.Count;

        public void Enqueue(IActorRef receiver, Envelope envelope) => _inner.Enqueue(receiver, new Envelope(AsReceived(envelope.Message), envelope.Sender));

        public void EnqueueFirst(Envelope envelope) => _inner.EnqueueFirst(envelope);

        public bool TryDequeue(out Envelope envelope) => _inner.TryDequeue(out envelope);

        public void CleanUp(IActorRef owner, IMessageQueue deadletters) => _inner.CleanUp(owner, deadletters);

        private object AsReceived(object message)
        {
            if (message is IDealsWire)
                return Through(message);
            if (message.GetType().Assembly == typeof(KeepaRouter).Assembly && message is not INoSerializationVerificationNeeded)
                throw new InvalidOperationException($"{message.GetType()} is sent, but it is neither on the wire nor local.");
            return message;
        }

        private object Through(object message)
        {
            var serializer = (DealsSerializer)system.Serialization.FindSerializerFor(message);
            return serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));
        }
    }
}
