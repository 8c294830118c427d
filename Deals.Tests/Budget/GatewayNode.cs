using System.Collections.Concurrent;
using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget;

/// <summary>A node with a gateway, and the network between it and the routers. Stopped, it is gone at once with all that is in it.</summary>
internal sealed class GatewayNode : UntypedActor
{
    private readonly IActorRef _gateway;
    private readonly Wire _wire;

    public GatewayNode(Wire wire, IKeepaSender keepa, TimeProvider wall)
    {
        _wire = wire;
        var settings = new KeepaGatewaySettings { AnnounceEvery = TimeSpan.FromMilliseconds(20) };
        _gateway = Context.ActorOf(KeepaGateway.Props(settings, keepa, NobodyTakes.Instance, Self, wall), "gateway");
    }

    protected override void OnReceive(object message)
    {
        if (Sender.Equals(_gateway))
        {
            if (!_wire.Loses(message))
                _wire.Router.Tell(message, Self);
            return;
        }

        if (message is Deliver)
        {
            while (_wire.Kept.TryDequeue(out var late))
                _gateway.Tell(late);
            return;
        }

        if (message is Permit permit)
            _wire.Permits.Enqueue(permit);
        if (message is GatewayWelcome welcome)
            _wire.Met = Math.Max(_wire.Met, welcome.Epoch);
        for (var i = 0; i < (_wire.Doubles ? 2 : 1); i++)
        {
            if (_wire.KeepsBack(message))
                _wire.Kept.Enqueue(message);
            else
                _gateway.Tell(message);
        }
    }

    /// <summary>Brings the gateway what was kept back, in order.</summary>
    public sealed class Deliver : INoSerializationVerificationNeeded
    {
        public static readonly Deliver Instance = new();
    }
}

/// <summary>What the network does between a gateway and the routers.</summary>
internal sealed class Wire(IActorRef router)
{
    private volatile IActorRef _router = router;
    private long _met;

    /// <summary>The router that the gateway reaches. Whatever any router sends to the gateway comes to it.</summary>
    public IActorRef Router
    {
        get => _router;
        set => _router = value;
    }

    /// <summary>Which messages of the gateway do not come to the router.</summary>
    public Predicate<object> Loses { get; set; } = static _ => false;

    /// <summary>Which messages to the gateway wait until they are delivered by name.</summary>
    public Predicate<object> KeepsBack { get; set; } = static _ => false;

    /// <summary>Whether what comes to the gateway comes twice.</summary>
    public bool Doubles { get; set; }

    public ConcurrentQueue<object> Kept { get; } = [];

    /// <summary>Every permit that any router has sent to the gateway.</summary>
    public ConcurrentQueue<Permit> Permits { get; } = [];

    /// <summary>The latest epoch that the gateway was told.</summary>
    public long Met
    {
        get => Interlocked.Read(ref _met);
        set => Interlocked.Exchange(ref _met, value);
    }
}

/// <summary>A place at which something waits until the test lets it go on.</summary>
internal sealed class Hold
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReached => _reached.Task.IsCompleted;

    public Task WaitHere()
    {
        _reached.TrySetResult();
        return _end.Task;
    }

    public void LetGo() => _end.TrySetResult();

    public void Fail() => _end.TrySetException(new InvalidOperationException("The node that would have done it is gone."));
}
