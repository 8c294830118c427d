using Microsoft.Extensions.Configuration;

namespace Deals.Actors.Hosting;

/// <summary>What a key's holder may do.</summary>
public enum ApiRole
{
    /// <summary>Look.</summary>
    Reader,

    /// <summary>Look, and run commands that change something.</summary>
    Operator,
}

/// <summary>One key of the API, known by its hash only.</summary>
/// <param name="Name">Whose it is, for the log.</param>
/// <param name="Hash">SHA-256 of the key, 32 bytes.</param>
/// <param name="Role">What its holder may do.</param>
public sealed record ApiKey(string Name, ReadOnlyMemory<byte> Hash, ApiRole Role);

/// <summary>Section <c>Api</c>: who may call. Without keys everybody on this machine may, and the node listens on loopback only.</summary>
public sealed record ApiOptions
{
    private const int HashLength = 32;

    /// <summary>The keys; empty means that none is asked for.</summary>
    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    public static ApiOptions From(IConfiguration configuration)
    {
        var section = new SettingsSection(configuration, "Api");
        var options = new ApiOptions { Keys = [.. section.Parts(nameof(Keys)).Select(KeyFrom)] };
        section.RefuseTheRest();
        var twice = options.Keys.GroupBy(k => k.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? options : throw SettingException.Wrong("Api:Keys", twice.Key, "a name of its own for every key");
    }

    private static ApiKey KeyFrom(SettingsSection part)
    {
        var name = part.Text(nameof(ApiKey.Name)) ?? throw part.Wrong(nameof(ApiKey.Name), "", "a name, for the log,");
        var hash = part.Text(nameof(ApiKey.Hash));
        var role = part.Text(nameof(ApiKey.Role)) is null
            ? throw part.Wrong(nameof(ApiKey.Role), "", "reader or operator")
            : part.Choice(nameof(ApiKey.Role), ApiRole.Reader);
        part.RefuseTheRest();
        // Whoever puts the key itself here must not read it again in a log.
        return hash is { Length: HashLength * 2 } && hash.All(char.IsAsciiHexDigit)
            ? new ApiKey(name, Convert.FromHexString(hash), role)
            : throw SettingException.WrongSecret(part.KeyOf(nameof(ApiKey.Hash)), "the SHA-256 of the key, 64 hexadecimal digits,");
    }
}
