using Akka.Actor;
using Akka.Persistence;
using Deals.Actors.Deals;

namespace Deals.Bench.Engine;

/// <summary>What deals are compared with: a parent with one persistent child an id, no shards, no cluster. The children store the same events in the same journal and decide nothing.</summary>
internal sealed class PlainParent : ReceiveActor
{
    public PlainParent() => Receive<DealCommand.Sight>(sight =>
    {
        var name = sight.Id.ToString();
        var child = Context.Child(name);
        (child.IsNobody() ? Context.ActorOf(Props.Create(() => new PlainChild(sight.Id.PersistenceId)), name) : child).Forward(sight);
    });

    private sealed class PlainChild(string persistenceId) : UntypedPersistentActor
    {
        public override string PersistenceId => persistenceId;

        protected override void OnRecover(object message)
        {
            // It keeps no state.
        }

        protected override void OnCommand(object message)
        {
            if (message is not DealCommand.Sight s)
                return;
            DealEvent e = LastSequenceNr == 0
                ? new DealEvent.Discovered(s.Id, s.Now, s.Lens, s.Listing, s.AsOf) { Next = Schedule.AtOnce(s.Now, DueReason.NoFacts) }
                : new DealEvent.ListingChanged(s.Id, s.Now, s.Lens.Feed, s.Listing, s.AsOf);
            var change = LastSequenceNr == 0 ? DealChange.Discovered : DealChange.PriceChanged;
            Persist(e, _ => Sender.Tell(new DealReply.Done(s.Id, change)));
        }
    }
}
