using Akka.Cluster.Hosting;
using Akka.Hosting;
using Deals.Actors.Analysing;

namespace Deals.Actors.Hosting;

/// <summary>What a node needs to have deals judged.</summary>
/// <param name="Settings">Whom it asks, for how much, and how fast.</param>
/// <param name="Model">The model; absent where none is configured.</param>
/// <param name="Index">Where it finds its work.</param>
public sealed record AnalystNode(AnalystSettings Settings, IAnalystModel? Model, IAnalysisIndex Index);

/// <summary>Wires the analyst.</summary>
public static class AnalystHosting
{
    internal const string Name = "analyst";

    /// <summary>The analyst, once in the cluster.</summary>
    public static AkkaConfigurationBuilder WithAnalyst(this AkkaConfigurationBuilder builder, DealsNode node) => node.Analyst is not { } analyst
        ? builder
        : builder.WithSingleton<AnalystKey>(
            Name,
            (_, registry, _) =>
            {
                var memory = new AnalystMemory(node.Bodies);
                return AnalystActor.SupervisedProps(new AnalystSurroundings
                {
                    Settings = analyst.Settings,
                    Model = analyst.Model,
                    Index = analyst.Index,
                    Examiner = new Examiner(node.Bodies, memory, analyst.Settings),
                    Memory = memory,
                    Deals = registry.Get<DealRegion>(),
                    Clock = node.Clock,
                });
            },
            DealsHosting.OnOneNode);

    /// <summary>The way to it, where this node holds no deals.</summary>
    public static AkkaConfigurationBuilder WithAnalystElsewhere(this AkkaConfigurationBuilder builder, DealsNode node) =>
        node.Analyst is null ? builder : builder.WithSingletonProxy<AnalystKey>(Name, DealsHosting.OnOneNode);
}
