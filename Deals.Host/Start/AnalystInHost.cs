using Deals.Actors.Analysing;
using Deals.Actors.Catalogue;
using Deals.Actors.Hosting;

namespace Deals.Host.Start;

/// <summary>The analyst of a node: whom it asks, and what the log says of that.</summary>
internal static class AnalystInHost
{
    /// <summary>Makes what the actor needs; without a key it has no model.</summary>
    public static AnalystNode Of((AnalystSettings Settings, Uri Address, string? Key) analyst, NodeStorage storage, ILoggerFactory loggers) => new(
        analyst.Settings,
        analyst.Key is { } key ? new ChatModel(XaiClient.Of(analyst.Address, key, analyst.Settings), analyst.Settings, storage.Clock.Wall, loggers.CreateLogger<ChatModel>()) : null,
        new AnalysisIndex(storage.Database));

    /// <summary>Says it once at the start.</summary>
    public static void Announce(ILogger log, XaiOptions options, Uri? simulator)
    {
        var (settings, address, key) = options.Analyst(simulator);
        if (key is null)
            log.LogInformation("No analyst is configured (Xai:ApiKey): deals are listed without a verdict");
        else if (options.ApiKey is null)
            log.LogWarning("The analyst is SIMULATED, at {Address}: no verdict in the list is real", address);
        else
            log.LogInformation("The analyst is {Model} at {Address}, for at most {Calls} calls and {Dollars} US dollars a UTC day", settings.Model, address, options.DailyCalls, options.DailyDollars);
    }
}
