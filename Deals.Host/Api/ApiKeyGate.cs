using System.Security.Cryptography;
using System.Text;
using Deals.Actors.Hosting;

namespace Deals.Host.Api;

/// <summary>Asks every call below <c>/api</c> for a key, where keys are configured.</summary>
internal sealed class ApiKeyGate(RequestDelegate next, ApiOptions options)
{
    /// <summary>The header that carries the key.</summary>
    public const string Header = "X-Api-Key";

    private const int LongestKey = 512;

    private static readonly object CallerItem = new();

    /// <summary>Lets a call through, or refuses it.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (options.Keys.Count == 0 || !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        if (Find(context.Request.Headers[Header]) is not { } key)
        {
            context.Response.Headers.WWWAuthenticate = $"ApiKey header=\"{Header}\"";
            var what = context.Request.Headers.ContainsKey(Header) ? "is not one that this node knows" : "is missing";
            await Problems.Of(StatusCodes.Status401Unauthorized, $"The key in the header {Header} {what}.").ExecuteAsync(context);
            return;
        }

        context.Items[CallerItem] = key;
        await next(context);
    }

    /// <summary>Whether the caller may run what changes something: an operator, or anybody on a node without keys.</summary>
    public static bool MayMutate(HttpContext context, ApiOptions options) =>
        options.Keys.Count == 0 || context.Items[CallerItem] is ApiKey { Role: ApiRole.Operator };

    private ApiKey? Find(string? presented)
    {
        if (string.IsNullOrEmpty(presented) || presented.Length > LongestKey)
            return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        ApiKey? found = null;
        // Every key is compared, and each in fixed time, so that the time says nothing about any of them.
        foreach (var key in options.Keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.Hash.Span))
                found = key;
        }

        return found;
    }
}
