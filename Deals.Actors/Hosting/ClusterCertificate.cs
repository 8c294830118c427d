using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Hosting;
using Akka.Remote.Transport.DotNetty;

namespace Deals.Actors.Hosting;

/// <summary>The certificate with which nodes of a cluster know each other. Every node has the same one, so that no authority has to be trusted: whoever shows
/// another certificate, or none, is not talked to.</summary>
/// <param name="File">A PKCS #12 file with the private key, as <c>Cluster:Certificate</c> names it.</param>
/// <param name="Loaded">What is in it.</param>
public sealed record ClusterCertificate(string File, X509Certificate2 Loaded)
{
    internal const string FileKey = "Certificate";
    internal const string PasswordKey = "CertificatePassword";

    /// <summary>How the transport is told.</summary>
    internal SslOptions ToTransport() => new()
    {
        X509Certificate = Loaded,
        RequireMutualAuthentication = true,
        CustomValidator = CertificateValidation.PinnedCertificate(Loaded.Thumbprint),
    };

    /// <summary>Reads and opens it; absent where none is named.</summary>
    /// <exception cref="SettingException">It cannot be opened, or has no private key.</exception>
    internal static ClusterCertificate? From(SettingsSection section)
    {
        var password = section.Text(PasswordKey);
        if (section.Text(FileKey) is not { } file)
        {
            return password is null
                ? null
                : throw SettingException.WrongSecret(section.KeyOf(PasswordKey), $"{section.KeyOf(FileKey)} beside it, for it is that file's password,");
        }

        try
        {
            var loaded = X509CertificateLoader.LoadPkcs12FromFile(file, password);
            return loaded.HasPrivateKey
                ? new ClusterCertificate(file, loaded)
                : throw section.Wrong(FileKey, file, "a PKCS #12 file that holds the private key too");
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw section.Wrong(FileKey, file, $"a PKCS #12 file that opens with {section.KeyOf(PasswordKey)} ({unreadable.Message.TrimEnd('.')})");
        }
    }
}
