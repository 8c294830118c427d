using System.Diagnostics.Metrics;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Inspection;
using Deals.Actors.Scouting;
using Deals.Actors.Storage;
using OpenTelemetry.Metrics;

namespace Deals.Host.Api;

/// <summary><c>GET /metrics</c> for Prometheus: the budget, its lanes and permits, the deals by status and how they were appraised, asked for when somebody scrapes.</summary>
internal static class Metrics
{
    private const string Path = "/metrics";

    /// <summary>Registers them.</summary>
    public static IServiceCollection AddDealsMetrics(this IServiceCollection services)
    {
        services.AddSingleton<DealsMeter>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(DealsMeter.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel")
            .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));
        return services;
    }

    /// <summary>Maps them.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path == Path, scrape => scrape.Use(async (context, next) =>
        {
            await context.RequestServices.GetRequiredService<DealsMeter>().RefreshAsync(context.RequestAborted);
            await next(context);
        }));
        app.MapPrometheusScrapingEndpoint(Path);
    }
}

/// <summary>The figures of the node's deals and budget. Whoever does not answer is left out of a scrape; a gap in a graph is honest.</summary>
internal sealed class DealsMeter : IDisposable
{
    /// <summary>The meter.</summary>
    public const string Name = "Deals";

    private readonly Meter _meter = new(Name);
    private readonly ICatalogue _catalogue;
    private readonly LastKnown<BudgetStatus> _budget;
    private readonly AnalysisReader _analysis;
    private readonly LastKnown<ScoutStatus> _scout;
    private readonly TimeProvider _clock;
    private volatile BudgetStatus? _status;
    private volatile IReadOnlyDictionary<string, long>? _counts;
    private volatile AnalysisReport? _report;
    private volatile FeedsReport? _feeds;

    public DealsMeter(ICatalogue catalogue, LastKnown<BudgetStatus> budget, AnalysisReader analysis, LastKnown<ScoutStatus> scout, TimeProvider clock)
    {
        (_catalogue, _budget, _analysis, _scout, _clock) = (catalogue, budget, analysis, scout, clock);
        Gauge("deals.tokens.left", "Tokens in the bucket, as predicted", b => b.TokensLeft);
        Gauge("deals.tokens.capacity", "The most that the bucket holds", b => b.Capacity);
        Gauge("deals.tokens.reserved", "Tokens held for permits in flight or of unknown fate", b => b.Reserved);
        Gauge("deals.tokens.refill_rate", "Tokens a minute of the plan", b => b.RefillRate);
        Gauge("deals.tokens.foreign_drain", "Tokens a minute that somebody else takes", b => b.ForeignDrainPerMinute);
        Gauge("deals.tokens.utilisation", "What was used, or is still there, of what was refilled", b => b.Utilisation);
        Gauge("deals.tokens.price", "The price of a token", b => b.Price);
        Gauge("deals.permits", "Permits in flight or of unknown fate", b => b.Permits.Length);
        Gauge("deals.gateways", "Gateways that the router knows", b => b.Gateways.Length);
        Total("deals.tokens.refilled", "Tokens that were refilled", b => b.Refilled);
        Total("deals.tokens.settled", "Tokens that requests cost", b => b.Settled);
        Total("deals.tokens.unknown", "Tokens of requests without an answer", b => b.Unknown);
        Total("deals.tokens.wasted", "Tokens that were refilled into a full bucket", b => b.Wasted);
        Total("deals.tokens.foreign", "Tokens that somebody else took", b => b.Foreign);
        Total("deals.refusals", "Answers 429", b => b.Throttled);
        Lanes("deals.lane.queued", "Requests that wait", l => l.Queued);
        Lanes("deals.lane.oldest_wait", "For how long the oldest request waits", l => l.OldestWait?.TotalSeconds, "s");
        Lanes("deals.lane.paused", "Whether an operator has stopped the lane", l => l.Paused ? 1 : 0);
        _meter.CreateObservableCounter(
            "deals.lane.settled", () => _status?.Lanes.Select(l => new Measurement<long>(l.Settled, Tag("lane", LaneItem.LaneName(l.Lane)))) ?? [], description: "Tokens that a lane's requests cost");
        _meter.CreateObservableGauge(
            "deals.count", () => _counts?.Select(c => new Measurement<long>(c.Value, Tag("status", c.Key))) ?? [], description: "Deals by status");
        Feeds("deals.feed.tokens", "Tokens that a feed's pages cost", f => f.Cost.Tokens);
        Feeds("deals.feed.accepted", "Unknown deals that those pages showed and that were taken", f => f.Cost.Accepted);
        Analyses();
    }

    private void Analyses()
    {
        Measured("deals.appraisal.version", "Deals by the version of the rules by which they were appraised", r => r.Counts?.ByVersion
            .Select(v => new Measurement<long>(v.Deals, Tag("version", v.Version), Tag("settings", v.Settings))));
        Measured("deals.appraisal.unlisted", "Deals without a profit in the list, by reason", r => r.Counts?.Unlisted.Select(u => new Measurement<long>(u.Value, Tag("reason", u.Key))));
        Measured("deals.appraisal.listed", "Deals with a profit in the list", r => r.Counts is { } counts ? [new Measurement<long>(counts.Listed)] : null);
        Measured("deals.appraisal.none", "Deals that were not appraised yet", r => r.Counts is { } counts ? [new Measurement<long>(counts.NotAppraised)] : null);
        Measured("deals.recompute.done", "Deals that the last run of making analyses again has gone through", r => r.Stale ? null : [new Measurement<long>(r.Recompute.Done)]);
        Measured("deals.recompute.total", "Deals that it goes through", r => r.Stale ? null : [new Measurement<long>(r.Recompute.Total)]);
        Measured("deals.recompute.failed", "Deals that it could not bring up to date", r => r.Stale ? null : [new Measurement<long>(r.Recompute.Unreadable + r.Recompute.Missing + r.Recompute.Unanswered)]);
    }

    /// <summary>Asks the router and the catalogue, each for itself.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var budget = OrNothing(async () => await _budget.ReadAsync(cancellation) is { Stale: false } known ? known.Value : null);
        var counts = OrNothing(() => _catalogue.CountByStatusAsync(_clock.GetUtcNow(), cancellation)!);
        var analysis = OrNothing<AnalysisReport>(async () => (await _analysis.ReadAsync(cancellation)).Report);
        var feeds = OrNothing(async () => await _scout.ReadAsync(cancellation) is { Stale: false } known ? FeedsReport.From(known.Value, stale: false) : null);
        (_status, _counts, _report, _feeds) = (await budget, (await counts)?.ByStatus, await analysis, await feeds);
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static async Task<T?> OrNothing<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception silence) when (silence is NoAnswerException or StorageException)
        {
            return null;
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);

    private void Feeds(string name, string description, Func<FeedItem, long> value) =>
        _meter.CreateObservableCounter(name, () => _feeds?.Feeds.Select(f => new Measurement<long>(value(f), Tag("feed", f.Name))) ?? [], description: description);

    private void Measured(string name, string description, Func<AnalysisReport, IEnumerable<Measurement<long>>?> value) =>
        _meter.CreateObservableGauge(name, () => (_report is { } report ? value(report) : null) ?? [], description: description);

    private void Gauge(string name, string description, Func<BudgetStatus, double?> value) =>
        _meter.CreateObservableGauge(name, () => _status is { } status && value(status) is { } v ? [new Measurement<double>(v)] : Array.Empty<Measurement<double>>(), description: description);

    private void Total(string name, string description, Func<BudgetStatus, long> value) =>
        _meter.CreateObservableCounter(name, () => _status is { } status ? [new Measurement<long>(value(status))] : Array.Empty<Measurement<long>>(), description: description);

    private void Lanes(string name, string description, Func<LaneStatus, double?> value, string? unit = null) => _meter.CreateObservableGauge(
        name,
        () => _status?.Lanes.Where(l => value(l) is not null).Select(l => new Measurement<double>(value(l)!.Value, Tag("lane", LaneItem.LaneName(l.Lane)))) ?? [],
        unit,
        description);
}
