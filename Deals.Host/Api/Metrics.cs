using System.Diagnostics.Metrics;
using Deals.Actors.Analysing;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Hosting;
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
    private readonly LastKnown<AnalystStatus> _analyst;
    private volatile IReadOnlyDictionary<string, long>? _counts;
    private volatile AnalystStatus? _judging;
    private volatile AnalysisReport? _report;
    private volatile FeedsReport? _feeds;

    public DealsMeter(
        ICatalogue catalogue,
        LastKnown<BudgetStatus> budget,
        LastKnown<AnalystStatus> analyst,
        AnalysisReader analysis,
        LastKnown<ScoutStatus> scout,
        TimeProvider clock,
        WebhookOptions webhook,
        NotificationCounts pushed)
    {
        (_catalogue, _budget, _analyst, _analysis, _scout, _clock) = (catalogue, budget, analyst, analysis, scout, clock);
        MeasureAnalyst();
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
        if (webhook.Secret is not null)
            Pushed(pushed);
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

    /// <summary>Asks the router, the catalogue and the analyst, each for itself.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var budget = OrNothing(async () => await _budget.ReadAsync(cancellation) is { Stale: false } known ? known.Value : null);
        var counts = OrNothing(() => _catalogue.CountByStatusAsync(_clock.GetUtcNow(), cancellation)!);
        var judging = OrNothing(async () => await _analyst.ReadAsync(cancellation) is { Stale: false } known ? known.Value : null);
        var analysis = OrNothing<AnalysisReport>(async () => (await _analysis.ReadAsync(cancellation)).Report);
        var feeds = OrNothing(async () => await _scout.ReadAsync(cancellation) is { Stale: false } known ? FeedsReport.From(known.Value, stale: false) : null);
        (_status, _counts, _judging, _report, _feeds) = (await budget, (await counts)?.ByStatus, await judging, await analysis, await feeds);
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private void MeasureAnalyst()
    {
        Of("deals.analyst.calls_today", "Calls of the UTC day", a => a.Quota.Calls);
        Of("deals.analyst.dollars_today", "US dollars of the UTC day, open calls at their worst", a => a.Quota.MicroDollars / 1e6);
        Of("deals.analyst.open_calls", "Calls on their way, or of unknown fate", a => a.OpenCalls);
        Of("deals.analyst.in_flight", "Deals that are looked at or asked about", a => a.InFlight);
        Of("deals.analyst.broken", "Whether calls are held back because too many have failed", a => a.IsBroken ? 1 : 0);
        Sum("deals.analyst.calls", "Calls since the first start", a => a.Quota.AllCalls);
        Sum("deals.analyst.microdollars", "Millionths of a US dollar that calls cost", a => a.Quota.AllMicroDollars);
        Sum("deals.analyst.tokens_in", "Tokens of prompts", a => a.Quota.AllTokensIn);
        Sum("deals.analyst.tokens_out", "Tokens of answers", a => a.Quota.AllTokensOut);
        _meter.CreateObservableCounter(
            "deals.analyst.outcomes",
            () => _judging is { Counts: var c }
                ? [Outcome("verdict", c.Verdicts), Outcome("remembered", c.Remembered), Outcome("unparseable", c.Unparseable), Outcome("failed", c.Failed), Outcome("unknown", c.Unknown), Outcome("throttled", c.Throttled), Outcome("unpriced", c.Unpriced)]
                : Array.Empty<Measurement<long>>(),
            description: "What came of the analyst's work since its start");

        void Of(string name, string description, Func<AnalystStatus, double> value) =>
            _meter.CreateObservableGauge(name, () => _judging is { } status ? [new Measurement<double>(value(status))] : Array.Empty<Measurement<double>>(), description: description);

        void Sum(string name, string description, Func<AnalystStatus, long> value) =>
            _meter.CreateObservableCounter(name, () => _judging is { } status ? [new Measurement<long>(value(status))] : Array.Empty<Measurement<long>>(), description: description);
    }

    private static Measurement<long> Outcome(string name, long count) => new(count, Tag("outcome", name));

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

    private void Pushed(NotificationCounts counts)
    {
        _meter.CreateObservableCounter("deals.notifications.received", () => NotificationsItem.From(counts).Received, description: "Notifications that Keepa pushed to this node");
        _meter.CreateObservableCounter(
            "deals.notifications.outcome",
            () => Enum.GetValues<NotificationOutcome>().Select(o => new Measurement<long>(counts.Of(o), Tag("outcome", o.ToString().ToLowerInvariant()))),
            description: "The same by what became of them");
    }

    private void Lanes(string name, string description, Func<LaneStatus, double?> value, string? unit = null) => _meter.CreateObservableGauge(
        name,
        () => _status?.Lanes.Where(l => value(l) is not null).Select(l => new Measurement<double>(value(l)!.Value, Tag("lane", LaneItem.LaneName(l.Lane)))) ?? [],
        unit,
        description);
}
