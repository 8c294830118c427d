using Deals.Actors.Enrichment;
using Deals.Actors.Scouting;
using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>Everything that a node is told.</summary>
public sealed record NodeOptions
{
    public ClusterOptions Cluster { get; init; } = new();

    public PersistenceOptions Persistence { get; init; } = new();

    public EmbeddedSimulatorOptions Simulator { get; init; } = new();

    public TimeOptions Time { get; init; } = new();

    public ApiOptions Api { get; init; } = new();

    public KeepaOptions Keepa { get; init; } = new();

    public SweepPolicy Scout { get; init; } = new();

    public RefreshOptions Refresh { get; init; } = new();

    public BackfillPolicy Backfill { get; init; } = new();

    public XaiOptions Xai { get; init; } = new();

    public AnalysisSettings Analysis { get; init; } = AnalysisSettings.Default;

    public PbmOptions Pbm { get; init; } = new();

    /// <summary>Reads and checks all sections.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static NodeOptions From(IConfiguration configuration) => new()
    {
        Cluster = ClusterOptions.From(configuration),
        Persistence = PersistenceOptions.From(configuration),
        Simulator = EmbeddedSimulatorOptions.From(configuration),
        Time = TimeOptions.From(configuration),
        Api = ApiOptions.From(configuration),
        Keepa = KeepaOptions.From(configuration),
        Scout = ScoutOptions.From(configuration),
        Refresh = RefreshOptions.From(configuration),
        Backfill = BackfillOptions.From(configuration),
        Xai = XaiOptions.From(configuration),
        Analysis = AnalysisOptions.From(configuration),
        Pbm = PbmOptions.From(configuration),
    };
}
