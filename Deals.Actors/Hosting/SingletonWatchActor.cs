using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace Deals.Actors.Hosting;

/// <summary>What the watch needs of its node.</summary>
/// <param name="Paths">Of the actors that run once in the cluster, on its oldest node.</param>
/// <param name="IsOldest">Whether that is this node.</param>
/// <param name="Leave">Ends the node; given what is missing.</param>
internal sealed record SingletonWatchSurroundings(IReadOnlyList<string> Paths, Func<bool> IsOldest, Action<string> Leave)
{
    /// <summary>How often it is looked.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Looks in a row that find nothing until the node ends. Handing over takes a few seconds, and of a process that was stopped for hours no look is missed.</summary>
    public int MostMissed { get; init; } = 18;
}

/// <summary>Sees to it that what runs once in the cluster runs where all others look for it. A singleton manager that has handed its actor over never takes it back, and
/// one whose actor has ended does not start it again: the oldest node is then up and reachable, runs nothing, and the cluster stands still without an end. It ends itself instead,
/// so that the next oldest takes over and whoever keeps nodes running starts it anew.</summary>
internal sealed class SingletonWatchActor : ReceiveActor, IWithTimers
{
    private readonly SingletonWatchSurroundings _around;
    private readonly Dictionary<string, int> _missed = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _ended;

    public SingletonWatchActor(SingletonWatchSurroundings around)
    {
        _around = around;
        Receive<Look>(_ => OnLook());
        Receive<GetWatched>(_ => Sender.Tell(new Watched(_around.IsOldest(), [.. _missed.Keys])));
        Receive<ActorIdentity>(found =>
        {
            if (found.Subject is not null)
                _missed.Remove((string)found.MessageId);
        });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The watch of a node of the cluster.</summary>
    /// <param name="system">Its actors.</param>
    /// <param name="paths">Of the singletons.</param>
    public static Props Props(ActorSystem system, IReadOnlyList<string> paths) => Akka.Actor.Props.Create(() => new SingletonWatchActor(new SingletonWatchSurroundings(
        paths,
        () => IsOldest(Cluster.Get(system)),
        _ => CoordinatedShutdown.Get(system).Run(SingletonMissingReason.Instance))));

    /// <inheritdoc />
    protected override void PreStart() => LookAgain();

    // One at a time: a process that was stopped would find all the looks of that time waiting, and none answered.
    private void LookAgain() => Timers.StartSingleTimer("look", Look.Instance, _around.Every);

    private static bool IsOldest(Cluster cluster)
    {
        var self = cluster.SelfMember;
        return self.Status == MemberStatus.Up
            && !cluster.State.Members.Any(m => m.HasRole(ClusterOptions.DealsRole) && m.Status is not (MemberStatus.Joining or MemberStatus.WeaklyUp) && m.IsOlderThan(self));
    }

    private void OnLook()
    {
        if (_ended)
            return;
        LookAgain();
        if (!_around.IsOldest())
        {
            _missed.Clear();
            return;
        }

        foreach (var path in _around.Paths)
        {
            // An answer takes its entry away.
            var missed = _missed[path] = _missed.GetValueOrDefault(path) + 1;
            if (missed > _around.MostMissed)
            {
                _ended = true;
                _log.Error("This is the oldest node, and {Path} has not run on it for {Seconds} s, nor will it: the node ends, so that another takes over", path, (int)(_around.Every * _around.MostMissed).TotalSeconds);
                _around.Leave(path);
                return;
            }

            Context.ActorSelection(path).Tell(new Identify(path));
        }
    }

    /// <summary>Asks what it sees; answered by <see cref="Watched"/> within the node.</summary>
    internal sealed class GetWatched
    {
        public static readonly GetWatched Instance = new();
    }

    /// <summary>What it sees.</summary>
    /// <param name="IsOldest">Whether this is the oldest node.</param>
    /// <param name="Missing">What has not answered the last look.</param>
    internal sealed record Watched(bool IsOldest, IReadOnlyList<string> Missing);

    /// <summary>It is time to look.</summary>
    internal sealed class Look
    {
        public static readonly Look Instance = new();
    }
}
