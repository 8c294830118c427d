using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;

namespace Deals.Actors.Scheduling;

/// <summary>Wakes deals whose time has come, never more than the router can take: it asks the router for its appetite, the due index for rows, and tells
/// those deals. Where tokens are left and nobody is due, it wakes those that will be soonest. It keeps nothing: the rows are the queue.</summary>
public sealed class WakerActor : ReceiveActor, IWithTimers
{
    private const int MostAtOnce = 100;
    private const int TokensOfPulledLook = 3;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RefusedPatience = TimeSpan.FromMinutes(5);

    private static readonly ImmutableArray<Lane> Woken = [Lane.Interactive, Lane.Enrichment, Lane.Refresh];

    private readonly IDueIndex _index;
    private readonly IActorRef _router;
    private readonly IActorRef _deals;
    private readonly DomainClock _clock;
    private readonly Claims _claims;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private long _epoch;
    private long _reading;
    private long _woken;
    private long _pulled;
    private long _looks;
    private long _askedStamp;
    private string? _waiting = "It begins.";
    private ImmutableArray<Lane> _full = [];
    private bool _troubled;

    /// <summary>Makes the actor; see <see cref="SupervisedProps"/>.</summary>
    public WakerActor(IDueIndex index, IActorRef router, IActorRef deals, DomainClock clock)
    {
        _index = index;
        _router = router;
        _deals = deals;
        _clock = clock;
        _claims = new Claims(clock.Wall);
        Receive<Tick>(_ => OnTick());
        Receive<Appetite>(OnAppetite);
        Receive<Rows>(OnRows);
        Receive<ReadFailed>(OnReadFailed);
        Receive<NeedQueued>(q => OfDeal(q.Subject, OnQueued));
        Receive<Status.Failure>(static _ => { });
        Receive<NeedRefused>(OnRefused);
        Receive<NeedsEnded>(OnEnded);
        Receive<DealReply.NotDue>(OnNotDue);
        Receive<DealReply>(r => _claims.Hide(r.Id, RefusedPatience));
        Receive<GetWakerStatus>(_ => Sender.Tell(new WakerStatus(_clock.GetUtcNow(), _claims.Count, _woken, _pulled, _waiting) { Looks = _looks }));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to start it so that it comes back after whatever stopped it.</summary>
    public static Props SupervisedProps(IDueIndex index, IActorRef router, IActorRef deals, DomainClock clock) => BackoffSupervisor.Props(Backoff
        .OnFailure(Props.Create(() => new WakerActor(index, router, deals, clock)), "waker", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), 0.2, maxNrOfRetries: -1)
        .WithAutoReset(TimeSpan.FromSeconds(10)));

    /// <inheritdoc />
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.Zero, Pace);

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void OnTick()
    {
        if (_reading > 0 && _clock.Wall.GetElapsedTime(_askedStamp) < Patience)
            return;
        if (_reading > 0)
            _waiting = "The router or the due index does not answer.";
        _reading++;
        _askedStamp = _clock.Wall.GetTimestamp();
        _claims.Sweep();
        _router.Tell(GetAppetite.Instance);
    }

    private void OnAppetite(Appetite appetite)
    {
        if (appetite.Epoch != _epoch)
        {
            // What the router of another life was told is forgotten; whose permit is out is told so when it is asked again.
            _epoch = appetite.Epoch;
            _claims.Clear();
        }

        if (_claims.Count >= Claims.Most)
        {
            _waiting = $"{_claims.Count} deals were woken whose rows have not followed: the projection lags.";
            _reading = 0;
            return;
        }

        var wants = LaneOrder.All.Select(lane => (Lane: lane, Room: Math.Min(MostAtOnce, appetite.Room[(int)lane] - _claims.WakingIn(lane))))
            .Where(w => Woken.Contains(w.Lane) && w.Room > 0)
            .ToList();
        _full = [.. Woken.Where(lane => appetite.Room[(int)lane] == 0)];
        var reading = _reading;
        _ = ReadAsync(wants, appetite.IdleTokens / TokensOfPulledLook, _claims.Count, _clock.GetUtcNow(), _stopping.Token)
            .PipeTo(Self, success: rows => new Rows(reading, rows), failure: e => new ReadFailed(reading, e));
    }

    private async Task<Found> ReadAsync(List<(Lane Lane, int Room)> wants, int pulls, int claimed, DateTimeOffset now, CancellationToken cancellation)
    {
        var due = new List<(int Room, IReadOnlyList<DueRow> Rows)>();
        // Claimed rows are still in the index, and come first: so many more are read.
        foreach (var (lane, room) in wants)
            due.Add((room, await _index.DueAsync(lane, now, room + claimed, cancellation)));
        var isNobodyDue = due.All(d => d.Rows.Count == 0);
        var soonest = pulls > 0 && isNobodyDue
            ? await _index.SoonestAsync(now - RefreshPolicy.ShortestInterval, Math.Min(MostAtOnce, pulls) + claimed, cancellation)
            : [];
        return new Found(due, soonest, Math.Min(MostAtOnce, pulls));
    }

    private void OnRows(Rows rows)
    {
        if (rows.Reading != _reading)
            return;
        _reading = 0;
        _troubled = false;
        var before = _woken;
        foreach (var (room, due) in rows.Found.Due)
            WakeFree(due, room, isPull: false);
        var pulled = WakeFree(rows.Found.Soonest, rows.Found.Pulls, isPull: true);
        _pulled += pulled;
        _waiting = _woken > before ? null
            : rows.Found.Due.Any(d => d.Rows.Count > 0) ? "The router has as many wishes of those that are due as it takes."
            : _full.IsEmpty ? "Nobody is due."
            : $"Nobody is due in the lanes with room; at its bound or paused: {string.Join(", ", _full.Select(static lane => lane.ToString().ToLowerInvariant()))}.";
    }

    private int WakeFree(IReadOnlyList<DueRow> rows, int most, bool isPull)
    {
        var now = _clock.GetUtcNow();
        var woken = 0;
        foreach (var row in rows.Where(_claims.IsFree).Take(most))
        {
            _claims.Wake(row);
            _deals.Tell(new DealCommand.Wake(row.Id, now, row.Cycle, isPull));
            woken++;
        }

        _woken += woken;
        return woken;
    }

    private void OnQueued(DealId id)
    {
        if (_claims.Waking(id) is { Next: { Lane: Lane.Refresh, Reason: DueReason.Age or DueReason.KnownStale } next } && next.Due <= _clock.GetUtcNow())
            _looks++;
        _claims.Queued(id);
    }

    /// <summary>A row of all the deal's events that is due while the deal is not was moved on other terms than the deal knows: it follows the deal.</summary>
    private void OnNotDue(DealReply.NotDue notDue)
    {
        if (notDue.Plan is { } plan && _claims.Waking(notDue.Id) is { } row && row.Version == notDue.Version && row.Next.Due != plan.Due)
            _ = _index.MoveAsync(new DueMove(row.Id, row.Version, plan), _stopping.Token).PipeTo(Self, failure: e => new Status.Failure(e));
        _claims.Hide(notDue.Id, Claims.RowPatience, notDue.Version);
    }

    private void OnReadFailed(ReadFailed failed)
    {
        if (failed.Reading != _reading)
            return;
        _reading = 0;
        _waiting = $"The due index cannot be read: {failed.Cause.GetBaseException().Message}";
        if (!_troubled)
            _log.Warning("Nobody is woken: {Reason}", _waiting);
        _troubled = true;
    }

    private void OnRefused(NeedRefused refused) => OfDeal(refused.Subject, id =>
    {
        var wait = refused.RetryAt is { } at ? _clock.ToWall(at - _clock.GetUtcNow()) : RefusedPatience;
        _claims.Hide(id, wait < Claims.RowPatience ? Claims.RowPatience : wait < RefusedPatience ? wait : RefusedPatience);
    });

    private void OnEnded(NeedsEnded ended)
    {
        foreach (var subject in ended.Subjects)
        {
            OfDeal(subject, id =>
            {
                if (ended.Bought)
                    _claims.Hide(id, Claims.RowPatience);
                else
                    _claims.Free(id);
            });
        }
    }

    private static void OfDeal(NeedSubject subject, Action<DealId> act)
    {
        if (subject is NeedSubject.ProductOf product)
            act(new DealId(product.Marketplace, product.Asin));
    }

    private sealed record Found(List<(int Room, IReadOnlyList<DueRow> Rows)> Due, IReadOnlyList<DueRow> Soonest, int Pulls);

    private sealed record Rows(long Reading, Found Found) : INoSerializationVerificationNeeded;

    private sealed record ReadFailed(long Reading, Exception Cause) : INoSerializationVerificationNeeded;

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }
}
