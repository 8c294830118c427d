using Akka.Actor;
using Akka.Hosting;
using Deals.Actors.Catalogue;
using Deals.Actors.Freshness;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;
using Deals.Host.Api;
using Deals.Host.Cli;
using Deals.Host.Start;

namespace Deals.Host;

/// <summary>Runs a node: a table of contents of what it is made of, in the order in which it starts.</summary>
internal static class Node
{
    // The gateway waits up to 25 s for answers that are paid for, then the deals move to other nodes.
    internal static readonly TimeSpan LongestShutdown = TimeSpan.FromSeconds(60);

    /// <summary>Runs until it is told to stop; gives the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> settings)
    {
        try
        {
            var builder = Builder(settings, out var options);
            ListenAddresses.EnsureFree(builder.Configuration);
            HttpsCertificates.EnsureReadable(builder.Configuration);
            var cluster = ClusterPort.Take(options.Cluster);
            using var place = StoragePlace.Take(options.Persistence, options.Time, TimeProvider.System);
            if (await WaitingRoom.OpenAsync(place, () => Builder(settings, out _)) is not { } storage)
                return ExitCode.Done;

            await using var simulator = await EmbeddedKeepa.StartAsync(options, storage.Clock);
            var keepa = options.Keepa.Client(simulator?.Address);
            var analyst = options.Xai.Analyst(simulator?.Address);
            var catalogue = new CatalogueStore(storage.Database);
            var terms = new TermsBoard();
            builder.Services.AddSingleton<TimeProvider>(storage.Clock);
            builder.Services.AddSingleton(new NodeFacts(HelpText.Version, options.Keepa.IsSimulated, TimeProvider.System.GetUtcNow(), storage.Clock.Scale));
            builder.Services.AddSingleton<IKeepaSender>(services => new KeepaClient(keepa, TimeProvider.System, services.GetRequiredService<ILogger<KeepaClient>>()));
            builder.Services.AddAkka(ClusterOptions.SystemName, (akka, services) => akka
                .InHost(services)
                .WithDeals(new DealsNode(
                    cluster,
                    storage.Akka,
                    storage.Clock,
                    services.GetRequiredService<IKeepaSender>(),
                    options.Keepa.Timeout,
                    options.Keepa.Feeds,
                    options.Scout,
                    options.Backfill,
                    catalogue,
                    new DueIndex(storage.Database),
                    new WorthIndex(storage.Database),
                    new AppraisalIndex(storage.Database),
                    storage.Bodies,
                    options.Refresh,
                    services.GetRequiredService<ILoggerFactory>())
                {
                    ForeignAlarmShare = options.Keepa.ForeignAlarmShare,
                    Analysis = options.Analysis,
                    Terms = terms,
                    Analyst = AnalystInHost.Of(analyst, storage, services.GetRequiredService<ILoggerFactory>()),
                })
                .WithProjection(cluster.HoldsDeals, storage)
                .WithPetabridgeCmd(services, options.Pbm));
            builder.Services.AddSingleton(storage.Bodies);
            builder.Services.AddSingleton(terms);
            builder.Services.AddSingleton(options.Refresh.Value);
            builder.Services.AddSingleton(new PlanningBasis(options.Refresh.Value, options.Scout, options.Backfill, options.Keepa.Feeds));
            builder.Services.AddSingleton(services => new DealOrders(services.GetRequiredService<IDealTeller>(), options.Keepa.Feeds, storage.Clock));
            builder.Services.AddReaders(place, storage, catalogue, options.Refresh);
            builder.Services.AddFaces(options.Api, options.Keepa.Webhook);

            await using var app = builder.Build();
            app.MapFaces();
            app.Lifetime.ApplicationStarted.Register(() => Announce(app, place, storage.Clock, options, keepa.BaseAddress, simulator?.Address));
            return await RunAsync(app, cluster);
        }
        catch (Exception failure) when (StartFailure.TryExplain(failure, out var line, out var exitCode))
        {
            await Console.Error.WriteLineAsync(line);
            return exitCode;
        }
    }

    private static WebApplicationBuilder Builder(IReadOnlyList<string> settings, out NodeOptions options)
    {
        var builder = NodeSettings.Read(settings);
        builder.Logging.AddConsoleLog();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestShutdown);
        builder.Services.AddProblems();
        options = NodeOptions.From(builder.Configuration);
        builder.Listen(options.Api);
        return builder;
    }

    private static async Task<int> RunAsync(WebApplication app, ClusterOptions cluster)
    {
        var system = app.Services.GetRequiredService<ActorSystem>();
        var endedByItself = false;
        // A node that the cluster has put out ends by itself: whoever keeps it running has to see that from the exit code.
        app.Lifetime.ApplicationStopping.Register(() => endedByItself = system.WhenTerminated.IsCompleted);
        await StartAsync(app);
        await app.WaitForShutdownAsync();
        if (!endedByItself)
            return ExitCode.Done;
        var reason = CoordinatedShutdown.Get(system).ShutdownReason;
        await Console.Error.WriteLineAsync(WhyItEnded(reason, cluster));
        // Who was told to leave has done as told, and is not to be started again.
        return reason is CoordinatedShutdown.ClusterLeavingReason ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !StartFailure.TryExplain(failure, out _, out _))
        {
            // What Kestrel finds out when it begins to listen, such as an https address without a certificate.
            throw new StartException($"The node cannot start: {failure.Message.Split('\n')[0].Trim()}", failure);
        }
    }

    private static string WhyItEnded(CoordinatedShutdown.Reason? reason, ClusterOptions cluster) => reason switch
    {
        CoordinatedShutdown.ClusterJoinUnsuccessfulReason =>
            $"No seed node let this node in within {cluster.JoinWithin.TotalSeconds:0} s: Cluster:SeedNodes is {string.Join(", ", cluster.SeedNodes)}.",
        CoordinatedShutdown.ClusterDowningReason =>
            "The cluster has put this node out, because its members could not hear each other. It ends, so that it can be started again and join anew.",
        SingletonMissingReason =>
            "This node was the oldest, and did not run what runs once in the cluster. It ends, so that another takes over and it can be started again.",
        CoordinatedShutdown.ClusterLeavingReason => "This node has left the cluster, as it was told.",
        _ => $"The actor system has ended by itself{(reason is null ? "" : $" ({reason.GetType().Name})")}.",
    };

    private static void Announce(WebApplication app, StoragePlace place, DomainClock clock, NodeOptions options, Uri keepa, Uri? simulator)
    {
        var log = app.Logger;
        log.LogInformation("Deals {Version} listens on {Addresses}", HelpText.Version, string.Join(", ", app.Urls));
        log.LogInformation("Data is in {Directory}; the domain's clock began at {Origin} and runs at scale {Scale}", place.Description, InspectionJson.Instant(clock.Origin), clock.Scale);
        if (options.Keepa.IsSimulated)
            log.LogWarning("Keepa is SIMULATED, at {Address}: neither Keepa:ApiKey nor Keepa:BaseUrl is configured, and no deal in the list is real", keepa);
        else
            log.LogInformation("Keepa is at {Address}", keepa);
        if (options.Keepa.Webhook.Secret is not null)
            log.LogInformation("Keepa's pushes are taken at /keepa/notifications/ and the secret");
        if (PetabridgeCmdHosting.IsBuiltIn)
            log.LogInformation("Petabridge.Cmd listens on {Host}:{Port}; it may {Change}", options.Pbm.Host, options.Pbm.Port, options.Pbm.Mutations ? "change what there is" : "only look");
        else if (app.Configuration.GetSection("Pbm").GetChildren().Any())
            log.LogWarning("The settings of Pbm change nothing: this build has no Petabridge.Cmd; build with -p:PetabridgeCmd=true");
        if (options.Persistence is { Provider: PersistenceProvider.Sqlite, ConnectionString: not null })
            log.LogWarning("ConnectionStrings:Deals is set and not used: Persistence:Provider is Sqlite");
        AnalystInHost.Announce(log, options.Xai, simulator);
    }
}
