using System.Security.Cryptography;
using System.Text;
using Deals.Actors.Hosting;

namespace Deals.Host.Api;

/// <summary>Asks every call below <c>/api</c>, and the metrics, for a key or for the cookie that was given for one, where keys are configured.</summary>
internal sealed class ApiKeyGate(RequestDelegate next, ApiOptions options)
{
    /// <summary>The header that carries the key. <c>Authorization: Bearer</c> does too, for scrapers that know no other.</summary>
    public const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ";
    private const int LongestKey = 512;

    private static readonly object CallerItem = new();

    /// <summary>Lets a call through, or refuses it.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (options.Keys.Count == 0 || !IsGuarded(context.Request.Path))
        {
            await next(context);
            return;
        }

        if (Caller(context.Request, out var refusal) is not { } key)
        {
            context.Response.Headers.WWWAuthenticate = $"ApiKey header=\"{Header}\"";
            await Problems.Of(StatusCodes.Status401Unauthorized, refusal).ExecuteAsync(context);
            return;
        }

        context.Items[CallerItem] = key;
        await next(context);
    }

    private static bool IsGuarded(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);

    private ApiKey? Caller(HttpRequest request, out string refusal)
    {
        var authorization = request.Headers.Authorization.ToString();
        string? presented = request.Headers.TryGetValue(Header, out var key) ? key
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : null;
        if (presented is not null)
        {
            refusal = $"The key in the header {Header} is not one that this node knows.";
            return Find(options.Keys, presented);
        }

        if (request.Cookies[Sessions.Cookie] is not { } cookie)
        {
            refusal = $"The key in the header {Header} is missing.";
            return null;
        }

        refusal = "The session is over: log in again.";
        var caller = Sessions.Read(cookie, options.Keys, TimeProvider.System.GetUtcNow());
        if (caller is null || IsOfThisPage(request))
            return caller;
        refusal = "A page of another address asked for this with the session of this one.";
        return null;
    }

    // A browser sends the cookie whoever made it ask; what changes something has to come from our own page.
    private static bool IsOfThisPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        || (Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin) && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the caller may run what changes something: an operator, or anybody on a node without keys.</summary>
    public static bool MayMutate(HttpContext context, ApiOptions options) =>
        options.Keys.Count == 0 || context.Items[CallerItem] is ApiKey { Role: ApiRole.Operator };

    /// <summary>The key that somebody presents; absent where it is none of ours.</summary>
    public static ApiKey? Find(IReadOnlyList<ApiKey> keys, string? presented)
    {
        if (string.IsNullOrEmpty(presented) || presented.Length > LongestKey)
            return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        ApiKey? found = null;
        // Every key is compared, and each in fixed time, so that the time says nothing about any of them.
        foreach (var key in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.Hash.Span))
                found = key;
        }

        return found;
    }
}
