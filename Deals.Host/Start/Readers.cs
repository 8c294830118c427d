using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Inspection;
using Deals.Actors.Scouting;
using Deals.Host.Api;

namespace Deals.Host.Start;

/// <summary>Whom the faces ask on a real node.</summary>
internal static class Readers
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddReaders(this IServiceCollection services) => services
        .AddSingleton<Unwired>()
        .AddSingleton<ICatalogue>(s => s.GetRequiredService<Unwired>())
        .AddSingleton<IProjectionReader>(s => s.GetRequiredService<Unwired>())
        .AddSingleton<IStorageReader>(s => s.GetRequiredService<Unwired>())
        .AddSingleton<IDealReader, DealRegionReader>()
        .AddSingleton<IStatusReader<BudgetStatus>, RouterReader>()
        .AddSingleton<IStatusReader<ScoutStatus>, ScoutReader>()
        .AddSingleton<IClusterReader, ClusterReader>()
        .AddSingleton<IActorTree, ActorTree>()
        .AddSingleton<INodeLife, NodeLife>();
}
