using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Deals.Actors.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace Deals.Host.Api;

/// <summary>What a browser gets for a key: a cookie that every node of the cluster understands and none has to remember. It names the key and its end, signed
/// with the key's stored hash, so that taking a key out of the configuration ends its sessions.</summary>
internal static class Sessions
{
    /// <summary>The cookie.</summary>
    public const string Cookie = "deals-session";

    /// <summary>How long a browser stays logged in.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private const int LongestCookie = 400;

    /// <summary>Makes the cookie's value.</summary>
    public static string Issue(ApiKey key, DateTimeOffset now)
    {
        var what = $"{WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(key.Name))}.{(now + Longest).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        return $"{what}.{WebEncoders.Base64UrlEncode(Sign(key, what))}";
    }

    /// <summary>Whose cookie it is; nobody's where it is forged, over, or of a key that is gone.</summary>
    public static ApiKey? Read(string? cookie, IReadOnlyList<ApiKey> keys, DateTimeOffset now)
    {
        if (cookie is not { Length: > 0 and <= LongestCookie } || cookie.LastIndexOf('.') is not (> 0 and var dot))
            return null;
        var what = cookie[..dot];
        ApiKey? found = null;
        // As with keys: each is compared, and in fixed time.
        foreach (var key in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(WebEncoders.Base64UrlEncode(Sign(key, what))), Encoding.UTF8.GetBytes(cookie[(dot + 1)..])))
                found = key;
        }

        return found is not null && long.TryParse(what[(what.IndexOf('.', StringComparison.Ordinal) + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            && now.ToUnixTimeSeconds() < end
            ? found
            : null;
    }

    private static byte[] Sign(ApiKey key, string what) => HMACSHA256.HashData(key.Hash.Span, Encoding.UTF8.GetBytes($"{Cookie}|{key.Name}|{what}"));
}
