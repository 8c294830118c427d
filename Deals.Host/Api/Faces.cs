using System.Globalization;
using Deals.Actors.Analysing;
using Deals.Actors.Budget;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Actors.Processing;
using Deals.Actors.Scouting;
using Deals.Host.Dashboard;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http.Json;

namespace Deals.Host.Api;

/// <summary>The faces of a node over HTTP: the API, the health endpoints and the page.</summary>
internal static class Faces
{
    private const string ContentPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    /// <summary>Registers what the endpoints need beside the readers.</summary>
    public static IServiceCollection AddFaces(this IServiceCollection services, ApiOptions api, WebhookOptions? webhook = null)
    {
        services.AddSingleton(api);
        services.AddSingleton(webhook ?? new WebhookOptions());
        services.Configure<JsonOptions>(options => InspectionJson.Apply(options.SerializerOptions));
        services.AddSingleton<LastKnown<BudgetStatus>>();
        services.AddSingleton<LastKnown<ScoutStatus>>();
        services.AddSingleton<LastKnown<BackfillStatus>>();
        services.AddSingleton<LastKnown<AnalystStatus>>();
        services.AddSingleton<AnalystDesk>();
        services.AddSingleton<AnalysisOrders>();
        services.AddSingleton<LastKnown<RecomputeStatus>>();
        services.AddSingleton<AnalysisReader>();
        services.AddSingleton<DealLookup>();
        services.AddSingleton<Progress>();
        services.AddSingleton<BudgetPlanner>();
        services.AddSingleton<InspectionCore>();
        services.AddSingleton<IPaletteCommands, DealsCommands>();
        services.AddSingleton<IPaletteCommands, BudgetCommands>();
        services.AddSingleton<IPaletteCommands, ScoutCommands>();
        services.AddSingleton<IPaletteCommands, BackfillCommands>();
        services.AddSingleton<IPaletteCommands, AnalystCommands>();
        services.AddSingleton<IPaletteCommands, AnalysisCommands>();
        services.AddSingleton<IPaletteCommands, CatalogueCommands>();
        services.AddSingleton<IPaletteCommands, ClusterCommands>();
        services.AddSingleton<IPaletteCommands, ShardingCommands>();
        services.AddSingleton<IPaletteCommands, ActorCommands>();
        services.AddSingleton<IPaletteCommands, LogCommands>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<NotificationCounts>();
        services.AddSingleton<NotificationIntake>();
        services.AddSingleton<WebhookReceiver>();
        services.AddSingleton(new LiveEventLog(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture)));
        services.AddSingleton(s => new LiveEventSource(
            s.GetRequiredService<LiveEventLog>(),
            s.GetRequiredService<IDealEventSource>(),
            s.GetRequiredService<IClusterReader>(),
            s.GetRequiredService<LastKnown<BudgetStatus>>(),
            TimeProvider.System,
            s.GetRequiredService<ILogger<LiveEventSource>>()));
        services.AddDealsMetrics();
        services.AddApiDescription();
        // Without keys only this machine may call, and a web page that has its own name point here is not this machine.
        if (api.Keys.Count == 0)
            services.Configure<HostFilteringOptions>(options => options.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        return services;
    }

    /// <summary>Maps every face.</summary>
    public static void MapFaces(this WebApplication app)
    {
        app.Use(AddHeadersAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<ApiKeyGate>();
        var api = app.MapGroup("/api");
        api.MapStatus();
        api.MapDeals();
        api.MapExport();
        api.MapOrders();
        api.MapFreshness();
        api.MapBudgetAndFeeds();
        api.MapAnalysis();
        api.MapCommands();
        api.MapCluster();
        api.MapEvents();
        app.MapNotifications();
        app.MapLogin();
        app.MapHealth();
        app.MapMetrics();
        app.MapApiDescription();
        app.MapDashboard();
    }

    private static Task AddHeadersAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        context.Response.OnStarting(() =>
        {
            headers.ContentSecurityPolicy = ApiDescription.ContentPolicyOf(context) ?? ContentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            if (!headers.ContainsKey("Cache-Control"))
                headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
