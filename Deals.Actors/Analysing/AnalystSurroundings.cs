using Akka.Actor;
using Deals.Actors.Hosting;

namespace Deals.Actors.Analysing;

/// <summary>What the analyst's actor works with.</summary>
public sealed record AnalystSurroundings
{
    /// <summary>Whom it asks, for how much, and how fast.</summary>
    public required AnalystSettings Settings { get; init; }

    /// <summary>The model; absent where none is configured.</summary>
    public required IAnalystModel? Model { get; init; }

    /// <summary>Where it finds its work.</summary>
    public required IAnalysisIndex Index { get; init; }

    /// <summary>Who finds out what there is to ask.</summary>
    public required Examiner Examiner { get; init; }

    /// <summary>What was answered before.</summary>
    public required AnalystMemory Memory { get; init; }

    /// <summary>The region of the deals.</summary>
    public required IActorRef Deals { get; init; }

    /// <summary>The domain clock.</summary>
    public required DomainClock Clock { get; init; }
}
