using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Deals.Actors.Deals;
using Deals.Actors.Storage;

namespace Deals.Actors.Scheduling;

/// <summary>Lets deals that were found gone be retired, as long as their number stays what a market can lose in a day. Who is held back is looked at again
/// the day after, and asks again. What was retired is read from the catalogue; what was let through meanwhile is kept in memory until it is there.</summary>
public sealed class RetirementBreakerActor : ReceiveActor
{
    private readonly IDueIndex _index;
    private readonly IActorRef _deals;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<DealId, DateTimeOffset> _let = [];
    private readonly Dictionary<DealId, DateTimeOffset> _held = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private (long Allowed, long Used) _last;

    /// <summary>Makes the actor; see <see cref="SupervisedProps"/>.</summary>
    public RetirementBreakerActor(IDueIndex index, IActorRef deals, TimeProvider clock)
    {
        _index = index;
        _deals = deals;
        _clock = clock;
        ReceiveAsync<MayBury>(OnAskedAsync);
        Receive<GetBreakerStatus>(_ =>
        {
            Forget(_clock.GetUtcNow());
            Sender.Tell(new BreakerStatus(_clock.GetUtcNow(), _last.Allowed, _last.Used, _held.Count));
        });
    }

    /// <summary>How to start it so that it comes back after whatever stopped it.</summary>
    public static Props SupervisedProps(IDueIndex index, IActorRef deals, TimeProvider clock) => BackoffSupervisor.Props(Backoff
        .OnFailure(Props.Create(() => new RetirementBreakerActor(index, deals, clock)), "breaker", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), 0.2, maxNrOfRetries: -1)
        .WithAutoReset(TimeSpan.FromSeconds(10)));

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task OnAskedAsync(MayBury ask)
    {
        var now = _clock.GetUtcNow();
        Forget(now);
        if (_let.ContainsKey(ask.Id))
        {
            Bury(ask.Id, now);
            return;
        }

        long living, gone;
        try
        {
            (living, gone) = await _index.CountGoneAsync(now - RetirementQuota.Window, _stopping.Token);
        }
        catch (Exception e) when (e is StorageException or OperationCanceledException)
        {
            _log.Warning("The deal {Deal} is not retired, for nobody knows how many were: {Error}", ask.Id, e.Message);
            return;
        }

        // A deal that was let through is in one of the two numbers, or in both: never in none.
        var used = Math.Max(gone, _let.Count);
        _last = (RetirementQuota.Allowed(living, gone), used);
        if (used < _last.Allowed)
        {
            _let[ask.Id] = now;
            _held.Remove(ask.Id);
            Bury(ask.Id, now);
            return;
        }

        if (_held.Count == 0)
            _log.Error("More than {Percent} % of all deals look gone within a day: {Used} were retired, and no more are until that has been understood", RetirementQuota.PercentADay, used);
        _held[ask.Id] = now;
    }

    private void Bury(DealId id, DateTimeOffset now) => _deals.Tell(new DealCommand.Bury(id, now), ActorRefs.NoSender);

    private void Forget(DateTimeOffset now)
    {
        foreach (var memory in new[] { _let, _held })
        {
            foreach (var id in memory.Where(m => now - m.Value > RetirementQuota.Window).Select(m => m.Key).ToList())
                memory.Remove(id);
        }
    }
}
