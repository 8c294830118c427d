using Deals.Actors.Analysing;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Actors.Processing;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;
using Deals.Host.Api;

namespace Deals.Host.Start;

/// <summary>Whom the faces ask on a real node.</summary>
internal static class Readers
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddReaders(
        this IServiceCollection services, StoragePlace place, NodeStorage storage, ICatalogue catalogue, RefreshOptions refresh) => (refresh.Pricing is null
            ? services.AddSingleton<IStatusReader<PriceStatus>, NoPrice>()
            : services.AddSingleton<IStatusReader<PriceStatus>, PriceReader>())
        .AddSingleton<ICatalogue>(new SharedCounts(catalogue, TimeProvider.System))
        .AddSingleton<IStorageReader>(new StorageReader(storage.Journal, place))
        .AddSingleton<IProjectionReader, ProjectionReader>()
        .AddSingleton<IDealReader, DealRegionReader>()
        .AddSingleton<IStatusReader<BudgetStatus>, RouterReader>()
        .AddSingleton<IStatusReader<ScoutStatus>, ScoutReader>()
        .AddSingleton<IStatusReader<WakerStatus>, WakerReader>()
        .AddSingleton<IStatusReader<BreakerStatus>, BreakerReader>()
        .AddSingleton<IDealTeller, DealRegionTeller>()
        .AddSingleton<ILaneTeller, RouterTeller>()
        .AddSingleton<IScoutTeller, ScoutTeller>()
        .AddSingleton<IStatusReader<BackfillStatus>, BackfillReader>()
        .AddSingleton<IStatusReader<AnalystStatus>, AnalystReader>()
        .AddSingleton<IAnalystTeller, AnalystTeller>()
        .AddSingleton<IAnalysisIndex>(new AnalysisIndex(storage.Database))
        .AddSingleton<RecomputeReader>()
        .AddSingleton<IStatusReader<RecomputeStatus>>(static s => s.GetRequiredService<RecomputeReader>())
        .AddSingleton<IRecomputeTeller>(static s => s.GetRequiredService<RecomputeReader>())
        .AddSingleton<IDealPast, DealPast>()
        .AddSingleton<IClusterReader, ClusterReader>()
        .AddSingleton<IClusterTeller, ClusterTeller>()
        .AddSingleton<IShardingReader, ShardingReader>()
        .AddSingleton<IDealEventSource, JournalDealEvents>()
        .AddSingleton<IActorTree, ActorTree>()
        .AddSingleton<INodeLife, NodeLife>();
}
