using System.Security.Cryptography;
using System.Text;

namespace Deals.Actors.Hosting;

/// <summary>The secret in the path to which Keepa pushes. Only its hash is kept, and it is compared in a time that tells nothing of it.</summary>
public sealed class WebhookSecret
{
    /// <summary>The fewest characters.</summary>
    public const int Shortest = 16;

    /// <summary>The most.</summary>
    public const int Longest = 200;

    /// <summary>What it takes.</summary>
    internal const string Expected = "16 to 200 letters, digits, dashes and underscores";

    private readonly byte[] _hash;

    private WebhookSecret(string text) => _hash = HashOf(text);

    /// <summary>Takes a secret; absent where the text is none: 16 to 200 characters that a path has as they are.</summary>
    public static WebhookSecret? From(string text) =>
        text.Length is >= Shortest and <= Longest && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? new WebhookSecret(text) : null;

    /// <summary>Whether it is what somebody presents.</summary>
    public bool Is(string presented) => CryptographicOperations.FixedTimeEquals(HashOf(presented), _hash);

    /// <inheritdoc />
    public override string ToString() => "***";

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>Section <c>Keepa:Webhook</c>: whether Keepa may push notifications to this node.</summary>
public sealed record WebhookOptions
{
    /// <summary>The secret; absent where nothing is taken.</summary>
    public WebhookSecret? Secret { get; init; }

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is wrong or a key is unknown.</exception>
    internal static WebhookOptions From(SettingsSection section)
    {
        // Whoever puts the secret one level too high must not read it again in a log.
        if (section.HasOwnValue)
            throw SettingException.WrongSecret(section.Name, $"{section.KeyOf(nameof(Secret))} below it");
        var secret = section.Text(nameof(Secret)) is not { } text
            ? null
            : WebhookSecret.From(text) ?? throw SettingException.WrongSecret(section.KeyOf(nameof(Secret)), WebhookSecret.Expected);
        section.RefuseTheRest();
        return new WebhookOptions { Secret = secret };
    }
}
