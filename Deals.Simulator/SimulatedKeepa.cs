using Deals.Simulator.Admin;
using Deals.Simulator.Analyst;
using Deals.Simulator.Bucket;
using Deals.Simulator.Protocol;
using Deals.Simulator.Trackings;
using Deals.Simulator.World;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deals.Simulator;

/// <summary>A Keepa that is not Keepa: speaks its protocol, charges as it charges, and knows the truth about every product.</summary>
public sealed class SimulatedKeepa : IAsyncDisposable
{
    private const int MostBodyBytes = 1_000_000;
    private const int MostAddressBytes = 128 * 1024;
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2);
    private readonly WebApplication _app;
    private readonly Pushes _pushes;

    private SimulatedKeepa(WebApplication app, Pushes pushes, Uri address)
    {
        (_app, _pushes) = (app, pushes);
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts one.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="clock">The domain clock: buckets, looks and prices run on it.</param>
    /// <param name="loggers">Where it logs; nowhere if absent.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="SimulatorOptionException">An option is wrong; the message says which.</exception>
    /// <exception cref="IOException">The port is taken, or the state cannot be written.</exception>
    /// <exception cref="InvalidDataException">The state's file holds something else.</exception>
    public static async Task<SimulatedKeepa> StartAsync(SimulatorOptions options, TimeProvider clock, ILoggerFactory? loggers = null, CancellationToken cancellation = default)
    {
        options.Validate();
        var log = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Deals.Simulator");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        // Whatever is configured for the process that embeds it must not move it: it listens where it is told.
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            // A query with 500 categories fits into an address at Keepa's.
            kestrel.Limits.MaxRequestLineSize = MostAddressBytes;
            kestrel.Listen(options.Listen, options.Url.Port);
        });
        var app = builder.Build();

        var world = new SimulatedWorld(options.Seed, options.WorldDirectory is null ? options.Deals : 1);
        var recorded = options.WorldDirectory is { } directory ? RecordedWorld.Read(directory, log) : null;
        var account = new Account(options, clock);
        var faults = new Faults();
        var served = new ServedProducts();
        var analyst = new AnalystEndpoints(clock);
        analyst.Map(app);
        new AdminEndpoints(options, account, faults, served, world, analyst, clock).Map(app);
        var trackings = new TrackingList(recorded is null ? world : new SimulatedWorld(options.Seed, 0), account, clock);
        var pushes = new Pushes(trackings, clock, log);
        IKeepaPath[] paths =
        [
            new TokenPath(),
            new DealPath(options, world, recorded, clock),
            new ProductPath(options, world, recorded, served, clock),
            new SellerPath(options, world, recorded, clock),
            new TrackingPath(trackings, pushes, new Pace(options)),
            .. FurtherPaths.Of(options, world, clock),
        ];
        var keepa = new KeepaEndpoints(paths, account, faults, clock);
        app.Map("/{**path}", keepa.HandleAsync);

        await app.StartAsync(cancellation);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        log.LogInformation("The simulated Keepa listens on {Address} with {Deals} products and {Rate} tokens a minute", address, recorded?.Deals.Count ?? options.Deals, options.RefillRate);
        return new SimulatedKeepa(app, pushes, new Uri(address));
    }

    /// <summary>Runs until the process is told to stop.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // Requests that hang on purpose would hold it for as long as they may.
        using var goodbye = new CancellationTokenSource(LongestGoodbye);
        await _app.StopAsync(goodbye.Token);
        await _app.DisposeAsync();
        await _pushes.DisposeAsync();
    }
}
