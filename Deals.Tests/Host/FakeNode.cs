using Deals.Actors.Analysing;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Actors.Processing;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;
using Deals.Host.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Host;

/// <summary>The faces on a real Kestrel at a free port, over faked backends.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeNode(WebApplication app, FakeBackends backends)
    {
        _app = app;
        Backends = backends;
        Address = new Uri(app.Urls.Single());
        Http = new HttpClient { BaseAddress = Address };
    }

    public FakeBackends Backends { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public static async Task<FakeNode> StartAsync(ApiOptions? api = null, FakeBackends? backends = null, bool simulated = true, TimeProvider? clock = null, string address = "http://127.0.0.1:0", WebhookOptions? webhook = null, Action<IServiceCollection>? also = null)
    {
        backends ??= new FakeBackends();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        builder.Services
            .AddSingleton(clock ?? new FakeTimeProvider(FakeBackends.Now))
            .AddSingleton(new NodeFacts("0.1.0", simulated, FakeBackends.Now, 1))
            .AddSingleton<ICatalogue>(backends)
            .AddSingleton<IDealReader>(backends)
            .AddSingleton<IStatusReader<BudgetStatus>>(backends)
            .AddSingleton<IStatusReader<ScoutStatus>>(backends)
            .AddSingleton<IStatusReader<WakerStatus>>(backends)
            .AddSingleton<IStatusReader<BreakerStatus>>(backends)
            .AddSingleton<IStatusReader<PriceStatus>>(new NoPrice())
            .AddSingleton<IDealTeller>(backends)
            .AddSingleton<ILaneTeller>(backends)
            .AddSingleton<IScoutTeller>(backends)
            .AddSingleton<IStatusReader<BackfillStatus>>(backends)
            .AddSingleton<IStatusReader<RecomputeStatus>>(backends.Recompute)
            .AddSingleton<IRecomputeTeller>(backends.Recompute)
            .AddSingleton<IDealPast>(backends)
            .AddSingleton<IStatusReader<AnalystStatus>>(backends.Analyst)
            .AddSingleton<IAnalystTeller>(backends.Analyst)
            .AddSingleton<IAnalysisIndex>(backends.Analyst)
            .AddSingleton<RefreshPolicy>(TieredPolicy.Default)
            .AddSingleton(new TermsBoard())
            .AddSingleton(new PlanningBasis(TieredPolicy.Default, new SweepPolicy(), new BackfillPolicy(), [FeedQuery.Default]))
            .AddSingleton(services => new DealOrders(backends, [FeedQuery.Default], services.GetRequiredService<TimeProvider>()))
            .AddSingleton<IProjectionReader>(backends)
            .AddSingleton<IClusterReader>(backends)
            .AddSingleton<IClusterTeller>(backends)
            .AddSingleton<IShardingReader>(backends)
            .AddSingleton<IDealEventSource>(backends)
            .AddSingleton(backends.Log)
            .AddSingleton<IActorTree>(backends)
            .AddSingleton<IStorageReader>(backends)
            .AddSingleton<INodeLife>(backends)
            .AddProblems()
            .AddFaces(api ?? new ApiOptions(), webhook);
        also?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapFaces();
        await app.StartAsync();
        return new FakeNode(app, backends);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
