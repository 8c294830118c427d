using Akka.Cluster.Hosting;
using Akka.Hosting;
using Deals.Actors.Catalogue;
using Deals.Actors.Hosting;

namespace Deals.Host.Start;

/// <summary>The projection, once in the cluster.</summary>
internal static class ProjectionWiring
{
    /// <summary>Adds it.</summary>
    public static AkkaConfigurationBuilder WithProjection(this AkkaConfigurationBuilder akka, NodeStorage storage) => akka.WithSingleton<ProjectionKey>(
        "projection",
        (_, _, _) => ProjectionActor.SupervisedProps(storage.Database, storage.Journal, storage.JournalId),
        new ClusterSingletonOptions { Role = DealsHosting.Role });
}
