using Akka.Hosting;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Host.Api;
using Deals.Host.Cli;
using Deals.Host.Start;

namespace Deals.Host;

/// <summary>Runs a node: a table of contents of what it is made of, in the order in which it starts.</summary>
internal static class Node
{
    /// <summary>Runs until it is told to stop; gives the exit code.</summary>
    public static async Task<int> RunAsync(IEnumerable<string> settings)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. settings], ContentRootPath = AppContext.BaseDirectory });
            builder.Logging.AddConsoleLog();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
            var options = NodeOptions.From(builder.Configuration);
            builder.Listen(options.Api);
            ListenAddresses.EnsureFree(builder.Configuration);
            var isSimulated = builder.Configuration["Keepa:ApiKey"] is null or "" && builder.Configuration["Keepa:BaseUrl"] is null or "";
            using var data = DataDirectory.Open(options.Persistence, options.Time, TimeProvider.System);

            builder.Services.AddSingleton<TimeProvider>(data.Clock);
            builder.Services.AddSingleton(new NodeFacts(HelpText.Version, isSimulated, TimeProvider.System.GetUtcNow(), data.Clock.Scale));
            builder.Services.AddAkka(ClusterOptions.SystemName, _ => { });
            builder.Services.AddReaders();
            builder.Services.AddFaces(options.Api);
            await using var app = builder.Build();
            app.MapFaces();
            app.Lifetime.ApplicationStarted.Register(() => Announce(app, data, isSimulated));
            await app.RunAsync();
            return ExitCode.Done;
        }
        catch (Exception failure) when (StartFailure.TryExplain(failure, out var line, out var exitCode))
        {
            await Console.Error.WriteLineAsync(line);
            return exitCode;
        }
    }

    private static void Announce(WebApplication app, DataDirectory data, bool isSimulated)
    {
        app.Logger.LogInformation("Deals {Version} listens on {Addresses}", HelpText.Version, string.Join(", ", app.Urls));
        app.Logger.LogInformation("Data is in {Directory}", data.Path);
        if (isSimulated)
            app.Logger.LogWarning("Keepa is SIMULATED: neither Keepa:ApiKey nor Keepa:BaseUrl is configured, and no deal in the list is real");
    }
}
