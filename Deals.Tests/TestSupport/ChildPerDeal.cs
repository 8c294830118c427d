using Akka.Actor;
using Akka.Cluster.Sharding;
using Deals.Actors.Deals;

namespace Deals.Tests.TestSupport;

/// <summary>Stands in for the shard region: a child for each deal, messages held while one goes to sleep.</summary>
internal sealed class ChildPerDeal : ReceiveActor
{
    private readonly DealExtractor _extractor = new();
    private readonly Dictionary<IActorRef, List<(object Message, IActorRef Sender)>> _asleep = [];

    public ChildPerDeal(TimeSpan sleepAfter)
        : this(Surroundings.Of(sleepAfter))
    {
    }

    public ChildPerDeal(DealSurroundings around)
    {
        Receive<Passivate>(p =>
        {
            // It may ask twice before it hears: what is held since the first time stays held.
            _asleep.TryAdd(Sender, []);
            Sender.Tell(p.StopMessage);
        });
        Receive<Terminated>(t =>
        {
            if (!_asleep.Remove(t.ActorRef, out var held))
                return;
            foreach (var (message, sender) in held)
                Self.Tell(message, sender);
        });
        Receive<IDealMessage>(m =>
        {
            var id = _extractor.EntityId(m)!;
            var child = Context.Child(id);
            if (_asleep.TryGetValue(child, out var held))
                held.Add((m, Sender));
            else
                (child.IsNobody() ? Context.Watch(Context.ActorOf(DealActor.Props(id, around), id)) : child).Forward(m);
        });
    }
}
