using Akka.Actor;
using Akka.Event;
using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>What a gateway takes for granted; wall time.</summary>
public sealed record KeepaGatewaySettings
{
    /// <summary>How many requests it has in flight at once.</summary>
    public int Limit { get; init; } = 8;

    /// <summary>How often it announces itself.</summary>
    public TimeSpan AnnounceEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest that a request takes; not longer than the router's <see cref="KeepaRouterSettings.RequestTimeout"/>.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How many permits it remembers, so that none is sent twice.</summary>
    public int RememberedPermits { get; init; } = 10_000;
}

/// <summary>The only place that sends to Keepa, one a node. It sends what it has a permit for, each permit once, and only while the
/// permit is valid on its own
/// monotonic clock; it answers the requester, and repeats the settlement until the router has stored it.</summary>
public sealed class KeepaGateway : ReceiveActor, IWithTimers
{
    private readonly KeepaGatewaySettings _settings;
    private readonly IKeepaSender _sender;
    private readonly IAnswerTaker _taker;
    private readonly IActorRef _router;
    private readonly TimeProvider _wall;
    private readonly PermitMemory _memory;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef? _drainedTo;

    /// <summary>Use <see cref="Props"/>.</summary>
    public KeepaGateway(KeepaGatewaySettings settings, IKeepaSender sender, IAnswerTaker taker, IActorRef router, TimeProvider wall, PermitMemory memory)
    {
        _settings = settings;
        _sender = sender;
        _taker = taker;
        _router = router;
        _wall = wall;
        _memory = memory;
        Receive<Permit>(OnPermit);
        Receive<Finished>(f => Settle(f.Permit, f.Outcome));
        Receive<SettlementsStored>(OnStored);
        Receive<GatewayWelcome>(OnWelcome);
#if NEXT_WIRE
        // Once for each epoch. It may know the epoch already: a router that has not seen yet which version joins sends what every version reads.
        var greeted = 0L;
        Receive<Serialization.GatewayGreeting>(greeting =>
        {
            if (greeting.Epoch > greeted)
                _log.Info("A router of version {Version} greets: its epoch is {Epoch}", greeting.Version, greeting.Epoch);
            greeted = Math.Max(greeted, greeting.Epoch);
            OnWelcome(new GatewayWelcome(greeting.Epoch));
        });
#endif
        Receive<AnnounceNow>(_ => Announce());
        Receive<DrainGateway>(_ => OnDrain());
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A gateway's recipe.</summary>
    /// <param name="settings">Its limits.</param>
    /// <param name="sender">The client.</param>
    /// <param name="taker">Who takes in what is bought for wishes.</param>
    /// <param name="router">The router, or the proxy that finds it.</param>
    /// <param name="wall">The wall clock.</param>
    public static Props Props(KeepaGatewaySettings settings, IKeepaSender sender, IAnswerTaker taker, IActorRef router, TimeProvider wall)
    {
        // What it must not forget even if the actor is restarted lives outside of it.
        var memory = new PermitMemory(settings.RememberedPermits);
        return Akka.Actor.Props.Create(() => new KeepaGateway(settings, sender, taker, router, wall, memory));
    }

    /// <inheritdoc />
    protected override void PreStart()
    {
        Announce();
        Timers.StartPeriodicTimer(AnnounceNow.Instance, AnnounceNow.Instance, _settings.AnnounceEvery);
    }

    /// <inheritdoc />
    protected override void PreRestart(Exception reason, object message)
    {
        // What is in flight goes on: its outcome comes to the same address.
    }

    /// <inheritdoc />
    protected override void PostStop() => _memory.CancelAll();

    private void OnPermit(Permit permit)
    {
        if (!_memory.Accept(permit.PermitId))
        {
            _log.Warning("Permit {PermitId} came twice; the second is ignored", permit.PermitId);
            return;
        }

        if (ReasonNotToSend(permit) is { } reason)
        {
            _log.Warning("Permit {PermitId} is not sent: {Reason}", permit.PermitId, reason);
            Settle(permit, new KeepaOutcome.Failed(FailureKind.NotSent, new KeepaError("permitRefused", reason), null));
            return;
        }

        _memory.Meet(permit.Epoch);
        var cancellation = new CancellationTokenSource(_settings.RequestTimeout, _wall);
        _memory.Sending(permit.PermitId, cancellation);
        _ = SendAsync(permit, cancellation.Token).PipeTo(Self, Self, outcome => new Finished(permit, outcome));
    }

    private string? ReasonNotToSend(Permit permit)
    {
        if (permit.Epoch < _memory.Epoch)
            return $"its router's epoch {permit.Epoch} is over: {_memory.Epoch} has begun";
        if (_drainedTo is not null)
            return "this node is leaving";
        if (_memory.InFlight.Count >= _settings.Limit)
            return $"{_settings.Limit} requests are in flight already";
        if (Clock > permit.Expiry)
            return "it came after its expiry";
        return permit.Subjects.IsEmpty ? null : _taker.Trouble;
    }

    private async Task<KeepaOutcome> SendAsync(Permit permit, CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(permit, cancellationToken).ConfigureAwait(false);
        // Stored and told before it is settled: whoever hears that it was bought finds it.
        if (!permit.Subjects.IsEmpty)
            await TakeInAsync(permit, outcome).ConfigureAwait(false);
        return outcome;
    }

    private async Task TakeInAsync(Permit permit, KeepaOutcome outcome)
    {
        try
        {
            await _taker.TakeAsync(permit, outcome).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever becomes of what came, it was paid for: a permit that is never settled would hold its tokens and its place.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _log.Error(exception, "What came for permit {PermitId} could not be taken in; those who wait for it will ask again", permit.PermitId);
        }
    }

    private async Task<KeepaOutcome> AskAsync(Permit permit, CancellationToken cancellationToken)
    {
        try
        {
            return await _sender.SendAsync(permit.Request, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever is thrown, the request may have been served: an outcome. The exception's text may hold the key.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new KeepaOutcome.Unknown($"The client failed with {exception.GetType().Name}.");
        }
    }

    private void Settle(Permit permit, KeepaOutcome outcome)
    {
        var settlement = new SettlePermit(permit.PermitId, PermitFate.Of(outcome));
        _memory.Settled(settlement);
        _router.Tell(settlement);
        if (permit.ReplyTo is { } replyTo)
            Resolve(replyTo).Tell(new KeepaAnswer(permit.RequestId, permit.PermitId, outcome));
    }

    private static IActorRef Resolve(string path) => ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(path);

    /// <summary>A new router hears at once that its epoch is known here: before that it sends nothing.</summary>
    private void OnWelcome(GatewayWelcome welcome)
    {
        var isNew = welcome.Epoch > _memory.Epoch;
        _memory.Meet(welcome.Epoch);
        if (isNew)
            Announce();
    }

    private void OnStored(SettlementsStored stored)
    {
        if (stored.Epoch < _memory.Epoch)
            return;
        foreach (var id in stored.PermitIds)
            _memory.Acknowledged(id);
        TellDrained();
    }

    private void OnDrain()
    {
        _drainedTo = Sender;
        Announce();
        TellDrained();
    }

    private void TellDrained()
    {
        if (_memory.IsClear)
            _drainedTo?.Tell(GatewayDrained.Instance);
    }

    private void Announce() => _router.Tell(
        new GatewayAnnounce(Clock, [.. _memory.InFlight], [.. _memory.Unacknowledged], _settings.Limit, _drainedTo is not null, _memory.Epoch));

    /// <summary>Since the machine's start, so that a restart of the actor does not set it back.</summary>
    private TimeSpan Clock => _wall.GetElapsedTime(0);

    private sealed record Finished(Permit Permit, KeepaOutcome Outcome) : INoSerializationVerificationNeeded;

    private sealed class AnnounceNow : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static readonly AnnounceNow Instance = new();
    }
}

/// <summary>Tells the gateway of a leaving node to take no more permits; answered by <see cref="GatewayDrained"/> when all that it had is
/// settled. Local.</summary>
public sealed class DrainGateway : INoSerializationVerificationNeeded
{
    /// <summary>The only one.</summary>
    public static readonly DrainGateway Instance = new();
}

/// <summary>The gateway holds nothing any more. Local.</summary>
public sealed class GatewayDrained : INoSerializationVerificationNeeded
{
    /// <summary>The only one.</summary>
    public static readonly GatewayDrained Instance = new();
}
