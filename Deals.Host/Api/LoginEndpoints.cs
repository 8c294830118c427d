using System.Text.Json;
using System.Text.Json.Serialization;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Microsoft.AspNetCore.Mvc;

namespace Deals.Host.Api;

/// <summary>The body of <c>POST /login</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LoginBody(string? Key);

/// <summary><c>POST /login</c> exchanges a key for a cookie, <c>POST /logout</c> takes it back, <c>GET /login</c> leads to the page that asks for the key.</summary>
internal static class LoginEndpoints
{
    private const int LargestBody = 4 * 1024;

    /// <summary>Maps them.</summary>
    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/login", () => TypedResults.LocalRedirect("/"));
        routes.MapPost("/login", LogInAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        routes.MapPost("/logout", (HttpContext context) =>
        {
            context.Response.Cookies.Delete(Sessions.Cookie, Options(context));
            return TypedResults.NoContent();
        });
    }

    private static async Task<IResult> LogInAsync(HttpContext context, ApiOptions options, CancellationToken cancellation)
    {
        if (!context.Request.HasJsonContentType())
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        if (await ReadAsync(context.Request, cancellation) is not { Key: { } presented })
            return Problems.Wrong("""The body could not be read: {"key":"..."} was expected.""");
        if (options.Keys.Count == 0)
            return TypedResults.NoContent();
        if (ApiKeyGate.Find(options.Keys, presented) is not { } key)
            return Problems.Of(StatusCodes.Status401Unauthorized, "The key is not one that this node knows.");
        var cookie = Options(context);
        cookie.MaxAge = Sessions.Longest;
        context.Response.Cookies.Append(Sessions.Cookie, Sessions.Issue(key, TimeProvider.System.GetUtcNow()), cookie);
        return TypedResults.NoContent();
    }

    // No script reads it, no other site sends it.
    private static CookieOptions Options(HttpContext context) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", IsEssential = true };

    private static async Task<LoginBody?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return await request.ReadFromJsonAsync<LoginBody>(InspectionJson.Options, cancellation);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
