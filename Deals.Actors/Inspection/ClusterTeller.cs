using Akka.Actor;
using Akka.Cluster;

namespace Deals.Actors.Inspection;

/// <summary>Tells the cluster through this node.</summary>
public sealed class ClusterTeller(ActorSystem system) : IClusterTeller
{
    /// <summary>How long joining is waited for: the other node may be starting.</summary>
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(20);

    /// <inheritdoc />
    public async Task JoinAsync(Address address, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(JoinPatience);
        try
        {
            await Cluster.Get(system).JoinAsync(address, patience.Token);
        }
        catch (Exception late) when (late is OperationCanceledException or ClusterJoinFailedException && !cancellation.IsCancellationRequested)
        {
            throw new NoAnswerException($"{address} did not take this node in within {JoinPatience.TotalSeconds:0} s: is a node running there, and does it reach this one?", late);
        }
    }

    /// <inheritdoc />
    public void Leave(Address address) => Cluster.Get(system).Leave(address);

    /// <inheritdoc />
    public void Down(Address address) => Cluster.Get(system).Down(address);
}
