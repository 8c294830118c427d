using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Deals.Actors.Budget;

namespace Deals.Actors.Deals;

/// <summary>One deal: persists what <see cref="DealDecider"/> decides, answers after the persist, and goes to sleep when nobody talks to it.
/// A sleeping deal costs no memory; the region wakes it with its next message.</summary>
public sealed partial class DealActor : UntypedPersistentActor, IWithTimers
{
    /// <summary>Events between two snapshots; recovery replays at most this many.</summary>
    public const int EventsPerSnapshot = 50;

    private readonly DealId _id;
    private readonly DealSurroundings _around;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Deal _deal = Deal.None;

    /// <summary>Made by <see cref="Props"/>; public because Akka.NET makes actors through public constructors alone.</summary>
    public DealActor(DealId id, DealSurroundings around)
    {
        _id = id;
        _around = around;
        PersistenceId = id.PersistenceId;
    }

    /// <inheritdoc />
    public override string PersistenceId { get; }

    private DealDecider Decider => new(_around.Policy, _around.Terms.Now);

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to start one.</summary>
    /// <param name="entityId">The deal's id as the region has it.</param>
    /// <param name="around">What it works with.</param>
    public static Props Props(string entityId, DealSurroundings around)
    {
        var id = DealId.Parse(entityId);
        return Akka.Actor.Props.Create(() => new DealActor(id, around));
    }

    /// <inheritdoc />
    protected override void PreStart()
    {
        base.PreStart();
        Context.SetReceiveTimeout(_around.SleepAfter);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        base.PostStop();
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
            case RecoveryCompleted:
                ArmNearTimer();
                break;
        }
    }

    /// <inheritdoc />
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case DealCommand command:
                Carry(Decider.Decide(_deal, command));
                break;
            case GetDeal query:
                Sender.Tell(_deal is Deal.Known known ? new DealReply.Details(query.Id, known, LastSequenceNr) : new DealReply.NotKnown(query.Id));
                break;
            case StoreRead read:
                OnStoreRead(read);
                break;
            case StoreFailed failed:
                OnStoreFailed(failed);
                break;
            case TimeHasCome when _deal is Deal.Known { Record: var record }:
                Carry(Decider.Decide(_deal, new DealCommand.Wake(_id, Now, record.Cycle, IsPull: false)));
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
            case TimeHasCome or NeedQueued or NeedRefused or DealReply or DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
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

    private DateTimeOffset Now => _around.Clock.GetUtcNow();

    private void Carry(DealDecision decision)
    {
        if (decision.Events.IsEmpty)
        {
            Answer(decision);
            return;
        }

        var left = decision.Events.Length;
        PersistAll(decision.Events, e =>
        {
            _deal = _deal.Apply(e);
            Follow(e);
            if (LastSequenceNr % EventsPerSnapshot == 0 && _deal is Deal.Known known)
                SaveSnapshot(known);
            if (--left > 0)
                return;
            ArmNearTimer();
            Answer(decision);
        });
    }

    private void Answer(DealDecision decision)
    {
        if (decision.Need is { } need)
            LookIntoStore(need);
        else if (decision.Reply is { } reply && !Sender.IsNobody() && !Sender.Equals(Context.System.DeadLetters))
            Sender.Tell(reply is DealReply.NotDue notDue ? notDue with { Version = LastSequenceNr } : reply);
    }

    /// <summary>Comes back from the region once it holds further messages for the deal.</summary>
    internal sealed class Sleep : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Sleep Instance = new();
    }
}
