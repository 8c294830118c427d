using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;

namespace Deals.Actors.Deals;

/// <summary>One deal: persists what <see cref="DealDecider"/> decides, answers after the persist, and goes to sleep when nobody talks to it.
/// A sleeping deal costs no memory; the region wakes it with its next message.</summary>
public sealed class DealActor : UntypedPersistentActor
{
    /// <summary>Events between two snapshots; recovery replays at most this many.</summary>
    public const int EventsPerSnapshot = 50;

    private readonly TimeSpan _sleepAfter;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Deal _deal = Deal.None;

    /// <summary>Made by <see cref="Props"/>; public because Akka.NET makes actors through public constructors alone.</summary>
    public DealActor(DealId id, TimeSpan sleepAfter)
    {
        PersistenceId = id.PersistenceId;
        _sleepAfter = sleepAfter;
    }

    /// <inheritdoc />
    public override string PersistenceId { get; }

    /// <summary>How to start one.</summary>
    /// <param name="entityId">The deal's id as the region has it.</param>
    /// <param name="sleepAfter">Wall time without a message after which it goes to sleep.</param>
    public static Props Props(string entityId, TimeSpan sleepAfter)
    {
        var id = DealId.Parse(entityId);
        return Akka.Actor.Props.Create(() => new DealActor(id, sleepAfter));
    }

    /// <inheritdoc />
    protected override void PreStart()
    {
        base.PreStart();
        Context.SetReceiveTimeout(_sleepAfter);
    }

    /// <inheritdoc />
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: Deal.Known state }:
                _deal = state;
                break;
            case DealEvent e:
                _deal = _deal.Apply(e);
                break;
        }
    }

    /// <inheritdoc />
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case DealCommand command:
                Carry(DealDecider.Decide(_deal, command));
                break;
            case GetDeal query:
                Sender.Tell(_deal is Deal.Known known ? new DealReply.Details(query.Id, known, LastSequenceNr) : new DealReply.NotKnown(query.Id));
                break;
            case ReceiveTimeout:
                Context.Parent.Tell(new Passivate(Sleep.Instance));
                break;
            case Sleep:
                Context.Stop(Self);
                break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failed:
                _log.Warning(failed.Cause, "Deal {Deal} goes on without the snapshot at {SequenceNr}", PersistenceId, failed.Metadata.SequenceNr);
                break;
            case DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc />
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Sender.Tell(new DealReply.Refused(((DealEvent)@event).Id, $"The journal rejected {@event.GetType().Name}: {cause.Message}"));
    }

    private void Carry(DealDecision decision)
    {
        if (decision.Events.IsEmpty)
        {
            Sender.Tell(decision.Reply);
            return;
        }

        var left = decision.Events.Length;
        PersistAll(decision.Events, e =>
        {
            _deal = _deal.Apply(e);
            if (LastSequenceNr % EventsPerSnapshot == 0 && _deal is Deal.Known known)
                SaveSnapshot(known);
            if (--left == 0)
                Sender.Tell(decision.Reply);
        });
    }

    /// <summary>Comes back from the region once it holds further messages for the deal.</summary>
    internal sealed class Sleep : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Sleep Instance = new();
    }
}
