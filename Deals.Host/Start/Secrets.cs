namespace Deals.Host.Start;

/// <summary>The values of the configuration that nobody has to read: keys and passwords.</summary>
internal sealed class Secrets
{
    /// <summary>Shorter ones are in too many words to be replaced.</summary>
    private const int ShortestSecret = 4;

    private readonly string[] _values;

    private Secrets(IEnumerable<string> values) =>
        _values = [.. values.Where(v => v.Length >= ShortestSecret).Distinct(StringComparer.Ordinal).OrderByDescending(v => v.Length)];

    /// <summary>Finds them: every setting whose name ends with ApiKey, Password or Secret, and the password inside every connection string.</summary>
    public static Secrets Of(IConfiguration configuration) => new(configuration.AsEnumerable()
        .Where(setting => !string.IsNullOrWhiteSpace(setting.Value))
        .SelectMany(setting => IsSecret(setting.Key) ? [setting.Value!.Trim()] : IsConnection(setting.Key) ? PasswordsIn(setting.Value!) : []));

    /// <summary>The text with three asterisks for each of them.</summary>
    public string Redact(string text) => _values.Aggregate(text, (clean, secret) => clean.Replace(secret, "***", StringComparison.Ordinal));

    private static bool IsSecret(string key) =>
        key.EndsWith("ApiKey", StringComparison.OrdinalIgnoreCase) || key.EndsWith("Api_Key", StringComparison.OrdinalIgnoreCase) || key.EndsWith("Password", StringComparison.OrdinalIgnoreCase)
        || key.EndsWith("Secret", StringComparison.OrdinalIgnoreCase);

    private static bool IsConnection(string key) => key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> PasswordsIn(string connection) => connection.Split(';')
        .Select(part => part.Split('=', 2))
        .Where(pair => pair.Length == 2 && pair[0].Trim().ToUpperInvariant() is "PASSWORD" or "PWD")
        .Select(pair => pair[1].Trim().Trim('"', '\''));
}
