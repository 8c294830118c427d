using Akka.Actor;
using Akka.Cluster;

namespace Deals.Actors.Inspection;

/// <summary>Hears of every change in the cluster and puts it into one reader's backlog. It lives as long as the reader reads.</summary>
internal sealed class ClusterFollower : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Backlog<ClusterChange> _backlog;
    private readonly TimeProvider _wall;

    public ClusterFollower(Backlog<ClusterChange> backlog, TimeProvider wall)
    {
        (_backlog, _wall) = (backlog, wall);
        Receive<ClusterEvent.IMemberEvent>(e => Put(NameOf(e), e.Member, !_cluster.State.Unreachable.Contains(e.Member)));
        Receive<ClusterEvent.UnreachableMember>(e => Put(NameOf(e), e.Member, reachable: false));
        Receive<ClusterEvent.ReachableMember>(e => Put(NameOf(e), e.Member, reachable: true));
        Receive<ClusterEvent.LeaderChanged>(e => _backlog.Offer(new ClusterChange(_wall.GetUtcNow(), NameOf(e), null, e.Leader?.ToString())));
        // From here on nothing is missed.
        Receive<ClusterEvent.CurrentClusterState>(_ => _backlog.Offer(new ClusterChange(_wall.GetUtcNow(), ClusterChange.Followed, null, null)));
    }

    public static Props Props(Backlog<ClusterChange> backlog, TimeProvider wall) => Akka.Actor.Props.Create(() => new ClusterFollower(backlog, wall));

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.LeaderChanged));

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _backlog.End();
    }

    private static string NameOf(object e) => e.GetType().Name;

    private void Put(string name, Member member, bool reachable) => _backlog.Offer(new ClusterChange(_wall.GetUtcNow(), name, ClusterReader.Item(member, reachable), null));
}
