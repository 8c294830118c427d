using System.Text;

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
    /// <param name="baseAddress">Where Keepa is.</param>
    /// <param name="path">The path, with its slash.</param>
    /// <param name="parameters">Further parameters, as <c>name=value</c> with <c>&amp;</c> between them.</param>
    internal Uri AddressOf(Uri baseAddress, string path, string parameters = "") =>
        new(baseAddress, parameters.Length == 0 ? $"{path}?key={_text}" : $"{path}?key={_text}&{parameters}");

    /// <summary>A text in which the key, if it is there, is replaced.</summary>
    internal string Redact(string text) => text.Replace(_text, "***", StringComparison.Ordinal);

    /// <summary>A body in which the key, if it is there, is replaced; every other byte is as it was.</summary>
    internal ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> body)
    {
        var key = Encoding.ASCII.GetBytes(_text);
        if (body.Span.IndexOf(key) < 0)
            return body;
        using var clean = new MemoryStream(body.Length);
        var rest = body.Span;
        for (var at = rest.IndexOf(key); at >= 0; at = rest.IndexOf(key))
        {
            clean.Write(rest[..at]);
            clean.Write("***"u8);
            rest = rest[(at + key.Length)..];
        }

        clean.Write(rest);
        return clean.ToArray();
    }
}
