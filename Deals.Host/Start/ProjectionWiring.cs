using Akka.Cluster.Hosting;
using Akka.Hosting;
using Deals.Actors.Catalogue;
using Deals.Actors.Hosting;

namespace Deals.Host.Start;

/// <summary>The projection, once in the cluster.</summary>
internal static class ProjectionWiring
{
    private const string Name = "projection";

    /// <summary>Adds it, or the way to it where this node holds no deals.</summary>
    public static AkkaConfigurationBuilder WithProjection(this AkkaConfigurationBuilder akka, bool holdsDeals, NodeStorage storage) => holdsDeals
        ? akka.WithSingleton<ProjectionKey>(
            Name,
            (_, _, _) => ProjectionActor.SupervisedProps(storage.Database, storage.Journal, storage.JournalId),
            DealsHosting.OnOneNode)
            .WithSingletonWatch("projection-watch", [$"/user/{Name}/{Name}"])
        : akka.WithSingletonProxy<ProjectionKey>(Name, DealsHosting.OnOneNode);
}
