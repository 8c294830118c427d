namespace Deals.Actors.Keepa;

/// <summary>The API key. Its text leaves this type only into the address of a request; printed anywhere, it is three asterisks.</summary>
public sealed class KeepaKey
{
    private readonly string _text;

    private KeepaKey(string text) => _text = text;

    /// <summary>What the simulated Keepa is asked with.</summary>
    public static KeepaKey Simulated { get; } = new("simulated");

    /// <summary>Takes a key; absent where the text is no key: letters and digits only, at most 200.</summary>
    public static KeepaKey? From(string? text) =>
        text?.Trim() is { Length: > 0 and <= 200 } key && key.All(char.IsAsciiLetterOrDigit) ? new KeepaKey(key) : null;

    /// <inheritdoc />
    public override string ToString() => "***";

    /// <summary>The address of a path, with the key in it: for the request alone.</summary>
    internal Uri AddressOf(Uri baseAddress, string path) => new(baseAddress, $"{path}?key={_text}");

    /// <summary>A text in which the key, if it is there, is replaced.</summary>
    internal string Redact(string text) => text.Replace(_text, "***", StringComparison.Ordinal);
}
