using Akka.Hosting;

namespace Deals.Actors.Hosting;

/// <summary>Wires the watch of what runs once in the cluster.</summary>
public static class SingletonWatchHosting
{
    /// <summary>Ends this node where it is the oldest and one of these actors does not run on it.</summary>
    /// <param name="builder">The node.</param>
    /// <param name="name">The watch's own.</param>
    /// <param name="paths">Of the actors.</param>
    public static AkkaConfigurationBuilder WithSingletonWatch(this AkkaConfigurationBuilder builder, string name, IReadOnlyList<string> paths) => builder
        .WithActors((system, _) => system.ActorOf(SingletonWatchActor.Props(system, paths), name));
}
