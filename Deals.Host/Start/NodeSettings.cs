namespace Deals.Host.Start;

/// <summary>Where the settings of a node come from: appsettings.json beside the program, the environment, the command line; the later wins.</summary>
internal static class NodeSettings
{
    /// <summary>Reads them.</summary>
    /// <param name="words">The <c>--Key=value</c> words of the command line.</param>
    public static WebApplicationBuilder Read(IReadOnlyList<string> words) =>
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. words], ContentRootPath = AppContext.BaseDirectory });
}
