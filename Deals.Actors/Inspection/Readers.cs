using Akka.Actor;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;

namespace Deals.Actors.Inspection;

/// <summary>Somebody was asked and did not answer in time. The message is one plain sentence for whoever asked.</summary>
public sealed class NoAnswerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A command cannot do what it was asked. The message is one plain sentence for whoever asked.</summary>
public sealed class RefusedException(string message) : Exception(message);

/// <summary>Asks a deal for all that it knows.</summary>
public interface IDealReader
{
    /// <summary>Asks.</summary>
    /// <exception cref="NoAnswerException">The deal did not answer in time.</exception>
    Task<DealReply> ReadAsync(DealId id, CancellationToken cancellation);
}

/// <summary>Asks the one who knows how something stands: the router for the budget, the scout for the feeds.</summary>
/// <typeparam name="T">What is answered.</typeparam>
public interface IStatusReader<T>
    where T : class
{
    /// <summary>Asks.</summary>
    /// <exception cref="NoAnswerException">Nobody answered in time.</exception>
    Task<T> ReadAsync(CancellationToken cancellation);
}

/// <summary>Makes the catalogue again and compares it with the journal.</summary>
public interface IProjectionReader
{
    /// <summary>How the projection stands; its silence is a state too.</summary>
    Task<ProjectionReport> ReadAsync(CancellationToken cancellation);

    /// <summary>Makes new rows from the journal and swaps them in; reports on the way.</summary>
    /// <exception cref="NoAnswerException">It fell silent.</exception>
    IAsyncEnumerable<CatalogueStep> RebuildAsync(CancellationToken cancellation);

    /// <summary>Compares every row with the journal; reports on the way.</summary>
    /// <exception cref="NoAnswerException">It fell silent.</exception>
    IAsyncEnumerable<CatalogueStep> VerifyAsync(CancellationToken cancellation);
}

/// <summary>Sees the cluster as this node does.</summary>
public interface IClusterReader
{
    /// <summary>The members as this node knows them now.</summary>
    ClusterReport Read();

    /// <summary>Every change from now on, until it is cancelled or the node ends. What a slow reader misses is counted in the next change that it gets.</summary>
    IAsyncEnumerable<ClusterChange> FollowAsync(CancellationToken cancellation);
}

/// <summary>Tells the cluster what an operator wants.</summary>
public interface IClusterTeller
{
    /// <summary>Makes this node join the cluster of another.</summary>
    /// <exception cref="NoAnswerException">It did not become a member in time.</exception>
    Task JoinAsync(Address address, CancellationToken cancellation);

    /// <summary>Makes a member hand over its work and leave; does not wait for it.</summary>
    void Leave(Address address);

    /// <summary>Puts a member out; does not wait for it.</summary>
    void Down(Address address);
}

/// <summary>Sees where the sharded entities are.</summary>
public interface IShardingReader
{
    /// <summary>The types of entities.</summary>
    IReadOnlyList<string> Regions { get; }

    /// <summary>Asks every node for its part of a region. A node that does not answer in time is in the answer, with the reason.</summary>
    /// <param name="region">One of <see cref="Regions"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<RegionReport> ReadAsync(string region, CancellationToken cancellation);
}

/// <summary>Sees the actors of this node.</summary>
public interface IActorTree
{
    /// <summary>The system's address: <c>akka://Deals</c>.</summary>
    string System { get; }

    /// <summary>The paths below a start, the start first.</summary>
    /// <param name="start">A path such as <c>/user</c>, with or without this node's address.</param>
    /// <param name="depth">How many levels to go down.</param>
    /// <exception cref="RefusedException">There is no such actor on this node.</exception>
    IEnumerable<string> Paths(string start, int depth);
}
