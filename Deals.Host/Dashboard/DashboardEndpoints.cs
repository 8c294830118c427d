using System.Security.Cryptography;

namespace Deals.Host.Dashboard;

/// <summary>The page at <c>/</c>: a few files that are part of the assembly, so that it works wherever the node is started.</summary>
internal static class DashboardEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapFile("/", "index.html", "text/html; charset=utf-8");
        routes.MapFile("/app.css", "app.css", "text/css; charset=utf-8");
        routes.MapFile("/app.js", "app.js", "text/javascript; charset=utf-8");
        routes.MapFile("/format.js", "format.js", "text/javascript; charset=utf-8");
        routes.MapFile("/favicon.svg", "favicon.svg", "image/svg+xml");
    }

    private static void MapFile(this IEndpointRouteBuilder routes, string address, string name, string type)
    {
        var content = Read(name);
        var tag = new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
        routes.MapGet(address, (HttpResponse response) =>
        {
            // A new version is seen at once, an old one is not sent again.
            response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(content, type, entityTag: tag);
        }).ExcludeFromDescription();
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(DashboardEndpoints).Assembly.GetManifestResourceStream("Dashboard." + name)
            ?? throw new InvalidOperationException($"The page's file {name} is not part of this assembly.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
